/* The input of tgthumb. */
#include "tgthumb_input.h"

#include <string.h>
#include <unistd.h>

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
	input->ended = input->operand != NULL;
	for (char **operand = input->operand; operand && *operand; operand++)
		input->n_known++;
}

void
tgthumb_input_close(struct tgthumb_input *input)
{
	tg_backlog_free(&input->backlog);
	tg_paths_free(&input->paths);
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
	while (tg_paths_take(&input->paths, &path)) {
		if (tg_backlog_put(&input->backlog, path, strlen(path), why))
			return -1;
		input->n_known++;
	}
	return 0;
}

int
tgthumb_input_check(const struct tgthumb_input *input, struct tg_fault *why)
{
	return input->operand ? 0 : tg_paths_check(&input->paths, why);
}
