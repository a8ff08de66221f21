/* Requests and answers: sent, received, and doubted. */
#include "work/answer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* More than any encoding of an image needs over its samples: chunks, filter bytes, stored blocks. */
#define ENCODING_OVERHEAD ((uint64_t)64 << 10)

/* No file of a picture is shorter. */
#define THUMB_LEN_MIN 33

_Static_assert(TG_SHAPE_BOXES_MAX == TG_RECORD_VARIANTS_MAX, "a record for each size");

/* Room for the one descriptor of a request. */
union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

int
tg_answer_rule_init(struct tg_answer_rule *rule, const struct tg_shape *shape, bool fan_out, struct tg_fault *why)
{
	rule->shape = *shape;
	rule->fan_out = fan_out;
	return tg_encode_begin(&shape->encoding, &rule->start, why);
}

int
tg_request_send(int socket, const struct tg_request *request, int fd)
{
	union control control = { .bytes = { 0 } };
	struct iovec data = { .iov_base = (void *)(uintptr_t)request, .iov_len = sizeof(*request) };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	ssize_t n;

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(int));
	/* One request waits for its answer, so the socket is empty, unless a worker answers what it has not read. */
	do
		n = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(*request) ? 0 : -1;
}

int
tg_request_receive(int socket, struct tg_request *request, int *fd)
{
	union control control;
	struct iovec data = { .iov_base = request, .iov_len = sizeof(*request) };
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t n;

	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return (int)n;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (n != (ssize_t)sizeof(*request) || !header || header->cmsg_type != SCM_RIGHTS) {
		errno = EPROTO;
		return -1;
	}
	memcpy(fd, CMSG_DATA(header), sizeof(int));
	return 1;
}

static bool
is_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	return len < size;
}

static bool
is_name(const char name[TG_NAME_SIZE])
{
	return strnlen(name, TG_NAME_SIZE) == TG_NAME_SIZE - 1 &&
	       strspn(name, "0123456789abcdef") == TG_NAME_SIZE - 1;
}

static bool
fits(struct tg_size size, struct tg_size box)
{
	return size.width && size.height && size.width <= box.width && size.height <= box.height;
}

/* What of THUMB cannot be, or NULL. */
static const char *
what_is_wrong(const struct tg_answer_thumb *thumb, struct tg_size box)
{
	if (thumb->len < THUMB_LEN_MIN)
		return "has a wrong length";
	if (!is_name(thumb->name))
		return "has a wrong name";
	if (!fits(thumb->size, box))
		return "has a wrong size";
	if (thumb->len > (uint64_t)thumb->size.width * thumb->size.height * 5 + ENCODING_OVERHEAD)
		return "is too long";
	return NULL;
}

int
tg_answer_check(const struct tg_answer *answer, const struct tg_request *request,
                const struct tg_answer_rule *rule, struct tg_fault *why)
{
	bool has_thumb = answer->kind == TG_RECORD_THUMBNAIL || answer->kind == TG_RECORD_PARTIAL;
	bool has_reason = answer->kind == TG_RECORD_PARTIAL || answer->kind == TG_RECORD_FAILED;
	const char *wrong = NULL;

	if (answer->id != request->id)
		wrong = "is about another file";
	else if (!has_thumb && !has_reason && answer->kind != TG_RECORD_SKIPPED)
		wrong = "is of no kind";
	else if (answer->reason >= TG_N_FAULTS || has_reason != (answer->reason != TG_FAULT_NONE))
		wrong = "has a wrong reason";
	else if (!is_text(answer->text, sizeof(answer->text)))
		wrong = "has a wrong text";
	else if (answer->n_thumbs != (has_thumb ? rule->shape.n_boxes : 0))
		wrong = "has a wrong number of thumbnails";
	else if (has_thumb && (!answer->source.width || !answer->source.height))
		wrong = "has a wrong size";
	for (unsigned i = 0; i < answer->n_thumbs && !wrong; i++)
		wrong = what_is_wrong(&answer->thumbs[i], rule->shape.boxes[i]);
	return wrong ? tg_fault_set(why, TG_FAULT_CRASH, "the worker's answer %s", wrong) : 0;
}

static uint32_t
big_endian(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

size_t
tg_answer_len(const struct tg_answer *answer)
{
	size_t len = 0;

	for (unsigned i = 0; i < answer->n_thumbs; i++)
		len += (size_t)answer->thumbs[i].len;
	return len;
}

/* Whether BYTES are a file as RULE says, and a PNG file of THUMB's size. */
static bool
is_file(const struct tg_answer_thumb *thumb, const uint8_t *bytes, const struct tg_answer_rule *rule)
{
	if (thumb->len < rule->start.len || memcmp(bytes, rule->start.bytes, rule->start.len) != 0)
		return false;
	/* Those of a JPEG file are behind its tables, and nothing is to be parsed here. */
	return rule->shape.encoding.format != TG_FORMAT_PNG ||
	       (big_endian(bytes + 16) == thumb->size.width && big_endian(bytes + 20) == thumb->size.height);
}

int
tg_answer_check_bytes(const struct tg_answer *answer, const uint8_t *bytes, const struct tg_answer_rule *rule,
                      struct tg_fault *why)
{
	for (unsigned i = 0; i < answer->n_thumbs; bytes += answer->thumbs[i++].len)
		if (!is_file(&answer->thumbs[i], bytes, rule))
			return tg_fault_set(why, TG_FAULT_CRASH, "the worker's answer holds no thumbnail");
	return 0;
}

/* Writes the name of THUMB's file to NAME. */
static void
name_file(const struct tg_answer_thumb *thumb, const struct tg_answer_rule *rule, char name[TG_RECORD_NAME_SIZE])
{
	snprintf(name, TG_RECORD_NAME_SIZE, "%.*s%s%s.%s", rule->fan_out ? 2 : 0, thumb->name, rule->fan_out ? "/" : "",
	         thumb->name, tg_encode_suffix(rule->shape.encoding.format));
}

void
tg_answer_to_group(const struct tg_answer *answer, const struct tg_answer_rule *rule, struct tg_group *group)
{
	struct tg_record *first = &group->first;

	first->kind = (enum tg_record_kind)answer->kind;
	first->source_width = answer->source.width;
	first->source_height = answer->source.height;
	if (answer->reason)
		tg_fault_set(&first->reason, (enum tg_fault_code)answer->reason, "%s", answer->text);
	group->n_more = 0;
	if (answer->n_thumbs) {
		name_file(&answer->thumbs[0], rule, first->name);
		first->width = answer->thumbs[0].size.width;
		first->height = answer->thumbs[0].size.height;
	}
	for (unsigned i = 1; i < answer->n_thumbs; i++) {
		struct tg_variant *variant = &group->more[group->n_more++];
		name_file(&answer->thumbs[i], rule, variant->name);
		variant->width = answer->thumbs[i].size.width;
		variant->height = answer->thumbs[i].size.height;
	}
}
