/* SPDX-License-Identifier: BSD-2-Clause */
/* OpenSSL's errors as ours. */
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "kit.h"
#include "pki/pki_err.h"

static void
the_first_reason_is_told_and_the_queue_is_empty(void **state)
{
	struct err e = { 0 };

	(void)state;
	ERR_raise(ERR_LIB_PEM, PEM_R_NO_START_LINE);
	ERR_raise(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
	kit_fails(pki_err(&e, ERR_MALFORMED, "reading %s", "a key"), &e,
	    ERR_MALFORMED);
	assert_string_equal(e.text, "reading a key: no start line");
	assert_non_null(strstr(e.file, "test_pki_err.c"));
	assert_true(e.line > 0);
	kit_no_errors_left();
}

static void
without_a_reason_the_text_stands_alone(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(pki_err(&e, ERR_INTERNAL, "signing"), -1);
	assert_string_equal(e.text, "signing");
}

static void
a_text_that_is_too_long_is_cut(void **state)
{
	struct err e = { 0 };

	(void)state;
	ERR_raise(ERR_LIB_PEM, PEM_R_NO_START_LINE);
	assert_int_equal(pki_err(&e, ERR_INTERNAL, "%0400d", 1), -1);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	kit_no_errors_left();
}

static void
errors_can_be_forgotten(void **state)
{
	(void)state;
	ERR_raise(ERR_LIB_PEM, PEM_R_NO_START_LINE);
	pki_err_forget();
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_first_reason_is_told_and_the_queue_is_empty),
		cmocka_unit_test(without_a_reason_the_text_stands_alone),
		cmocka_unit_test(a_text_that_is_too_long_is_cut),
		cmocka_unit_test(errors_can_be_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
