/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages that are cut, changed and nested, whatever way. */
#include <string.h>

#include "kit.h"
#include "pki/cms.h"
#include "pki/der.h"

/*
 * Not all bytes are signed: version numbers, the set of digests and the
 * certificates are not.  But whatever verifies says what was signed.
 */
static void
a_byte_changed_never_changes_what_verifies(void **state)
{
	static const unsigned int flags[] = { 0, CMS_STREAM };
	struct kit *kit = *state;
	struct cms_signed m, was;
	struct err e = { 0 };
	struct arena *a = arena_new();
	size_t f, i, held = 0;
	uint8_t *copy;
	struct span s;
	int bit;

	for (f = 0; f < 2; f++) {
		s = kit_signed(kit, KIT_EC, EVP_sha256(), flags[f]);
		kit_ok(cms_signed_parse(s, true, kit->a, &was, &e), &e);
		for (i = 0; i < s.len * 8; i += 3) {
			bit = (int)(i % 8);
			copy = arena_alloc(a, s.len);
			memcpy(copy, s.at, s.len);
			copy[i / 8] ^= (uint8_t)(1 << bit);
			if (cms_signed_parse(span_of(copy, s.len), true, a, &m,
				&e) == 0 &&
			    cms_signed_verify(&m, kit->keys[KIT_EC], &e) == 0) {
				held++;
				assert_true(span_equal(m.content, was.content));
				assert_true(span_equal(m.signed_attributes,
				    was.signed_attributes));
			}
			arena_reset(a);
		}
	}
	assert_true(held > 0);
	arena_free(a);
	kit_no_errors_left();
}

static void
deep_nesting_is_survived(void **state)
{
	struct kit *kit = *state;
	uint8_t *deep = arena_alloc(kit->a, 200000);
	struct cms_signed m;
	struct err e = { 0 };
	size_t i;

	/* A ContentInfo whose content never ends. */
	memcpy(deep,
	    "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	    "\xa0\x80",
	    15);
	for (i = 15; i + 1 < 200000; i += 2) {
		deep[i] = 0x30;
		deep[i + 1] = 0x80;
	}
	kit_fails(cms_signed_parse(span_of(deep, 200000), true, kit->a, &m, &e),
	    &e, ERR_MALFORMED);
	for (i = 15; i + 1 < 200000; i += 2)
		deep[i] = 0x24;
	kit_fails(cms_signed_parse(span_of(deep, 200000), true, kit->a, &m, &e),
	    &e, ERR_MALFORMED);
	kit_no_errors_left();
}

static void
a_cut_or_longer_message_is_refused(void **state)
{
	static const unsigned int flags[] = { 0, CMS_STREAM };
	struct kit *kit = *state;
	struct arena *a = arena_new();
	struct cms_signed m;
	struct err e = { 0 };
	uint8_t *longer;
	struct span s;
	size_t i, n;

	for (i = 0; i < 2; i++) {
		s = kit_signed(kit, KIT_EC, EVP_sha256(), flags[i]);
		for (n = 0; n < s.len; n++) {
			kit_fails(cms_signed_parse(span_of(s.at, n), true, a,
				      &m, &e),
			    &e, ERR_MALFORMED);
			arena_reset(a);
		}
		longer = arena_alloc(a, s.len + 1);
		memcpy(longer, s.at, s.len);
		kit_fails(cms_signed_parse(span_of(longer, s.len + 1), true, a,
			      &m, &e),
		    &e, ERR_MALFORMED);
		arena_reset(a);
	}
	arena_free(a);
	kit_no_errors_left();
}

/* AuthEnvelopedData opens to what was sealed, or not at all. */
static void
a_byte_changed_under_gcm_never_opens_to_something_else(void **state)
{
	struct kit *kit = *state;
	struct cms_seal how = { .cipher = CIPHER_AES128_GCM,
		.transport = TRANSPORT_PKCS1,
		.recipient = &kit->ra,
		.key = kit->keys[KIT_RA] };
	struct arena *a = arena_new();
	size_t i, opened = 0, refused = 0;
	struct cms_enveloped m;
	struct err e = { 0 };
	struct span der, plain;
	uint8_t *copy;

	kit_ok(cms_seal(kit_content(), &how, kit->a, &der, &e), &e);
	for (i = 0; i < der.len; i++) {
		copy = arena_alloc(a, der.len);
		memcpy(copy, der.at, der.len);
		copy[i] ^= (uint8_t)(1 << (i % 8));
		if (cms_enveloped_parse(span_of(copy, der.len), &kit->ra, a, &m,
			&e) == 0 &&
		    cms_enveloped_open(&m, kit->keys[KIT_RA], a, &plain, &e) ==
			0) {
			opened++;
			assert_true(span_equal(plain, kit_content()));
		} else
			refused++;
		arena_reset(a);
	}
	assert_true(opened > 0 && refused > 300);
	arena_free(a);
	kit_no_errors_left();
}

static void
a_byte_changed_under_cbc_is_survived(void **state)
{
	struct kit *kit = *state;
	struct cms_seal how = { .cipher = CIPHER_AES128,
		.transport = TRANSPORT_OAEP,
		.oaep_digest = DIGEST_SHA256,
		.recipient = &kit->ra,
		.key = kit->keys[KIT_RA] };
	struct arena *a = arena_new();
	struct cms_enveloped m;
	struct err e = { 0 };
	struct span der, plain;
	uint8_t *copy;
	size_t i;

	kit_ok(cms_seal(kit_content(), &how, kit->a, &der, &e), &e);
	for (i = 0; i < der.len; i++) {
		copy = arena_alloc(a, der.len);
		memcpy(copy, der.at, der.len);
		copy[i] ^= (uint8_t)(1 << (i % 8));
		if (cms_enveloped_parse(span_of(copy, der.len), &kit->ra, a, &m,
			&e) == 0 &&
		    cms_enveloped_open(&m, kit->keys[KIT_RA], a, &plain, &e) ==
			-1 &&
		    m.cipher_known && m.transport_known &&
		    m.transport != TRANSPORT_PASSWORD && m.cipher != CIPHER_DES)
			kit_fails(-1, &e, ERR_INTEGRITY);
		arena_reset(a);
	}
	arena_free(a);
	kit_no_errors_left();
}

static void
a_cut_or_longer_envelope_is_refused(void **state)
{
	static const unsigned int flags[] = { 0, CMS_STREAM };
	struct kit *kit = *state;
	struct arena *a = arena_new();
	struct cms_enveloped m;
	CMS_ContentInfo *cms;
	struct err e = { 0 };
	uint8_t *longer;
	struct span s;
	size_t i, n;

	for (i = 0; i < 2; i++) {
		cms = kit_cms_encrypt(kit->ra_x509, EVP_aes_128_cbc(),
		    kit_content(), flags[i]);
		s = flags[i] == 0 ? kit_cms_der(kit, cms) :
				    kit_cms_ber(kit, cms, kit_content(), 0);
		CMS_ContentInfo_free(cms);
		for (n = 0; n < s.len; n++) {
			kit_fails(cms_enveloped_parse(span_of(s.at, n),
				      &kit->ra, a, &m, &e),
			    &e, ERR_MALFORMED);
			arena_reset(a);
		}
		longer = arena_alloc(a, s.len + 1);
		memcpy(longer, s.at, s.len);
		kit_fails(cms_enveloped_parse(span_of(longer, s.len + 1),
			      &kit->ra, a, &m, &e),
		    &e, ERR_MALFORMED);
		arena_reset(a);
	}
	arena_free(a);
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_byte_changed_never_changes_what_verifies),
		cmocka_unit_test(deep_nesting_is_survived),
		cmocka_unit_test(a_cut_or_longer_message_is_refused),
		cmocka_unit_test(
		    a_byte_changed_under_gcm_never_opens_to_something_else),
		cmocka_unit_test(a_byte_changed_under_cbc_is_survived),
		cmocka_unit_test(a_cut_or_longer_envelope_is_refused),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
