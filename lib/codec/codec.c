/* The table of formats; the first whose magic number matches has the file. */
#include "codec/codec.h"

#include <string.h>

#include "codec/jpeg.h"
#include "codec/png.h"

static const struct tg_codec *const codecs[] = {&tg_jpeg, &tg_png};

const struct tg_codec *
tg_codec_find(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < sizeof(codecs) / sizeof(*codecs); i++)
		if (codecs[i]->match(data, len))
			return codecs[i];
	return NULL;
}

void
tg_picture_free(struct tg_picture *picture)
{
	if (!picture)
		return;
	for (unsigned i = 0; i < picture->n_images; i++)
		tg_image_free(&picture->images[i]);
	memset(picture, 0, sizeof(*picture));
}
