/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Secrets live in pages of their own, so that locking one and keeping it out
 * of core dumps touches nothing else.  A few places are kept for the next
 * secret: asking the kernel for each would cost every enrolment four calls.
 */
#include <sys/mman.h>

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/secret.h"

#define KEPT_MOST 8

struct secret {
	struct secret *next; /* while kept for later */
	size_t len;
	char at[SECRET_MAX + 1]; /* a NUL behind the bytes */
};

/* Wiped places; they hold no state, only memory. */
static struct {
	pthread_mutex_t lock;
	struct secret *first;
	unsigned int count;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

static struct secret *
take_kept(void)
{
	struct secret *s;

	pthread_mutex_lock(&kept.lock);
	if ((s = kept.first) != NULL) {
		kept.first = s->next;
		kept.count--;
	}
	pthread_mutex_unlock(&kept.lock);
	return s;
}

static bool
keep(struct secret *s)
{
	bool room;

	pthread_mutex_lock(&kept.lock);
	if ((room = kept.count < KEPT_MOST)) {
		s->next = kept.first;
		kept.first = s;
		kept.count++;
	}
	pthread_mutex_unlock(&kept.lock);
	return room;
}

static _Noreturn void
give_up(const char *event)
{
	log_event(LOG_LEVEL_ERR, event, NULL);
	abort();
}

static struct secret *
secret_place(size_t len)
{
	struct secret *s;

	if (len > SECRET_MAX)
		give_up("secret-too-long");
	if ((s = take_kept()) == NULL) {
		s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (s == MAP_FAILED)
			give_up("out-of-memory");
		/* Best effort: a small limit on locked memory is common. */
		(void)mlock(s, sizeof(*s));
		(void)madvise(s, sizeof(*s), MADV_DONTDUMP);
	}
	s->len = len;
	return s;
}

struct secret *
secret_new(struct span s)
{
	struct secret *copy = secret_place(s.len);

	if (s.len > 0)
		memcpy(copy->at, s.at, s.len);
	return copy;
}

struct secret *
secret_random(size_t len)
{
	struct secret *s = secret_place(len);

	random_bytes(s->at, len);
	return s;
}

/*
 * 32 characters, so that five random bits choose one without favour; without
 * l and o, 0 and 1, which people mistake for each other.
 */
struct secret *
secret_generate(unsigned int groups)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	struct secret *s = secret_place(groups > 0 ? groups * 5 - 1 : 0);
	size_t i;

	_Static_assert(sizeof(letters) - 1 == 32, "five bits each");
	random_bytes(s->at, s->len);
	for (i = 0; i < s->len; i++) {
		if (i % 5 == 4)
			s->at[i] = '-';
		else
			s->at[i] = letters[(uint8_t)s->at[i] & 31];
	}
	return s;
}

static size_t
first_line(struct span s)
{
	const uint8_t *end;
	size_t len = s.len;

	if (len > 0 && (end = memchr(s.at, '\n', len)) != NULL)
		len = (size_t)(end - s.at);
	if (len > 0 && s.at[len - 1] == '\r')
		len--;
	return len;
}

int
secret_from_file(const char *path, struct secret **out, struct err *e)
{
	struct buf b;
	size_t len;
	int rc = -1;

	buf_init(&b, SECRET_MAX + strlen("\r\n"));
	if (file_read(path, &b, e) == -1)
		goto out;
	len = first_line(buf_span(&b));
	if (len == 0) {
		err_set(e, ERR_DENIED,
		    "'%s' has nothing in its first line: "
		    "the secret belongs there",
		    path);
		goto out;
	}
	if (len > SECRET_MAX) {
		err_set(e, ERR_DENIED,
		    "the first line of '%s' is longer than "
		    "%d bytes",
		    path, SECRET_MAX);
		goto out;
	}
	*out = secret_new(span_of(b.at, len));
	rc = 0;
out:
	buf_clear(&b);
	return rc;
}

void
secret_free(struct secret *s)
{
	if (s == NULL)
		return;
	mem_wipe(s->at, s->len);
	s->len = 0;
	if (!keep(s))
		munmap(s, sizeof(*s));
}

struct span
secret_span(const struct secret *s)
{
	return span_of(s->at, s->len);
}

const char *
secret_str(const struct secret *s)
{
	return s->at;
}

bool
secret_equal(const struct secret *a, struct span b)
{
	return span_equal_secret(secret_span(a), b);
}
