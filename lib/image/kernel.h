/*
 * The weights with which one axis of a picture is shrunk.
 */
#ifndef TG_IMAGE_KERNEL_H
#define TG_IMAGE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

struct tg_fault;

/* A weight of 1. */
#define TG_KERNEL_ONE 16384

/* n_taps of every span is padded with zero weights to a multiple of this. */
#define TG_KERNEL_PADDING 16

/* The source samples that make one target sample. */
struct tg_kernel_span {
	uint32_t first;  /* the first one's index */
	uint32_t n_taps; /* how many: at least 1, first + n_taps <= n_source */
};

struct tg_kernel {
	uint32_t n_target;
	struct tg_kernel_span *spans; /* n_target, owned; neither end ever moves back */
	size_t stride;                /* from one span's weights to the next one's */
	int16_t *weights;             /* n_target * stride; each span's add up to TG_KERNEL_ONE */
};

/*
 * Fills *KERNEL with the Lanczos-3 weights that turn N_SOURCE samples, which
 * cover EXTENT (over n_source - 1, at most n_source), into N_TARGET. Where
 * each source sample is the mean of N_AVERAGED finer ones, over 1, the weights make
 * up for the detail that the mean took. Returns 0, or -1 with WHY filled
 * (TG_FAULT_MEMORY) and *KERNEL zeroed.
 */
int tg_kernel_init(struct tg_kernel *kernel, uint32_t n_source, double extent, uint32_t n_target,
                   unsigned n_averaged, struct tg_fault *why);

/* Frees what tg_kernel_init allocated and zeroes *KERNEL; NULL and zeroed ones are fine. */
void tg_kernel_free(struct tg_kernel *kernel);

#endif
