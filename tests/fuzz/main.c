/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands in for libFuzzer: gives a fuzz target every file of its corpus (or
 * the files and directories named) and says so in TAP.  A target that finds
 * something wrong ends the program.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

#define INPUT_MOST (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static unsigned int count;

static void
replay_file(const char *path)
{
	struct err e = { 0 };
	uint8_t *copy;
	struct buf b;

	buf_init(&b, INPUT_MOST);
	if (file_read(path, &b, &e) == -1) {
		printf("not ok %u - %s: %s\n", ++count, path, e.text);
		return;
	}
	/* Of the exact size: a read behind it is seen by the sanitizers. */
	copy = malloc(b.len > 0 ? b.len : 1);
	if (copy == NULL)
		abort();
	if (b.len > 0)
		memcpy(copy, b.at, b.len);
	(void)LLVMFuzzerTestOneInput(copy, b.len);
	printf("ok %u - %s\n", ++count, strrchr(path, '/') + 1);
	fflush(stdout);
	free(copy);
	buf_clear(&b);
}

static int
is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
replay(const char *path)
{
	struct dirent **names;
	struct stat st;
	char inside[4096];
	int i, n;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		replay_file(path);
		return;
	}
	if ((n = scandir(path, &names, is_visible, alphasort)) <= 0) {
		printf("not ok %u - %s: no corpus there\n", ++count, path);
		return;
	}
	for (i = 0; i < n; i++) {
		snprintf(inside, sizeof(inside), "%s/%s", path,
		    names[i]->d_name);
		replay_file(inside);
		free(names[i]);
	}
	free(names);
}

int
main(int argc, char **argv)
{
	int i;

	if (argc < 2)
		replay(FUZZ_CORPUS);
	for (i = 1; i < argc; i++)
		replay(argv[i]);
	printf("1..%u\n", count);
	return 0;
}
