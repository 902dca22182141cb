/* SPDX-License-Identifier: BSD-2-Clause */
/* UUID version 7: making, reading, showing. */
#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "base/uuid.h"

/*
 * RFC 9562 section 6.1: a clock set back a little is waited out by counting
 * on; one that was far ahead and is now right must not spoil all later ids.
 */
#define BACK_AT_MOST_MS 10000

#define COUNTER_MOST 0xfff /* rand_a has 12 bits */
#define COUNTER_START_MOST 0x7ff /* section 6.2: room to count up */

static struct {
	pthread_mutex_t lock;
	int64_t ms;
	unsigned int counter;
} last = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* The next (ms, counter) of this process; `start` is random. */
static void
next_place(unsigned int start, int64_t *ms, unsigned int *counter)
{
	int64_t now = clock_ms();

	pthread_mutex_lock(&last.lock);
	if (now > last.ms || now < last.ms - BACK_AT_MOST_MS) {
		last.ms = now;
		last.counter = start & COUNTER_START_MOST;
	} else if (last.counter < COUNTER_MOST) {
		last.counter++;
	} else {
		last.ms++;
		last.counter = 0;
	}
	*ms = last.ms;
	*counter = last.counter;
	pthread_mutex_unlock(&last.lock);
}

struct uuid
uuid_new(void)
{
	struct uuid u = { 0 };
	unsigned int counter;
	int64_t ms;
	int i;

	random_bytes(u.bytes, sizeof(u.bytes));
	next_place((unsigned int)u.bytes[6] << 8 | u.bytes[7], &ms, &counter);
	for (i = 0; i < 6; i++)
		u.bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	u.bytes[6] = (uint8_t)(0x70 | counter >> 8); /* version 7 */
	u.bytes[7] = (uint8_t)counter;
	u.bytes[8] = (uint8_t)(0x80 | (u.bytes[8] & 0x3f)); /* variant */
	return u;
}

struct span
uuid_span(const struct uuid *u)
{
	return span_of(u->bytes, sizeof(u->bytes));
}

bool
uuid_is_zero(const struct uuid *u)
{
	static const struct uuid zero;

	return uuid_equal(u, &zero);
}

bool
uuid_equal(const struct uuid *a, const struct uuid *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

int64_t
uuid_ms(const struct uuid *u)
{
	int64_t ms = 0;
	int i;

	for (i = 0; i < 6; i++)
		ms = ms << 8 | u->bytes[i];
	return ms;
}

/* A hyphen stands before these bytes. */
static bool
hyphen_before(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void
uuid_format(const struct uuid *u, char text[static UUID_TEXT_LEN + 1])
{
	static const char digits[] = "0123456789abcdef";
	char *p = text;
	size_t i;

	for (i = 0; i < sizeof(u->bytes); i++) {
		if (hyphen_before(i))
			*p++ = '-';
		*p++ = digits[u->bytes[i] >> 4];
		*p++ = digits[u->bytes[i] & 0xf];
	}
	*p = '\0';
}

char *
uuid_text(struct arena *a, const struct uuid *u)
{
	char *text = arena_alloc(a, UUID_TEXT_LEN + 1);

	uuid_format(u, text);
	return text;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
uuid_parse(const char *text, struct uuid *out)
{
	struct uuid u;
	int high, low;
	size_t i;

	for (i = 0; i < sizeof(u.bytes); i++) {
		if (hyphen_before(i) && *text++ != '-')
			return false;
		/* The first digit is looked at first: it may be the NUL. */
		if ((high = hex_digit(text[0])) == -1 ||
		    (low = hex_digit(text[1])) == -1)
			return false;
		u.bytes[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text != '\0')
		return false;
	*out = u;
	return true;
}

bool
uuid_from_span(struct span s, struct uuid *out)
{
	if (s.len != sizeof(out->bytes))
		return false;
	memcpy(out->bytes, s.at, sizeof(out->bytes));
	return true;
}
