/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the store's tests share: a directory of their own for each test, and
 * records that differ by a number.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/uuid.h"
#include "store/store.h"

struct fixture {
	char		*dir;
	struct store	*s;	/* NULL where the test opens it */
	struct arena	*a;	/* for the length of the test */
};

/*
 * cmocka's setup and teardown: no more than a directory, a store made in it,
 * or made and opened.
 */
int	 fixture_bare(void **state);
int	 fixture_made(void **state);
int	 fixture_open(void **state);
int	 fixture_close(void **state);

/* Stop the test with the text of e, unless rc is 0. */
void	 check(int rc, const struct err *e);
/* Run a body that must succeed. */
void	 update(struct fixture *f, store_body *body, void *ctx);
void	 view(struct fixture *f, store_body *body, void *ctx);
/* The same call must fail with this kind; the text must hold the words. */
void	 check_err(int rc, const struct err *e, enum err_kind kind,
	    const char *words);

/*
 * One more order on a day's count, a body; its number, into a uint64_t; and
 * that it is so many.  What most tests of the engine look at.
 */
int	 count_one(struct store_txn *t, void *ctx, struct err *e);
int	 read_count(struct store_txn *t, void *ctx, struct err *e);
void	 check_count(struct fixture *f, uint64_t want);
/* So many issued orders, an unsigned int, each of them counted; a body. */
int	 put_counted(struct store_txn *t, void *ctx, struct err *e);
/*
 * That number, of a store that is opened for it and in which verify finds
 * nothing; else the test stops with the words and what is wrong.
 */
uint64_t check_whole(const char *dir, const char *words);

/*
 * Children.  A process with threads must not fork and go on in the child, so
 * a child is this program once more, told which of its roles to play.
 */
struct role {
	const char	*name;
	int		(*play)(const char *dir);	/* the exit status */
};
pid_t	 child(const struct fixture *f, const char *role);
/* Wait for it: its exit status, or minus the signal that ended it. */
int	 child_end(pid_t pid);
/* For main(): play the role that the arguments name, if any, and exit. */
void	 child_play(int argc, char **argv, const struct role *roles);

ProtobufCBinaryData bytes_of(const void *at, size_t len);	/* borrowed */
ProtobufCBinaryData bytes_of_id(const struct uuid *id);

/*
 * Records of the arena with a fresh id and every field that an index reads.
 * Equal numbers give equal names, serial numbers and so on.
 */
Tenant		*make_tenant(struct arena *a, unsigned int n);
Connector	*make_connector(struct arena *a, unsigned int n);
Profile		*make_profile(struct arena *a, unsigned int n);
Order		*make_order(struct arena *a, const struct uuid *profile,
		    OrderState state);
Certificate	*make_certificate(struct arena *a,
		    const struct uuid *connector, unsigned int n,
		    size_t der_len);
Account		*make_account(struct arena *a, const struct uuid *profile,
		    unsigned int n);
User		*make_user(struct arena *a, unsigned int n);
Session		*make_session(struct arena *a, const struct uuid *user,
		    int64_t expires_ms);
struct uuid	 id_of(ProtobufCBinaryData b);

#endif
