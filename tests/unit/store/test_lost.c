/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sync fails, any one of them, and later the power goes (disk.h).  What was
 * acknowledged is on the disk all the same.
 */
#include <stdio.h>

#include "../base/sanitized.h"
#include "base/file.h"
#include "disk.h"

/* How many were acknowledged. */
static uint64_t
work(struct store *s)
{
	static const unsigned int steps[] = { 1, 20, 1, 1, 0, 200, 1, 0, 1, 0,
		1 };
	uint64_t acked = 0;
	unsigned int n;
	struct err e;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		n = steps[i];
		if (n == 0 && store_checkpoint(s, &e) == -1)
			fprintf(stderr, "# %s\n", e.text);
		if (n > 0 &&
		    store_update(s, STORE_DURABLE, put_counted, &n, &e) == 0)
			acked += n;
	}
	return acked;
}

static void
what_is_acknowledged_after_a_failed_sync_is_on_disk(void **state)
{
	struct fixture *f = *state;
	struct store *s;
	struct err e;
	uint64_t acked, have;
	const char *dir, *words;
	bool had = true;

	for (long n = 1; had; n++) {
		dir = arena_printf(f->a, "%s/%ld", f->dir, n);
		check(file_make_dir(dir, 0700, &e), &e);
		disk_watch(dir);
		check(store_create(dir, &e), &e);
		check(store_open(dir, &s, &e), &e);
		disk_fault.left = n;
		acked = work(s);
		had = disk_fault.left == 0;
		words = arena_printf(f->a, "sync %ld fails", n);
		have = check_whole(disk_cut(f), words);
		store_close(s);
		if (have < acked)
			fail_msg("%s: %u acknowledged, %u there", words,
			    (unsigned int)acked, (unsigned int)have);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    what_is_acknowledged_after_a_failed_sync_is_on_disk,
		    fixture_bare, fixture_close),
	};

	if (SANITIZED) {
		puts("1..0 # SKIP a sanitizer stands in the place of libc");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
