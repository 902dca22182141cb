/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stranger with a device's envelope, overheard and changed, in messages of
 * their own: no answer tells one way of failing to decrypt from another, nor
 * does the work that is done for it, which is what its time is made of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "device.h"
#include "ra/setup.h"
#include "work.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define OID_SIGNING_TIME "1.2.840.113549.1.9.5"
/* Of a cipher block. */
#define BLOCK 16

static struct site *s;
static struct lab *lab;
static struct uuid profile_id;

/* A CA whose name is long enough to be asked for: see ra/poll.c. */
static void
add_phones(void)
{
	struct connector_draft c = {
		.name = "A CA with a name of some length",
		.kind = "local",
		.key_type = "ec:p256",
	};
	struct profile_draft p = site_draft(s, "Phones");
	struct err e = { 0 };

	assert_int_equal(ra_connector_create(s->ra, &s->by, &c, &p.connector,
			     &e),
	    0);
	site_add(s, p, &profile_id);
}

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	lab = lab_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	add_phones();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	site_free(s);
	return 0;
}

/* ---- Answers ------------------------------------------------------------- */

static void
check_counts(void)
{
	const char *what = site_inconsistency(s, &profile_id);

	if (what != NULL)
		fail_msg("%s", what);
}

/* The place in the copy of what was read from it. */
static uint8_t *
place_of(uint8_t *copy, size_t len, struct span part)
{
	uint8_t *at = memmem(copy, len, part.at, part.len);

	assert_non_null(at);
	return at;
}

static void
blank(uint8_t *body, size_t len, struct span what)
{
	memset(place_of(body, len, what), 0, what.len);
}

/* An answer without what differs in any two: time, nonce and signature. */
static struct span
lasting_part(const struct answer *r)
{
	static const char *const differs[] = { OID_SIGNING_TIME,
		SCEP_OID_SENDER_NONCE };
	uint8_t *copy = device_copy(s, r->body);
	struct cms_signed m;
	struct err e = { 0 };

	if (cms_signed_parse(r->body, true, s->a, &m, &e) == -1)
		fail_msg("HTTP %d: %s", r->status, r->text);
	for (size_t i = 0; i < sizeof(differs) / sizeof(differs[0]); i++) {
		assert_non_null(cms_signed_attribute(&m, differs[i]));
		blank(copy, r->body.len,
		    cms_signed_attribute(&m, differs[i])->value);
	}
	blank(copy, r->body.len, m.signature);
	return span_of(copy, r->body.len);
}

/* What the first one got and did, which all others have to as well. */
struct first {
	struct span lasting;
	struct work_done work;
};

static struct answer
post(const char *slug, struct span der)
{
	return ask(s, "POST", arena_printf(s->a, "/scep/%s", slug),
	    "operation=PKIOperation", der);
}

static void
is_answered_alike(const struct lab_message *m, const char *what, size_t at,
    struct first *first)
{
	struct span der = lab_build(lab, m), lasting;
	struct work_done work;
	struct answer r;

	work_begin();
	r = post("phones", der);
	work = work_end();
	if (r.status != 200)
		fail_msg("%s %zu: HTTP %d: %s", what, at, r.status, r.text);
	lasting = lasting_part(&r);
	if (first->lasting.len == 0)
		*first = (struct first){ lasting, work };
	if (!span_equal(lasting, first->lasting))
		fail_msg("%s %zu is answered in another way: %s", what, at,
		    r.text);
	work_is_same(&work, &first->work, what, at);
}

/* Every few bytes of these, each changed in one envelope. */
static void
change_each(struct lab_message *theirs, struct span envelope, struct span part,
    size_t step, const char *what, struct first *first)
{
	uint8_t *copy = device_copy(s, envelope);
	uint8_t *begin = place_of(copy, envelope.len, part);

	theirs->envelope = span_of(copy, envelope.len);
	for (size_t at = 0; at < part.len; at += step) {
		begin[at] ^= (uint8_t)(1 << (at % 8));
		is_answered_alike(theirs, what, at, first);
		begin[at] ^= (uint8_t)(1 << (at % 8));
	}
}

/*
 * An overheard envelope in a message of one's own: its key, IV and content
 * changed, which makes a wrong key, wrong padding, garbage that is no CSR, or
 * one whose signature does not hold; and the same sealed by the stranger.
 */
static void
a_stranger_cannot_tell_why_an_envelope_does_not_open(void **state)
{
	struct lab_message m = device_lab_draft(s, lab, "phones", lab->device);
	struct lab_message theirs = device_lab_draft(s, lab, "phones",
	    lab->other);
	struct span envelope = lab_seal(lab, &m, m.csr);
	struct first first = { 0 };
	uint8_t *csr = device_copy(s, m.csr);
	struct cms_enveloped parts;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(cms_enveloped_parse(envelope, m.recipient, s->a,
			     &parts, &e),
	    0);
	change_each(&theirs, envelope, parts.encrypted_key, 5, "byte of key",
	    &first);
	change_each(&theirs, envelope, parts.iv, 1, "byte of IV", &first);
	change_each(&theirs, envelope, parts.content, 3, "byte of content",
	    &first);
	for (size_t at = 0; at < m.csr.len; at += 3) {
		csr[at] ^= (uint8_t)(1 << (at % 8));
		theirs.envelope = lab_seal(lab, &m, span_of(csr, m.csr.len));
		is_answered_alike(&theirs, "byte of plain text", at, &first);
		csr[at] ^= (uint8_t)(1 << (at % 8));
	}
	/* Its length is there to be seen. */
	for (size_t len = 0; len < m.csr.len; len += 41) {
		first.work.bytes[WORK_DECRYPT] = len + BLOCK - len % BLOCK;
		theirs.envelope = lab_seal(lab, &m, span_of(csr, len));
		is_answered_alike(&theirs, "plain text of length", len, &first);
	}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
	check_counts();
}

/* ---- Kinds of failure ---------------------------------------------------- */

/* What the device sent, sealed, and its parts. */
static uint8_t *
overheard(const struct lab_message *m, struct cms_enveloped *parts, size_t *len)
{
	struct span envelope = lab_seal(lab, m, m->csr);
	uint8_t *copy = device_copy(s, envelope);
	struct err e = { 0 };

	assert_int_equal(cms_enveloped_parse(span_of(copy, envelope.len),
			     m->recipient, s->a, parts, &e),
	    0);
	*len = envelope.len;
	return copy;
}

static struct span
unchanged(const struct lab_message *m)
{
	return lab_seal(lab, m, m->csr);
}

/* Of RSA: a random number, which PKCS #1 and OAEP are not. */
static struct span
key_padding_is_wrong(const struct lab_message *m)
{
	struct cms_enveloped parts;
	size_t len;
	uint8_t *copy = overheard(m, &parts, &len);

	place_of(copy, len, parts.encrypted_key)[100] ^= 0x10;
	return span_of(copy, len);
}

/* 24 bytes of a key, which AES-192 would take, for AES-128. */
static struct span
key_length_is_wrong(const struct lab_message *m)
{
	uint8_t oid[] = { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 22 };
	struct lab_message longer = *m;
	struct cms_enveloped parts;
	uint8_t *copy;
	size_t len;

	longer.cipher = CIPHER_AES192;
	if (m->cipher == CIPHER_AES128_GCM) {
		longer.cipher = CIPHER_AES192_GCM;
		oid[8] = 26;
	}
	copy = overheard(&longer, &parts, &len);
	place_of(copy, len, span_of(oid, sizeof(oid)))[8] = oid[8] - 20;
	return span_of(copy, len);
}

/* CBC's last byte says how many there are, and is 0; GCM's tag fails. */
static struct span
padding_is_wrong(const struct lab_message *m)
{
	struct cms_enveloped parts;
	size_t len;
	uint8_t *copy = overheard(m, &parts, &len);
	uint8_t *content = place_of(copy, len, parts.content);

	content[parts.content.len - BLOCK - 1] ^= (uint8_t)(BLOCK -
	    m->csr.len % BLOCK);
	return span_of(copy, len);
}

static struct span
garbage_is_in_it(const struct lab_message *m)
{
	uint8_t *garbage = arena_alloc(s->a, m->csr.len);

	memset(garbage, 0xa5, m->csr.len);
	return lab_seal(lab, m, span_of(garbage, m->csr.len));
}

static struct span
a_broken_csr_is_in_it(const struct lab_message *m)
{
	uint8_t *copy = device_copy(s, m->csr);

	copy[m->csr.len - 1] ^= 1;
	return lab_seal(lab, m, span_of(copy, m->csr.len));
}

/* To us by name, and to who knows whom by key. */
static struct span
it_is_of_another_key(const struct lab_message *m)
{
	struct lab_message other = *m;

	other.recipient_key = lab->ra_key;
	return lab_seal(lab, &other, m->csr);
}

static struct span
it_names_another(const struct lab_message *m)
{
	struct lab_message other = *m;

	other.recipient = &lab->ra;
	other.recipient_key = lab->ra_key;
	return lab_seal(lab, &other, m->csr);
}

static const struct {
	const char *name;
	struct span (*envelope)(const struct lab_message *);
	bool opens; /* then a CSR has its own answer */
} kinds[] = {
	{ "key padding", key_padding_is_wrong, false },
	{ "key length", key_length_is_wrong, false },
	{ "padding", padding_is_wrong, false },
	{ "garbage", garbage_is_in_it, false },
	{ "a broken CSR", a_broken_csr_is_in_it, false },
	{ "another key", it_is_of_another_key, false },
	{ "another name and key", it_names_another, false },
	{ "all of it", unchanged, true },
};

static const struct {
	int type;
	bool wants_issued; /* its signer */
	const char *fail;
} messages[] = {
	{ SCEP_RENEWAL_REQ, true, "1" },
	{ SCEP_PKCS_REQ, false, "1" },
	{ SCEP_PKCS_REQ, true, "1" },
	{ SCEP_CERT_POLL, false, "2" },
	{ SCEP_GET_CERT, true, "4" },
	{ SCEP_GET_CRL, false, "4" },
};

/* The stranger is a device of this profile as well. */
static struct cert
enrolled_stranger(void)
{
	struct draft d = device_draft(lab->other);
	struct scep_client_reply r;

	d.transaction_id = "stranger";
	d.subject = "/CN=stranger";
	r = device_enroll(s, "phones", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	return r.certs[0];
}

static void
check_fail_info(const struct first *first, const char *want)
{
	const struct cms_attribute *fail;
	struct cms_signed m;
	struct err e = { 0 };

	assert_int_equal(cms_signed_parse(first->lasting, true, s->a, &m, &e),
	    0);
	fail = cms_signed_attribute(&m, SCEP_OID_FAIL_INFO);
	assert_non_null(fail);
	assert_true(span_equal(fail->value, span_of_str(want)));
}

static void
try_message(size_t i, enum transport transport, enum cipher cipher,
    const struct cert *issued)
{
	struct lab_message m = device_lab_draft(s, lab, "phones", lab->device);
	struct lab_message theirs = device_lab_draft(s, lab, "phones",
	    lab->other);
	bool enrolls = scep_message_enrolls(messages[i].type);
	struct first first = { 0 };

	m.transport = transport;
	m.cipher = cipher;
	theirs.type = arena_printf(s->a, "%d", messages[i].type);
	if (messages[i].wants_issued)
		theirs.signer = *issued;
	for (size_t k = 0; k < N(kinds); k++) {
		if (enrolls && kinds[k].opens)
			continue;
		theirs.envelope = kinds[k].envelope(&m);
		is_answered_alike(&theirs, kinds[k].name,
		    (size_t)messages[i].type, &first);
	}
	check_fail_info(&first, messages[i].fail);
	/* Of a poll nothing is opened, of all others the one envelope. */
	assert_int_equal(first.work.n[WORK_RSA_DECRYPT],
	    messages[i].type != SCEP_CERT_POLL);
}

static void
each_message_is_answered_alike_whatever_fails(void **state)
{
	static const struct {
		enum transport transport;
		enum cipher cipher;
	} ways[] = {
		{ TRANSPORT_PKCS1, CIPHER_AES128 },
		{ TRANSPORT_OAEP, CIPHER_AES128 },
		{ TRANSPORT_PKCS1, CIPHER_AES128_GCM },
	};
	struct cert issued = enrolled_stranger();

	(void)state;
	for (size_t i = 0; i < N(messages); i++)
		for (size_t w = 0; w < N(ways); w++)
			try_message(i, ways[w].transport, ways[w].cipher,
			    &issued);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	check_counts();
}

/*
 * Routers' CA has a short name, and gives its CRL to whoever asks for anything
 * (ra/poll.c): then no envelope makes a difference at all, but for the answer's
 * own key.
 */
static void
a_crl_is_given_whatever_the_envelope_holds(void **state)
{
	struct lab_message m = device_lab_draft(s, lab, "routers", lab->device);
	struct lab_message theirs = device_lab_draft(s, lab, "routers",
	    lab->other);
	struct work_done work, first = { 0 };
	struct answer r;
	size_t len = 0;

	(void)state;
	theirs.type = "22";
	theirs.envelope = unchanged(&m);
	/* The first one has the CRL made. */
	assert_int_equal(post("routers", lab_build(lab, &theirs)).status, 200);
	for (size_t k = 0; k < N(kinds); k++) {
		struct span der;

		theirs.envelope = kinds[k].envelope(&m);
		der = lab_build(lab, &theirs);
		work_begin();
		r = post("routers", der);
		work = work_end();
		assert_int_equal(r.status, 200);
		if (k == 0) {
			len = r.body.len;
			first = work;
		}
		assert_int_equal(r.body.len, len);
		work_is_same(&work, &first, kinds[k].name, 22);
	}
	assert_int_equal(site_total(s, STORE_ORDERS), 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_stranger_cannot_tell_why_an_envelope_does_not_open),
		TEST(each_message_is_answered_alike_whatever_fails),
		TEST(a_crl_is_given_whatever_the_envelope_holds),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
