/*
 * render DIR: fills DIR with a small tree of pictures to try thumbnails on,
 * computed and not photographed, with a few files as one finds them among
 * pictures: notes, a copy, a download that broke off and one that never was a
 * picture. What is there already is left alone.
 */
#include <err.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenes.h"
#include "write.h"

enum kind { JPEG, PROGRESSIVE, GREY, PNG, PNG_ALPHA };

/* The slowest come first, so that no process is left working alone at the end. */
static const struct picture {
	const char *path;
	int width, height;
	enum kind kind;
	void (*draw)(struct canvas *canvas);
} pictures[] = {
	{ "Mathematics/Julia set.jpg", 3300, 2475, JPEG, julia },
	{ "2024/Iceland/Panorama Reynisdrangar.jpg", 5400, 1620, JPEG, ocean },
	{ "2023/Schwarzwald/Forest in fog.jpg", 3600, 2400, GREY, forest },
	{ "2024/Iceland/Aurora.jpg", 2430, 3600, JPEG, aurora },
	{ "2024/Garden/Sunflower.jpg", 3000, 3000, JPEG, sunflower },
	{ "2023/Städte/Skyline at night.jpg", 4200, 2400, JPEG, skyline },
	{ "2023/Städte/Stained glass.jpg", 2600, 3900, JPEG, glass },
	{ "Studio/Emerald marble.jpg", 2550, 3400, PROGRESSIVE, marble },
	{ "2023/Night sky/Nebula.jpg", 3600, 2340, JPEG, nebula },
	{ "Studio/Eight balls.jpg", 4000, 3000, JPEG, spheres },
	{ "2024/Iceland/Dawn over the highlands.jpg", 4000, 2667, JPEG, mountains },
	{ "Studio/Star and cross tiles.png", 3000, 3000, PNG, tiles },
	{ "2024/Garden/Fern (cut out).png", 2800, 3600, PNG_ALPHA, fern },
};
#define N_PICTURES (sizeof(pictures) / sizeof(pictures[0]))

static const char notes[] =
	"Iceland: the aurora came on the last night.\n"
	"To do: sort the downloads, print the sunflower.\n";

static const char not_found[] =
	"<!DOCTYPE html>\n<title>404 Not Found</title>\n<p>This picture has moved.</p>\n";

/* Makes the folders that PATH is in. */
static void
make_folders(const char *path)
{
	char folder[4096];

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
		if (mkdir(folder, 0777) < 0 && errno != EEXIST)
			err(2, "%s", folder);
	}
}

static int
is_there(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

/* A file appears under its name only when it is whole; till then it is one of these. */
static FILE *
begin(const char *path, char part[4096])
{
	snprintf(part, 4096, "%s.part", path);
	FILE *file = fopen(part, "wb");
	if (!file)
		err(2, "%s", part);
	return file;
}

static void
finish(FILE *file, const char *part, const char *path)
{
	int failed = ferror(file);

	if (fclose(file) != 0 || failed || rename(part, path) < 0) {
		warn("%s", path);
		unlink(part);
		exit(2);
	}
}

static void
write_bytes(const char *path, const void *bytes, size_t size)
{
	char part[4096];

	if (is_there(path))
		return;
	make_folders(path);
	FILE *file = begin(path, part);
	fwrite(bytes, 1, size, file);
	finish(file, part, path);
}

/* Copies the first PERCENT of the file FROM. */
static void
copy(const char *from, const char *to, size_t percent)
{
	struct stat status;
	FILE *file = fopen(from, "rb");

	if (!file || fstat(fileno(file), &status) < 0)
		err(2, "%s", from);
	size_t size = (size_t)status.st_size * percent / 100;
	char *bytes = malloc(size + 1);
	if (!bytes)
		err(2, NULL);
	if (fread(bytes, 1, size, file) != size)
		errx(2, "%s: shorter than it was", from);
	fclose(file);
	write_bytes(to, bytes, size);
	free(bytes);
}

static void
draw(const struct picture *picture)
{
	static const int n_channels[] = { [JPEG] = 3, [PROGRESSIVE] = 3, [GREY] = 1, [PNG] = 3, [PNG_ALPHA] = 4 };
	struct canvas canvas = { picture->width, picture->height, n_channels[picture->kind], picture->kind < PNG, NULL };
	char part[4096];

	canvas.data = calloc((size_t)canvas.width * (size_t)canvas.height, (size_t)canvas.n_channels);
	if (!canvas.data)
		err(2, "%s", picture->path);
	picture->draw(&canvas);

	make_folders(picture->path);
	FILE *file = begin(picture->path, part);
	if (picture->kind < PNG)
		write_jpeg(&canvas, file, picture->kind == PROGRESSIVE);
	else
		write_png(&canvas, file);
	finish(file, part, picture->path);
	free(canvas.data);
}

/* Waits for one child; returns whether it did its work. */
static int
reap(void)
{
	int status;

	if (wait(&status) < 0)
		err(2, "wait");
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Draws what is not there yet, a process for each picture and one at a time for each CPU. */
static void
draw_all(void)
{
	cpu_set_t cpus;
	int n_cpus = sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
	int n_running = 0, went_well = 1;

	for (size_t i = 0; i < N_PICTURES; i++) {
		if (is_there(pictures[i].path))
			continue;
		if (n_running == n_cpus) {
			went_well &= reap();
			n_running--;
		}
		pid_t child = fork();
		if (child < 0)
			err(2, "fork");
		if (child == 0) {
			draw(&pictures[i]);
			exit(0);
		}
		n_running++;
	}
	for (; n_running > 0; n_running--)
		went_well &= reap();
	if (!went_well)
		errx(2, "not all pictures could be made");
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: render dir\n");
		return 2;
	}
	if (mkdir(argv[1], 0777) < 0 && errno != EEXIST)
		err(2, "%s", argv[1]);
	if (chdir(argv[1]) < 0)
		err(2, "%s", argv[1]);

	draw_all();
	copy("2024/Iceland/Aurora.jpg", "Favourites/Aurora (copy).jpg", 100);
	copy("2023/Night sky/Nebula.jpg", "Downloads/broken-download.jpg", 55);
	write_bytes("Downloads/IMG_0404.jpg", not_found, sizeof(not_found) - 1);
	write_bytes("notes.txt", notes, sizeof(notes) - 1);
	return 0;
}
