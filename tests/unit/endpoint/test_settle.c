/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing is said, to the device or in the log, before it is on disk. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "device.h"

static struct site *s;
static struct lab *lab;

static bool sync_fails;
static unsigned int issued; /* lines of the log that say so */

/* The linker's names: what is called now, and what was meant. */
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
void __wrap_log_event(enum log_level level, const char *event, ...);

int
__wrap_fdatasync(int fd)
{
	if (!sync_fails)
		return __real_fdatasync(fd);
	errno = EIO;
	return -1;
}

void
__wrap_log_event(enum log_level level, const char *event, ...)
{
	(void)level;
	issued += strcmp(event, "issued") == 0;
}

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	lab = lab_new();
	site_add(s, site_draft(s, "Routers"), NULL);
	sync_fails = false;
	issued = 0;
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

static struct answer
send(const struct sent *m)
{
	return ask(s, "POST", "/scep/routers", "operation=PKIOperation",
	    m->der);
}

static void
a_certificate_is_handed_out_when_it_is_on_disk(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply reply;
	struct answer answer;
	struct sent *m;

	(void)state;
	m = device_message(s, "routers", &d);
	sync_fails = true;
	answer = send(m);
	assert_int_equal(answer.status, 503);
	assert_string_equal(answer.retry_after, "30");
	assert_true(answer.body.len < 200);
	assert_int_equal(issued, 0);
	/* It comes again, and so does the disk. */
	sync_fails = false;
	answer = send(m);
	assert_int_equal(answer.status, 200);
	reply = device_read(s, m, &answer);
	assert_int_equal(reply.status, SCEP_SUCCESS);
	assert_int_equal(issued, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_certificate_is_handed_out_when_it_is_on_disk, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
