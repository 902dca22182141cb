/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each client of DEVICES's table sends its request as it was seen to send it,
 * and gets a certificate in an answer that it can verify.  A test a row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/text.h"
#include "device.h"
#include "pki/der.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define OCTETS "application/octet-stream"
#define PKI_MESSAGE "application/x-pki-message"
#define CGI_PATH "/cgi-bin/pkiclient.exe"

#define OID_RANDOM_NONCE "1.2.840.113549.1.9.25.3"
#define OID_ALGORITHM_PROTECT "1.2.840.113549.1.9.52"

/* How a transactionID is made of the key, or that it is a text. */
enum id_form { ID_TEXT, ID_UPPER, ID_LOWER, ID_BASE64 };

/* How a message stands in a URL; a POST has it in its body. */
enum sent_as { POST, GET_RAW, GET_WHOLE, GET_LF, GET_LF_RAW, GET_CRLF };

/* The last byte of shaXWithRSA's OID, where it names the signature. */
enum signature {
	RSA_ENCRYPTION = 0,
	SHA1_RSA = 5,
	SHA256_RSA = 11,
	SHA512_RSA = 13
};

/* What is in the message besides what must be. */
enum extra { PROTECT = 1 << 0, RANDOM_NONCE = 1 << 1, NO_TIME = 1 << 2 };

struct client {
	const char *name;
	enum level level; /* of the profile that it needs */
	enum digest digest;
	enum cipher cipher;
	enum signature signature;
	enum id_form id_form;
	enum digest id_digest;
	const char *id;
	bool v1; /* the signer's certificate */
	size_t envelope_ber; /* octets a piece; 0: DER */
	size_t message_ber;
	unsigned int extra;
	enum sent_as sent_as;
	const char *content_type;
	const char *path; /* NULL: the profile's */
	const char *query; /* behind the operation */
};

static const struct client clients[] = {
	{ .name = "sscep",
	    .digest = DIGEST_SHA512,
	    .cipher = CIPHER_AES128,
	    .id_form = ID_UPPER,
	    .id_digest = DIGEST_MD5 },
	{ .name = "strongSwan's pki",
	    .digest = DIGEST_SHA256,
	    .cipher = CIPHER_AES128,
	    .signature = SHA256_RSA,
	    .id_form = ID_UPPER,
	    .id_digest = DIGEST_SHA1 },
	{ .name = "strongSwan's pki by GET, at level legacy",
	    .level = LEVEL_LEGACY,
	    .digest = DIGEST_SHA256,
	    .cipher = CIPHER_DES3,
	    .signature = SHA256_RSA,
	    .id_form = ID_UPPER,
	    .id_digest = DIGEST_SHA1,
	    .sent_as = GET_LF },
	{ .name = "scepclient of strongSwan",
	    .level = LEVEL_OBSOLETE,
	    .digest = DIGEST_MD5,
	    .cipher = CIPHER_DES,
	    .id_form = ID_UPPER,
	    .id_digest = DIGEST_MD5,
	    .sent_as = GET_LF_RAW },
	{ .name = "certmonger",
	    .digest = DIGEST_SHA256,
	    .cipher = CIPHER_AES256,
	    .id = "434793271028832093087368029846498326536"
		  "67349300085601176549680170794897003594",
	    .v1 = true,
	    .sent_as = GET_WHOLE },
	{ .name = "go 2.1.0",
	    .level = LEVEL_OBSOLETE,
	    .digest = DIGEST_SHA1,
	    .cipher = CIPHER_DES,
	    .signature = SHA1_RSA,
	    .id_form = ID_BASE64,
	    .id_digest = DIGEST_SHA1,
	    .envelope_ber = 4096,
	    .content_type = OCTETS },
	{ .name = "jscep",
	    .digest = DIGEST_SHA256,
	    .cipher = CIPHER_AES128,
	    .signature = SHA256_RSA,
	    .id_form = ID_LOWER,
	    .id_digest = DIGEST_SHA1,
	    .envelope_ber = 1000,
	    .message_ber = 1000,
	    .extra = PROTECT,
	    .content_type = OCTETS },
	{ .name = "xipki",
	    .digest = DIGEST_SHA512,
	    .cipher = CIPHER_AES128,
	    .signature = SHA512_RSA,
	    .id_form = ID_LOWER,
	    .id_digest = DIGEST_SHA1,
	    .v1 = true,
	    .envelope_ber = 1000,
	    .message_ber = 1000,
	    .content_type = OCTETS },
	{ .name = "PyScep",
	    .digest = DIGEST_SHA512,
	    .cipher = CIPHER_AES256,
	    .id_form = ID_LOWER,
	    .id_digest = DIGEST_SHA1,
	    .extra = NO_TIME,
	    .content_type = PKI_MESSAGE,
	    .query = "&message=" },
	{ .name = "cryptlib",
	    .digest = DIGEST_SHA256,
	    .cipher = CIPHER_AES128,
	    .id = "router 7 of Acme",
	    .extra = PROTECT | RANDOM_NONCE,
	    .content_type = PKI_MESSAGE },
	{ .name = "libscep",
	    .level = LEVEL_LEGACY,
	    .digest = DIGEST_SHA256,
	    .cipher = CIPHER_DES3,
	    .id_form = ID_UPPER,
	    .id_digest = DIGEST_SHA256,
	    .v1 = true,
	    .sent_as = GET_CRLF },
	{ .name = "Apple",
	    .level = LEVEL_LEGACY,
	    .digest = DIGEST_SHA1,
	    .cipher = CIPHER_DES3,
	    .id_form = ID_LOWER,
	    .id_digest = DIGEST_SHA1,
	    .content_type = PKI_MESSAGE },
	{ .name = "Cisco IOS",
	    .level = LEVEL_OBSOLETE,
	    .digest = DIGEST_MD5,
	    .cipher = CIPHER_DES,
	    .id_form = ID_UPPER,
	    .id_digest = DIGEST_MD5,
	    .sent_as = GET_RAW,
	    .path = CGI_PATH },
	{ .name = "a client of NDES",
	    .digest = DIGEST_SHA256,
	    .cipher = CIPHER_AES256,
	    .id_form = ID_UPPER,
	    .id_digest = DIGEST_SHA1,
	    .content_type = PKI_MESSAGE,
	    .path = "/certsrv/mscep/mscep.dll/routers/pkiclient.exe" },
};

static struct site *s;
static struct lab *lab;

/* One profile, at the level of the row. */
static void
begin(enum level level)
{
	struct profile_draft d;

	s = site_new();
	lab = lab_new();
	d = site_draft(s, "Routers");
	d.level = level;
	site_add(s, d, NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	site_free(s);
	return 0;
}

static const char *
id_of(const struct client *c)
{
	uint8_t digest[DIGEST_MOST];
	struct span bytes;
	char *hex;

	if (c->id_form == ID_TEXT)
		return c->id;
	bytes = span_of(digest,
	    digest_of(c->id_digest, key_spki(lab->device), digest));
	if (c->id_form == ID_BASE64)
		return text_base64(lab->a, bytes);
	hex = text_hex(lab->a, bytes);
	for (char *at = hex; c->id_form == ID_UPPER && *at != '\0'; at++)
		if (*at >= 'a')
			*at -= 'a' - 'A';
	return hex;
}

/* ---- The message --------------------------------------------------------- */

/* RFC 6211: the digest and the signature algorithm, signed as well. */
static struct span
algorithm_protection(void)
{
	struct err e = { 0 };
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "2.16.840.1.101.3.4.2.1");
	der_null(&w);
	der_close(&w);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 1);
	der_oid(&w, "1.2.840.113549.1.1.11");
	der_null(&w);
	der_close(&w);
	assert_int_equal(der_done(&w, lab->a, &out, &e), 0);
	return out;
}

static void
add_more(struct lab_message *m, const char *oid, unsigned int tag,
    struct span value)
{
	m->more[m->more_count++] = (struct cms_attribute){ .oid = oid,
		.tag = tag,
		.value = value };
}

/*
 * RFC 5652 section 5.3 leaves it to the sender how the signature is called;
 * the name itself is not signed.  It is the last one of its kind.
 */
static struct span
with_signature(struct span der, enum signature signature)
{
	static const uint8_t oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
		0x01, 0x01 };
	uint8_t *copy = arena_alloc(lab->a, der.len);
	size_t at = der.len - sizeof(oid);

	memcpy(copy, der.at, der.len);
	if (signature == RSA_ENCRYPTION)
		return der;
	while (at > 0 && memcmp(copy + at, oid, sizeof(oid)) != 0)
		at--;
	assert_true(at > 0);
	copy[at + sizeof(oid) - 1] = (uint8_t)signature;
	return span_of(copy, der.len);
}

static struct lab_message
draft_of(const struct client *c)
{
	const struct ra_profile *p = site_profile(s, "routers");
	struct lab_message m = lab_draft(lab, lab->device);

	m.recipient = p->ra;
	m.recipient_key = p->ra_key;
	m.digest = c->digest;
	m.cipher = c->cipher;
	m.csr = lab_csr(lab, lab->device, c->digest, SITE_CHALLENGE);
	m.id = span_of_str(id_of(c));
	m.no_time = (c->extra & NO_TIME) != 0;
	if (c->v1)
		m.signer = lab_v1(lab, lab->device);
	if (c->extra & PROTECT)
		add_more(&m, OID_ALGORITHM_PROTECT, DER_SEQUENCE,
		    algorithm_protection());
	if (c->extra & RANDOM_NONCE)
		add_more(&m, OID_RANDOM_NONCE, DER_OCTET_STRING,
		    span_of_str("another nonce"));
	return m;
}

static struct span
message_of(const struct client *c, struct lab_message *m)
{
	struct span der;

	m->envelope = lab_seal(lab, m, m->csr);
	if (c->envelope_ber > 0)
		m->envelope = lab_to_ber(lab, m->envelope, c->envelope_ber);
	der = with_signature(lab_build(lab, m), c->signature);
	return c->message_ber > 0 ? lab_to_ber(lab, der, c->message_ber) : der;
}

/* ---- The request --------------------------------------------------------- */

/* The base64 of a GET: a line end each 64, and what gets encoded. */
static const char *
in_url(struct span der, enum sent_as how)
{
	static const char *const encoded[] = { [GET_RAW] = "",
		[GET_WHOLE] = "+/=",
		[GET_LF] = "+/=",
		[GET_LF_RAW] = "+",
		[GET_CRLF] = "+/=" };
	static const char *const line_ends[] = { [GET_RAW] = "",
		[GET_WHOLE] = "",
		[GET_LF] = "%0A",
		[GET_LF_RAW] = "%0A",
		[GET_CRLF] = "%0D%0A" };
	const char *text = text_base64(lab->a, der);
	const char *out;
	struct buf b;

	buf_init(&b, 1 << 16);
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (i > 0 && i % 64 == 0)
			buf_add_str(&b, line_ends[how]);
		if (strchr(encoded[how], text[i]) != NULL)
			buf_printf(&b, "%%%02X", (unsigned int)text[i]);
		else
			buf_add_byte(&b, (uint8_t)text[i]);
	}
	buf_add_str(&b, line_ends[how]);
	out = arena_strdup(lab->a, buf_str(&b));
	buf_clear(&b);
	return out;
}

/* Nothing that the client did not send has a value. */
static struct answer
send_as(const struct client *c, struct span der)
{
	struct web_request req = {
		.method = c->sent_as == POST ? WEB_POST : WEB_GET,
		.method_name = c->sent_as == POST ? "POST" : "GET",
		.path = c->path != NULL ? c->path : "/scep/routers",
		.content_type = c->content_type != NULL ? c->content_type : "",
		.accept = "",
		.user_agent = "",
		.host = "",
	};

	req.query = arena_printf(lab->a, "operation=PKIOperation%s",
	    c->query != NULL ? c->query : "");
	if (c->sent_as == POST)
		req.body = der;
	else
		req.query = arena_printf(lab->a, "%s&message=%s", req.query,
		    in_url(der, c->sent_as));
	return ask_request(s, &req);
}

/* What GetCACert tells a client of who answers. */
static struct scep_ca
ca_of_site(void)
{
	struct answer r = ask(s, "GET", "/scep/routers",
	    "operation=GetCACert&message=CAIdentifier", span_of("", 0));
	struct err e = { 0 };
	struct scep_ca ca;

	assert_int_equal(scep_ca_parse(r.body, s->a, &ca, &e), 0);
	return ca;
}

static void
gets_its_certificate(void **state)
{
	const struct client *c = *state;
	struct scep_client_reply r;
	struct lab_message m;
	struct err e = { 0 };
	struct answer answer;
	struct scep_ca ca;

	begin(c->level);
	ca = ca_of_site();
	m = draft_of(c);
	answer = send_as(c, message_of(c, &m));
	if (answer.status != 200)
		fail_msg("HTTP %d: %s", answer.status, answer.text);
	assert_string_equal(answer.content_type, PKI_MESSAGE);
	const struct scep_client_request sent = {
		.type = SCEP_PKCS_REQ,
		.transaction_id = arena_str(lab->a, m.id),
		.nonce = m.nonce.at,
		.signer = &m.signer,
		.signer_key = lab->device,
	};
	if (scep_client_reply_parse(answer.body, &sent, &ca, NULL, s->a, &r,
		&e) == -1)
		fail_msg("reply: %s", e.text);
	if (r.status != SCEP_SUCCESS)
		fail_msg("refused: %s", r.fail_text);
	assert_true(span_equal(r.certs[0].spki, key_spki(lab->device)));
	assert_int_equal(cert_verify(&r.certs[0],
			     site_profile(s, "routers")->ca_public, &e),
	    0);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
}

/* ---- Nonces -------------------------------------------------------------- */

/* Not by 16 octets: 8 are seen (DEVICES 23), and others may send more. */
static void
a_nonce_of_1_to_64_octets_comes_back(void **state)
{
	const struct client *c = &clients[0];
	const struct cms_attribute *nonce;
	uint8_t octets[64];
	struct lab_message m;
	struct cms_signed reply;
	struct err e = { 0 };
	struct answer answer;

	(void)state;
	begin(LEVEL_MODERN);
	memset(octets, 0x5a, sizeof(octets));
	for (size_t n = 1; n <= sizeof(octets); n += n < 8 ? 7 : 8) {
		m = draft_of(c);
		m.nonce = span_of(octets, n);
		answer = send_as(c, message_of(c, &m));
		assert_int_equal(answer.status, 200);
		assert_int_equal(cms_signed_parse(answer.body, true, s->a,
				     &reply, &e),
		    0);
		nonce = cms_signed_attribute(&reply, SCEP_OID_RECIPIENT_NONCE);
		assert_non_null(nonce);
		if (!span_equal(nonce->value, m.nonce))
			fail_msg("%zu octets: have %zu", n, nonce->value.len);
		/* Of our own there are always 16. */
		nonce = cms_signed_attribute(&reply, SCEP_OID_SENDER_NONCE);
		assert_non_null(nonce);
		assert_int_equal(nonce->value.len, 16);
	}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
}

int
main(void)
{
	struct CMUnitTest tests[N(clients) + 1];
	size_t n = 0;

	for (; n < N(clients); n++) {
		void *row = (void *)(uintptr_t)&clients[n];

		tests[n] = (struct CMUnitTest){ clients[n].name,
			gets_its_certificate, NULL, tear_down, row };
	}
	tests[n] = (struct CMUnitTest)
	    cmocka_unit_test_teardown(a_nonce_of_1_to_64_octets_comes_back,
		tear_down);
	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
