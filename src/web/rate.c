/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Token buckets as one number each: the time at which the bucket is full
 * again (the generic cell rate algorithm).  A request moves it on by what it
 * costs, with one compare-and-swap; it is refused where that time would be
 * further away than a whole bucket takes to fill.  See rate.h.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "web/rate.h"

#define MINUTE_US (INT64_C(60) * 1000 * 1000)
#define SECOND_US (INT64_C(1000) * 1000)

/* 8192 addresses in 128 KB: who sends less than they do, keeps a place. */
#define SETS 1024
#define WAYS 8

/* Another process may be first as often; then the bucket is a little off. */
#define TRIES 4

struct bucket {
	_Atomic uint64_t who; /* 0: nobody */
	_Atomic int64_t full_us; /* when it is full again */
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2,
    "a lock of its own would not be shared between processes");

struct web_rate {
	struct bucket (*sets)[WAYS];
	int64_t cost_us; /* of one request */
	int64_t room_us; /* of a whole bucket */
};

#define FILE_SIZE (SETS * WAYS * sizeof(struct bucket))

static int
map(int fd, struct web_rate *r)
{
	void *at;

	/* Room on the disk now, and not a signal when it is full. */
	if ((errno = posix_fallocate(fd, 0, (off_t)FILE_SIZE)) != 0)
		return -1;
	at = mmap(NULL, FILE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return -1;
	r->sets = at;
	return 0;
}

int
web_rate_open(const char *path, unsigned int per_minute, unsigned int burst,
    struct web_rate **out, struct err *e)
{
	struct web_rate *r = mem_alloc(sizeof(*r));
	int fd, rc = -1;

	r->cost_us = MINUTE_US / per_minute;
	r->room_us = r->cost_us * burst;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd != -1) {
		rc = map(fd, r);
		if (rc == -1)
			(void)err_set(e, ERR_UNAVAILABLE, "%s: %s", path,
			    strerror(errno));
		(void)close(fd);
	} else
		(void)err_set(e, ERR_UNAVAILABLE, "%s: %s", path,
		    strerror(errno));
	if (rc == -1) {
		free(r);
		return -1;
	}
	*out = r;
	return 0;
}

void
web_rate_close(struct web_rate *r)
{
	if (r == NULL)
		return;
	(void)munmap(r->sets, FILE_SIZE);
	free(r);
}

static uint64_t
number_of(const uint8_t *bytes, size_t n)
{
	uint64_t number = 0;
	size_t i;

	for (i = 0; i < n; i++)
		number = number << 8 | bytes[i];
	return number;
}

/* An IPv4 address under a prefix that no sender has; 0: no address. */
static uint64_t
who_is(const char *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint64_t four = UINT64_C(0xffffffff) << 32;
	uint8_t bytes[16];

	if (inet_pton(AF_INET, address, bytes) == 1)
		return four | number_of(bytes, 4);
	if (inet_pton(AF_INET6, address, bytes) != 1)
		return 0;
	if (memcmp(bytes, mapped, sizeof(mapped)) == 0)
		return four | number_of(bytes + 12, 4);
	/* ::1 and its like have nothing in front. */
	return number_of(bytes, 8) != 0 ? number_of(bytes, 8) : 1;
}

/*
 * No secret in it: who gathers addresses of one set throws out the buckets
 * of others there, and these are full when they are made again.
 */
static struct bucket *
set_of(const struct web_rate *r, uint64_t who)
{
	who ^= who >> 33;
	who *= UINT64_C(0xff51afd7ed558ccd);
	who ^= who >> 33;
	return r->sets[who % SETS];
}

/* The address's own bucket, or the one that is missed least, taken over. */
static struct bucket *
find(struct bucket *set, uint64_t who)
{
	struct bucket *least = &set[0];
	uint64_t other;
	unsigned int i;

	for (i = 0; i < WAYS; i++) {
		if (atomic_load(&set[i].who) == who)
			return &set[i];
		if (atomic_load(&set[i].full_us) < atomic_load(&least->full_us))
			least = &set[i];
	}
	other = atomic_load(&least->who);
	if (atomic_compare_exchange_strong(&least->who, &other, who))
		atomic_store(&least->full_us, 0);
	return least;
}

unsigned int
web_rate_take(struct web_rate *r, const char *address, int64_t now_ms)
{
	int64_t now = now_ms * 1000, was, full;
	uint64_t who = who_is(address);
	struct bucket *b;
	unsigned int i;

	if (who == 0)
		return 0;
	b = find(set_of(r, who), who);
	was = atomic_load(&b->full_us);
	for (i = 0; i < TRIES; i++) {
		full = was;
		/* Full already; or of a clock that was put back. */
		if (full < now || full > now + r->room_us)
			full = now;
		full += r->cost_us;
		if (full > now + r->room_us)
			return (unsigned int)((full - now - r->room_us +
						  SECOND_US - 1) /
			    SECOND_US);
		if (atomic_compare_exchange_strong(&b->full_us, &was, full))
			break;
	}
	return 0;
}
