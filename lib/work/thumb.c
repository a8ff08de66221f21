/* The steps of one picture: decode and shrink; and for each size name, encode. */
#include "work/thumb.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "codec/encode.h"

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

	thumb->source = picture.size;
	thumb->damage = picture.damage;
	for (; thumb->n_files < picture.n_images; thumb->n_files++) {
		const struct tg_image *image = &picture.images[thumb->n_files];
		struct tg_thumb_file *file = &thumb->files[thumb->n_files];

		if (tg_encode(image, &shape->encoding, &file->bytes, &file->len, why))
			break;
		tg_name(image, file->name);
		file->size = image->size;
	}
	bool whole = thumb->n_files == picture.n_images;
	tg_picture_free(&picture);
	if (!whole) {
		uint64_t memory = thumb->memory;
		tg_thumb_free(thumb);
		thumb->memory = memory;
	}
	return whole ? 0 : -1;
}

void
tg_thumb_free(struct tg_thumb *thumb)
{
	if (!thumb)
		return;
	for (unsigned i = 0; i < thumb->n_files; i++)
		free(thumb->files[i].bytes);
	memset(thumb, 0, sizeof(*thumb));
}
