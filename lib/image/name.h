/*
 * A thumbnail's name: the SHA-256 of its pixels, written as a netpbm file.
 */
#ifndef TG_IMAGE_NAME_H
#define TG_IMAGE_NAME_H

#include "image/image.h"

/* 64 hexadecimal digits and the NUL. */
#define TG_NAME_SIZE 65

/*
 * Writes IMAGE's name into NAME: the SHA-256, in lower case, of the image as a
 * binary PGM (grey), PPM (RGB) or, with alpha, PAM file, byte for byte as
 * `pngtopam` and `pngtopam -alphapam` write it. The header is part of it,
 * so a white 100x200 and a white 200x100 picture have two names.
 */
void tg_name(const struct tg_image *image, char name[TG_NAME_SIZE]);

#endif
