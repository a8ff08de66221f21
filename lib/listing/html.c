/*
 * The page, card by card as the records come. A new folder begins a section;
 * one that comes again gets another, which the page's script joins to the
 * first. Its style and script are page.css and page.js, here as strings (see
 * tools/embed), and the page's policy knows them by their hashes: whatever else
 * might look like a script is none.
 */
#include "listing/html.h"

#include <inttypes.h>
#include <search.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "listing/markup.h"
#include "listing/page.h"
#include "stream/collate.h"
#include "stream/record.h"

/* A stream that has begun and not ended. */
struct stream {
	char id[TG_RECORD_ID_SIZE];
	char folder[]; /* of its thumbnails */
};

/* A card of a picture, of which larger thumbnails may follow: its image's tag is not closed. */
struct card {
	char id[TG_RECORD_ID_SIZE]; /* of its stream */
	uint64_t position;          /* of its path */
	uint32_t width;             /* of its thumbnail */
	bool has_larger;            /* one at least is in the tag */
	char *rest;                 /* what comes behind the tag's attributes, rest_len bytes; owned */
	size_t rest_len;
};

struct page {
	void *streams;     /* a tree of them by their ids, see tsearch(3) */
	char *folder;      /* of the section that is open, with its slash; owned, NULL for none */
	size_t folder_len;
	struct card card;  /* the one that is open, if its rest is not NULL */
};

static int
write_head(struct tg_listing *listing, struct tg_fault *why)
{
	listing->state = calloc(1, sizeof(struct page));
	if (!listing->state)
		return tg_fault_errno(why, NULL);
	fprintf(listing->out,
	        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; "
	        "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
	        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	        "<meta name=\"color-scheme\" content=\"light dark\">\n"
	        "<title>Thumbnails</title>\n<style>%s</style>\n</head>\n<body>\n",
	        TG_PAGE_STYLE_HASH, TG_PAGE_SCRIPT_HASH, TG_PAGE_STYLE);
	fputs("<header>\n<h1>Thumbnails</h1>\n"
	      "<output id=\"count\" aria-live=\"polite\"></output>\n"
	      "<label hidden><input id=\"only\" type=\"checkbox\"> <span id=\"wrong\"></span></label>\n"
	      "<label hidden>Filter <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\""
	      " aria-keyshortcuts=\"/\"></label>\n"
	      "</header>\n<main>\n", listing->out);
	return 0;
}

static int
compare_streams(const void *a, const void *b)
{
	return strcmp(((const struct stream *)a)->id, ((const struct stream *)b)->id);
}

/* The stream of ID, or NULL. */
static struct stream *
find_stream(const struct page *page, const char id[TG_RECORD_ID_SIZE])
{
	struct stream key;

	memcpy(key.id, id, sizeof(key.id));
	struct stream **found = tfind(&key, &page->streams, compare_streams);
	return found ? *found : NULL;
}

static int
note_begin(struct page *page, const struct tg_record *begin, struct tg_fault *why)
{
	size_t size = strlen(begin->path) + 1;
	struct stream *stream = malloc(sizeof(*stream) + size);

	if (!stream)
		return tg_fault_errno(why, NULL);
	memcpy(stream->id, begin->id, sizeof(stream->id));
	memcpy(stream->folder, begin->path, size);
	struct stream **found = tsearch(stream, &page->streams, compare_streams);
	if (!found)
		tg_fault_errno(why, NULL);
	/* A second begin record of a stream is a flaw, which is told at the end. */
	if (!found || *found != stream)
		free(stream);
	return found ? 0 : -1;
}

static int
note_stream(struct tg_listing *listing, const struct tg_record *record, struct tg_fault *why)
{
	struct page *page = listing->state;

	if (record->kind == TG_RECORD_BEGIN)
		return note_begin(page, record, why);
	struct stream *stream = find_stream(page, record->id);
	if (stream)
		tdelete(stream, &page->streams, compare_streams);
	free(stream);
	return 0;
}

/* The URL of a thumbnail: beside or below the page, so that both can be moved; or where it is. */
static void
write_thumbnail_url(struct tg_listing *listing, const char *folder, const char *name)
{
	size_t len = listing->place ? strlen(listing->place) : 0;

	if (len && listing->place[len - 1] == '/')
		len--;
	if (listing->place && strncmp(folder, listing->place, len) == 0 && (folder[len] == '/' || !folder[len])) {
		fputs(folder[len] ? "." : "./", listing->out);
		folder += len;
	} else {
		fputs("file://", listing->out);
	}
	tg_markup_url(listing->out, folder, strlen(folder));
	if (*folder && folder[strlen(folder) - 1] != '/')
		putc('/', listing->out);
	fputs(name, listing->out);
}

static void
end_section(struct tg_listing *listing)
{
	const struct page *page = listing->state;

	if (page->folder)
		fputs("</ul>\n</section>\n", listing->out);
}

/* Sees that the open section is that of PATH's folder, which is LEN bytes with its slash. */
static int
open_section(struct tg_listing *listing, const char *path, size_t len, struct tg_fault *why)
{
	struct page *page = listing->state;
	FILE *out = listing->out;

	if (page->folder && page->folder_len == len && memcmp(page->folder, path, len) == 0)
		return 0;
	end_section(listing);
	free(page->folder);
	page->folder = strndup(path, len);
	page->folder_len = len;
	if (!page->folder)
		return tg_fault_errno(why, NULL);

	size_t named = len > 1 ? len - 1 : len, above = named;
	while (above && path[above - 1] != '/')
		above--;
	fputs("<section>\n<h2><a href=\"file://", out);
	tg_markup_url(out, path, len);
	fputs("\"><span>", out);
	tg_markup_text(out, path, above);
	fputs("</span><bdi>", out);
	tg_markup_text(out, path + above, named - above);
	fputs("</bdi></a></h2>\n<ul>\n", out);
	return 0;
}

/* As people say it: three digits at most, but for bytes. */
static void
write_size(FILE *out, uint64_t size)
{
	static const char units[][3] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	double scaled = (double)size;
	size_t unit = 0;

	for (; scaled >= (unit ? 999.5 : 1000); unit++)
		scaled /= 1000;
	fprintf(out, "%.*f %s", unit && scaled < 9.95 ? 1 : 0, scaled, units[unit]);
}

/* The URL of FILE's thumbnail. A record that no stream has begun is a flaw, which is told at the end. */
static void
write_source(struct tg_listing *listing, const struct tg_record *file)
{
	const struct stream *stream = find_stream(listing->state, file->id);

	write_thumbnail_url(listing, stream ? stream->folder : "/", file->name);
}

/* Writes the open card's rest. */
static void
end_card(struct tg_listing *listing)
{
	struct card *card = &((struct page *)listing->state)->card;

	if (!card->rest)
		return;
	fputs(card->has_larger ? "\"" : "", listing->out);
	fwrite(card->rest, 1, card->rest_len, listing->out);
	free(card->rest);
	*card = (struct card){ .rest = NULL };
}

/* Adds FILE, a further size, to the open card if it is of the same path and larger: for screens of fine pixels. */
static void
add_larger(struct tg_listing *listing, const struct tg_record *file)
{
	struct card *card = &((struct page *)listing->state)->card;

	if (!card->rest || file->position != card->position || strcmp(file->id, card->id) != 0 ||
	    file->width <= card->width)
		return;
	fputs(card->has_larger ? ", " : " srcset=\"", listing->out);
	card->has_larger = true;
	write_source(listing, file);
	fprintf(listing->out, " %.4gx", (double)file->width / card->width);
}

static void
write_picture(struct tg_listing *listing, const struct tg_record *file, const char *name)
{
	FILE *out = listing->out;

	fprintf(out, "\"><img loading=\"lazy\" decoding=\"async\" width=\"%" PRIu32 "\" height=\"%" PRIu32 "\" alt=\"",
	        file->width, file->height);
	tg_markup_text(out, name, strlen(name));
	fputs("\" src=\"", out);
	write_source(listing, file);
	fputs("\"", out);
}

static void
write_failure(FILE *out, const struct tg_record *file, const char *name)
{
	fputs("\" aria-label=\"", out);
	tg_markup_text(out, name, strlen(name));
	fputs(": ", out);
	tg_markup_text(out, file->reason.text, strlen(file->reason.text));
	fputs("\"><i>", out);
	tg_markup_text(out, file->reason.text, strlen(file->reason.text));
	fputs("</i></a><b><bdi>", out);
}

/* What a card has of FILE behind the picture, or the reason why there is none. */
static void
write_caption(FILE *out, const struct tg_record *file, const char *name)
{
	tg_markup_text(out, name, strlen(name));
	fputs("</bdi></b>", out);
	if (file->kind == TG_RECORD_PARTIAL) {
		fputs("<em>", out);
		tg_markup_text(out, file->reason.text, strlen(file->reason.text));
		fputs("</em>", out);
	}
	fputs("<small>", out);
	if (file->source_width)
		fprintf(out, "%" PRIu32 " &times; %" PRIu32 " &middot; ", file->source_width, file->source_height);
	if (file->inode)
		write_size(out, file->size);
	fputs("</small></li>\n", out);
}

/* Notes FILE's card, whose image's tag was begun, and its rest. */
static int
open_card(struct page *page, const struct tg_record *file, const char *name, struct tg_fault *why)
{
	struct card *card = &page->card;
	FILE *rest = open_memstream(&card->rest, &card->rest_len);

	if (!rest)
		return tg_fault_errno(why, NULL);
	fputs("></a><b aria-hidden=\"true\"><bdi>", rest);
	write_caption(rest, file, name);
	int failed = ferror(rest);
	if (fclose(rest) || failed)
		return tg_fault_errno(why, NULL);
	memcpy(card->id, file->id, sizeof(card->id));
	card->position = file->position;
	card->width = file->width;
	return 0;
}

static int
write_card(struct tg_listing *listing, const struct tg_record *file, struct tg_fault *why)
{
	const char *name = strrchr(file->path, '/') + 1;
	bool failed = file->kind == TG_RECORD_FAILED, partial = file->kind == TG_RECORD_PARTIAL;
	FILE *out = listing->out;

	if (file->variant) {
		add_larger(listing, file);
		return 0;
	}
	if (file->kind == TG_RECORD_SKIPPED)
		return 0;
	end_card(listing);
	if (open_section(listing, file->path, (size_t)(name - file->path), why))
		return -1;
	fprintf(out, "<li%s><a href=\"file://", failed ? " class=\"failed\"" : partial ? " class=\"partial\"" : "");
	tg_markup_url(out, file->path, strlen(file->path));
	if (failed) {
		write_failure(out, file, name);
		write_caption(out, file, name);
		return 0;
	}
	write_picture(listing, file, name);
	return open_card(listing->state, file, name, why);
}

static int
write_foot(struct tg_listing *listing, const struct tg_collation *all, struct tg_fault *why)
{
	char reasons[TG_COLLATION_REASONS_SIZE];
	struct tg_fault cut;
	FILE *out = listing->out;

	end_card(listing);
	end_section(listing);
	fprintf(out, "</main>\n<footer>\n<p>%" PRIu64 " thumbnails, %" PRIu64 " partial, %" PRIu64 " failed%s, %" PRIu64
	        " not pictures</p>\n", all->counts.thumbnails, all->counts.partial, all->counts.failed,
	        tg_collation_reasons(all, reasons, sizeof(reasons)), all->counts.skipped);
	if (tg_collation_check(all, &cut)) {
		fputs("<p class=\"cut\">Pictures are missing here, since the records were cut: ", out);
		tg_markup_text(out, cut.text, strlen(cut.text));
		fputs("</p>\n", out);
	}
	fprintf(out, "</footer>\n<script>%s</script>\n</body>\n</html>\n", TG_PAGE_SCRIPT);
	(void)why;
	return 0;
}

static void
free_page(struct tg_listing *listing)
{
	struct page *page = listing->state;

	if (!page)
		return;
	tdestroy(page->streams, free);
	free(page->card.rest);
	free(page->folder);
	free(page);
	listing->state = NULL;
}

const struct tg_listing_format tg_html = {
	.name = "html", .begin = write_head, .stream = note_stream, .write = write_card, .end = write_foot, .free = free_page,
};
