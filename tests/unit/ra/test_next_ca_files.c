/* SPDX-License-Identifier: BSD-2-Clause */
/* A next CA that comes from files: of a sub-CA, whose key is encrypted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../connector/ca_kit.h"
#include "../connector/place.h"
#include "base/clock.h"
#include "ra/crl.h"
#include "ra/next_ca.h"
#include "ra/state.h"
#include "site.h"

#define DAY (CLOCK_DAY_MS / 1000)
#define NAME "/CN=Sub"
#define PASSPHRASE "correct horse battery"
#define ANOTHER "staple"

static struct site *s;
static struct err e;
static struct key *root_key, *sub_key, *next_key;
static struct cert root;
static int64_t now;
static struct uuid id;

/* Before so many updates of the store somebody else makes this connector. */
static unsigned int updates_left;
static struct connector_draft meanwhile;

static const char *
path(const char *name)
{
	return arena_printf(s->a, "%s/%s", s->place, name);
}

/* A CA below the root; *kit: what is different. */
static struct cert
below(struct ca_kit kit)
{
	if (kit.name == NULL)
		kit.name = NAME;
	kit.issuer = &root;
	kit.issuer_key = root_key;
	if (kit.not_before == 0)
		kit.not_before = now - DAY;
	if (kit.not_after == 0)
		kit.not_after = now + 400 * DAY;
	return ca_kit_cert(s->a, &kit);
}

static void
write_next(struct ca_kit kit)
{
	struct cert next;

	if (kit.key == NULL)
		kit.key = next_key;
	next = below(kit);
	ca_kit_write_key(path("next.key"), kit.key, ANOTHER);
	ca_kit_write_certs(s->a, path("next.crt"), &next, &root);
	place_write(path("next.pass"), span_of_str(ANOTHER "\n"));
}

/* A connector to a sub-CA, and a profile on it. */
static void
add_sub(void)
{
	struct cert sub = below((struct ca_kit){ .key = sub_key });
	struct connector_draft d = { .name = "Sub",
		.kind = "local",
		.key_file = path("sub.key"),
		.cert_file = path("sub.crt"),
		.passphrase_file = path("sub.pass") };
	struct profile_draft p = site_draft(s, "Phones");

	ca_kit_write_key(path("sub.key"), sub_key, PASSPHRASE);
	ca_kit_write_certs(s->a, path("sub.crt"), &sub, &root);
	place_write(path("sub.pass"), span_of_str(PASSPHRASE "\n"));
	if (ra_connector_create(s->ra, &s->by, &d, &id, &e) == -1)
		fail_msg("%s", e.text);
	p.connector = id;
	site_add(s, p, NULL);
}

static int
set_up(void **state)
{
	static const struct key_type p256 = { KEY_EC, 256 };

	(void)state;
	s = site_new();
	e = (struct err){ 0 };
	now = clock_ms() / 1000;
	if (key_generate(p256, &root_key, &e) == -1 ||
	    key_generate(p256, &sub_key, &e) == -1 ||
	    key_generate(p256, &next_key, &e) == -1)
		return -1;
	root = ca_kit_cert(s->a,
	    &(struct ca_kit){ .name = "/CN=Root",
		.key = root_key,
		.not_before = now - DAY,
		.not_after = now + 5000 * DAY });
	add_sub();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(root_key);
	key_free(sub_key);
	key_free(next_key);
	site_free(s);
	return 0;
}

static struct next_ca_draft
from_files(void)
{
	return (struct next_ca_draft){
		.from_ms = clock_ms() + 30 * CLOCK_DAY_MS,
		.key_file = path("next.key"),
		.cert_file = path("next.crt"),
		.passphrase_file = path("next.pass"),
	};
}

static void
is_refused(struct next_ca_draft d, enum err_kind kind, const char *says)
{
	e = (struct err){ 0 };
	assert_int_equal(ra_next_ca_prepare(s->ra, &s->by, &id, &d, &e), -1);
	if (e.kind != kind || strstr(e.text, says) == NULL)
		fail_msg("%s", e.text);
	assert_null(strstr(e.text, ANOTHER));
	assert_null(site_profile(s, "phones")->next_ca);
	/* The CA in use, its RA and what is above; and no place. */
	assert_int_equal(place_count(connector_dir(s->ra, s->a, &id)), 4);
}

static void
prepare(void)
{
	struct next_ca_draft d = from_files();

	if (ra_next_ca_prepare(s->ra, &s->by, &id, &d, &e) == -1)
		fail_msg("%s", e.text);
}

static void
without_files_none_is_made_of_such_a_ca(void **state)
{
	(void)state;
	is_refused((struct next_ca_draft){ .from_ms = clock_ms() +
			   30 * CLOCK_DAY_MS },
	    ERR_DENIED, "prepare it from its files");
}

static void
it_is_taken_with_what_is_above_it(void **state)
{
	const struct ra_profile *p;

	(void)state;
	write_next((struct ca_kit){ 0 });
	prepare();
	assert_string_equal(site_last_audit(s)->action,
	    "connector-prepare-next-ca");
	assert_non_null(strstr(site_last_audit(s)->detail, "took a next CA"));
	p = site_profile(s, "phones");
	assert_true(span_equal(p->next_ca->spki, key_spki(next_key)));
	assert_true(span_equal(p->next_ra->issuer, p->ca->subject));
	assert_int_equal(p->next_chain_count, 1);
	assert_true(span_equal(p->next_chain[0].der, root.der));
}

/* Each key is opened with the passphrase of its own file. */
static void
it_takes_over_and_the_former_still_signs(void **state)
{
	const struct ra_profile *p;
	struct ra_crl crl;

	(void)state;
	write_next((struct ca_kit){ 0 });
	prepare();
	site_bring_next_ca_forward(s, &id);
	for (int twice = 0; twice < 2; twice++) {
		p = site_profile(s, "phones");
		assert_true(span_equal(p->ca->spki, key_spki(next_key)));
		assert_true(span_equal(p->ca_former->spki, key_spki(sub_key)));
		for (unsigned int n = 0; n < 2; n++)
			if (ra_crl_at(s->ra, &id, n, s->a, &crl, &e) == -1)
				fail_msg("%s", e.text);
		site_reopen(s);
	}
}

static void
it_has_the_same_name_and_another_key(void **state)
{
	(void)state;
	write_next((struct ca_kit){ .name = "/CN=Another" });
	is_refused(from_files(), ERR_DENIED,
	    "the name of the one in use, CN=Sub, and not CN=Another");
	write_next((struct ca_kit){ .key = sub_key });
	is_refused(from_files(), ERR_DENIED, "a key of its own");
	/* By RFC 5280 section 7.1 case does not count. */
	write_next((struct ca_kit){ .name = "/CN=sub" });
	prepare();
}

static void
it_is_valid_when_it_takes_over_and_a_month_longer(void **state)
{
	const int64_t from = now + 30 * DAY;

	(void)state;
	write_next((struct ca_kit){ .not_after = from + 29 * DAY });
	is_refused(from_files(), ERR_DENIED, "valid when it takes over");
	write_next((struct ca_kit){ .not_before = from + DAY });
	is_refused(from_files(), ERR_DENIED, "valid when it takes over");
	write_next((struct ca_kit){ .not_before = from - DAY,
	    .not_after = from + 31 * DAY });
	prepare();
}

static void
what_no_connector_could_be_made_of_is_refused(void **state)
{
	struct next_ca_draft d;

	(void)state;
	write_next((struct ca_kit){ .no_ca = true });
	is_refused(from_files(), ERR_DENIED, "basicConstraints");
	write_next((struct ca_kit){ 0 });
	d = from_files();
	d.passphrase_file = path("sub.pass");
	is_refused(d, ERR_DENIED, "next.key");
	d.passphrase_file = path("none");
	is_refused(d, ERR_NOT_FOUND, "none");
	d.passphrase_file = NULL;
	is_refused(d, ERR_DENIED, "next.key");
	d.key_file = NULL;
	is_refused(d, ERR_MALFORMED, "both its key file");
	d = from_files();
	d.years = 3;
	is_refused(d, ERR_MALFORMED, "one that is taken over has its own");
	d = from_files();
	d.key_type = "ec:p256";
	is_refused(d, ERR_MALFORMED, "one that is taken over has its own");
}

static struct connector_draft
of_files(const char *name)
{
	const struct next_ca_draft files = from_files();

	return (struct connector_draft){ .name = name,
		.kind = "local",
		.key_file = files.key_file,
		.cert_file = files.cert_file,
		.passphrase_file = files.passphrase_file };
}

/* Take a CA over, of the name that all have here; 0 or -1. */
static int
take(const char *name, struct ca_kit kit)
{
	const struct connector_draft d = of_files(name);
	struct uuid unused;

	write_next(kit);
	e = (struct err){ 0 };
	return ra_connector_create(s->ra, &s->by, &d, &unused, &e);
}

static void
is_taken(struct ca_kit kit, const char *says)
{
	const char *all = arena_printf(s->a, "%s/connectors", s->state);
	size_t before = place_count(all);

	assert_int_equal(take("Twin", kit), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	if (strstr(e.text, says) == NULL)
		fail_msg("%s", e.text);
	assert_int_equal(place_count(all), before);
}

/* Two would sign two CRLs of one issuer, each with half of what is revoked. */
static void
a_ca_belongs_to_one_connector(void **state)
{
	struct ca_kit same = { .key = sub_key };

	(void)state;
	is_taken(same, "connector 'Sub' has this CA already: have profiles");
	/* Another certificate of it, and no passphrase for the first. */
	same.not_after = now + 900 * DAY;
	place_write(path("sub.pass"), span_of_str("gone\n"));
	is_taken(same, "connector 'Sub' has this CA already");
	place_write(path("sub.pass"), span_of_str(PASSPHRASE "\n"));
	same.name = "/CN=Another";
	if (take("Another", same) == -1)
		fail_msg("%s", e.text);
}

static void
nor_is_a_next_or_a_former_one_anothers(void **state)
{
	struct ca_kit next = { .key = next_key };

	(void)state;
	write_next(next);
	prepare();
	is_taken(next, "'Sub' has this CA already, as its next CA: ");
	site_bring_next_ca_forward(s, &id);
	(void)site_profile(s, "phones");
	is_taken(next, "'Sub' has this CA already: ");
	next.key = sub_key;
	is_taken(next, "'Sub' has this CA already, as the CA before");
}

/* Whoever else writes does so when the CA was found to be free. */
static void
take_meanwhile(void)
{
	struct err failed = { 0 };
	struct uuid unused;

	if (ra_connector_create(s->ra, &s->by, &meanwhile, &unused, &failed) ==
	    -1)
		fail_msg("%s", failed.text);
}

static void
of_two_that_take_it_at_once_one_gets_it(void **state)
{
	struct ca_kit kit = { .key = next_key };

	(void)state;
	write_next(kit);
	meanwhile = of_files("First");
	updates_left = 1;
	assert_int_equal(take("Second", kit), -1);
	assert_int_equal(updates_left, 0);
	assert_int_equal(e.kind, ERR_CONFLICT);
	if (strstr(e.text, "connector 'First' has this CA already") == NULL)
		fail_msg("%s", e.text);
	/* Another one's change is no reason to refuse. */
	meanwhile = (struct connector_draft){ .name = "Third",
		.kind = "local" };
	updates_left = 1;
	kit.name = "/CN=Another";
	if (take("Fourth", kit) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(updates_left, 0);
}

static void
nor_does_one_get_it_as_its_next_ca(void **state)
{
	(void)state;
	write_next((struct ca_kit){ .key = next_key });
	meanwhile = of_files("First");
	updates_left = 2; /* it gives out a place before */
	is_refused(from_files(), ERR_CONFLICT,
	    "connector 'First' has this CA already");
	assert_int_equal(updates_left, 0);
}

struct asking {
	const struct uuid *id;
	struct ra_twins *twins;
	const char *twin;
};

static int
ask(const ProtobufCMessage *record, void *ctx, struct err *failed)
{
	const Connector *c = (const Connector *)record;
	const struct uuid of = field_uuid(c->id);
	struct asking *x = ctx;
	const char *twin = ra_twin_of(s->ra, x->twins, c);

	(void)failed;
	if (uuid_equal(&of, x->id))
		x->twin = twin;
	return 0;
}

static const char *
twin_of(const struct uuid *connector)
{
	struct asking x = { connector, ra_twins_new(s->a), NULL };

	if (store_each(s->ra->store, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
		ask, &x, &e) == -1)
		fail_msg("%s", e.text);
	assert_non_null(x.twin);
	return x.twin;
}

/* As if made when that was not refused. */
static void
two_that_share_a_ca_are_found(void **state)
{
	const struct ca_kit other = { .key = next_key };
	struct cert ca = below((struct ca_kit){ .key = sub_key });
	struct connector_draft d = of_files("Twin");
	struct uuid twin;

	(void)state;
	write_next(other);
	if (ra_connector_create(s->ra, &s->by, &d, &twin, &e) == -1)
		fail_msg("%s", e.text);
	assert_string_equal(twin_of(&twin), "");
	ca_kit_write_certs(s->a,
	    arena_printf(s->a, "%s/connectors/%s/ca.crt", s->state,
		uuid_text(s->a, &twin)),
	    &ca, &root);
	assert_string_equal(twin_of(&twin), "Sub");
	assert_string_equal(twin_of(&id), "");
	/* Though it be the next one's or the former one's by now. */
	write_next(other);
	prepare();
	site_bring_next_ca_forward(s, &id);
	(void)site_profile(s, "phones");
	assert_string_equal(twin_of(&twin), "Sub");
}

static void
a_next_ca_is_no_ca_of_another_connector(void **state)
{
	(void)state;
	if (take("Twin", (struct ca_kit){ .key = next_key }) == -1)
		fail_msg("%s", e.text);
	is_refused(from_files(), ERR_CONFLICT,
	    "connector 'Twin' has this CA already");
}

/* Its CRL would be at two addresses, and each another one. */
static void
nor_the_one_before(void **state)
{
	struct next_ca_draft d;

	(void)state;
	write_next((struct ca_kit){ 0 });
	prepare();
	site_bring_next_ca_forward(s, &id);
	(void)site_profile(s, "phones");
	write_next((struct ca_kit){ .key = sub_key });
	d = from_files();
	d.replace_former = true;
	assert_int_equal(ra_next_ca_prepare(s->ra, &s->by, &id, &d, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_non_null(strstr(e.text, "take one with another key"));
}

int __real_store_update(struct store *store, enum store_durability d,
    store_body *body, void *ctx, struct err *failed);
int __wrap_store_update(struct store *store, enum store_durability d,
    store_body *body, void *ctx, struct err *failed);

int
__wrap_store_update(struct store *store, enum store_durability d,
    store_body *body, void *ctx, struct err *failed)
{
	if (updates_left > 0 && --updates_left == 0)
		take_meanwhile();
	return __real_store_update(store, d, body, ctx, failed);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(without_files_none_is_made_of_such_a_ca),
		T(it_is_taken_with_what_is_above_it),
		T(it_takes_over_and_the_former_still_signs),
		T(it_has_the_same_name_and_another_key),
		T(it_is_valid_when_it_takes_over_and_a_month_longer),
		T(what_no_connector_could_be_made_of_is_refused),
		T(a_ca_belongs_to_one_connector),
		T(nor_is_a_next_or_a_former_one_anothers),
		T(of_two_that_take_it_at_once_one_gets_it),
		T(nor_does_one_get_it_as_its_next_ca),
		T(two_that_share_a_ca_are_found),
		T(a_next_ca_is_no_ca_of_another_connector),
		T(nor_the_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
