/* Faults: filled in one place, so that a text is always one printable line. */
#include "base/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/path.h"

static const char *const words[TG_N_FAULTS] = {
	[TG_FAULT_NONE] = "-",
	[TG_FAULT_IO] = "io",
	[TG_FAULT_MEMORY] = "memory",
	[TG_FAULT_TRUNCATED] = "truncated",
	[TG_FAULT_CORRUPT] = "corrupt",
	[TG_FAULT_UNSUPPORTED] = "unsupported",
	[TG_FAULT_TOO_LARGE] = "too-large",
	[TG_FAULT_TIMEOUT] = "timeout",
	[TG_FAULT_CRASH] = "crash",
};

int
tg_fault_set(struct tg_fault *why, enum tg_fault_code code, const char *format, ...)
{
	if (!why)
		return -1;
	why->code = code;
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(why->text, sizeof(why->text), format, arguments);
	va_end(arguments);
	for (unsigned char *c = (unsigned char *)why->text; *c; c++)
		if (tg_path_is_control(c)) {
			if (*c >= 0x80)
				c[1] = '?'; /* by itself it may be a control, too */
			*c = '?';
		}
	return -1;
}

int
tg_fault_errno(struct tg_fault *why, const char *what)
{
	int saved = errno;
	enum tg_fault_code code = saved == ENOMEM ? TG_FAULT_MEMORY : TG_FAULT_IO;

	if (what)
		tg_fault_set(why, code, "%s: %s", what, strerror(saved));
	else
		tg_fault_set(why, code, "%s", strerror(saved));
	errno = saved;
	return -1;
}

int
tg_fault_name(struct tg_fault *why, const char *path, const struct tg_fault *cause)
{
	char shown[TG_FAULT_TEXT_SIZE / 2];
	struct tg_fault own = *cause;

	return tg_fault_set(why, own.code, "%s: %s", tg_path_show(path, shown, sizeof(shown)), own.text);
}

const char *
tg_fault_word(enum tg_fault_code code)
{
	return words[code];
}

enum tg_fault_code
tg_fault_code(const char *word, unsigned long len)
{
	for (int code = 0; code < TG_N_FAULTS; code++)
		if (strlen(words[code]) == len && memcmp(words[code], word, len) == 0)
			return (enum tg_fault_code)code;
	return TG_N_FAULTS;
}
