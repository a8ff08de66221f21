/* Orientation: where each corner goes, and which orientation undoes which. */
#include "image/orient.h"

#include <string.h>

#include "check.h"

/* Turns the two rows "abc" and "def" and gives the samples as a string. */
static const char *
turned(unsigned orientation, unsigned again)
{
	static char text[7];
	struct tg_image image;

	if (tg_image_init(&image, (struct tg_size){3, 2}, 1, NULL) < 0)
		return "";
	memcpy(image.data, "abcdef", 6);
	CHECK(tg_orient(&image, orientation, NULL) == 0);
	CHECK(tg_orient(&image, again, NULL) == 0);
	memcpy(text, image.data, 6);
	tg_image_free(&image);
	return text;
}

int
main(void)
{
	static const char *const expected[] = {
		[1] = "abcdef", [2] = "cbafed", [3] = "fedcba", [4] = "defabc",
		[5] = "adbecf", [6] = "daebfc", [7] = "fcebda", [8] = "cfbead",
	};
	static const unsigned undone_by[] = {[1] = 1, 2, 3, 4, 5, 8, 7, 6};

	for (unsigned o = 1; o <= 8; o++) {
		struct tg_size size = tg_orient_size((struct tg_size){3, 2}, o);

		CHECK(strcmp(turned(o, 1), expected[o]) == 0);
		CHECK(strcmp(turned(o, undone_by[o]), "abcdef") == 0);
		CHECK(size.width == (o < 5 ? 3 : 2) && size.height == (o < 5 ? 2 : 3));
	}

	/* Pixels of several channels stay together, and the stride follows the width. */
	struct tg_image image;
	if (tg_image_init(&image, (struct tg_size){2, 1}, 3, NULL) < 0)
		return 1;
	memcpy(image.data, "rgbRGB", 6);
	CHECK(tg_orient(&image, 8, NULL) == 0);
	CHECK(memcmp(image.data, "RGBrgb", 6) == 0 && image.stride == 3);
	tg_image_free(&image);
	return report("orient");
}
