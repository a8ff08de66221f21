/*
 * Names against digests that other programs made, for example
 * printf 'P5\n1 1\n255\n\377' | sha256sum
 */
#include "image/name.h"

#include <string.h>

#include "check.h"

static int
is_name(uint32_t width, uint32_t height, unsigned n_channels, const char *samples, const char *expected)
{
	struct tg_image image = {{width, height}, n_channels, (size_t)width * n_channels, (uint8_t *)samples};
	char name[TG_NAME_SIZE];

	tg_name(&image, name);
	return strcmp(name, expected) == 0;
}

int
main(void)
{
	CHECK(is_name(1, 1, 1, "\377",
	              "dbb28ccca298fc36d9513686913f169d10a6306e6823e92232e2505996e1aaae"));
	CHECK(is_name(1, 1, 1, "\000",
	              "c562b0556e17c4350801ae74c04e04e921db5117692e0a6f5d42fb9798b5edcd"));
	CHECK(is_name(2, 1, 1, "\377\377",
	              "38eef8bbd8cde25584fdb4b6b41f3cdc568a82c0ca229b1219c91cbc9e9967eb"));
	CHECK(is_name(1, 2, 1, "\377\377",
	              "272b4160584095037dc4c609f68bfa5e022157214ac943cdfaae9fd047bfbd36"));
	CHECK(is_name(1, 1, 2, "\200\100",
	              "c0567090d22eb249d633f475692148b140d5e3a55cf4e785490b776a1585fbaf"));
	CHECK(is_name(1, 1, 3, "\377\377\377",
	              "3aaa77f17582428b99e7f04836135214e7ae36328fb233b7b284da36da2dafb3"));
	CHECK(is_name(2, 1, 3, "\001\002\003\004\005\006",
	              "ff88205cfc4a8a121a1c768a87d5cfa43141be7fbf0551f0c4e8790b8b69f265"));
	CHECK(is_name(1, 1, 4, "\001\002\003\004",
	              "64119739112e822d5739371ece5cd7adcea0d7728aff2b58bdbfbcd9bd209442"));
	return report("name");
}
