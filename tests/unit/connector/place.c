/* SPDX-License-Identifier: BSD-2-Clause */
/* See place.h. */
#include <sys/stat.h>

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "place.h"

char *
place_new(void)
{
	const char *tmp = getenv("TMPDIR");
	char *place = mem_printf("%s/scepgate-test-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");

	if (mkdtemp(place) == NULL) {
		perror(place);
		abort();
	}
	return place;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

void
place_free(char *place)
{
	if (place == NULL)
		return;
	if (nftw(place, remove_one, 16, FTW_DEPTH | FTW_PHYS) == -1)
		perror(place);
	free(place);
}

unsigned int
place_count(const char *dir)
{
	struct dirent *d;
	unsigned int n = 0;
	DIR *at;

	if ((at = opendir(dir)) == NULL)
		return 0;
	while ((d = readdir(at)) != NULL)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			n++;
	closedir(at);
	return n;
}

bool
place_has_mode(const char *path, unsigned int mode)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & 07777) == mode;
}

void
place_write(const char *path, struct span s)
{
	struct err e = { 0 };

	if (file_write(path, s, 0600, &e) == -1) {
		fprintf(stderr, "%s\n", e.text);
		abort();
	}
}
