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

static struct answer
send(struct site *s, const struct sent *m)
{
	return ask(s, "POST", "/scep/routers", "operation=PKIOperation",
	    m->der);
}

static void
a_certificate_is_handed_out_when_it_is_on_disk(void **state)
{
	struct site *s = site_new();
	struct lab *lab = lab_new();
	struct draft d = device_draft(lab->device);
	struct scep_client_reply reply;
	struct answer answer;
	struct sent *m;

	(void)state;
	site_add(s, site_draft(s, "Routers"), NULL);
	m = device_message(s, "routers", &d);
	sync_fails = true;
	answer = send(s, m);
	assert_int_equal(answer.status, 503);
	assert_string_equal(answer.retry_after, "30");
	assert_true(answer.body.len < 200);
	assert_int_equal(issued, 0);
	/* It comes again, and so does the disk. */
	sync_fails = false;
	answer = send(s, m);
	assert_int_equal(answer.status, 200);
	reply = device_read(s, m, &answer);
	assert_int_equal(reply.status, SCEP_SUCCESS);
	assert_int_equal(issued, 1);
	lab_free(lab);
	site_free(s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_certificate_is_handed_out_when_it_is_on_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
