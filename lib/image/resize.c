/*
 * Shrinking, first down the columns, then along the rows. Arriving rows are
 * gathered into batches of eight; each batch is added, weighted, to the sums
 * of the few target rows that it touches. A target row whose last source row
 * has gone by is rounded to 6 fraction bits, its channels taken apart, and
 * each of its samples is one dot product.
 *
 * The vertical pass sees every source sample, so its loop is the hot one: runs
 * of adjacent samples, 16-bit factors, 32-bit sums. The horizontal pass sees
 * only the target's rows.
 */
#include "image/resize.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "image/kernel.h"
#include "image/srgb.h"

#define N_BATCH 8       /* rows in a batch */
#define BLOCK 64        /* rows are padded to this many samples, so that loops have fixed lengths */
#define FRACTION 6      /* fraction bits of a sample between the passes */
#define WEIGHT_BITS 14  /* TG_KERNEL_ONE is 1 << WEIGHT_BITS */
#define ONE (255 << FRACTION) /* white, or opaque */

struct tg_resize {
	struct tg_resize_plan plan;
	struct tg_srgb srgb;     /* filled where the plan is linear */
	int16_t values[256];     /* a colour sample, or its light, to FRACTION bits */
	struct tg_kernel down;   /* the vertical pass's weights */
	struct tg_kernel along;  /* the horizontal one's */
	size_t stride;           /* samples of a source row, padded */
	size_t plane_stride;     /* samples of one channel's row, padded */
	uint32_t n_rows;         /* source rows seen */
	uint32_t n_done;         /* target rows finished */
	unsigned n_batched;      /* rows waiting in the batch */
	int16_t *batch;          /* N_BATCH * stride: premultiplied, FRACTION bits */
	uint32_t n_sums;         /* target rows that may be under way at once */
	int32_t *sums;           /* n_sums * stride; target row y has place y % n_sums */
	int16_t *planes;         /* n_channels * plane_stride: one target row before the second pass */
	struct tg_image image;   /* what becomes of it */
};

static size_t
pad(size_t n)
{
	return (n + BLOCK - 1) / BLOCK * BLOCK;
}

/* A target of the grid's size is copied: premultiplying would lose bits. */
static bool
is_copy(const struct tg_resize_plan *plan)
{
	return plan->grid.width == plan->target.width && plan->grid.height == plan->target.height;
}

/* The most target rows that one batch can touch. */
static uint32_t
count_sums(const struct tg_kernel *kernel)
{
	uint32_t most = 1, next = 0;

	for (uint32_t y = 0; y < kernel->n_target; y++) {
		uint64_t end = (uint64_t)kernel->spans[y].first + kernel->spans[y].n_taps + N_BATCH;

		while (next < kernel->n_target && kernel->spans[next].first < end)
			next++;
		if (next - y > most)
			most = next - y;
	}
	return most;
}

static void
fill_values(struct tg_resize *r)
{
	if (r->plan.linear)
		tg_srgb_init(&r->srgb);
	for (int i = 0; i < 256; i++)
		r->values[i] = (int16_t)(r->plan.linear ? ((int64_t)r->srgb.linear[i] * ONE + TG_SRGB_ONE / 2) / TG_SRGB_ONE
		                                        : i << FRACTION);
}

/* Bytes for each sample of a source row: the batch, a plane, and the sums of at most 16 target rows. */
#define ROW_MEMORY (N_BATCH * sizeof(int16_t) + sizeof(int16_t) + 16 * sizeof(int32_t))

/* Bytes for each row and column of the source: six or seven weights that it is in, and padding. */
#define TAP_MEMORY 32

uint64_t
tg_resize_memory(const struct tg_resize_plan *plan)
{
	uint64_t row = (uint64_t)plan->grid.width * plan->n_channels;
	uint64_t taps = (uint64_t)plan->grid.width + plan->grid.height;
	uint64_t target = (uint64_t)plan->target.width * plan->target.height * plan->n_channels;

	return row * ROW_MEMORY + taps * TAP_MEMORY + target;
}

int
tg_resize_open(struct tg_resize **resize, const struct tg_resize_plan *plan, struct tg_fault *why)
{
	struct tg_resize *r = calloc(1, sizeof(*r));

	*resize = NULL;
	if (!r)
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory to shrink a picture");
	r->plan = *plan;
	if (tg_image_init(&r->image, plan->target, plan->n_channels, why) < 0)
		goto fail;
	if (!is_copy(plan)) {
		if (tg_kernel_init(&r->down, plan->grid.height, plan->extent_height, plan->target.height,
		                   plan->n_averaged, why) < 0 ||
		    tg_kernel_init(&r->along, plan->grid.width, plan->extent_width, plan->target.width,
		                   plan->n_averaged, why) < 0)
			goto fail;
		fill_values(r);
		r->stride = pad((size_t)plan->grid.width * plan->n_channels);
		r->plane_stride = pad((size_t)plan->grid.width + TG_KERNEL_PADDING);
		r->n_sums = count_sums(&r->down);
		r->batch = calloc(r->stride, N_BATCH * sizeof(*r->batch));
		r->sums = calloc(r->stride, r->n_sums * sizeof(*r->sums));
		r->planes = calloc(r->plane_stride, plan->n_channels * sizeof(*r->planes));
		if (!r->batch || !r->sums || !r->planes) {
			tg_fault_set(why, TG_FAULT_MEMORY, "no memory to shrink a picture");
			goto fail;
		}
	}
	*resize = r;
	return 0;
fail:
	tg_resize_free(r);
	return -1;
}

/* 8-bit samples to FRACTION bits, colours multiplied by their alpha. */
static void
load(const struct tg_resize *r, int16_t *restrict to, const uint8_t *restrict from)
{
	size_t n = (size_t)r->plan.grid.width * r->plan.n_channels;
	unsigned n_colours = r->plan.n_channels - 1;

	if (!r->plan.alpha) {
		for (size_t i = 0; i < n && !r->plan.linear; i++)
			to[i] = (int16_t)(from[i] << FRACTION);
		for (size_t i = 0; i < n && r->plan.linear; i++)
			to[i] = r->values[from[i]];
		return;
	}
	for (size_t i = 0; i < n; i += n_colours + 1) {
		unsigned alpha = from[i + n_colours];

		for (unsigned c = 0; c < n_colours; c++)
			to[i + c] = (int16_t)(((unsigned)r->values[from[i + c]] * alpha + 127) / 255);
		to[i + n_colours] = (int16_t)(alpha << FRACTION);
	}
}

/* sums[i] += weights * the eight rows' sample i, for STRIDE samples, in blocks that stay in the cache. */
static void
accumulate(int32_t *restrict sums, const int16_t *restrict rows, size_t stride, const int16_t *restrict weights)
{
	for (size_t start = 0; start < stride; start += BLOCK) {
		const int16_t *restrict row = rows + start;
		int32_t *restrict sum = sums + start;

		for (unsigned k = 0; k < N_BATCH; k += 4, row += 4 * stride) {
			int16_t a = weights[k], b = weights[k + 1], c = weights[k + 2], d = weights[k + 3];

			if (!(a | b | c | d))
				continue;
			for (unsigned i = 0; i < BLOCK; i++)
				sum[i] += row[i] * a + row[stride + i] * b + row[2 * stride + i] * c +
				          row[3 * stride + i] * d;
		}
	}
}

/* A sum of weighted samples, rounded to FRACTION bits; saturated, since near an edge it might not fit. */
static int16_t
narrow(int32_t sum)
{
	int32_t rounded = (sum + (1 << (WEIGHT_BITS - 1))) >> WEIGHT_BITS;

	return (int16_t)(rounded > INT16_MAX ? INT16_MAX : rounded < INT16_MIN ? INT16_MIN : rounded);
}

/* N is a multiple of TG_KERNEL_PADDING. */
static int32_t
dot(const int16_t *restrict samples, const int16_t *restrict weights, size_t n)
{
	int32_t sum = 0;

	for (size_t start = 0; start < n; start += TG_KERNEL_PADDING)
		for (unsigned i = 0; i < TG_KERNEL_PADDING; i++)
			sum += samples[start + i] * weights[start + i];
	return sum;
}

/* A sum of the second pass to a sample. */
static uint8_t
clip(int32_t sum)
{
	int32_t rounded = (sum + (1 << (WEIGHT_BITS + FRACTION - 1))) >> (WEIGHT_BITS + FRACTION);

	return (uint8_t)(rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
}

/* The same for a colour whose alpha's sum is ALPHA, at most 1, by which it is divided. */
static uint8_t
clip_colour(const struct tg_resize *r, int64_t sum, int64_t alpha)
{
	if (sum < 0)
		sum = 0;
	if (sum > alpha)
		sum = alpha;
	if (r->plan.linear)
		return tg_srgb_encode(&r->srgb, (2 * sum * TG_SRGB_ONE + alpha) / (2 * alpha));
	return (uint8_t)((sum * 510 + alpha) / (2 * alpha));
}

/* One pixel's sums to samples. */
static void
store(const struct tg_resize *r, uint8_t *pixel, const int32_t *sums)
{
	unsigned n_colours = r->plan.n_channels - r->plan.alpha;
	int32_t alpha = r->plan.alpha && sums[n_colours] < ONE << WEIGHT_BITS ? sums[n_colours] : ONE << WEIGHT_BITS;

	if (r->plan.alpha)
		pixel[n_colours] = clip(alpha);
	for (unsigned c = 0; c < n_colours; c++)
		if (r->plan.alpha && pixel[n_colours] == 0)
			pixel[c] = 0;
		else if (r->plan.linear || alpha < ONE << WEIGHT_BITS)
			pixel[c] = clip_colour(r, sums[c], alpha);
		else
			pixel[c] = clip(sums[c]);
}

/* A row's sums, rounded, channel by channel. */
static void
separate(struct tg_resize *r, const int32_t *sums)
{
	unsigned n_channels = r->plan.n_channels;
	size_t along = r->plan.planar ? 1 : n_channels, across = r->plan.planar ? r->plan.grid.width : 1;

	for (unsigned c = 0; c < n_channels; c++)
		for (uint32_t x = 0; x < r->plan.grid.width; x++)
			r->planes[c * r->plane_stride + x] = narrow(sums[c * across + x * along]);
}

/* A row of a target of the grid's size. */
static void
copy(const struct tg_resize *r, uint8_t *pixel, const uint8_t *samples)
{
	unsigned n_channels = r->plan.n_channels;

	if (!r->plan.planar) {
		memcpy(pixel, samples, r->image.stride);
		return;
	}
	for (uint32_t x = 0; x < r->plan.grid.width; x++)
		for (unsigned c = 0; c < n_channels; c++)
			*pixel++ = samples[(size_t)c * r->plan.grid.width + x];
}

/* The second pass, for target row Y, whose sums are complete. */
static void
finish_row(struct tg_resize *r, uint32_t y)
{
	unsigned n_channels = r->plan.n_channels;
	uint8_t *pixel = r->image.data + y * r->image.stride;

	separate(r, r->sums + (y % r->n_sums) * r->stride);
	for (uint32_t x = 0; x < r->plan.target.width; x++, pixel += n_channels) {
		const struct tg_kernel_span *span = &r->along.spans[x];
		const int16_t *weights = r->along.weights + x * r->along.stride;
		size_t n = ((size_t)span->n_taps + TG_KERNEL_PADDING - 1) / TG_KERNEL_PADDING * TG_KERNEL_PADDING;
		int32_t sums[4];

		for (unsigned c = 0; c < n_channels; c++)
			sums[c] = dot(r->planes + c * r->plane_stride + span->first, weights, n);
		store(r, pixel, sums);
	}
}

/* Adds the batch to the target rows it touches and finishes those that end in it. */
static void
flush(struct tg_resize *r)
{
	uint32_t base = r->n_rows - r->n_batched;

	for (uint32_t y = r->n_done; y < r->plan.target.height; y++) {
		const struct tg_kernel_span *span = &r->down.spans[y];
		const int16_t *weights = r->down.weights + y * r->down.stride;
		int32_t *sums = r->sums + (y % r->n_sums) * r->stride;
		int16_t batch_weights[N_BATCH] = {0};

		if (span->first >= r->n_rows)
			break;
		if (span->first >= base)
			memset(sums, 0, r->stride * sizeof(*sums));
		for (unsigned k = 0; k < r->n_batched; k++)
			if (base + k >= span->first && base + k - span->first < span->n_taps)
				batch_weights[k] = weights[base + k - span->first];
		accumulate(sums, r->batch, r->stride, batch_weights);
		if (span->first + span->n_taps <= r->n_rows) {
			finish_row(r, y);
			r->n_done = y + 1;
		}
	}
	r->n_batched = 0;
}

void
tg_resize_row(struct tg_resize *r, const uint8_t *samples)
{
	if (r->n_rows == r->plan.grid.height)
		return;
	if (is_copy(&r->plan)) {
		copy(r, r->image.data + r->n_rows * r->image.stride, samples);
		r->n_rows++;
		return;
	}
	load(r, r->batch + r->n_batched * r->stride, samples);
	r->n_batched++;
	r->n_rows++;
	if (r->n_batched == N_BATCH || r->n_rows == r->plan.grid.height)
		flush(r);
}

void
tg_resize_finish(struct tg_resize *r, struct tg_image *image)
{
	if (!is_copy(&r->plan)) {
		if (r->n_batched)
			flush(r);
		/* Rows still under way keep the sums that they have: what is missing adds 0. */
		for (; r->n_done < r->plan.target.height && r->down.spans[r->n_done].first < r->n_rows; r->n_done++)
			finish_row(r, r->n_done);
	}
	*image = r->image;
	memset(&r->image, 0, sizeof(r->image));
}

void
tg_resize_free(struct tg_resize *r)
{
	if (!r)
		return;
	tg_kernel_free(&r->down);
	tg_kernel_free(&r->along);
	free(r->batch);
	free(r->sums);
	free(r->planes);
	tg_image_free(&r->image);
	free(r);
}
