/*
 * Shrinking, first down the columns, then along the rows, and why that is fast.
 *
 *   - Every source sample is in about six target rows. Down the columns what is done for one sample is
 *     done for all of its row, so vectors are always full; and there remain, for the second pass,
 *     rows as few as the target's. It makes no odds which pass is first, but for that.
 *   - Rows are kept as they come, in bytes, until there is a batch of sixteen. A batch is gone
 *     through in blocks of columns that stay in the innermost cache, with the sums of all target
 *     rows which it touches. Two rows are joined into pairs of 16-bit numbers, once for all of these
 *     target rows, since processors multiply and add pairs of them in one instruction (resize_pass.c).
 *   - What is premultiplied by alpha, or made light, is so on the way into the pairs.
 *   - A target row whose last source row has gone by is rounded to 6 fraction bits, its channels taken
 *     apart, and each of its samples is one dot product.
 *
 * The batch bounds what is held, however large the picture and small the target: nothing is
 * kept of a row that has gone by but its part of the sums.
 */
#include "image/resize.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "image/kernel.h"
#include "image/resize_pass.h"
#include "image/srgb.h"

#define N_BATCH TG_RESIZE_PASS_ROWS
#define BLOCK TG_RESIZE_PASS_SAMPLES
#define FRACTION 6      /* fraction bits of a sample between the passes */
#define WEIGHT_BITS 14  /* TG_KERNEL_ONE is 1 << WEIGHT_BITS */
#define ONE (255 << FRACTION) /* white, or opaque */

struct tg_resize {
	struct tg_resize_plan plan;
	struct tg_srgb srgb;     /* filled where the plan is linear */
	const struct tg_resize_pass *pass; /* the loops */
	bool raw;                /* the vertical pass takes samples as they are, without FRACTION bits */
	int16_t values[256];     /* a colour sample's light, to FRACTION bits; where the plan is linear */
	struct tg_kernel down;   /* the vertical pass's weights */
	struct tg_kernel along;  /* the horizontal one's */
	size_t stride;           /* samples of a source row, padded */
	size_t plane_stride;     /* samples of one channel's row, padded */
	uint32_t n_rows;         /* source rows seen */
	uint32_t n_done;         /* target rows finished */
	unsigned n_batched;      /* rows waiting in the batch */
	uint8_t *batch;          /* N_BATCH * stride */
	uint32_t n_sums;         /* target rows that may be under way at once */
	struct tg_resize_pass_share *shares; /* n_sums */
	int32_t *sums;           /* n_sums * stride; target row y has place y % n_sums */
	int16_t *rounded;        /* stride: one target row before the second pass */
	int16_t *planes;         /* n_channels * plane_stride: the same, channel by channel */
	int32_t *row;            /* the second pass's sums, a target row of them */
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
	r->raw = !r->plan.linear && !r->plan.alpha;
	if (!r->plan.linear)
		return;
	tg_srgb_init(&r->srgb);
	for (int i = 0; i < 256; i++)
		r->values[i] = (int16_t)(((int64_t)r->srgb.linear[i] * ONE + TG_SRGB_ONE / 2) / TG_SRGB_ONE);
}

/* Bytes for each sample of a source row: the batch, a row in two orders, and the sums of at most 24 target rows. */
#define ROW_MEMORY (N_BATCH + 2 * sizeof(int16_t) + 24 * sizeof(int32_t))

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

static int
make_room(struct tg_resize *r)
{
	unsigned n_channels = r->plan.n_channels;

	r->stride = pad((size_t)r->plan.grid.width * n_channels);
	r->plane_stride = pad((size_t)r->plan.grid.width + TG_KERNEL_PADDING);
	r->n_sums = count_sums(&r->down);
	r->batch = calloc(r->stride, N_BATCH * sizeof(*r->batch));
	r->shares = calloc(r->n_sums, sizeof(*r->shares));
	r->sums = calloc(r->stride, r->n_sums * sizeof(*r->sums));
	r->rounded = calloc(r->stride, sizeof(*r->rounded));
	r->planes = calloc(r->plane_stride, n_channels * sizeof(*r->planes));
	r->row = calloc(r->plan.target.width, n_channels * sizeof(*r->row));
	return r->batch && r->shares && r->sums && r->rounded && r->planes && r->row ? 0 : -1;
}

int
tg_resize_open(struct tg_resize **resize, const struct tg_resize_plan *plan, struct tg_fault *why)
{
	struct tg_resize *r = calloc(1, sizeof(*r));

	*resize = NULL;
	if (!r)
		return tg_fault_set(why, TG_FAULT_MEMORY, "no memory to shrink a picture");
	r->plan = *plan;
	r->pass = tg_resize_pass();
	if (tg_image_init(&r->image, plan->target, plan->n_channels, why) < 0)
		goto fail;
	if (!is_copy(plan)) {
		if (tg_kernel_init(&r->down, plan->grid.height, plan->extent_height, plan->target.height,
		                   plan->n_averaged, why) < 0 ||
		    tg_kernel_init(&r->along, plan->grid.width, plan->extent_width, plan->target.width,
		                   plan->n_averaged, why) < 0)
			goto fail;
		fill_values(r);
		if (make_room(r) < 0) {
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

/* A block of samples to light with FRACTION bits, colours multiplied by their alpha, into every other number from TO on. */
static void
load(const struct tg_resize *r, int16_t *restrict to, const uint8_t *restrict from)
{
	unsigned n_colours = r->plan.n_channels - 1;

	if (!r->plan.alpha) {
		for (unsigned i = 0; i < BLOCK; i++)
			to[2 * i] = r->values[from[i]];
		return;
	}
	for (unsigned i = 0; i < BLOCK; i += n_colours + 1) {
		unsigned alpha = from[i + n_colours];

		for (unsigned c = 0; c < n_colours; c++)
			to[2 * (i + c)] = (int16_t)(((unsigned)r->values[from[i + c]] * alpha + 127) / 255);
		to[2 * (i + n_colours)] = (int16_t)(alpha << FRACTION);
	}
}

/* The block of the batch's columns that begins at START, as pairs. */
static void
join(const struct tg_resize *r, int16_t *pairs, size_t start)
{
	for (unsigned k = 0; k < r->n_batched; k += 2, pairs += TG_RESIZE_PASS_PAIR) {
		const uint8_t *rows = r->batch + k * r->stride + start;

		if (r->raw) {
			r->pass->join(pairs, rows, rows + r->stride);
		} else if (!r->plan.linear) {
			r->pass->join_alpha(pairs, rows, rows + r->stride, r->plan.n_channels);
		} else {
			load(r, pairs, rows);
			load(r, pairs + 1, rows + r->stride);
		}
	}
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

	r->pass->round(r->rounded, sums, r->stride, r->raw ? WEIGHT_BITS - FRACTION : WEIGHT_BITS);
	for (unsigned c = 0; c < n_channels; c++) {
		int16_t *plane = r->planes + c * r->plane_stride;

		if (along == 1)
			memcpy(plane, r->rounded + c * across, r->plan.grid.width * sizeof(*plane));
		else
			for (uint32_t x = 0; x < r->plan.grid.width; x++)
				plane[x] = r->rounded[c + x * along];
	}
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
	r->pass->dots(r->row, r->planes, r->plane_stride, n_channels, &r->along);
	if (r->raw)
		for (size_t i = 0; i < r->image.stride; i++)
			pixel[i] = clip(r->row[i]);
	else
		for (size_t i = 0; i < r->image.stride; i += n_channels)
			store(r, pixel + i, r->row + i);
}

/* What target row Y has of the batch, whose first row is BASE. */
static void
share(const struct tg_resize *r, struct tg_resize_pass_share *share, uint32_t y, uint32_t base)
{
	const struct tg_kernel_span *span = &r->down.spans[y];
	const int16_t *weights = r->down.weights + y * r->down.stride;
	uint32_t from = span->first > base ? span->first - base : 0;
	uint32_t end = span->first + span->n_taps - base;

	if (end > r->n_batched)
		end = r->n_batched;
	*share = (struct tg_resize_pass_share){
		.y = y, .first = from / 2, .end = (end + 1) / 2, .fresh = span->first >= base,
	};
	for (uint32_t k = from; k < end; k++)
		share->weights[k] = weights[base + k - span->first];
}

/* Adds the batch to the target rows it touches and finishes those that end in it. */
static void
flush(struct tg_resize *r)
{
	int16_t pairs[N_BATCH / 2 * TG_RESIZE_PASS_PAIR];
	uint32_t base = r->n_rows - r->n_batched, n = 0;

	for (uint32_t y = r->n_done; y < r->plan.target.height && r->down.spans[y].first < r->n_rows; y++)
		share(r, &r->shares[n++], y, base);
	for (size_t start = 0; start < r->stride; start += BLOCK) {
		join(r, pairs, start);
		for (uint32_t i = 0; i < n; i++)
			r->pass->add(r->sums + (r->shares[i].y % r->n_sums) * r->stride + start, pairs, &r->shares[i]);
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct tg_kernel_span *span = &r->down.spans[r->n_done];

		if (span->first + span->n_taps > r->n_rows)
			break;
		finish_row(r, r->n_done++);
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
	memcpy(r->batch + r->n_batched * r->stride, samples, (size_t)r->plan.grid.width * r->plan.n_channels);
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
	free(r->shares);
	free(r->sums);
	free(r->rounded);
	free(r->planes);
	free(r->row);
	tg_image_free(&r->image);
	free(r);
}
