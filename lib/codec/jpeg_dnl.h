/*
 * JPEG files that leave their height to a DNL marker.
 */
#ifndef TG_CODEC_JPEG_DNL_H
#define TG_CODEC_JPEG_DNL_H

#include <stddef.h>
#include <stdint.h>

/*
 * A frame of height 0 gets it from the DNL marker behind the first scan (ITU-T
 * T.81, B.2.5), which libjpeg cannot do. Returns a copy of the LEN bytes at DATA with
 * the height where libjpeg looks for it, to be freed with free(); NULL where
 * none is needed, no DNL is found or there is no memory.
 */
uint8_t *tg_jpeg_dnl_resolve(const uint8_t *data, size_t len);

#endif
