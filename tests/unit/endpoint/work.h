/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was done for a request, counted: all that takes its time by what kind
 * of message it is.  The linker puts the counters between the calls and what
 * they call (tests.mk).  For one thread.
 */
#ifndef TEST_WORK_H
#define TEST_WORK_H

#include <stddef.h>

enum work {
	WORK_RSA_DECRYPT, WORK_DECRYPT, WORK_DECODE, WORK_VERIFY, WORK_SIGN,
	WORK_VIEW, WORK_UPDATE, WORK__COUNT
};

struct work_done {
	unsigned int	 n[WORK__COUNT];
	size_t		 bytes[WORK__COUNT];	/* of keys and ciphertext */
};

/* Count from nothing. */
void		 work_begin(void);
struct work_done work_end(void);
/* Fails the test, and says where they differ, named by what and at. */
void		 work_is_same(const struct work_done *have,
		    const struct work_done *want, const char *what, size_t at);

#endif
