/* Thumbnail sizes: examples, and the properties of every pair of sizes in a range. */
#include "image/fit.h"

#include "check.h"

static int
fits(uint32_t width, uint32_t height, uint32_t box_width, uint32_t box_height, uint32_t w, uint32_t h)
{
	struct tg_size size = tg_fit((struct tg_size){width, height}, (struct tg_size){box_width, box_height});

	return size.width == w && size.height == h;
}

static void
check_pair(struct tg_size picture, struct tg_size box)
{
	struct tg_size size = tg_fit(picture, box);
	struct tg_size turned = tg_fit((struct tg_size){picture.height, picture.width},
	                               (struct tg_size){box.height, box.width});

	CHECK(size.width >= 1 && size.height >= 1);
	CHECK(size.width <= box.width && size.height <= box.height);
	CHECK(size.width <= picture.width && size.height <= picture.height);
	CHECK(turned.width == size.height && turned.height == size.width);
	if (picture.width > box.width || picture.height > box.height)
		CHECK(size.width == box.width || size.height == box.height);
}

int
main(void)
{
	CHECK(fits(4000, 3000, 200, 200, 200, 150));
	CHECK(fits(3000, 4000, 200, 200, 150, 200));
	CHECK(fits(100, 50, 200, 200, 100, 50));
	CHECK(fits(200, 200, 200, 200, 200, 200));
	CHECK(fits(201, 200, 200, 200, 200, 199));
	CHECK(fits(1, 1, 200, 200, 1, 1));
	CHECK(fits(65500, 4, 200, 200, 200, 1));
	CHECK(fits(4, 65500, 200, 200, 1, 200));
	CHECK(fits(400, 5, 200, 200, 200, 3)); /* 2.5, half up */
	CHECK(fits(400, 300, 200, 20, 27, 20));
	CHECK(fits(UINT32_MAX, UINT32_MAX, UINT32_MAX - 1, UINT32_MAX, UINT32_MAX - 1, UINT32_MAX - 1));
	CHECK(fits(UINT32_MAX, 1, 1, 1, 1, 1));
	for (uint32_t w = 1; w < 40; w++)
		for (uint32_t h = 1; h < 40; h++)
			for (uint32_t b = 1; b < 40; b += 3)
				check_pair((struct tg_size){w, h}, (struct tg_size){b, (b * 7) % 40 + 1});
	return report("fit");
}
