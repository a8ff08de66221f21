/*
 * The records that tgthumb writes and tgsink reads; tgstream(5) specifies
 * their bytes, and only record.c knows them.
 */
#ifndef TG_STREAM_RECORD_H
#define TG_STREAM_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/fault.h"
#include "stream/shard.h"

struct tg_identity;
struct tg_item_writer;

/* The version of the format, in each begin record. */
#define TG_RECORD_VERSION 1

/* A stream's id: 32 hexadecimal digits and the NUL. */
#define TG_RECORD_ID_SIZE 33

/* Settings, at the longest, and the NUL: what is longer is no record, so that each that was read can be written. */
#define TG_RECORD_SETTINGS_SIZE 512

/* A thumbnail's file name: "ab/" if it is fanned out, 64 hexadecimal digits, a suffix, and the NUL. */
#define TG_RECORD_NAME_SIZE 72

/* At most so many records are about one path. */
#define TG_RECORD_VARIANTS_MAX 8

enum tg_record_kind {
	TG_RECORD_BEGIN = 'b',
	TG_RECORD_THUMBNAIL = 't',
	TG_RECORD_PARTIAL = 'p', /* a thumbnail of what a damaged file still held */
	TG_RECORD_FAILED = 'f',
	TG_RECORD_SKIPPED = 's', /* not a picture */
	TG_RECORD_END = 'e',
};

/* How many first records of a path there are of each kind, and how many further ones. */
struct tg_counts {
	uint64_t thumbnails;
	uint64_t partial;
	uint64_t failed;
	uint64_t skipped;
	uint64_t further; /* for other sizes of the same pictures */
};

/* One record; a field that its kind does not have is zero or empty. */
struct tg_record {
	enum tg_record_kind kind;

	/* All kinds. */
	char id[TG_RECORD_ID_SIZE]; /* of the stream, random */

	/* Begin; path is the folder that holds the thumbnails. */
	struct timespec start;      /* when the run began */
	const char *settings;       /* what shapes a thumbnail: words "key=value" */
	struct tg_shard shard;      /* whose paths the stream has; count is 0 where it has all */
	char list[TG_SHARD_DIGEST_SIZE]; /* digest of the list that was shared out */
	uint64_t n_listed;          /* paths of that list */

	/* End. */
	bool complete;              /* all input is accounted for */
	struct tg_counts counts;

	/* Kinds about a path. */
	char name[TG_RECORD_NAME_SIZE]; /* of the thumbnail's file, in their folder */
	uint32_t width, height;         /* of the thumbnail, in pixels */
	uint32_t source_width;          /* of the picture, in pixels */
	uint32_t source_height;
	uint64_t size;                  /* of the file, in bytes */
	struct timespec mtime;          /* of the file */
	struct tg_fault reason;         /* of a partial or failed record */
	uint64_t device, inode;         /* of the file, as in struct tg_identity */
	struct timespec birth;
	uint64_t position;              /* of the path in the list, from 0 */
	uint32_t variant;               /* which size of the picture, from 0, the first */
	bool reused;                    /* taken from an earlier run: the file was not opened */

	const char *path;               /* absolute, not owned */
};

/* Makes a fresh random id. Returns 0, or -1 with WHY filled. */
int tg_record_new_id(char id[TG_RECORD_ID_SIZE], struct tg_fault *why);

/* Gives RECORD, which is about a path, what is known of its file. */
void tg_record_identify(struct tg_record *record, const struct tg_identity *identity);

/* Writes RECORD as one item. 0, or -1 with WHY filled. */
int tg_record_write(struct tg_item_writer *out, const struct tg_record *record, struct tg_fault *why);

/*
 * Reads the record that is the LEN bytes at ITEM, ended by NUL. Its texts are
 * moved apart in ITEM, and RECORD's pointers lead there. Returns 0, or -1 with WHY
 * filled (TG_FAULT_CORRUPT) for what is not a record of this version.
 */
int tg_record_read(char *item, size_t len, struct tg_record *record, struct tg_fault *why);

/* Whether a file that starts with these LEN bytes, of which two are enough, can be one of records. */
bool tg_record_is_start(const char *bytes, size_t len);

/* Counts RECORD, if it is about a path. */
void tg_counts_add(struct tg_counts *counts, const struct tg_record *record);

/* The first records of all kinds together: as many as paths. */
uint64_t tg_counts_sum(const struct tg_counts *counts);

#endif
