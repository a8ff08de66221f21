/* The worker's loop: a descriptor comes, a file is read, an answer goes. */
#include "work/worker.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "image/colour.h"
#include "work/answer.h"
#include "work/thumb.h"

/* A buffer of over this many bytes is given back before the next file. */
#define KEPT_SIZE_MAX ((size_t)32 << 20)

/* A file's bytes; the memory serves for the next file too. */
struct file {
	uint8_t *bytes;
	size_t size; /* allocated */
	size_t len;  /* used */
};

/* Reads from FD until FILE has WANTED bytes or the file ends. */
static int
read_to(struct file *file, int fd, size_t wanted, struct tg_fault *why)
{
	if (wanted > file->size) {
		uint8_t *bytes = realloc(file->bytes, wanted);
		if (!bytes)
			return tg_fault_errno(why, NULL);
		file->bytes = bytes;
		file->size = wanted;
	}
	while (file->len < wanted) {
		ssize_t n = tg_io_read(fd, file->bytes + file->len, wanted - file->len);
		if (n < 0)
			return tg_fault_errno(why, NULL);
		if (n == 0)
			break;
		file->len += (size_t)n;
	}
	return 0;
}

/* The kind of record that REQUEST's file behind FD becomes; THUMB or WHY filled for it. */
static enum tg_record_kind
make(struct file *file, int fd, const struct tg_request *request, const struct tg_shape *shape,
     struct tg_thumb *thumb, struct tg_fault *why)
{
	file->len = 0;
	if (read_to(file, fd, TG_CODEC_MAGIC_SIZE, why))
		return TG_RECORD_FAILED;
	const struct tg_codec *codec = tg_codec_find(file->bytes, file->len);
	if (!codec)
		return TG_RECORD_SKIPPED;
	if (request->size > request->memory_max) {
		thumb->memory = request->size;
		tg_fault_set(why, TG_FAULT_MEMORY, "takes over %" PRIu64 " MiB of memory, which is too much", request->size >> 20);
		return TG_RECORD_FAILED;
	}
	if (read_to(file, fd, request->size, why) ||
	    tg_thumb_make(codec, file->bytes, file->len, shape, thumb, why))
		return TG_RECORD_FAILED;
	*why = thumb->damage;
	return why->code ? TG_RECORD_PARTIAL : TG_RECORD_THUMBNAIL;
}

static int
serve_one(int socket, const struct tg_request *request, struct file *file, int fd, const struct tg_shape *shape)
{
	struct tg_thumb thumb = { .n_files = 0 };
	struct tg_fault why = { .code = TG_FAULT_NONE };
	struct tg_answer answer;

	memset(&answer, 0, sizeof(answer));
	answer.id = request->id;
	answer.kind = make(file, fd, request, shape, &thumb, &why);
	answer.memory = thumb.memory;
	answer.reason = why.code;
	answer.source = thumb.source;
	answer.n_thumbs = thumb.n_files;
	for (unsigned i = 0; i < thumb.n_files; i++) {
		answer.thumbs[i].len = thumb.files[i].len;
		answer.thumbs[i].size = thumb.files[i].size;
		memcpy(answer.thumbs[i].name, thumb.files[i].name, sizeof(answer.thumbs[i].name));
	}
	memcpy(answer.text, why.text, sizeof(answer.text));

	int status = tg_io_write(socket, &answer, sizeof(answer));
	for (unsigned i = 0; i < thumb.n_files && status == 0; i++)
		status = tg_io_write(socket, thumb.files[i].bytes, thumb.files[i].len);
	tg_thumb_free(&thumb);
	if (file->size > KEPT_SIZE_MAX) {
		free(file->bytes);
		*file = (struct file){ .bytes = NULL };
	}
	return status;
}

int
tg_worker_serve(int socket, const struct tg_shape *shape)
{
	struct tg_request request;
	struct file file = { .bytes = NULL };
	struct tg_shape own = *shape;
	int fd, more;

	own.colours = tg_colour_cache_new(); /* without one, profiles are read anew each time */
	while ((more = tg_request_receive(socket, &request, &fd)) > 0) {
		own.memory_max = request.memory_max;
		int status = serve_one(socket, &request, &file, fd, &own);
		close(fd);
		if (status) {
			more = -1;
			break;
		}
	}
	tg_colour_cache_free(own.colours);
	free(file.bytes);
	return more;
}
