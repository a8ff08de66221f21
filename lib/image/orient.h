/*
 * Turning and mirroring, by the eight orientations of EXIF.
 */
#ifndef TG_IMAGE_ORIENT_H
#define TG_IMAGE_ORIENT_H

#include "image/image.h"

struct tg_fault;

/*
 * The size that a picture stored in SIZE is seen in: orientations 5 to 8 swap
 * its sides. ORIENTATION is 1 to 8.
 */
struct tg_size tg_orient_size(struct tg_size size, unsigned orientation);

/*
 * Replaces IMAGE, as stored, by the image as it is to be seen. ORIENTATION is
 * 1 to 8, as in EXIF 2.3, 4.6.4: 1 as it is, 2 mirrored, 3 turned by 180
 * degrees, 4 upside down, 5 transposed, 6 to be turned by 90 degrees
 * clockwise, 7 transposed the other way, 8 to be turned by 270. Returns 0, or -1 with
 * WHY filled (TG_FAULT_MEMORY) and IMAGE as it was.
 */
int tg_orient(struct tg_image *image, unsigned orientation, struct tg_fault *why);

#endif
