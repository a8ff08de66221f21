/*
 * The parts of a list that several machines have worked on, in any order, put
 * together: the records come out as one run over the whole list writes them.
 *
 * They wait in a file without a name. The memory is about 200 bytes for each stream that
 * comes, and 4 to 64 KiB for each share while records are taken out, however many there are.
 */
#ifndef TG_STREAM_PARTS_H
#define TG_STREAM_PARTS_H

#include <stdint.h>

struct tg_fault;
struct tg_parts;
struct tg_record;

/*
 * Opens *PARTS, to be closed. Records wait in the open FOLDER, which stays the caller's; where it is
 * negative they are only checked. Returns 0, or -1 with WHY filled.
 */
int tg_parts_open(struct tg_parts **parts, int folder, struct tg_fault *why);

/* NULL is fine. */
void tg_parts_close(struct tg_parts *parts);

/*
 * Takes the next record of any kind. The records of a stream come together. What cannot
 * be is noted for tg_parts_check. Returns 0, or -1 with WHY filled: no memory, or no room for the file.
 */
int tg_parts_add(struct tg_parts *parts, const struct tg_record *record, struct tg_fault *why);

/*
 * After the last record: 0 if of each share of one list there is a complete stream,
 * and together they have all its paths; or -1 with WHY saying which shares are missing
 * (TG_FAULT_TRUNCATED), or what does not fit together.
 * Of several streams of a share, one counts.
 */
int tg_parts_check(struct tg_parts *parts, struct tg_fault *why);

/* To how many shares the list was dealt; 0 if no stream came. */
uint32_t tg_parts_shares(const struct tg_parts *parts);

/* After tg_parts_check: of the shares from FROM on, the first without a complete stream; or how many shares there are. */
uint32_t tg_parts_missing(const struct tg_parts *parts, uint32_t from);

/*
 * After tg_parts_check, if there is a folder: the next record of the streams that count; first their begin
 * records, then those about paths in the order of the list, then the end records. Its pointers are
 * good until the next call. Returns 1, 0 after the last, or -1 with WHY filled: TG_FAULT_CORRUPT
 * where the streams do not have the list's paths, else it cannot go on.
 */
int tg_parts_next(struct tg_parts *parts, struct tg_record *record, struct tg_fault *why);

#endif
