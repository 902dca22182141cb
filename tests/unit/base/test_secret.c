/* SPDX-License-Identifier: BSD-2-Clause */
/* Secrets: copied, compared, wiped, read from files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/secret.h"

static char dir[] = "/tmp/scepgate-secret-XXXXXX";

static int
set_up(void **state)
{
	(void)state;
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return rmdir(dir);
}

static void
secret_is_a_copy_with_a_nul_behind(void **state)
{
	char password[] = "sesame";
	struct secret *s = secret_new(span_of(password, 4));

	memset(password, 'x', 4);
	assert_string_equal(secret_str(s), "sesa");
	assert_int_equal(secret_span(s).len, 4);
	secret_free(s);
	secret_free(NULL);
	(void)state;
}

/* Places are used again: nothing of the one before may be seen. */
static void
a_place_is_wiped_before_it_is_used_again(void **state)
{
	struct secret *s, *next;
	const char *place;

	s = secret_new(span_of_str("a long password that was here"));
	place = secret_str(s);
	secret_free(s);
	next = secret_new(span_of_str("new"));
	assert_ptr_equal(secret_str(next), place);
	assert_memory_equal(place, "new\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
	secret_free(next);
	(void)state;
}

static void
many_at_once_are_apart(void **state)
{
	struct secret *all[40];
	uint8_t n;

	for (n = 0; n < 40; n++)
		all[n] = secret_new(span_of(&n, 1));
	for (n = 0; n < 40; n++)
		assert_true(secret_equal(all[n], span_of(&n, 1)));
	for (n = 0; n < 40; n++)
		secret_free(all[n]);
	(void)state;
}

static void
only_the_same_bytes_are_equal(void **state)
{
	struct secret *s = secret_new(span_of_str("sesame"));

	assert_true(secret_equal(s, span_of_str("sesame")));
	assert_false(secret_equal(s, span_of_str("sesamf")));
	assert_false(secret_equal(s, span_of_str("sesam")));
	assert_false(secret_equal(s, span_of_str("sesame ")));
	assert_false(secret_equal(s, span_of_str("")));
	secret_free(s);
	(void)state;
}

static void
longest_secret_fits(void **state)
{
	uint8_t bytes[SECRET_MAX];
	struct secret *s;

	memset(bytes, 'x', sizeof(bytes));
	s = secret_new(span_of(bytes, sizeof(bytes)));
	assert_int_equal(strlen(secret_str(s)), SECRET_MAX);
	secret_free(s);
	s = secret_new(span_of(NULL, 0));
	assert_string_equal(secret_str(s), "");
	secret_free(s);
	(void)state;
}

static void
random_secrets_differ(void **state)
{
	struct secret *s = secret_random(32), *t = secret_random(32);

	assert_int_equal(secret_span(s).len, 32);
	assert_false(secret_equal(s, secret_span(t)));
	secret_free(s);
	secret_free(t);
	(void)state;
}

static void
generated_passwords_can_be_typed(void **state)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	struct secret *s = secret_generate(4), *t = secret_generate(4);
	const char *text = secret_str(s);
	size_t i;

	assert_int_equal(strlen(text), 19);
	for (i = 0; i < 19; i++) {
		if (i % 5 == 4)
			assert_int_equal(text[i], '-');
		else
			assert_non_null(strchr(letters, text[i]));
	}
	assert_false(secret_equal(s, secret_span(t)));
	secret_free(s);
	secret_free(t);
	s = secret_generate(0);
	assert_string_equal(secret_str(s), "");
	secret_free(s);
	(void)state;
}

/* All 32 characters come, so no bits are lost. */
static void
generated_passwords_use_every_letter(void **state)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	struct secret *s = secret_generate(500);
	size_t i;

	for (i = 0; letters[i] != '\0'; i++)
		assert_non_null(strchr(secret_str(s), letters[i]));
	secret_free(s);
	(void)state;
}

static void
first_line_of_a_file_is_the_secret(void **state)
{
	static const struct {
		const char *content, *secret;
	} cases[] = {
		{ "sesame", "sesame" },
		{ "sesame\n", "sesame" },
		{ "sesame\r\n", "sesame" },
		{ "sesame\nsecond line\n", "sesame" },
		{ " blanks are kept \n", " blanks are kept " },
		{ "J\xc3\xbcrgen\n", "J\xc3\xbcrgen" },
	};
	char *path = mem_printf("%s/secret", dir);
	struct secret *s;
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(file_write(path, span_of_str(cases[i].content),
				     0600, &e),
		    0);
		assert_int_equal(secret_from_file(path, &s, &e), 0);
		assert_string_equal(secret_str(s), cases[i].secret);
		secret_free(s);
	}
	unlink(path);
	free(path);
	(void)state;
}

static void
empty_missing_and_long_files_are_refused(void **state)
{
	char *path = mem_printf("%s/secret", dir);
	uint8_t bytes[SECRET_MAX + 1];
	struct secret *s = NULL;
	struct err e = { 0 };

	assert_int_equal(secret_from_file(path, &s, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, path));
	assert_int_equal(file_write(path, span_of_str("\n"), 0600, &e), 0);
	assert_int_equal(secret_from_file(path, &s, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	memset(bytes, 'x', sizeof(bytes));
	assert_int_equal(file_write(path, span_of(bytes, sizeof(bytes)), 0600,
			     &e),
	    0);
	assert_int_equal(secret_from_file(path, &s, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	bytes[SECRET_MAX] = '\n';
	assert_int_equal(file_write(path, span_of(bytes, sizeof(bytes)), 0600,
			     &e),
	    0);
	assert_int_equal(secret_from_file(path, &s, &e), 0);
	assert_int_equal(secret_span(s).len, SECRET_MAX);
	secret_free(s);
	unlink(path);
	free(path);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secret_is_a_copy_with_a_nul_behind),
		cmocka_unit_test(a_place_is_wiped_before_it_is_used_again),
		cmocka_unit_test(many_at_once_are_apart),
		cmocka_unit_test(only_the_same_bytes_are_equal),
		cmocka_unit_test(longest_secret_fits),
		cmocka_unit_test(random_secrets_differ),
		cmocka_unit_test(generated_passwords_can_be_typed),
		cmocka_unit_test(generated_passwords_use_every_letter),
		cmocka_unit_test(first_line_of_a_file_is_the_secret),
		cmocka_unit_test(empty_missing_and_long_files_are_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
