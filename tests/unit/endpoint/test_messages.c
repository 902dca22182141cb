/* SPDX-License-Identifier: BSD-2-Clause */
/* The other messages of RFC 8894 section 3.3, from the device to the store
   and back: RenewalReq, CertPoll, GetCert. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/log.h"
#include "device.h"
#include "pki/der.h"
#include "pki/name.h"
#include "ra/order.h"
#include "ra/revocation.h"
#include "ra/state.h"

static struct site *s;
static struct lab *lab;
static struct uuid profile_id;

static void
add_profile(enum ra_approval approval)
{
	struct profile_draft d = site_draft(s, "Routers");

	d.approval = approval;
	site_add(s, d, &profile_id);
}

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	lab = lab_new();
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

static struct cert
enrolled(const struct key *k, const char *transaction_id)
{
	struct draft d = device_draft(k);
	struct scep_client_reply r;

	d.transaction_id = transaction_id;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	return r.certs[0];
}

static void
both_styles_of_renewal_need_no_challenge(void **state)
{
	static const int types[] = { SCEP_RENEWAL_REQ, SCEP_PKCS_REQ };
	struct scep_client_reply r;
	struct cert old;
	struct draft d;
	size_t i;

	(void)state;
	add_profile(RA_APPROVAL_NONE);
	old = enrolled(lab->device, "T1");
	for (i = 0; i < 2; i++) {
		d = device_draft(lab->other);
		d.type = types[i];
		d.transaction_id = i == 0 ? "T2" : "T3";
		d.challenge = NULL;
		d.signer_key = lab->device;
		d.signer = &old;
		r = device_enroll(s, "routers", &d);
		if (r.status != SCEP_SUCCESS)
			fail_msg("%d: %s", types[i], r.fail_text);
		assert_true(span_equal(r.certs[0].spki, key_spki(lab->other)));
		assert_int_equal(site_newest_order(s)->message_type, types[i]);
	}
	d.type = SCEP_RENEWAL_REQ;
	d.subject = "/CN=router 8";
	d.transaction_id = "T4";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_MESSAGE_CHECK);
	assert_null(site_inconsistency(s, &profile_id));
}

static struct draft
poll_draft(const struct key *k)
{
	struct draft d = device_draft(k);
	struct err e = { 0 };

	d.type = SCEP_CERT_POLL;
	assert_int_equal(name_from_text(d.subject, s->a, &d.asked.subject, &e),
	    0);
	return d;
}

static void
a_device_polls_until_somebody_has_decided(void **state)
{
	struct draft d = device_draft(lab->device), poll, other;
	struct scep_client_reply r;
	struct err e = { 0 };
	struct uuid id;
	Order *o;

	(void)state;
	add_profile(RA_APPROVAL_ALL);
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_PENDING);
	o = site_newest_order(s);
	assert_true(uuid_from_span(span_of(o->id.data, o->id.len), &id));
	poll = poll_draft(lab->device);
	r = device_enroll(s, "routers", &poll);
	assert_int_equal(r.status, SCEP_PENDING);
	other = poll_draft(lab->other);
	r = device_enroll(s, "routers", &other);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_REQUEST);
	/* What it holds is not looked at: see scep/inner.c. */
	other = poll;
	other.asked.subject = lab_subject(lab, "/CN=router 8");
	r = device_enroll(s, "routers", &other);
	assert_int_equal(r.status, SCEP_PENDING);

	assert_int_equal(ra_order_approve(s->ra, &s->by, &id, &e), 0);
	r = device_enroll(s, "routers", &poll);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_true(span_equal(r.certs[0].spki, key_spki(lab->device)));
	assert_null(site_inconsistency(s, &profile_id));
}

static void
a_rejected_device_is_told_why(void **state)
{
	struct draft d = device_draft(lab->device), poll;
	struct scep_client_reply r;
	struct err e = { 0 };
	struct uuid id;
	Order *o;

	(void)state;
	add_profile(RA_APPROVAL_FIRST);
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_PENDING);
	o = site_newest_order(s);
	assert_true(uuid_from_span(span_of(o->id.data, o->id.len), &id));
	assert_int_equal(ra_order_reject(s->ra, &s->by, &id, "not ours", &e),
	    0);
	poll = poll_draft(lab->device);
	r = device_enroll(s, "routers", &poll);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_REQUEST);
	assert_non_null(strstr(r.fail_text, "not ours"));
}

/* RFC 8894 section 3.2.2: a poll holds no password to seal the answer with. */
static void
an_ec_device_sends_its_request_again_instead_of_polling(void **state)
{
	struct draft d = device_draft(lab->ec), poll;
	struct scep_client_reply r;

	(void)state;
	add_profile(RA_APPROVAL_ALL);
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_PENDING);
	poll = poll_draft(lab->ec);
	r = device_enroll(s, "routers", &poll);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_ALG);
	assert_non_null(strstr(r.fail_text, "send the request itself again"));
}

static void
get_cert_brings_what_this_ca_issued(void **state)
{
	static const uint8_t unknown[] = { 0x12, 0x34 };
	struct scep_client_reply r;
	struct cert own, old;
	struct draft d;

	(void)state;
	add_profile(RA_APPROVAL_NONE);
	own = enrolled(lab->device, "T1");
	old = enrolled(lab->other, "T2");
	d = device_draft(lab->device);
	d.type = SCEP_GET_CERT;
	d.signer = &own;
	d.asked.serial = old.serial;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_true(span_equal(r.certs[0].der, old.der));

	d.asked.serial = span_of(unknown, sizeof(unknown));
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_CERT_ID);
	d.asked.serial = old.serial;
	d.asked.issuer = own.subject;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.fail, SCEP_BAD_CERT_ID);
	/* What does not open to a question is answered like no certificate. */
	d.asked = (struct scep_asked){ 0 };
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.fail, SCEP_BAD_CERT_ID);

	d.asked.serial = old.serial;
	d.signer = NULL;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_MESSAGE_CHECK);
}

static void
get_crl_brings_the_crl_to_anybody(void **state)
{
	static const uint8_t any[] = { 0x01 };
	struct cert foreign = lab_issue_foreign(lab, lab->device);
	struct scep_client_reply r;
	struct answer published;
	struct draft d;
	char id[UUID_TEXT_LEN + 1];

	(void)state;
	add_profile(RA_APPROVAL_NONE);
	d = device_draft(lab->device);
	d.type = SCEP_GET_CRL;
	d.asked.serial = span_of(any, sizeof(any));
	r = device_enroll(s, "routers", &d);
	if (r.status != SCEP_SUCCESS)
		fail_msg("%s", r.fail_text);
	uuid_format(&s->connector, id);
	published = ask(s, "GET", arena_printf(s->a, "/crl/%s.crl", id), "",
	    span_of("", 0));
	assert_int_equal(published.status, 200);
	assert_true(span_equal(r.crl, published.body));

	d.signer = &foreign;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_int_equal(site_total(s, STORE_ORDERS), 0);
}

/* The CRL on record is this one, whatever it is. */
static int
put_crl(struct store_txn *t, void *ctx, struct err *e)
{
	const struct span *crl = ctx;
	Revocations *r;

	if (store_get_revocations(t, &s->connector, s->a, &r, e) == -1)
		return -1;
	r->crl_sha256 = field_bytes(field_sha256(s->a, *crl));
	return store_put_revocations(t, r, e);
}

static void
have_crl_of(size_t size)
{
	const char *path = arena_printf(s->a, "%s/ca.crl",
	    connector_dir(s->ra, s->a, &s->connector));
	struct err e = { 0 };
	struct span crl;
	struct der w;

	der_init_large(&w, 2 * size);
	der_open(&w, DER_SEQUENCE);
	/* Two headers, of five bytes each. */
	der_put(&w, DER_OCTET_STRING,
	    span_of(arena_alloc(s->a, size), size - 10));
	der_close(&w);
	assert_int_equal(der_done(&w, s->a, &crl, &e), 0);
	assert_int_equal(crl.len, size);
	assert_int_equal(file_write(path, crl, 0600, &e), 0);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, put_crl,
			     &crl, &e),
	    0);
}

/* Many devices that renew in time, and whose old certificates are revoked. */
static void
a_crl_that_no_answer_has_room_for_is_to_be_fetched(void **state)
{
	static const uint8_t any[] = { 0x01 };
	struct scep_client_reply r;
	struct draft d;

	(void)state;
	add_profile(RA_APPROVAL_NONE);
	d = device_draft(lab->device);
	d.type = SCEP_GET_CRL;
	d.asked.serial = span_of(any, sizeof(any));
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	have_crl_of(SCEP_CRL_MOST);
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_int_equal(r.crl.len, SCEP_CRL_MOST);
	have_crl_of(SCEP_CRL_MOST + 1);
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_REQUEST);
	assert_non_null(strstr(r.fail_text, "distribution point"));
}

static void
get_crl_of_another_ca_is_bad_cert_id(void **state)
{
	static const uint8_t any[] = { 0x01 };
	struct connector_draft c = {
		.name = "A CA with a name of some length",
		.kind = "local",
		.key_type = "ec:p256",
	};
	struct profile_draft p = site_draft(s, "Phones");
	struct scep_client_reply r;
	struct err e = { 0 };
	struct draft d;

	(void)state;
	assert_int_equal(ra_connector_create(s->ra, &s->by, &c, &p.connector,
			     &e),
	    0);
	site_add(s, p, &profile_id);
	d = device_draft(lab->device);
	d.type = SCEP_GET_CRL;
	d.asked.serial = span_of(any, sizeof(any));
	r = device_enroll(s, "phones", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	d.asked.issuer = lab->ca.subject;
	r = device_enroll(s, "phones", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_CERT_ID);
	/* A CSR in its place is no question, and answered in the same way. */
	d.asked = (struct scep_asked){ 0 };
	r = device_enroll(s, "phones", &d);
	assert_int_equal(r.fail, SCEP_BAD_CERT_ID);
	/* No device is to be looked after because of them. */
	assert_int_equal(site_counter(s, &profile_id, 0)->failed, 2);
	assert_int_equal(site_counter(s, &profile_id, 0)->failed_active, 0);
}

/* ---- Who may ask --------------------------------------------------------- */

/* Enrolled, and then revoked for this reason; 0: not. */
static struct cert
enrolled_and_revoked(const char *transaction_id, unsigned int reason,
    struct uuid *id)
{
	struct cert c = enrolled(lab->device, transaction_id);
	struct err e = { 0 };

	*id = field_uuid(site_newest_order(s)->certificate_id);
	if (reason != 0 &&
	    ra_certificate_revoke(s->ra, &s->by, id, reason, &e) == -1)
		fail_msg("%s", e.text);
	return c;
}

static struct scep_client_reply
ask_signed_by(int type, const struct cert *signer, struct span serial)
{
	struct draft d = device_draft(lab->device);

	d.type = type;
	d.signer = signer;
	d.asked.serial = serial;
	return device_enroll(s, "routers", &d);
}

/* ---- Under whose challenge ----------------------------------------------- */

/* A tenant of the same CA has devices of any name, with keys as they like. */
static struct cert
of_another_profile(const struct key *k)
{
	struct secret *challenge = secret_new(span_of_str("another challenge"));
	struct profile_draft p = site_draft(s, "Phones");
	struct draft d = device_draft(k);
	struct scep_client_reply r;
	struct answer answer;
	struct sent *m;

	p.challenge = challenge;
	site_add(s, p, NULL);
	d.subject = "/O=Acme/CN=device 7";
	d.challenge = "another challenge";
	m = device_message(s, "phones", &d);
	m->password = challenge;
	answer = ask(s, "POST", "/scep/phones", "operation=PKIOperation",
	    m->der);
	r = device_read(s, m, &answer);
	if (r.status != SCEP_SUCCESS)
		fail_msg("%s", r.fail_text);
	secret_free(challenge);
	return r.certs[0];
}

/* Sealed with the challenge it is there to be guessed at. */
static void
gets_nothing_to_guess_at(const struct lab_message *m)
{
	struct answer r = ask(s, "POST", "/scep/routers",
	    "operation=PKIOperation", lab_build(lab, m));
	const struct cms_attribute *status;
	struct cms_signed answer;
	struct err e = { 0 };

	assert_int_equal(r.status, 200);
	assert_int_equal(cms_signed_parse(r.body, true, s->a, &answer, &e), 0);
	status = cms_signed_attribute(&answer, SCEP_OID_PKI_STATUS);
	assert_non_null(status);
	assert_true(span_equal(status->value, span_of_str("2")));
	assert_int_equal(answer.content.len, 0);
}

/*
 * A device's envelope, overheard, in a message that is signed with a
 * certificate of the same name and a key that cannot decrypt.
 */
static void
an_answer_under_the_challenge_is_for_the_devices_own_key(void **state)
{
	struct lab_message m, theirs;
	struct cert signer;

	(void)state;
	add_profile(RA_APPROVAL_NONE);
	signer = of_another_profile(lab->ec);
	m = device_lab_draft(s, lab, "routers", lab->device);
	theirs = m;
	theirs.key = lab->ec;
	theirs.signer = signer;
	theirs.envelope = lab_seal(lab, &m, m.csr);
	gets_nothing_to_guess_at(&theirs);
	/* Nor when the device has been answered. */
	assert_int_equal(ask(s, "POST", "/scep/routers",
			     "operation=PKIOperation", lab_build(lab, &m))
			     .status,
	    200);
	gets_nothing_to_guess_at(&theirs);
	theirs.id = span_of_str("another");
	gets_nothing_to_guess_at(&theirs);
	/* The one of that profile, and the device's own. */
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 2);
}

/* A CRL is public, and who is on it is who most needs to read it. */
static void
get_cert_wants_a_good_signer_and_get_crl_any(void **state)
{
	struct cert issued, held, revoked, foreign, forged;
	struct uuid id, held_id;
	struct err e = { 0 };

	(void)state;
	add_profile(RA_APPROVAL_NONE);
	issued = enrolled_and_revoked("T1", 0, &id);
	held = enrolled_and_revoked("T2", RA_REASON_CERTIFICATE_HOLD, &held_id);
	revoked = enrolled_and_revoked("T3", RA_REASON_KEY_COMPROMISE, &id);
	foreign = lab_issue_foreign(lab, lab->device);
	forged = lab_issue_to(lab, lab->device, issued.subject, NULL);

	const struct {
		const char *name;
		const struct cert *signer; /* NULL: self-signed */
		const char *says; /* to GetCert; NULL: it is answered */
	} rows[] = {
		{ "issued by this CA", &issued, NULL },
		{ "on hold", &held, "is revoked" },
		{ "revoked", &revoked, "is revoked" },
		{ "of another CA", &foreign, "neither self-signed nor" },
		{ "of this device by another CA", &forged,
		    "neither self-signed nor" },
		{ "self-signed", NULL, "self-signed" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scep_client_reply r = ask_signed_by(SCEP_GET_CERT,
		    rows[i].signer, issued.serial);

		if ((r.status == SCEP_SUCCESS) != (rows[i].says == NULL))
			fail_msg("GetCert, %s: %s", rows[i].name, r.fail_text);
		if (r.status == SCEP_SUCCESS)
			assert_true(span_equal(r.certs[0].der, issued.der));
		else if (r.fail != SCEP_BAD_MESSAGE_CHECK ||
		    strstr(r.fail_text, rows[i].says) == NULL)
			fail_msg("GetCert, %s: %d: %s", rows[i].name,
			    (int)r.fail, r.fail_text);
		r = ask_signed_by(SCEP_GET_CRL, rows[i].signer, issued.serial);
		if (r.status != SCEP_SUCCESS)
			fail_msg("GetCRL, %s: %s", rows[i].name, r.fail_text);
		assert_true(r.crl.len > 0);
	}
	/* Revoked or not, a certificate may be asked for. */
	assert_int_equal(ask_signed_by(SCEP_GET_CERT, &issued, revoked.serial)
			     .status,
	    SCEP_SUCCESS);
	assert_int_equal(ra_certificate_release(s->ra, &s->by, &held_id, &e),
	    0);
	assert_int_equal(ask_signed_by(SCEP_GET_CERT, &held, issued.serial)
			     .status,
	    SCEP_SUCCESS);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 3);
	assert_null(site_inconsistency(s, &profile_id));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(both_styles_of_renewal_need_no_challenge),
		TEST(a_device_polls_until_somebody_has_decided),
		TEST(a_rejected_device_is_told_why),
		TEST(an_ec_device_sends_its_request_again_instead_of_polling),
		TEST(get_cert_brings_what_this_ca_issued),
		TEST(get_crl_brings_the_crl_to_anybody),
		TEST(a_crl_that_no_answer_has_room_for_is_to_be_fetched),
		TEST(get_cert_wants_a_good_signer_and_get_crl_any),
		TEST(an_answer_under_the_challenge_is_for_the_devices_own_key),
		TEST(get_crl_of_another_ca_is_bad_cert_id),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
