/* SPDX-License-Identifier: BSD-2-Clause */
/* See crowd.h. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowd.h"

struct member {
	pthread_t thread;
	pthread_barrier_t *start;
	struct ra *ra;
	const struct ra_profile *profile;
	crowd_question *ask;
	const struct enrollment *en;
	struct arena *a;
	struct outcome *out;
	int rc;
};

static void *
run(void *ctx)
{
	struct member *m = ctx;
	struct err e = { 0 };

	pthread_barrier_wait(m->start);
	m->rc = m->ask(m->ra, m->profile, m->en, m->a, m->out, &e);
	if (m->rc == -1)
		fprintf(stderr, "%s\n", e.text);
	return NULL;
}

static void
ask_all(struct crowd *c, const struct member *sample, size_t step)
{
	struct member m[CROWD];
	pthread_barrier_t start;

	crowd_free(c);
	pthread_barrier_init(&start, NULL, CROWD);
	for (size_t i = 0; i < CROWD; i++) {
		m[i] = *sample;
		m[i].start = &start;
		m[i].en += i * step;
		m[i].a = c->a[i] = arena_new();
		m[i].out = &c->out[i];
		/* The others would wait for it for ever. */
		if (pthread_create(&m[i].thread, NULL, run, &m[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < CROWD; i++) {
		pthread_join(m[i].thread, NULL);
		if (m[i].rc == 0)
			c->kinds[c->out[i].kind]++;
	}
	pthread_barrier_destroy(&start);
}

void
crowd_ask(struct crowd *c, struct ra *ra, const struct ra_profile *p,
    crowd_question *ask, const struct enrollment *en)
{
	ask_all(c,
	    &(struct member){ .ra = ra, .profile = p, .ask = ask, .en = en },
	    0);
}

void
crowd_ask_each(struct crowd *c, struct ra *ra, const struct ra_profile *p,
    crowd_question *ask, const struct enrollment *en)
{
	ask_all(c,
	    &(struct member){ .ra = ra, .profile = p, .ask = ask, .en = en },
	    1);
}

bool
crowd_got_one_certificate(const struct crowd *c)
{
	if (c->kinds[OUTCOME_ISSUED] != CROWD)
		return false;
	for (size_t i = 1; i < CROWD; i++)
		if (!span_equal(c->out[i].certificate, c->out[0].certificate))
			return false;
	return c->out[0].certificate.len > 0;
}

void
crowd_free(struct crowd *c)
{
	for (size_t i = 0; i < CROWD; i++)
		arena_free(c->a[i]);
	memset(c, 0, sizeof(*c));
}
