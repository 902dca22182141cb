/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables of RFC 8894 section 3.2.1, and GetCACaps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scep/message.h"
#include "scep/reply.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static void
message_numbers_have_the_names_of_the_rfc(void **state)
{
	static const struct {
		int type;
		const char *name;
	} rows[] = {
		{ 3, "CertRep" },
		{ 17, "RenewalReq" },
		{ 18, "UpdateReq" },
		{ 19, "PKCSReq" },
		{ 20, "CertPoll" },
		{ 21, "GetCert" },
		{ 22, "GetCRL" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++)
		assert_string_equal(scep_message_name(rows[i].type),
		    rows[i].name);
}

static void
other_numbers_have_no_name(void **state)
{
	static const int types[] = { -1, 0, 1, 2, 4, 16, 23, 190, 999 };
	size_t i;

	(void)state;
	for (i = 0; i < N(types); i++)
		assert_null(scep_message_name(types[i]));
}

static void
fail_names_read_back(void **state)
{
	static const char *const names[] = { "badAlg", "badMessageCheck",
		"badRequest", "badTime", "badCertId" };
	enum scep_fail f;
	size_t i;

	(void)state;
	assert_int_equal(N(names), SCEP_FAIL__COUNT);
	for (i = 0; i < N(names); i++) {
		assert_string_equal(scep_fail_name((enum scep_fail)i),
		    names[i]);
		assert_true(scep_fail_parse(names[i], &f));
		assert_int_equal(f, i);
	}
}

static void
half_a_fail_name_is_none(void **state)
{
	enum scep_fail f = SCEP_BAD_TIME;

	(void)state;
	assert_false(scep_fail_parse("bad", &f));
	assert_false(scep_fail_parse("", &f));
	assert_false(scep_fail_parse("badRequests", &f));
	assert_false(scep_fail_parse("BADALG", &f));
	assert_int_equal(f, SCEP_BAD_TIME);
}

static void
every_kind_of_failure_has_its_fail_info(void **state)
{
	static const struct {
		enum err_kind kind;
		int fail;
	} rows[] = {
		{ ERR_MALFORMED, 2 },
		{ ERR_INTEGRITY, 1 },
		{ ERR_ALGORITHM, 0 },
		{ ERR_TIME, 3 },
		{ ERR_NOT_FOUND, 4 },
		{ ERR_DENIED, 2 },
		{ ERR_CONFLICT, 2 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++)
		assert_int_equal(scep_fail_of(rows[i].kind), rows[i].fail);
}

static bool
has_line(const char *caps, const char *line)
{
	size_t len = strlen(line);
	const char *p;

	for (p = caps; *p != '\0'; p = strchr(p, '\n') + 1)
		if (strncmp(p, line, len) == 0 && p[len] == '\n')
			return true;
	return false;
}

static void
caps_are_lines_that_end_in_lf_and_none_is_empty(void **state)
{
	const char *caps;
	int level, next;

	(void)state;
	for (level = 0; level < LEVEL__COUNT; level++)
		for (next = 0; next < 2; next++) {
			caps = scep_caps((enum level)level, next != 0);
			assert_int_equal(caps[strlen(caps) - 1], '\n');
			assert_int_not_equal(caps[0], '\n');
			assert_null(strstr(caps, "\n\n"));
			assert_null(strchr(caps, '\r'));
			assert_null(strchr(caps, ' '));
		}
}

static void
caps_follow_the_level(void **state)
{
	static const struct {
		const char *line;
		bool modern, legacy;
	} rows[] = {
		{ "AES", true, true },
		{ "POSTPKIOperation", true, true },
		{ "Renewal", true, true },
		{ "SCEPStandard", true, true },
		{ "SHA-256", true, true },
		{ "SHA-384", true, true },
		{ "SHA-512", true, true },
		{ "SHA-1", false, true },
		{ "DES3", false, true },
		{ "MD5", false, false },
		{ "DES", false, false },
		{ "GetNextCACert", false, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		assert_int_equal(has_line(scep_caps(LEVEL_MODERN, false),
				     rows[i].line),
		    rows[i].modern);
		assert_int_equal(has_line(scep_caps(LEVEL_LEGACY, false),
				     rows[i].line),
		    rows[i].legacy);
	}
	assert_string_equal(scep_caps(LEVEL_OBSOLETE, false),
	    scep_caps(LEVEL_LEGACY, false));
}

static void
the_next_ca_is_announced_while_there_is_one(void **state)
{
	int level;

	(void)state;
	for (level = 0; level < LEVEL__COUNT; level++) {
		assert_true(has_line(scep_caps((enum level)level, true),
		    "GetNextCACert"));
		assert_true(
		    has_line(scep_caps((enum level)level, true), "AES"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(message_numbers_have_the_names_of_the_rfc),
		cmocka_unit_test(other_numbers_have_no_name),
		cmocka_unit_test(fail_names_read_back),
		cmocka_unit_test(half_a_fail_name_is_none),
		cmocka_unit_test(every_kind_of_failure_has_its_fail_info),
		cmocka_unit_test(
		    caps_are_lines_that_end_in_lf_and_none_is_empty),
		cmocka_unit_test(caps_follow_the_level),
		cmocka_unit_test(the_next_ca_is_announced_while_there_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
