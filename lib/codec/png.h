/*
 * PNG files, read and shrunk row by row.
 */
#ifndef TG_CODEC_PNG_H
#define TG_CODEC_PNG_H

#include "codec/codec.h"

extern const struct tg_codec tg_png;

#endif
