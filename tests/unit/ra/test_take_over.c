/* SPDX-License-Identifier: BSD-2-Clause */
/* A next CA takes over at its time, and what becomes of the one before. */
#include <sys/types.h>
#include <sys/wait.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ocsp_kit.h"
#include "pki/crl.h"
#include "ra/crl.h"
#include "ra/housekeeping.h"
#include "ra/next_ca.h"
#include "ra/ocsp.h"
#include "ra/revocation.h"
#include "ra/state.h"
#include "site.h"

static struct site *s;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	e = (struct err){ 0 };
	site_add(s, site_draft(s, "Routers"), NULL);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static void
make_due(void)
{
	site_prepare_next_ca(s, 30);
	site_bring_next_ca_forward(s, &s->connector);
}

/* The profile before and after the next CA took over. */
static void
take_over(const struct ra_profile **before, const struct ra_profile **after)
{
	site_prepare_next_ca(s, 30);
	*before = site_profile(s, "routers");
	site_bring_next_ca_forward(s, &s->connector);
	*after = site_profile(s, "routers");
	assert_non_null(*after);
}

static void
at_its_time_it_takes_over_and_the_former_still_counts(void **state)
{
	struct next_ca_draft again = {
		.from_ms = clock_ms() + 30 * CLOCK_DAY_MS,
	};
	const struct ra_profile *before, *after;

	(void)state;
	take_over(&before, &after);
	assert_true(span_equal(after->ca->der, before->next_ca->der));
	assert_true(span_equal(after->ra->der, before->next_ra->der));
	assert_null(after->next_ca);
	assert_true(span_equal(after->ca_former->der, before->ca->der));
	assert_true(span_equal(after->former[1].cert->der, before->ra->der));
	assert_null(after->former[0].cert);
	assert_null(after->former[2].cert);
	assert_string_equal(site_last_audit(s)->action, "connector-take-over");
	assert_string_equal(site_last_audit(s)->actor, "system");

	/* And so after a start. */
	site_reopen(s);
	after = site_profile(s, "routers");
	assert_non_null(after->ca_former);
	assert_string_equal(site_last_audit(s)->action, "connector-take-over");
	assert_int_equal(ra_next_ca_prepare(s->ra, &s->by, &s->connector,
			     &again, &e),
	    -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_non_null(strstr(e.text, "the CA before the one in use"));
}

static void
is_a_crl_of(unsigned int place, const struct key *k)
{
	struct ra_crl made;
	struct crl crl;

	if (ra_crl_at(s->ra, &s->connector, place, s->a, &made, &e) == -1 ||
	    crl_parse(made.der, &crl, &e) == -1 ||
	    crl_verify(&crl, k, &e) == -1)
		fail_msg("place %u: %s", place, e.text);
}

static void
each_ca_signs_the_crl_of_its_own_place(void **state)
{
	const struct ra_profile *before, *after;
	struct ra_crl crl;
	struct span der;

	(void)state;
	is_a_crl_of(0, site_profile(s, "routers")->ca_public);
	assert_int_equal(ra_crl_at(s->ra, &s->connector, 1, s->a, &crl, &e),
	    -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	take_over(&before, &after);
	is_a_crl_of(0, before->ca_public);
	is_a_crl_of(1, after->ca_public);
	assert_int_equal(ra_connector_ca_at(s->ra, &s->connector, 0, s->a, &der,
			     &e),
	    0);
	assert_true(span_equal(der, before->ca->der));
	assert_int_equal(ra_connector_ca(s->ra, &s->connector, s->a, &der, &e),
	    0);
	assert_true(span_equal(der, after->ca->der));
	assert_int_equal(ra_crl_at(s->ra, &s->connector, 2, s->a, &crl, &e),
	    -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

static struct ra_crl
crl_at(unsigned int place)
{
	struct ra_crl crl;

	if (ra_crl_at(s->ra, &s->connector, place, s->a, &crl, &e) == -1)
		fail_msg("place %u: %s", place, e.text);
	return crl;
}

/* The certificate of a device that enrols now. */
static Certificate
enroll(const char *name)
{
	struct key *key = site_key();
	struct enrollment en = site_request(s, key, name, name);
	struct outcome out;
	struct uuid id;

	out = site_enroll(s, "routers", &en);
	key_free(key);
	id = field_uuid(site_order(s, &out.order)->certificate_id);
	return *site_certificate(s, &id);
}

/* RFC 5280 section 5.2.3: by its name the issuer stays the same. */
static void
no_two_crls_of_one_name_have_one_number(void **state)
{
	const struct ra_profile *before, *after;
	struct uuid id;
	Certificate c;
	uint64_t last;

	(void)state;
	c = enroll("router 7");
	id = field_uuid(c.id);
	last = crl_at(0).number;
	take_over(&before, &after);
	assert_true(crl_at(1).number > last);
	last = crl_at(1).number;
	assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &id,
			     RA_REASON_SUPERSEDED, &e),
	    0);
	assert_true(crl_at(0).number > last);
	assert_true(crl_at(1).number > last);
	assert_int_not_equal(crl_at(0).number, crl_at(1).number);
	assert_int_equal(crl_at(0).entries, 1);
	assert_int_equal(crl_at(1).entries, 1);
}

/* Which is found out by taking the keys away. */
static void
a_revocation_makes_the_crls_of_both_cas_at_once(void **state)
{
	const struct ra_profile *before, *after;
	Certificate c = enroll("router 7");
	struct uuid id = field_uuid(c.id);
	const char *place, *key;

	(void)state;
	take_over(&before, &after);
	(void)crl_at(0);
	(void)crl_at(1);
	assert_int_equal(ra_certificate_revoke(s->ra, &s->by, &id,
			     RA_REASON_SUPERSEDED, &e),
	    0);
	for (unsigned int n = 0; n < 2; n++) {
		place = connector_place(s->ra, s->a, &s->connector, n);
		key = arena_printf(s->a, "%s/ca.key", place);
		assert_int_equal(rename(key, arena_printf(s->a, "%s-", key)),
		    0);
		assert_int_equal(crl_at(n).entries, 1);
	}
}

/* However many they are, of ten years: a CRL has an end. */
static void
the_first_crl_of_a_ca_names_none_that_ended_before(void **state)
{
	const struct ra_profile *before, *after;
	Certificate c = enroll("router 7");

	(void)state;
	c.not_before_ms = clock_ms() - 3 * CLOCK_DAY_MS;
	c.revoked_ms = clock_ms() - 2 * CLOCK_DAY_MS;
	c.not_after_ms = clock_ms() - CLOCK_DAY_MS;
	site_put_certificate(s, &c);
	take_over(&before, &after);
	assert_int_equal(crl_at(1).entries, 0);
	assert_int_equal(crl_at(0).entries, 1);
}

/* The CRL that GetCRL brings is signed by the CA of this key. */
static void
brings_the_crl_of(const struct key *k, struct span issuer, struct span serial)
{
	struct key *key = site_key();
	struct enrollment en = site_request(s, key, "T9", "router 9");
	struct ra_asked asked = { issuer, serial };
	struct outcome out;
	struct crl crl;

	if (ra_get_crl(s->ra, site_profile(s, "routers"), &en, &asked, s->a,
		&out, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(out.kind, OUTCOME_CRL);
	if (crl_parse(out.crl, &crl, &e) == -1 || crl_verify(&crl, k, &e) == -1)
		fail_msg("%s", e.text);
	key_free(key);
}

/* RFC 8894 section 3.3.5: of the certificate that is to be validated. */
static void
get_crl_brings_that_of_the_ca_which_issued_the_certificate(void **state)
{
	const struct ra_profile *before, *after;
	struct span old = field_span(enroll("router 7").serial), young;
	const uint8_t odd[] = { 1, 2, 3 };
	struct span name;

	(void)state;
	take_over(&before, &after);
	young = field_span(enroll("router 8").serial);
	name = after->ca->subject;
	brings_the_crl_of(before->ca_public, name, old);
	brings_the_crl_of(after->ca_public, name, young);
	brings_the_crl_of(after->ca_public, name, span_of(odd, sizeof(odd)));
	brings_the_crl_of(after->ca_public, span_of(NULL, 0), span_of(NULL, 0));
	/* Both or none: GetCert would not tell more. */
	brings_the_crl_of(after->ca_public, after->ra->subject, old);
}

/* The status of the certificate, by a signer of the same CA. */
static enum ocsp_status
status_of(const struct cert *ca, struct span serial)
{
	struct ocsp_request request;
	struct ra_ocsp answer;

	if (ocsp_parse(ocsp_kit_ask(s->a, ca, DIGEST_SHA1, serial, 0), &request,
		&e) == -1 ||
	    ra_ocsp(s->ra, &s->connector, &request, s->a, &answer, &e) == -1)
		fail_msg("%s", e.text);
	return ocsp_kit_read(ca, answer.der).status;
}

static void
who_asks_by_ocsp_is_answered_for_each_ca(void **state)
{
	const struct ra_profile *before, *after;
	struct span serial;

	(void)state;
	serial = field_span(enroll("router 7").serial);
	take_over(&before, &after);
	for (int twice = 0; twice < 2; twice++) {
		assert_int_equal(status_of(before->ca, serial), OCSP_GOOD);
		assert_int_equal(status_of(before->ca, before->ra->serial),
		    OCSP_GOOD);
		assert_int_equal(status_of(after->ca, after->ra->serial),
		    OCSP_GOOD);
		assert_int_equal(status_of(after->ca, before->ra->serial),
		    OCSP_UNKNOWN);
	}
}

static int
end_the_former(struct store_txn *t, void *ctx, struct err *why)
{
	Connector *c;

	(void)ctx;
	if (store_get_connector(t, &s->connector, s->a, &c, why) == -1)
		return -1;
	c->former_until_ms = clock_ms() - 1;
	c->version++;
	return store_put_connector(t, c, why);
}

/* A second rollover, where the CA before the one in use is to go. */
static void
is_prepared(bool replaces, enum err_kind kind)
{
	const struct next_ca_draft d = {
		.from_ms = clock_ms() + 30 * CLOCK_DAY_MS,
		.replace_former = replaces,
	};

	e = (struct err){ 0 };
	if (ra_next_ca_prepare(s->ra, &s->by, &s->connector, &d, &e) !=
		(kind == ERR_NONE ? 0 : -1) ||
	    e.kind != kind)
		fail_msg("%s", e.text);
}

static int
read_former(struct store_txn *t, void *ctx, struct err *why)
{
	Connector *c;

	if (store_get_connector(t, &s->connector, s->a, &c, why) == -1)
		return -1;
	*(int64_t *)ctx = ra_former_ca_until(c, clock_ms());
	return 0;
}

static int64_t
former_until(void)
{
	int64_t ms;

	assert_int_equal(store_view(s->ra->store, read_former, &ms, &e), 0);
	return ms;
}

static void
is_no_ca_of_ours(const struct cert *ca)
{
	struct ocsp_request request;
	struct ra_ocsp answer;
	struct span der = ocsp_kit_ask(s->a, ca, DIGEST_SHA1, ca->serial, 0);

	assert_int_equal(ocsp_parse(der, &request, &e), 0);
	assert_int_equal(ra_ocsp(s->ra, &s->connector, &request, s->a, &answer,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_DENIED);
	e = (struct err){ 0 };
}

static void
a_second_rollover_drops_the_ca_before_if_it_may(void **state)
{
	const struct ra_profile *first, *second, *third;
	struct ra_crl crl;

	(void)state;
	assert_int_equal(former_until(), 0);
	take_over(&first, &second);
	assert_int_equal(former_until(), first->ca->not_after * 1000);
	is_prepared(false, ERR_CONFLICT);
	is_prepared(true, ERR_NONE);
	assert_non_null(strstr(site_last_audit(s)->detail, "counts no more"));
	/* Until then all is as before. */
	assert_true(former_until() < clock_ms() + 31 * CLOCK_DAY_MS);
	third = site_profile(s, "routers");
	assert_true(span_equal(third->ca_former->der, first->ca->der));
	is_a_crl_of(0, first->ca_public);

	site_bring_next_ca_forward(s, &s->connector);
	third = site_profile(s, "routers");
	assert_non_null(strstr(site_last_audit(s)->detail,
	    "and the one before that, which ends on"));
	assert_true(span_equal(third->ca_former->der, second->ca->der));
	assert_int_equal(former_until(), second->ca->not_after * 1000);
	is_a_crl_of(1, second->ca_public);
	is_a_crl_of(2, third->ca_public);
	assert_int_equal(ra_crl_at(s->ra, &s->connector, 0, s->a, &crl, &e),
	    -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	is_no_ca_of_ours(first->ca);
	assert_int_equal(status_of(second->ca, second->ra->serial), OCSP_GOOD);
	site_reopen(s);
	is_a_crl_of(1, site_profile(s, "routers")->ca_former_public);
}

/* And is not asked to: strangers would have its files read all day. */
static void
a_former_ca_that_has_ended_signs_nothing(void **state)
{
	const struct ra_profile *before, *after;
	struct ocsp_request request;
	struct ra_ocsp answer;
	struct ra_crl crl;
	struct span der;

	(void)state;
	take_over(&before, &after);
	assert_int_equal(store_update(s->ra->store, STORE_DURABLE,
			     end_the_former, NULL, &e),
	    0);
	assert_int_equal(ra_crl_at(s->ra, &s->connector, 0, s->a, &crl, &e),
	    -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	der = ocsp_kit_ask(s->a, before->ca, DIGEST_SHA1, before->ra->serial,
	    0);
	assert_int_equal(ocsp_parse(der, &request, &e), 0);
	assert_int_equal(ra_ocsp(s->ra, &s->connector, &request, s->a, &answer,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_DENIED);
	/* Old signatures are verified for longer. */
	assert_int_equal(ra_connector_ca_at(s->ra, &s->connector, 0, s->a, &der,
			     &e),
	    0);
}

static void
who_asks_for_a_crl_sees_that_it_is_time(void **state)
{
	struct ra_crl crl;

	(void)state;
	make_due();
	assert_int_equal(ra_crl_at(s->ra, &s->connector, 1, s->a, &crl, &e), 0);
	assert_string_equal(site_last_audit(s)->action, "connector-take-over");
}

static void
who_asks_for_a_ca_certificate_sees_that_it_is_time(void **state)
{
	struct span before, next, after;

	(void)state;
	make_due();
	assert_int_equal(ra_next_ca(s->ra, &s->connector, s->a, &next, &e), 0);
	assert_int_equal(ra_connector_ca_at(s->ra, &s->connector, 0, s->a,
			     &before, &e),
	    0);
	assert_false(span_equal(before, next));
	assert_int_equal(ra_connector_ca(s->ra, &s->connector, s->a, &after,
			     &e),
	    0);
	assert_true(span_equal(after, next));
}

static void
who_asks_by_ocsp_sees_that_it_is_time(void **state)
{
	struct cert next;
	struct span der;

	(void)state;
	make_due();
	assert_int_equal(ra_next_ca(s->ra, &s->connector, s->a, &der, &e), 0);
	assert_int_equal(cert_parse(der, &next, &e), 0);
	assert_int_equal(status_of(&next, next.serial), OCSP_GOOD);
}

#define PROCESSES 6

/* A process of its own: 0 where it was answered by the CA of place 1. */
static int
ask_as_another_process(int start)
{
	struct arena *a = arena_new();
	struct err err = { 0 };
	struct ra_crl crl;
	struct ra *ra;
	char byte;
	int rc;

	if (ra_open(s->state, &ra, &err) == -1)
		return 1;
	/* All at once. */
	rc = read(start, &byte, 1) != 0;
	for (int i = 0; rc == 0 && i < 4; i++)
		rc = ra_crl(ra, &s->connector, a, &crl, &err) == -1;
	if (rc == 0)
		rc = ra_crl_at(ra, &s->connector, 1, a, &crl, &err) == -1;
	ra_close(ra);
	arena_free(a);
	return rc;
}

static void
of_many_processes_one_lets_it_take_over(void **state)
{
	uint64_t entries;
	int start[2], status;
	pid_t pid;

	(void)state;
	make_due();
	entries = site_total(s, STORE_AUDIT);
	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < PROCESSES; i++) {
		pid = fork();
		assert_int_not_equal(pid, -1);
		if (pid != 0)
			continue;
		close(start[1]);
		_exit(ask_as_another_process(start[0]));
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_not_equal(wait(&status), -1);
		assert_int_equal(status, 0);
	}
	assert_int_equal(site_total(s, STORE_AUDIT), entries + 1);
	is_a_crl_of(1, site_profile(s, "routers")->ca_public);
	is_a_crl_of(0, site_profile(s, "routers")->ca_former_public);
}

static void
keep_job(const struct ra_job *job, void *ctx)
{
	struct ra_job *connectors = ctx;

	if (strcmp(job->name, "connectors") != 0)
		return;
	*connectors = *job;
	connectors->error = arena_strdup(s->a, job->error);
}

/* What the housekeeping says of the connectors. */
static struct ra_job
maintain(void)
{
	struct ra_job connectors = { .name = NULL };

	if (ra_maintain(s->ra, NULL, keep_job, &connectors, &e) == -1)
		fail_msg("%s", e.text);
	return connectors;
}

static void
the_housekeeping_counts_it(void **state)
{
	struct ra_job connectors;

	(void)state;
	make_due();
	connectors = maintain();
	assert_int_equal(connectors.done, 1);
	assert_string_equal(connectors.error, "");
	assert_int_equal(maintain().done, 0);
}

/* And who asks again within a minute does not try it again. */
static void
without_its_files_it_does_not_take_over(void **state)
{
	const char *place = connector_place(s->ra, s->a, &s->connector, 1);
	const char *away = arena_printf(s->a, "%s-away", place);
	uint64_t entries;

	(void)state;
	make_due();
	entries = site_total(s, STORE_AUDIT);
	assert_int_equal(rename(place, away), 0);
	is_a_crl_of(0, site_profile(s, "routers")->ca_public);
	assert_non_null(strstr(maintain().error,
	    "': its next CA, which was to take over on 20"));
	assert_int_equal(rename(away, place), 0);
	is_a_crl_of(0, site_profile(s, "routers")->ca_public);
	assert_int_equal(site_total(s, STORE_AUDIT), entries);
	site_reopen(s);
	is_a_crl_of(1, site_profile(s, "routers")->ca_public);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(at_its_time_it_takes_over_and_the_former_still_counts),
		T(each_ca_signs_the_crl_of_its_own_place),
		T(no_two_crls_of_one_name_have_one_number),
		T(a_revocation_makes_the_crls_of_both_cas_at_once),
		T(the_first_crl_of_a_ca_names_none_that_ended_before),
		T(get_crl_brings_that_of_the_ca_which_issued_the_certificate),
		T(who_asks_by_ocsp_is_answered_for_each_ca),
		T(a_second_rollover_drops_the_ca_before_if_it_may),
		T(a_former_ca_that_has_ended_signs_nothing),
		T(who_asks_for_a_crl_sees_that_it_is_time),
		T(who_asks_for_a_ca_certificate_sees_that_it_is_time),
		T(who_asks_by_ocsp_sees_that_it_is_time),
		T(of_many_processes_one_lets_it_take_over),
		T(the_housekeeping_counts_it),
		T(without_its_files_it_does_not_take_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
