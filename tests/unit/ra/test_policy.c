/* SPDX-License-Identifier: BSD-2-Clause */
/* What a profile lets into a certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der.h"
#include "pki/name.h"
#include "ra/policy.h"
#include "ra/policy_match.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct arena *a;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* n times OU=<value>; written by hand, since a device may send any. */
static struct span
subject_of(unsigned int n, struct span value)
{
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	while (n-- > 0) {
		der_open(&w, DER_SET);
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, "2.5.4.11");
		der_put(&w, DER_UTF8_STRING, value);
		der_close(&w);
		der_close(&w);
	}
	der_close(&w);
	assert_int_equal(der_done(&w, a, &out, &e), 0);
	return out;
}

static struct span
subject(unsigned int n, const char *value)
{
	return subject_of(n, span_of_str(value));
}

/* A DER GeneralNames of n times DNS:a. */
static struct span
alt_names(unsigned int n)
{
	struct span out;
	struct der w;

	if (n == 0)
		return span_of(NULL, 0);
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	while (n-- > 0)
		der_put(&w, DER_CONTEXT | 2, span_of_str("a"));
	der_close(&w);
	assert_int_equal(der_done(&w, a, &out, &e), 0);
	return out;
}

static char *
repeat(char c, size_t n)
{
	char *s = arena_alloc(a, n + 1);

	memset(s, c, n);
	return s;
}

static void
names_have_limits_and_one_is_needed(void **state)
{
	const struct {
		const char *name;
		struct span subject;
		struct span alt_names;
		const char *says; /* NULL: passes */
	} rows[] = {
		{ "one attribute", subject(1, "x"), alt_names(0), NULL },
		{ "twenty", subject(20, "x"), alt_names(0), NULL },
		{ "twenty-one", subject(21, "x"), alt_names(0), "21" },
		{ "4 KB", subject(18, repeat('x', 230)), alt_names(0),
		    "want at most 4096" },
		{ "no name at all", subject(0, ""), alt_names(0),
		    "names nothing" },
		{ "alternative name only", subject(0, ""), alt_names(1), NULL },
		{ "a hundred", subject(1, "x"), alt_names(100), NULL },
		{ "a hundred and one", subject(1, "x"), alt_names(101), "101" },
		{ "a NUL", subject_of(1, span_of("a\0b", 3)), alt_names(0),
		    "control" },
		{ "a NUL at the end", subject_of(2, span_of("a", 2)),
		    alt_names(0), "control" },
		{ "a line end", subject(1, "a\nb"), alt_names(0), "control" },
		{ "DEL", subject(1, "a\x7f"), alt_names(0), "control" },
		{ "a letter of two bytes", subject(1, "\xc3\x9f"), alt_names(0),
		    NULL },
		{ "blanks alone", subject(2, " "), alt_names(0),
		    "names nothing" },
		{ "the CA's", subject(1, "the  ca"), alt_names(0),
		    "that of the CA" },
		{ "the CA's, and more", subject(2, "The CA"), alt_names(0),
		    NULL },
		{ "nothing in it", subject(3, ""), alt_names(0),
		    "names nothing" },
		{ "nothing in it, an alternative name", subject(3, ""),
		    alt_names(1), NULL },
		{ "256 characters", subject(1, repeat('x', 256)), alt_names(0),
		    NULL },
		{ "257 characters", subject(1, repeat('x', 257)), alt_names(0),
		    "have 257" },
		{ "text turned round", subject(1, "a\xe2\x80\xae"),
		    alt_names(0), "control" },
		{ "text set apart", subject(1, "\xe2\x81\xa6 b"), alt_names(0),
		    "control" },
		{ "no Name", span_of("\x31\x02\x05", 3), alt_names(0), "" },
		{ "a Name cut off", span_of("\x30\x0c\x31\x0a\x30", 5),
		    alt_names(0), "" },
		{ "no GeneralNames", subject(1, "x"),
		    span_of("\x30\x03\x82\x05", 4), "" },
		{ "a name with a line end", subject(1, "x"),
		    span_of("\x30\x05\x82\x03"
			    "a\nb",
			7),
		    "" },
	};
	const struct cert ca = { .subject = subject(1, "The CA") };
	struct ra_profile p = { .validity_days = 30,
		.ca = &ca,
		.policy = ra_policy_defaults() };
	struct enrollment en = { .now_ms = 1800000000000 };
	struct connector_order out;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		en.subject = rows[i].subject;
		en.alt_names = rows[i].alt_names;
		rc = policy_apply(&p, &en, a, &out, &e);
		if ((rc == 0) != (rows[i].says == NULL))
			fail_msg("%s: got %d: %s", rows[i].name, rc,
			    rc == -1 ? e.text : "");
		if (rc == -1 &&
		    (e.kind != ERR_DENIED ||
			strstr(e.text, rows[i].says) == NULL))
			fail_msg("%s: %s", rows[i].name, e.text);
	}
}

static void
validity_and_usages_are_the_profiles(void **state)
{
	static const struct {
		struct key_type type;
		unsigned int usage;
	} rows[] = {
		{ { KEY_RSA, 2048 },
		    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT },
		{ { KEY_EC, 256 },
		    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT },
	};
	const struct cert ca = { .subject = subject(1, "The CA") };
	struct ra_profile p = { .validity_days = 3650,
		.ca = &ca,
		.policy = ra_policy_defaults() };
	struct enrollment en = {
		.now_ms = 1800000000999,
		.subject = subject(1, "x"),
		.alt_names = alt_names(2),
	};
	struct connector_order out = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		en.key_type = rows[i].type;
		assert_int_equal(policy_apply(&p, &en, a, &out, &e), 0);
		assert_int_equal(out.key_usage, rows[i].usage);
		assert_int_equal(out.not_before, 1800000000 - 300);
		assert_int_equal(out.not_after,
		    1800000000 + INT64_C(3650) * 24 * 60 * 60);
		assert_string_equal(out.extended_usages[0],
		    "1.3.6.1.5.5.7.3.2");
		assert_null(out.extended_usages[1]);
		assert_true(span_equal(out.subject, en.subject));
		assert_true(span_equal(out.alt_names, en.alt_names));
	}
}

/* ---- Settings ---------------------------------------------------------- */

static const struct policy_setting *
setting(const char *name)
{
	size_t i;

	for (i = 0; i < policy_setting_count; i++)
		if (strcmp(policy_settings[i].name, name) == 0)
			return &policy_settings[i];
	fail_msg("there is no setting %s", name);
	return NULL;
}

static void
take(struct ra_policy *p, const char *name, const char *text)
{
	if (policy_setting_take(setting(name), &text, 1, a, p, &e) == -1)
		fail_msg("%s=%s: %s", name, text, e.text);
}

static void
a_pattern_matches_the_whole_name(void **state)
{
	static const struct {
		const char *pattern;
		const char *text;
		bool matches;
	} rows[] = {
		{ "CN=*,O=Acme", "CN=router 7,O=Acme", true },
		{ "cn=*,o=acme", "CN=Router 7,O=ACME", true },
		{ "CN=*,O=Acme", "CN=router 7,O=Acme,OU=x", false },
		{ "CN=*,O=Acme", "CN=router 7,OU=x,O=Acme", false },
		{ "CN=*,O=Acme", "CN=router 7+UID=1,O=Acme", false },
		/* One value, whatever it looks like. */
		{ "CN=*,O=Acme", "CN=x\\,O=Acme", false },
		{ "CN=*", "CN=x\\,O=Acme", true },
		{ "CN=a\\,*", "CN=a\\,b", true },
		{ "CN=a\\\\*", "CN=a\\\\,O=b", false },
		{ "CN=*.example.org", "CN=a.b.example.org", true },
		{ "CN=*.example.org", "CN=aXexample.org", false },
		{ "CN=*.example.org", "CN=a.example.org.evil", false },
		{ "CN=p-???", "CN=p-123", true },
		{ "CN=p-???", "CN=p-1234", false },
		{ "CN=p-???", "CN=p-1,O", false },
		{ "CN=?", "CN=\xc3\xa4", true },
		{ "CN=*a*b*c", "CN=xaybzc", true },
		{ "CN=*a*b*c", "CN=xbyazc", false },
		{ "CN=*", "CN=", true },
		{ "CN=x", "", false },
		{ "CN=*,*", "CN=a,O=b", true },
	};
	char *text = repeat('a', 4000), *pattern = repeat('*', 399);
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++)
		if (policy_match(rows[i].pattern, rows[i].text, ",+") !=
		    rows[i].matches)
			fail_msg("%s and %s", rows[i].pattern, rows[i].text);
	/* What would take for ever, tried every way. */
	for (i = 1; i < 399; i += 2)
		pattern[i] = 'a';
	pattern[398] = 'b';
	assert_false(policy_match(pattern, text, ""));
}

static void
names_are_those_of_the_patterns(void **state)
{
	static const struct {
		const char *subject;
		const char *name; /* NULL: none */
		const char *says;
	} rows[] = {
		{ "x", "dns:a.example.org", NULL },
		{ "x", NULL, NULL },
		{ "y", NULL, "the subject 'OU=y' is none" },
		{ "x", "dns:a.example.com", "'DNS:a.example.com' is none" },
		{ "x", "ip:192.0.2.1", "'IP:192.0.2.1' is of a kind" },
		{ "x", "uri:http://a/", "of a kind" },
		/* One name, which is read as two. */
		{ "x", "dns:evil.test, DNS:a.example.org", "is none" },
		{ "x", "dns:evil.test a.example.org", "is none" },
		{ "x", "email:a@evil.test,b@example.org", "is none" },
		{ "x", "email:b@example.org", NULL },
	};
	const char *const patterns[] = { "DNS:*.example.org",
		"email:*@example.org" };
	const struct cert ca = { .subject = subject(1, "The CA") };
	struct ra_profile p = { .validity_days = 30,
		.ca = &ca,
		.policy = ra_policy_defaults() };
	struct enrollment en = { .now_ms = 1800000000000,
		.key_type = { KEY_RSA, 2048 } };
	struct connector_order out;
	size_t i;
	int rc;

	(void)state;
	take(&p.policy, "subject-pattern", "OU=x");
	assert_int_equal(policy_setting_take(setting("san-pattern"), patterns,
			     N(patterns), a, &p.policy, &e),
	    0);
	take(&p.policy, "san-types", "dns,email");
	for (i = 0; i < N(rows); i++) {
		en.subject = subject(1, rows[i].subject);
		en.alt_names = alt_names(0);
		if (rows[i].name != NULL)
			assert_int_equal(alt_names_from_text(&rows[i].name, 1,
					     a, &en.alt_names, &e),
			    0);
		rc = policy_apply(&p, &en, a, &out, &e);
		if ((rc == 0) != (rows[i].says == NULL) ||
		    (rc == -1 && strstr(e.text, rows[i].says) == NULL))
			fail_msg("row %zu: %d %s", i, rc, e.text);
	}
}

static void
alternative_names_are_copied_dropped_or_made(void **state)
{
	static const char *const names[] = { "email:a@b.example",
		"uri:tag:microsoft.com,2022-09-14:sid:S-1-5-21-1",
		"uri:https://a.example/" };
	static const struct {
		const char *setting, *value, *shown;
	} rows[] = {
		{ "san", "copy", "email:a@b.example, URI:https://a.example/" },
		{ "san", "drop", "" },
		{ "san", "add-cn",
		    "email:a@b.example, URI:https://a.example/, "
		    "DNS:c.example" },
		{ "sid", "keep",
		    "email:a@b.example, "
		    "URI:tag:microsoft.com\\,2022-09-14:sid:S-1-5-21-1, "
		    "URI:https://a.example/" },
	};
	const struct cert ca = { .subject = subject(1, "The CA") };
	struct ra_profile p = { .validity_days = 30, .ca = &ca };
	struct enrollment en = { .now_ms = 1800000000000 };
	struct connector_order out;
	size_t i;

	(void)state;
	assert_int_equal(name_from_text("/CN=c.example", a, &en.subject, &e),
	    0);
	assert_int_equal(alt_names_from_text(names, 3, a, &en.alt_names, &e),
	    0);
	for (i = 0; i < N(rows); i++) {
		p.policy = ra_policy_defaults();
		take(&p.policy, rows[i].setting, rows[i].value);
		assert_int_equal(policy_apply(&p, &en, a, &out, &e), 0);
		assert_string_equal(alt_names_text(a, out.alt_names),
		    rows[i].shown);
	}
}

/* keyUsage of all bits, serverAuth and the SID. */
static struct span
greedy_wish(void)
{
	static const struct {
		const char *oid;
		const char *value;
		size_t len;
	} rows[] = {
		{ "2.5.29.19", "\x30\x03\x01\x01\xff", 5 },
		{ "2.5.29.15", "\x03\x02\x01\xa6", 4 },
		{ "2.5.29.37",
		    "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01", 12 },
		{ "1.3.6.1.4.1.311.25.2", "\x30\x00", 2 },
	};
	struct span out;
	struct der w;
	size_t i;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	for (i = 0; i < N(rows); i++) {
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, rows[i].oid);
		der_put(&w, DER_OCTET_STRING,
		    span_of(rows[i].value, rows[i].len));
		der_close(&w);
	}
	der_close(&w);
	assert_int_equal(der_done(&w, a, &out, &e), 0);
	return out;
}

static void
a_request_gets_no_more_than_the_profile_has(void **state)
{
	const struct cert ca = { .subject = subject(1, "The CA") };
	struct ra_profile p = { .validity_days = 30,
		.ca = &ca,
		.policy = ra_policy_defaults() };
	struct enrollment en = { .now_ms = 1800000000000,
		.subject = subject(1, "x"),
		.extensions = greedy_wish(),
		.key_type = { KEY_RSA, 2048 } };
	struct connector_order out;

	(void)state;
	/* By itself a wish is only a wish. */
	assert_int_equal(policy_apply(&p, &en, a, &out, &e), 0);
	assert_int_equal(out.key_usage,
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT);
	assert_string_equal(out.extended_usages[0], "1.3.6.1.5.5.7.3.2");
	assert_null(out.extended_usages[1]);
	assert_int_equal(out.more.len, 0);

	/* Within what the profile has: digitalSignature, keyEncipherment,
	   keyCertSign and cRLSign were asked for. */
	take(&p.policy, "csr-usages", "within");
	take(&p.policy, "key-usage", "keyEncipherment,nonRepudiation");
	take(&p.policy, "extended-key-usage", "clientAuth,serverAuth");
	assert_int_equal(policy_apply(&p, &en, a, &out, &e), 0);
	assert_int_equal(out.key_usage, USAGE_KEY_ENCIPHERMENT);
	assert_string_equal(out.extended_usages[0], "1.3.6.1.5.5.7.3.1");
	assert_null(out.extended_usages[1]);

	take(&p.policy, "extended-key-usage", "clientAuth");
	assert_int_equal(policy_apply(&p, &en, a, &out, &e), -1);
	take(&p.policy, "extended-key-usage", "none");
	take(&p.policy, "sid", "keep");
	assert_int_equal(policy_apply(&p, &en, a, &out, &e), 0);
	assert_null(out.extended_usages[0]);
	assert_true(out.more.len > 0);

	take(&p.policy, "key-usage", "nonRepudiation");
	assert_int_equal(policy_apply(&p, &en, a, &out, &e), -1);
	take(&p.policy, "key-usage", "by-key");
	take(&p.policy, "key-types", "p256,p384");
	assert_int_equal(policy_apply(&p, &en, a, &out, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	en.key_type = (struct key_type){ KEY_EC, 256 };
	take(&p.policy, "csr-usages", "ignore");
	assert_int_equal(policy_apply(&p, &en, a, &out, &e), 0);
}

static void
what_cannot_be_a_setting_is_refused(void **state)
{
	static const struct {
		const char *name, *value;
	} rows[] = {
		{ "key-usage", "keyCertSign" },
		{ "key-usage", "cRLSign" },
		{ "key-usage", "" },
		{ "extended-key-usage", "1.3.6.1.5.5.7.3.9" },
		{ "extended-key-usage", "1.3.6.1.5.5.7.3.09" },
		{ "extended-key-usage", "1.3.6.1.4.1.311.20.2.1" },
		{ "extended-key-usage", "1.3.6.1.4.1.0311.20.2.1" },
		{ "extended-key-usage", "clientAuth,2.5.29.37.0" },
		{ "extended-key-usage", "clientauthentication" },
		{ "san-types", "dns,fax" },
		{ "san-types", "dns,none" },
		{ "san-types", "any,none" },
		{ "key-types", "any,rsa" },
		{ "key-usage", "by-key,keyAgreement" },
		{ "san", "maybe" },
		{ "san-most", "129" },
		{ "san-most", "0" },
		{ "live-most", "-1" },
		{ "subject-pattern", "" },
		{ "subject-pattern", "everything" },
	};
	struct ra_policy p = ra_policy_defaults();
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		e = (struct err){ 0 };
		if (policy_setting_take(setting(rows[i].name), &rows[i].value,
			1, a, &p, &e) == 0)
			fail_msg("%s=%s", rows[i].name, rows[i].value);
		assert_int_equal(e.kind, ERR_MALFORMED);
	}
}

static void
a_record_brings_back_what_was_set(void **state)
{
	static const char *const two[] = { "CN=*,O=A", "CN=*,O=B" };
	static const struct {
		const char *name, *value;
	} rows[] = {
		{ "san-pattern", "DNS:*" },
		{ "san-types", "dns,other" },
		{ "san", "add-cn" },
		{ "san-most", "7" },
		{ "subject-most", "64" },
		{ "key-types", "rsa,p521" },
		{ "key-usage", "digitalSignature,keyAgreement" },
		{ "extended-key-usage", "serverAuth,1.2.3.4" },
		{ "csr-usages", "within" },
		{ "sid", "keep" },
		{ "live-most", "1" },
		{ "failed-kept", "10000" },
	};
	struct ra_policy p = ra_policy_defaults(), again;
	const struct policy_setting *s;
	Policy *unpacked, record;
	uint8_t packed[1024];
	size_t i, n;

	(void)state;
	policy_from_record(NULL, &again);
	for (s = policy_settings; s < policy_settings + policy_setting_count;
	     s++)
		assert_string_equal(policy_setting_text(s, &again, a),
		    policy_setting_text(s, &p, a));
	assert_int_equal(policy_setting_take(setting("subject-pattern"), two, 2,
			     a, &p, &e),
	    0);
	for (i = 0; i < N(rows); i++)
		take(&p, rows[i].name, rows[i].value);
	policy_to_record(&p, &record);
	n = policy__pack(&record, packed);
	assert_true(n < sizeof(packed));
	unpacked = policy__unpack(NULL, n, packed);
	policy_from_record(unpacked, &again);
	policy_copy(&again, a);
	policy__free_unpacked(unpacked, NULL);
	for (i = 0; i < N(rows); i++)
		assert_string_equal(policy_setting_text(setting(rows[i].name),
					&again, a),
		    rows[i].value);
	assert_string_equal(policy_setting_text(setting("subject-pattern"),
				&again, a),
	    "CN=*,O=A or CN=*,O=B");
	assert_int_equal(policy_check(&again, &e), 0);
	again.alt_names_most = 0;
	assert_int_equal(policy_check(&again, &e), -1);
}

static void
people_read_labels(void **state)
{
	static const struct {
		const char *name, *value, *want;
	} rows[] = {
		{ "subject-pattern", "any", "Any" },
		{ "san-types", "dns,ip", "DNS name, IP address" },
		{ "san-types", "any", "Any" },
		{ "san-types", "none", "None at all" },
		{ "san", "drop", "Left out" },
		{ "key-types", "rsa,p521", "RSA, EC P-521" },
		{ "extended-key-usage", "serverAuth,1.2.3.4",
		    "serverAuth, 1.2.3.4" },
		{ "live-most", "7", "7" },
	};
	static const char *const two[] = { "CN=*,O=A", "CN=x or O=B" };
	const struct policy_setting *s = setting("subject-pattern");
	struct ra_policy p = ra_policy_defaults();
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		take(&p, rows[i].name, rows[i].value);
		assert_string_equal(policy_setting_words(setting(rows[i].name),
					&p, a),
		    rows[i].want);
	}
	assert_int_equal(policy_setting_take(s, two, 2, a, &p, &e), 0);
	assert_int_equal(policy_setting_patterns(s, &p).n, 2);
	assert_string_equal(policy_setting_patterns(s, &p).at[1], two[1]);
}

/* The rows agree with the message and with each other. */
static void
each_row_is_whole(void **state)
{
	const ProtobufCFieldDescriptor *f;
	const struct policy_setting *s = policy_settings;
	const struct policy_word *w;
	bool texts;

	(void)state;
	assert_int_equal(policy_setting_count, policy__descriptor.n_fields);
	for (; s < policy_settings + policy_setting_count; s++) {
		f = protobuf_c_message_descriptor_get_field(&policy__descriptor,
		    s->field);
		texts = s->kind == POLICY_PATTERNS || s->kind == POLICY_USAGES;
		assert_non_null(f);
		/* In front of a fact that the tool shows. */
		assert_true(strlen(s->label) < 18);
		assert_int_equal(f->type,
		    texts ? PROTOBUF_C_TYPE_STRING : PROTOBUF_C_TYPE_UINT32);
		assert_int_equal(f->label == PROTOBUF_C_LABEL_REPEATED, texts);
		assert_int_equal(s->words != NULL,
		    s->kind == POLICY_CHOICE || s->kind == POLICY_SET);
		assert_true(s->words == NULL || s->words[0].value == 0);
		for (w = s->words; w != NULL && w->word != NULL; w++)
			assert_non_null(w->label);
		assert_true(s->group < POLICY_GROUP__COUNT);
		assert_true(s->standard == 0 || s->least > 0);
		assert_true(s->standard <= s->most && s->least <= s->most);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(names_have_limits_and_one_is_needed),
		TEST(validity_and_usages_are_the_profiles),
		TEST(a_pattern_matches_the_whole_name),
		TEST(names_are_those_of_the_patterns),
		TEST(alternative_names_are_copied_dropped_or_made),
		TEST(a_request_gets_no_more_than_the_profile_has),
		TEST(what_cannot_be_a_setting_is_refused),
		TEST(a_record_brings_back_what_was_set),
		TEST(people_read_labels),
		TEST(each_row_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
