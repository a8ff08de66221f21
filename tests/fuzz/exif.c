/* EXIF blocks: whatever they hold, an orientation is one of eight. */
#include "fuzz.h"

#include "codec/exif.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct tg_exif exif = tg_exif_read(data, len);

	EXPECT(exif.orientation >= 1 && exif.orientation <= 8);
	return 0;
}
