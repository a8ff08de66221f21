/* The steps of one thumbnail: decode and shrink, name, encode. */
#include "work/thumb.h"

#include <stdlib.h>
#include <string.h>

#include "codec/png_encode.h"

int
tg_thumb_make(const struct tg_codec *codec, const uint8_t *data, size_t len,
              const struct tg_shape *shape, struct tg_thumb *thumb, struct tg_fault *why)
{
	struct tg_picture picture;

	memset(thumb, 0, sizeof(*thumb));
	int decoded = codec->decode(data, len, shape, &picture, why);
	thumb->memory = picture.memory;
	if (decoded)
		return -1;

	int status = tg_png_encode(&picture.image, &thumb->bytes, &thumb->len, why);
	if (status == 0) {
		tg_name(&picture.image, thumb->name);
		thumb->source = picture.size;
		thumb->size = picture.image.size;
		thumb->damage = picture.damage;
	}
	tg_picture_free(&picture);
	return status;
}

void
tg_thumb_free(struct tg_thumb *thumb)
{
	if (!thumb)
		return;
	free(thumb->bytes);
	memset(thumb, 0, sizeof(*thumb));
}
