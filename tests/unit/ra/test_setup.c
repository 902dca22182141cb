/* SPDX-License-Identifier: BSD-2-Clause */
/* What administrators set up: rules, conflicts, and the audit log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../connector/place.h"
#include "base/log.h"
#include "ra/connectors.h"
#include "ra/crl.h"
#include "ra/ocsp.h"
#include "ra/preset.h"
#include "ra/state.h"
#include "site.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct site *s;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	e = (struct err){ 0 };
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
refused(int rc, enum err_kind kind, const char *says)
{
	if (rc != -1)
		fail_msg("done: want '%s'", says);
	if (e.kind != kind || strstr(e.text, says) == NULL)
		fail_msg("%s (%s): want '%s' (%s)", e.text,
		    err_kind_name(e.kind), says, err_kind_name(kind));
}

static void
audited(const char *action, const char *detail, const struct uuid *subject)
{
	const AuditEntry *entry = site_last_audit(s);

	assert_non_null(entry);
	assert_string_equal(entry->action, action);
	assert_string_equal(entry->actor, "tool:test");
	if (strstr(entry->detail, detail) == NULL)
		fail_msg("%s: want %s", entry->detail, detail);
	assert_true(
	    span_equal(field_span(entry->subject_id), uuid_span(subject)));
}

static void
names_follow_the_rules(void **state)
{
	const struct {
		const char *name;
		const char *says;
	} rows[] = {
		{ NULL, "is missing" },
		{ "", "is missing" },
		{ " x", "blank" },
		{ "x ", "blank" },
		{ " ", "blank" },
		{ "a\nb", "cannot be shown" },
		{ "a\xff", "cannot be shown" },
		{ "\xc3\x28", "cannot be shown" },
		{ "a\xe2\x80\x8b"
		  "b",
		    "cannot be seen" },
		{ "\xe2\x80\xae", "cannot be seen" },
		{ "so\xc2\xad"
		  "ft",
		    "cannot be seen" },
		{ "12345678901234567890123456789012345678901234567890"
		  "123456789012345678901234567890123456789012345678901",
		    "101 characters" },
	};
	const char *longest = "";
	struct uuid id;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++)
		refused(ra_tenant_create(s->ra, &s->by, rows[i].name, &id, &e),
		    ERR_MALFORMED, rows[i].says);
	assert_int_equal(site_total(s, STORE_TENANTS_BY_NAME), 1);
	/* A hundred characters, each of two bytes. */
	for (i = 0; i < 100; i++)
		longest = arena_printf(s->a, "%s\xc3\xa4", longest);
	assert_int_equal(ra_tenant_create(s->ra, &s->by, longest, &id, &e), 0);
}

static void
tenants_are_made_renamed_and_removed(void **state)
{
	struct uuid id, none = { 0 };

	(void)state;
	assert_int_equal(ra_tenant_create(s->ra, &s->by, "M\xc3\xbcller", &id,
			     &e),
	    0);
	audited("tenant-create", "M\xc3\xbcller", &id);
	/* The same name in its folded form. */
	refused(ra_tenant_create(s->ra, &s->by, "MULLER", &none, &e),
	    ERR_CONFLICT, "already");
	assert_true(uuid_is_zero(&none));
	refused(ra_tenant_rename(s->ra, &s->by, &id, 1, "acme", &e),
	    ERR_CONFLICT, "already");
	assert_int_equal(ra_tenant_rename(s->ra, &s->by, &id, 1,
			     "m\xc3\xbcller", &e),
	    0);
	audited("tenant-rename", "'M\xc3\xbcller' to 'm\xc3\xbcller'", &id);
	/* Who had read it before that is told. */
	refused(ra_tenant_rename(s->ra, &s->by, &id, 1, "x", &e), ERR_CONFLICT,
	    "renamed meanwhile");
	assert_int_equal(ra_tenant_remove(s->ra, &s->by, &id, &e), 0);
	audited("tenant-remove", "m\xc3\xbcller", &id);
	refused(ra_tenant_remove(s->ra, &s->by, &id, &e), ERR_NOT_FOUND,
	    "no such tenant");
	refused(ra_tenant_rename(s->ra, &s->by, &id, 2, "x", &e), ERR_NOT_FOUND,
	    "no such tenant");
}

static void
what_is_in_use_is_not_removed(void **state)
{
	struct uuid id;

	(void)state;
	site_add(s, site_draft(s, "Routers"), &id);
	refused(ra_tenant_remove(s->ra, &s->by, &s->tenant, &e), ERR_CONFLICT,
	    "'Routers'");
	refused(ra_connector_remove(s->ra, &s->by, &s->connector, &e),
	    ERR_CONFLICT, "'Routers'");
	assert_int_equal(place_count(
			     arena_printf(s->a, "%s/connectors", s->state)),
	    1);
	assert_int_equal(ra_profile_remove(s->ra, &s->by, &id, &e), 0);
	audited("profile-remove", "'Routers'", &id);
	assert_int_equal(ra_tenant_remove(s->ra, &s->by, &s->tenant, &e), 0);
	assert_int_equal(ra_connector_remove(s->ra, &s->by, &s->connector, &e),
	    0);
	audited("connector-remove", "'Test CA'", &s->connector);
	assert_int_equal(place_count(
			     arena_printf(s->a, "%s/connectors", s->state)),
	    0);
	refused(ra_connector_remove(s->ra, &s->by, &s->connector, &e),
	    ERR_NOT_FOUND, "no such connector");
}

static void
bad_connectors_are_refused_and_leave_nothing(void **state)
{
	static const struct {
		const char *name;
		struct connector_draft d;
		enum err_kind kind;
		const char *says;
	} rows[] = {
		{ "name taken", { .name = "test ca", .kind = "local" },
		    ERR_CONFLICT, "'Test CA'" },
		{ "kind", { .name = "B", .kind = "cloud" }, ERR_MALFORMED,
		    "'local'" },
		{ "no kind", { .name = "B" }, ERR_MALFORMED, "'local'" },
		{ "key type",
		    { .name = "B", .kind = "local", .key_type = "rsa:512" },
		    ERR_MALFORMED, "rsa" },
		{ "key type too long",
		    { .name = "B", .kind = "local", .key_type = "rsa:8192" },
		    ERR_ALGORITHM, "rsa:4096" },
		{ "subject",
		    { .name = "B",
			.kind = "local",
			.key_type = "ec:p256",
			.subject = "B" },
		    ERR_MALFORMED, "" },
		{ "OCSP hours",
		    { .name = "B", .kind = "local", .ocsp_hours = 169 },
		    ERR_MALFORMED, "1 to 168 hours" },
		{ "years", { .name = "B", .kind = "local", .years = 51 },
		    ERR_MALFORMED, "1 to 50" },
		{ "key without certificate",
		    { .name = "B",
			.kind = "local",
			.key_file = "/nonexistent" },
		    ERR_MALFORMED, "both" },
		{ "passphrase without key",
		    { .name = "B",
			.kind = "local",
			.passphrase_file = "/etc/hostname" },
		    ERR_MALFORMED, "passphrase" },
		{ "no such file",
		    { .name = "B",
			.kind = "local",
			.key_file = "/nonexistent",
			.cert_file = "/nonexistent" },
		    ERR_NOT_FOUND, "/nonexistent" },
		{ "CRL URL",
		    { .name = "B", .kind = "local", .crl_url = "ftp://x" },
		    ERR_MALFORMED, "http://" },
		{ "CA URL",
		    { .name = "B",
			.kind = "local",
			.ca_issuers_url = "http://a b" },
		    ERR_MALFORMED, "blank" },
	};
	struct uuid id;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		refused(ra_connector_create(s->ra, &s->by, &rows[i].d, &id, &e),
		    rows[i].kind, rows[i].says);
		assert_int_equal(place_count(arena_printf(s->a, "%s/connectors",
				     s->state)),
		    1);
	}
	assert_int_equal(site_total(s, STORE_CONNECTORS_BY_NAME), 1);
}

static void
what_a_ca_that_is_taken_over_has_cannot_be_set(void **state)
{
	static const struct connector_draft rows[] = {
		{ .subject = "/CN=B" },
		{ .key_type = "ec:p256" },
		{ .years = 3 },
	};
	struct connector_draft d;
	struct uuid id;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		d = rows[i];
		d.name = "B";
		d.kind = "local";
		d.key_file = d.cert_file = "/nonexistent";
		refused(ra_connector_create(s->ra, &s->by, &d, &id, &e),
		    ERR_MALFORMED, "has its own");
	}
	assert_int_equal(site_total(s, STORE_CONNECTORS_BY_NAME), 1);
}

static int
read_connector(struct store_txn *t, void *ctx, struct err *why)
{
	Connector **out = ctx;

	return store_find_connector(t, "Edge / CA", s->a, out, why);
}

static void
certificates_point_here_unless_told_otherwise(void **state)
{
	const struct ra_places places = { .crl = "http://pki.example/crl",
		.ca = "http://pki.example/ca" };
	struct uuid id = uuid_new();
	const char *text = uuid_text(s->a, &id);
	struct ra_connector_urls urls;
	Connector r;

	(void)state;
	connector__init(&r);
	r.id = field_id(&id);
	urls = ra_connector_urls(s->ra, &r, s->a);
	assert_string_equal(urls.crl, "");
	ra_publish_at(s->ra, &places);
	urls = ra_connector_urls(s->ra, &r, s->a);
	assert_string_equal(urls.crl,
	    arena_printf(s->a, "http://pki.example/crl/%s.crl", text));
	assert_string_equal(urls.ca_issuers,
	    arena_printf(s->a, "http://pki.example/ca/%s.cer", text));
	assert_string_equal(urls.ocsp, "");
	r.crl_url = field_text("http://other.example/x");
	r.ca_issuers_url = field_text(RA_URL_NONE);
	urls = ra_connector_urls(s->ra, &r, s->a);
	assert_string_equal(urls.crl, "http://other.example/x");
	assert_string_equal(urls.ca_issuers, "");
}

static void
a_connectors_record_says_what_its_ca_is(void **state)
{
	struct connector_draft d = {
		.name = "Edge / CA",
		.kind = "local",
		.key_type = "ec:p384",
		.years = 3,
		.crl_url = "http://pki.example/ca.crl",
		.ocsp_url = RA_URL_NONE,
		.crl_days = 30,
		.ocsp_hours = 48,
	};
	struct uuid id;
	struct span der;
	Connector *r;

	(void)state;
	assert_int_equal(ra_connector_create(s->ra, &s->by, &d, &id, &e), 0);
	audited("connector-create", "'Edge / CA'", &id);
	assert_int_equal(store_view(ra_store(s->ra), read_connector, &r, &e),
	    0);
	assert_non_null(r);
	assert_non_null(strstr(r->ca_subject, "Edge / CA"));
	assert_string_equal(r->key_type, "ec:p384");
	assert_string_equal(r->crl_url, d.crl_url);
	assert_string_equal(r->ocsp_url, "none");
	assert_int_equal(r->crl_days, 30);
	assert_int_equal(r->ocsp_hours, 48);
	assert_int_equal(r->ca_sha256.len, 32);
	assert_int_equal(r->ra_sha256.len, 32);
	assert_true(r->not_after_ms > r->not_before_ms);
	assert_true(r->ra_not_after_ms <= r->not_after_ms);
	assert_int_equal(ra_connector_ca(s->ra, &id, s->a, &der, &e), 0);
	assert_true(
	    span_equal(field_sha256(s->a, der), field_span(r->ca_sha256)));
	refused(ra_connector_ca(s->ra, &s->tenant, s->a, &der, &e),
	    ERR_NOT_FOUND, "no such connector");
}

static void
bad_profiles_are_refused(void **state)
{
	struct secret *shortest = secret_new(span_of_str("1234567"));
	struct secret *odd = secret_new(span_of_str("12345678\x01"));
	const struct profile_draft good = site_draft(s, "Routers");
	struct profile_draft d[12];
	struct uuid id;
	size_t i;
	const struct {
		enum err_kind kind;
		const char *says;
	} wants[N(d)] = {
		{ ERR_MALFORMED, "is missing" },
		{ ERR_MALFORMED, "a-z" },
		{ ERR_MALFORMED, "a-z" },
		{ ERR_NOT_FOUND, "tenant" },
		{ ERR_NOT_FOUND, "connector" },
		{ ERR_MALFORMED, "1 to 3650" },
		{ ERR_MALFORMED, "1 to 3650" },
		{ ERR_MALFORMED, "2048" },
		{ ERR_MALFORMED, "8192" },
		{ ERR_MALFORMED, "level" },
		{ ERR_MALFORMED, "7 characters" },
		{ ERR_MALFORMED, "control" },
	};

	(void)state;
	for (i = 0; i < N(d); i++)
		d[i] = good;
	d[0].name = "";
	d[1].slug = "Routers";
	d[2].slug = "a/b";
	d[3].tenant = s->connector;
	d[4].connector = s->tenant;
	d[5].validity_days = 0;
	d[6].validity_days = 3651;
	d[7].rsa_least_bits = 1024;
	d[8].rsa_least_bits = 16384;
	d[9].level = LEVEL__COUNT;
	d[10].challenge = shortest;
	d[11].challenge = odd;
	for (i = 0; i < N(d); i++)
		refused(ra_profile_create(s->ra, &s->by, &d[i], &id, &e),
		    wants[i].kind, wants[i].says);
	assert_int_equal(site_total(s, STORE_PROFILES_BY_NAME), 0);
	secret_free(shortest);
	secret_free(odd);
}

static void
names_and_urls_of_profiles_are_theirs_alone(void **state)
{
	struct profile_draft d = site_draft(s, "Edge routers");
	struct uuid id;

	(void)state;
	site_add(s, d, &id);
	audited("profile-create", "'edge-routers'", &id);
	refused(ra_profile_create(s->ra, &s->by, &d, &id, &e), ERR_CONFLICT,
	    "profile 'Edge routers' already");
	d.name = "Others";
	d.slug = "edge-routers";
	refused(ra_profile_create(s->ra, &s->by, &d, &id, &e), ERR_CONFLICT,
	    "profile 'Edge routers''s already");
	/* A slug that was made of the name goes out of the way. */
	d.name = "Edge-Routers!";
	d.slug = "";
	assert_int_equal(ra_profile_create(s->ra, &s->by, &d, &id, &e), 0);
	assert_non_null(site_profile(s, "edge-routers-2"));
}

static void
of_two_who_change_a_profile_the_second_is_told(void **state)
{
	struct profile_draft d = site_draft(s, "Routers");
	struct secret *challenge = secret_new(span_of_str("another word"));
	struct uuid id;

	(void)state;
	site_add(s, d, &id);
	d.challenge = challenge;
	d.name = "Edge";
	d.validity_days = 10;
	assert_int_equal(ra_profile_change(s->ra, &s->by, &id, 1, &d, &e), 0);
	audited("profile-change",
	    "changed name, challenge, validity of profile 'Routers'", &id);
	assert_null(strstr(site_last_audit(s)->detail, "another word"));
	/* Devices know the URL: it stays. */
	assert_string_equal(site_profile(s, "routers")->name, "Edge");
	refused(ra_profile_change(s->ra, &s->by, &id, 1, &d, &e), ERR_CONFLICT,
	    "meanwhile");
	assert_int_equal(ra_profile_change(s->ra, &s->by, &id, 2, &d, &e), 0);
	assert_int_equal(ra_profile_remove(s->ra, &s->by, &id, &e), 0);
	refused(ra_profile_change(s->ra, &s->by, &id, 3, &d, &e), ERR_NOT_FOUND,
	    "no such profile");
	refused(ra_profile_remove(s->ra, &s->by, &id, &e), ERR_NOT_FOUND,
	    "no such profile");
	secret_free(challenge);
}

static void
a_preset_sets_together_what_its_devices_need(void **state)
{
	struct profile_draft d = site_draft(s, "Preset"), standard;
	const struct ra_preset *preset;
	size_t i;

	(void)state;
	standard = ra_profile_defaults();
	for (i = 0; i < ra_preset_count; i++) {
		assert_int_equal(ra_preset_find(ra_presets[i].name, &preset,
				     &e),
		    0);
		assert_ptr_equal(preset, &ra_presets[i]);
		ra_preset_apply(preset, &d);
		assert_string_equal(d.preset, preset->name);
		assert_string_equal(d.name, "Preset");
		assert_int_equal(d.level, preset->level);
		assert_int_equal(d.carries, preset->carries);
	}
	/* A new profile is one of the RFC's. */
	assert_int_equal(ra_presets[0].level, standard.level);
	assert_int_equal(ra_presets[0].carries, standard.carries);
	assert_int_equal(ra_presets[0].leave_out_chain,
	    standard.leave_out_chain);
	assert_int_equal(ra_preset_find("ciscoios", &preset, &e), -1);
	assert_non_null(strstr(e.text, "cisco-ios"));
}

static struct connector_draft
draft_of_edge(Connector **r)
{
	assert_int_equal(store_view(ra_store(s->ra), read_connector, r, &e), 0);
	assert_non_null(*r);
	return ra_connector_draft(*r);
}

static void
what_a_connector_names_can_be_changed(void **state)
{
	struct connector_draft d = { .name = "Edge / CA", .kind = "local" };
	struct uuid id;
	Connector *r;

	(void)state;
	assert_int_equal(ra_connector_create(s->ra, &s->by, &d, &id, &e), 0);
	d = draft_of_edge(&r);
	assert_string_equal(d.crl_url, "");
	assert_int_equal(d.crl_days, RA_CRL_DAYS_DEFAULT);
	assert_int_equal(d.ocsp_hours, RA_OCSP_HOURS_DEFAULT);
	d.crl_url = "http://pki.example/edge.crl";
	d.ca_issuers_url = RA_URL_NONE;
	d.ocsp_url = "http://ocsp.example/";
	d.crl_days = 3;
	d.ocsp_hours = 2;
	assert_int_equal(ra_connector_change(s->ra, &s->by, &id, r->version, &d,
			     &e),
	    0);
	audited("connector-change",
	    "changed CRL URL to 'http://pki.example/edge.crl', CA issuers URL "
	    "to 'none', OCSP URL to 'http://ocsp.example/', days of a CRL to "
	    "'3', hours of an OCSP answer to '2' of connector 'Edge / CA'",
	    &id);
	/* Of two the second is told. */
	refused(ra_connector_change(s->ra, &s->by, &id, r->version, &d, &e),
	    ERR_CONFLICT, "was changed meanwhile");
	d = draft_of_edge(&r);
	assert_string_equal(r->crl_url, "http://pki.example/edge.crl");
	assert_string_equal(r->ca_issuers_url, "none");
	assert_string_equal(r->ocsp_url, "http://ocsp.example/");
	assert_int_equal(r->crl_days, 3);
	assert_int_equal(r->ocsp_hours, 2);
	assert_int_equal(r->ca_sha256.len, 32);
	d.crl_url = "";
	d.name = "Rim";
	assert_int_equal(ra_connector_change(s->ra, &s->by, &id, r->version, &d,
			     &e),
	    0);
	audited("connector-change", "changed name to 'Rim', CRL URL to ''",
	    &id);
	refused(ra_connector_change(s->ra, &s->by, &s->tenant, 1, &d, &e),
	    ERR_NOT_FOUND, "no such connector");
}

static void
bad_changes_of_a_connector_are_refused(void **state)
{
	static const struct {
		struct connector_draft d;
		enum err_kind kind;
		const char *text;
	} rows[] = {
		{ { .name = "" }, ERR_MALFORMED, "name is missing" },
		{ { .name = "Test ca" }, ERR_CONFLICT, "'Test CA' already" },
		{ { .name = "x", .crl_url = "pki" }, ERR_MALFORMED,
		    "the CRL's URL has to begin with http://" },
		{ { .name = "x", .ca_issuers_url = "http://a b" },
		    ERR_MALFORMED, "the CA certificate's URL has a blank" },
		{ { .name = "x", .crl_url = "http://" }, ERR_MALFORMED,
		    "the CRL's URL has no host" },
		{ { .name = "x", .crl_url = "http://a:b@pki.example/" },
		    ERR_MALFORMED, "the CRL's URL has a user" },
		{ { .name = "x", .ocsp_url = "http://pki.example:99999" },
		    ERR_MALFORMED, "the OCSP responder's URL has a port" },
		{ { .name = "x", .ocsp_url = "None" }, ERR_MALFORMED,
		    "the OCSP responder's URL" },
		{ { .name = "x", .crl_days = 366 }, ERR_MALFORMED,
		    "1 to 365 days" },
		{ { .name = "x", .ocsp_hours = 169 }, ERR_MALFORMED,
		    "1 to 168 hours" },
	};
	struct connector_draft d = { .name = "Edge / CA", .kind = "local" };
	struct uuid id;
	Connector *r;
	size_t i;

	(void)state;
	assert_int_equal(ra_connector_create(s->ra, &s->by, &d, &id, &e), 0);
	(void)draft_of_edge(&r);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		refused(ra_connector_change(s->ra, &s->by, &id, r->version,
			    &rows[i].d, &e),
		    rows[i].kind, rows[i].text);
	(void)draft_of_edge(&r);
	assert_int_equal(r->version, 1);
}

static int
put_bad_url(struct store_txn *t, void *ctx, struct err *why)
{
	Connector *r = ctx;

	r->crl_url = field_text("pki");
	return store_put_connector(t, r, why);
}

static void
only_what_is_changed_of_a_connector_is_checked(void **state)
{
	struct connector_draft d = { .name = "Edge / CA", .kind = "local" };
	struct uuid id;
	Connector *r;

	(void)state;
	assert_int_equal(ra_connector_create(s->ra, &s->by, &d, &id, &e), 0);
	(void)draft_of_edge(&r);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     put_bad_url, r, &e),
	    0);
	d = draft_of_edge(&r);
	d.crl_days = 3;
	assert_int_equal(ra_connector_change(s->ra, &s->by, &id, r->version, &d,
			     &e),
	    0);
	audited("connector-change",
	    "changed days of a CRL to '3' of connector 'Edge / CA'", &id);
	d = draft_of_edge(&r);
	d.crl_url = "pki2";
	refused(ra_connector_change(s->ra, &s->by, &id, r->version, &d, &e),
	    ERR_MALFORMED, "the CRL's URL has to begin with http://");
	d.crl_url = "pki";
	d.ocsp_url = "pki";
	refused(ra_connector_change(s->ra, &s->by, &id, r->version, &d, &e),
	    ERR_MALFORMED, "the OCSP responder's URL has to begin with");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(names_follow_the_rules),
		TEST(tenants_are_made_renamed_and_removed),
		TEST(what_is_in_use_is_not_removed),
		TEST(bad_connectors_are_refused_and_leave_nothing),
		TEST(what_a_ca_that_is_taken_over_has_cannot_be_set),
		TEST(certificates_point_here_unless_told_otherwise),
		TEST(a_connectors_record_says_what_its_ca_is),
		TEST(what_a_connector_names_can_be_changed),
		TEST(bad_changes_of_a_connector_are_refused),
		TEST(only_what_is_changed_of_a_connector_is_checked),
		TEST(bad_profiles_are_refused),
		TEST(names_and_urls_of_profiles_are_theirs_alone),
		TEST(of_two_who_change_a_profile_the_second_is_told),
		TEST(a_preset_sets_together_what_its_devices_need),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
