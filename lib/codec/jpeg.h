/*
 * JPEG files, decoded with libjpeg's own scaling and shrunk as the rows come.
 */
#ifndef TG_CODEC_JPEG_H
#define TG_CODEC_JPEG_H

#include "codec/codec.h"

extern const struct tg_codec tg_jpeg;

#endif
