/*
 * The size of a thumbnail, computed in one place and from the picture's size
 * alone, so that it is the same however the picture is decoded.
 */
#ifndef TG_IMAGE_FIT_H
#define TG_IMAGE_FIT_H

#include "image/image.h"

/*
 * The largest size with PICTURE's proportions that fits into BOX. A picture
 * that fits already keeps its size: nothing is ever enlarged. Else one side is
 * the box's, and the other is rounded to the nearest pixel, half up, and at
 * least 1. It is the rule people know from Pillow's Image.thumbnail. The sides
 * of both PICTURE and BOX are at least 1.
 */
struct tg_size tg_fit(struct tg_size picture, struct tg_size box);

#endif
