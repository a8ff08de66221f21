/* The input of tgthumb. */
#include "tgthumb_input.h"

#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "stream/item.h"
#include "tgthumb_options.h"

/* Bytes of paths that are read ahead of the work, some of a million. */
#define BACKLOG_SIZE ((size_t)64 << 20)

void
tgthumb_input_open(struct tgthumb_input *input, const struct tgthumb_options *options, uint64_t memory)
{
	*input = (struct tgthumb_input){
		.operand = *options->operands ? options->operands : NULL,
		.backlog_size = BACKLOG_SIZE < memory / 16 ? BACKLOG_SIZE : (size_t)memory / 16,
	};
	tg_paths_init(&input->paths, STDIN_FILENO, options->form);
	input->ended = input->from_operands = input->operand != NULL;
	for (char **operand = input->operand; operand && *operand; operand++)
		input->n_known++;
}

void
tgthumb_input_close(struct tgthumb_input *input)
{
	tg_share_free(&input->share);
	tg_backlog_free(&input->backlog);
	tg_paths_free(&input->paths);
}

/* Takes PATH into the backlog, unless it falls to another share. 0, or -1 with WHY filled. */
static int
put(struct tgthumb_input *input, const char *path, struct tg_fault *why)
{
	size_t len = strlen(path);

	if (input->share.shard.count) {
		int mine = tg_share_add(&input->share, path, len, why);
		if (mine <= 0)
			return mine;
	}
	input->n_known++;
	return tg_backlog_put(&input->backlog, path, len, why);
}

int
tgthumb_input_share(struct tgthumb_input *input, const struct tgthumb_options *options, struct tg_fault *why)
{
	char **operand = input->operand;

	tg_share_init(&input->share, options->shard);
	input->operand = NULL;
	input->n_known = 0;
	for (; operand && *operand; operand++)
		if (put(input, *operand, why))
			return -1;
	while (!input->ended) {
		struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
		int seen = tg_interrupt_caught();
		if (seen)
			return 0;
		if (tg_interrupt_poll(&in, 1, -1, seen) > 0 && tgthumb_input_read(input, why))
			return -1;
	}
	return 0;
}

uint64_t
tgthumb_input_position(const struct tgthumb_input *input, uint64_t n)
{
	return input->share.shard.count ? input->share.positions[n] : n;
}

const char *
tgthumb_input_take(struct tgthumb_input *input)
{
	if (!input->operand)
		return tg_backlog_take(&input->backlog);
	return *input->operand ? *input->operand++ : NULL;
}

bool
tgthumb_input_wants(const struct tgthumb_input *input)
{
	return !input->ended && input->backlog.size < input->backlog_size;
}

int
tgthumb_input_read(struct tgthumb_input *input, struct tg_fault *why)
{
	struct tg_fault cause;
	char *path;
	int more = tg_item_fill(&input->paths.in, &cause);

	if (more < 0)
		tg_fault_set(&input->unread, cause.code, "standard input: %s", cause.text);
	input->ended = more <= 0;
	while (tg_paths_take(&input->paths, &path))
		if (put(input, path, why))
			return -1;
	return 0;
}

int
tgthumb_input_check(const struct tgthumb_input *input, struct tg_fault *why)
{
	return input->from_operands ? 0 : tg_paths_check(&input->paths, why);
}
