/* Fitting: integers only, so that no rounding mode has a say in a size. */
#include "image/fit.h"

/* LENGTH * MULTIPLIER / DIVISOR, to the nearest (half up), and at least 1. */
static uint32_t
scale(uint32_t length, uint32_t multiplier, uint32_t divisor)
{
	uint64_t product = (uint64_t)length * multiplier;
	uint64_t quotient = product / divisor, remainder = product % divisor;

	if (remainder >= divisor - remainder)
		quotient++;
	return quotient ? (uint32_t)quotient : 1;
}

struct tg_size
tg_fit(struct tg_size picture, struct tg_size box)
{
	if (picture.width <= box.width && picture.height <= box.height)
		return picture;
	if ((uint64_t)picture.width * box.height <= (uint64_t)box.width * picture.height)
		return (struct tg_size){scale(picture.width, box.height, picture.height), box.height};
	return (struct tg_size){box.width, scale(picture.height, box.width, picture.width)};
}
