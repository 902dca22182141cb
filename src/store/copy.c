/* SPDX-License-Identifier: BSD-2-Clause */
/* See copy.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/copy.h"

#define PIECE (256 * 1024)

static int
fail(const char *what, const char *path, struct err *e)
{
	enum err_kind kind = errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE;

	return err_set(e, kind, "cannot %s '%s': %s", what, path,
	    file_reason(errno));
}

int
copy_open(struct copy *c, const char *to, struct err *e)
{
	*c = (struct copy){ .to = to, .fd = -1 };
	sha256_init(&c->sum);
	if (to == NULL)
		return 0;
	(void)unlink(to);
	c->fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return c->fd == -1 ? fail("make", to, e) : 0;
}

int
copy_add(struct copy *c, struct span s, struct err *e)
{
	ssize_t n;

	sha256_update(&c->sum, s.len, s.at);
	c->size += s.len;
	while (c->fd != -1 && s.len > 0) {
		n = write(c->fd, s.at, s.len);
		if (n == -1 && errno != EINTR)
			return fail("write", c->to, e);
		if (n > 0)
			s = span_of(s.at + n, s.len - (size_t)n);
	}
	return 0;
}

int
copy_finish(struct copy *c, struct store_file *out, struct err *e)
{
	int rc = 0;

	sha256_digest(&c->sum, sizeof(out->sha256), out->sha256);
	out->size = c->size;
	if (c->fd != -1 && fsync(c->fd) == -1)
		rc = fail("write", c->to, e);
	if (c->fd != -1 && close(c->fd) == -1 && rc == 0)
		rc = fail("write", c->to, e);
	c->fd = -1;
	return rc;
}

void
copy_drop(struct copy *c)
{
	if (c->fd != -1)
		close(c->fd);
	c->fd = -1;
}

static int
copy_from(int fd, const char *from, uint64_t most, struct copy *c,
    struct err *e)
{
	uint8_t *piece = mem_alloc(PIECE);
	ssize_t n = 1;
	int rc = 0;

	while (rc == 0 && n != 0 && most > 0) {
		n = read(fd, piece, most < PIECE ? (size_t)most : PIECE);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			rc = fail("read", from, e);
		else
			rc = copy_add(c, span_of(piece, (size_t)n), e);
		most -= n > 0 ? (uint64_t)n : 0;
	}
	mem_wipe(piece, PIECE);
	free(piece);
	return rc;
}

int
store_copy_file(const char *from, const char *to, uint64_t most,
    struct store_file *out, struct err *e)
{
	struct copy c;
	int fd, rc;

	if ((fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) == -1)
		return fail("read", from, e);
	rc = copy_open(&c, to, e);
	if (rc == 0)
		rc = copy_from(fd, from, most, &c, e);
	if (rc == 0)
		rc = copy_finish(&c, out, e);
	copy_drop(&c);
	close(fd);
	return rc;
}

int
store_sum_file(const char *path, uint64_t most, struct store_file *out,
    struct err *e)
{
	return store_copy_file(path, NULL, most, out, e);
}

bool
store_file_same(const struct store_file *a, const struct store_file *b)
{
	return a->size == b->size &&
	    memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}
