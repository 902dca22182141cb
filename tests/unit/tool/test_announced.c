/* SPDX-License-Identifier: BSD-2-Clause */
/* GetCACaps as a client reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scep/reply.h"
#include "tool/announced.h"

static const struct {
	const char *name;
	const char *body;
	enum digest digest;
	enum cipher cipher;
	bool post;
} rows[] = {
	{ "nothing", "", DIGEST_SHA1, CIPHER_DES3, false },
	{ "standard alone", "SCEPStandard", DIGEST_SHA256, CIPHER_AES128,
	    true },
	{ "one by one", "AES\nPOSTPKIOperation\nSHA-256\n", DIGEST_SHA256,
	    CIPHER_AES128, true },
	{ "old", "DES3\nSHA-1\n", DIGEST_SHA1, CIPHER_DES3, false },
	{ "only SHA-512", "SHA-512\nSHA-1\nAES\n", DIGEST_SHA512, CIPHER_AES128,
	    false },
	{ "only SHA-384", "SHA-384\n", DIGEST_SHA384, CIPHER_DES3, false },
	{ "lines of Windows", "AES\r\nSHA-256\r\nPOSTPKIOperation\r\n",
	    DIGEST_SHA256, CIPHER_AES128, true },
	{ "another case", "aes\nsha-256\npostpkioperation", DIGEST_SHA256,
	    CIPHER_AES128, true },
	{ "unknown words", "\n\nFrobs\nAES-GCM\nSHA-25\nSHA-2567\n",
	    DIGEST_SHA1, CIPHER_DES3, false },
	{ "no text", "\377\376\nAES \n", DIGEST_SHA1, CIPHER_AES128, false },
};

static void
the_best_that_is_announced_is_used(void **state)
{
	struct announced a;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		a = announced_parse(span_of_str(rows[i].body));
		if (announced_digest(&a) != rows[i].digest ||
		    announced_cipher(&a) != rows[i].cipher ||
		    announced_post(&a) != rows[i].post)
			fail_msg("%s: have %s, %s, %s", rows[i].name,
			    digest_name(announced_digest(&a)),
			    cipher_name(announced_cipher(&a)),
			    announced_post(&a) ? "POST" : "GET");
	}
}

static void
our_own_announcement_is_understood(void **state)
{
	struct announced a;

	(void)state;
	a = announced_parse(span_of_str(scep_caps(LEVEL_MODERN, true)));
	assert_true(a.has[CAP_STANDARD]);
	assert_true(a.has[CAP_GET_NEXT_CA]);
	assert_false(a.has[CAP_SHA1]);
	a = announced_parse(span_of_str(scep_caps(LEVEL_LEGACY, false)));
	assert_true(a.has[CAP_SHA1]);
	assert_true(a.has[CAP_DES3]);
	assert_false(a.has[CAP_GET_NEXT_CA]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_that_is_announced_is_used),
		cmocka_unit_test(our_own_announcement_is_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
