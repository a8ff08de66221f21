/*
 * Why a call failed, as a value: a code for programs and a text for people.
 * A fault fits into a record, so that it can cross a process boundary.
 */
#ifndef TG_BASE_FAULT_H
#define TG_BASE_FAULT_H

/* The codes a record may carry; tg_fault_word() gives each its word. */
enum tg_fault_code {
	TG_FAULT_NONE,        /* nothing is wrong */
	TG_FAULT_IO,          /* the system refused to open, read or write */
	TG_FAULT_MEMORY,      /* not enough memory */
	TG_FAULT_TRUNCATED,   /* the data end before the picture does */
	TG_FAULT_CORRUPT,     /* the data are not what the format's standard allows */
	TG_FAULT_UNSUPPORTED, /* valid, but of a kind that cannot be decoded here */
	TG_FAULT_TOO_LARGE,   /* over a limit */
	TG_FAULT_TIMEOUT,     /* took longer than it may */
	TG_FAULT_CRASH,       /* the worker died of it */
	TG_N_FAULTS
};

#define TG_FAULT_TEXT_SIZE 160

struct tg_fault {
	enum tg_fault_code code;
	char text[TG_FAULT_TEXT_SIZE]; /* one line, no full stop, ended by NUL */
};

/*
 * Fills WHY with CODE and a formatted text, of which control characters
 * become '?' and what does not fit is cut. Returns -1, so that a function may
 * end in `return tg_fault_set(...)`. WHY may be NULL.
 */
int tg_fault_set(struct tg_fault *why, enum tg_fault_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Fills WHY from errno: "WHAT: No space left on device", or the message alone
 * where WHAT is NULL. ENOMEM gives TG_FAULT_MEMORY, all others TG_FAULT_IO.
 * Returns -1 and leaves errno as it was.
 */
int tg_fault_errno(struct tg_fault *why, const char *what);

/* Fills WHY with CAUSE, which it may be itself, after the name of the file PATH. Returns -1. */
int tg_fault_name(struct tg_fault *why, const char *path, const struct tg_fault *cause);

/* The word of CODE in a record: "io", "memory", ...; "-" for TG_FAULT_NONE. */
const char *tg_fault_word(enum tg_fault_code code);

/* The code of the word that is LEN bytes at WORD; TG_N_FAULTS if there is none. */
enum tg_fault_code tg_fault_code(const char *word, unsigned long len);

#endif
