/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Five failures of a name from one address, twenty of an address, or fifty of
 * a name from anywhere block it for half a minute, and each one more doubles
 * that, up to a quarter of an hour.  A quarter of an hour without a failure
 * and everything is forgotten.  So a stranger who guesses at a name does not
 * lock out its owner, who comes from elsewhere: an address is blocked long
 * before it has failed fifty times.  Who has many networks can; guessing the
 * password would be worse, and a new one ('scepgate user passwd') ends it.
 *
 * A block that lasts longer than any is of a clock that was put back since: it
 * is over, lest nobody can sign in for a day or a year.
 */
#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"
#include "ra/throttle.h"

#define WINDOW_MS (15 * 60 * INT64_C(1000))
#define DELAY_FIRST_MS (30 * INT64_C(1000))
#define DELAY_MOST_MS (15 * 60 * INT64_C(1000))
#define KEY_MOST 200 /* bytes of what was typed */

static const struct {
	const char *prefix;
	unsigned int most; /* failures before it is blocked */
} kinds[THROTTLE__COUNT] = {
	[THROTTLE_PAIR] = { "pair:", 5 },
	[THROTTLE_NAME] = { "name:", 50 },
	[THROTTLE_ADDRESS] = { "address:", 20 },
};

/*
 * Whoever has an IPv6 address has the 2^64 of its network at will, so that
 * one is counted, as requests of devices are (web/rate.c).
 */
static const char *
place_of(struct arena *a, const char *address)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr six;

	if (inet_pton(AF_INET6, address, &six) != 1)
		return address;
	memset(six.s6_addr + 8, 0, 8);
	if (inet_ntop(AF_INET6, &six, text, sizeof(text)) == NULL)
		return address;
	return arena_printf(a, "%s/64", text);
}

/*
 * Names as they are compared, so that spelling one otherwise is no way
 * around.
 */
struct throttle_keys
throttle_keys(struct arena *a, const char *name, const char *address)
{
	struct throttle_keys k;
	const char *who = text_fold(a,
	    text_clean(a, span_of_str(name), KEY_MOST));
	const char *where = place_of(a,
	    text_clean(a, span_of_str(address), KEY_MOST));

	/* No address has a blank, so a pair is read in one way only. */
	k.key[THROTTLE_PAIR] = arena_printf(a, "%s%s %s",
	    kinds[THROTTLE_PAIR].prefix, where, who);
	k.key[THROTTLE_NAME] = arena_printf(a, "%s%s",
	    kinds[THROTTLE_NAME].prefix, who);
	k.key[THROTTLE_ADDRESS] = arena_printf(a, "%s%s",
	    kinds[THROTTLE_ADDRESS].prefix, where);
	return k;
}

int
throttle_check(struct store_txn *t, const struct throttle_keys *k,
    int64_t now_ms, struct arena *a, struct err *e)
{
	Throttle *r;
	int64_t left = 0, lasts;
	int i;

	for (i = 0; i < THROTTLE__COUNT; i++) {
		if (store_get_throttle(t, k->key[i], a, &r, e) == -1)
			return -1;
		lasts = r != NULL ? r->blocked_until_ms - now_ms : 0;
		if (lasts > left && lasts <= DELAY_MOST_MS)
			left = lasts;
	}
	if (left <= 0)
		return 0;
	return err_set(e, ERR_DENIED,
	    "too many failed sign-ins: try again in %lld seconds",
	    (long long)(left + 999) / 1000);
}

/* The first block, doubled for every failure beyond the limit. */
static int64_t
delay_of(unsigned int failures, unsigned int most)
{
	int64_t delay = DELAY_FIRST_MS;

	for (; failures > most && delay < DELAY_MOST_MS; failures--)
		delay *= 2;
	return delay < DELAY_MOST_MS ? delay : DELAY_MOST_MS;
}

static int
count_one(struct store_txn *t, int kind, const char *key, int64_t now_ms,
    struct arena *a, struct err *e)
{
	Throttle fresh, *r;
	int64_t since;

	if (store_get_throttle(t, key, a, &r, e) == -1)
		return -1;
	if (r == NULL) {
		throttle__init(&fresh);
		fresh.key = field_text(key);
		r = &fresh;
	}
	since = r->first_ms;
	if (since < r->blocked_until_ms)
		since = r->blocked_until_ms;
	if (now_ms - since > WINDOW_MS) {
		r->failures = 0;
		r->first_ms = now_ms;
		r->blocked_until_ms = 0;
	}
	r->failures++;
	if (r->failures >= kinds[kind].most)
		r->blocked_until_ms = now_ms +
		    delay_of(r->failures, kinds[kind].most);
	return store_put_throttle(t, r, e);
}

int
throttle_count(struct store_txn *t, const struct throttle_keys *k,
    int64_t now_ms, struct arena *a, struct err *e)
{
	int i;

	for (i = 0; i < THROTTLE__COUNT; i++)
		if (count_one(t, i, k->key[i], now_ms, a, e) == -1)
			return -1;
	return 0;
}

int
throttle_forgive(struct store_txn *t, const struct throttle_keys *k,
    struct err *e)
{
	if (store_drop_throttle(t, k->key[THROTTLE_PAIR], e) == -1)
		return -1;
	return store_drop_throttle(t, k->key[THROTTLE_NAME], e);
}
