/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one shape of a failure.  A function that can fail returns 0 or -1 and
 * takes a struct err as its last argument; the kind says whose fault it is
 * and what to do next, the text says what was wrong in one line.
 *
 * The text may be shown to the peer for every kind but ERR_UNAVAILABLE and
 * ERR_INTERNAL, so it never holds a secret.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_kind {
	ERR_NONE,
	ERR_MALFORMED,		/* the peer's bytes are not the protocol */
	ERR_INTEGRITY,		/* a signature, decryption or proof failed */
	ERR_ALGORITHM,		/* an algorithm or key is weak or unknown */
	ERR_TIME,		/* a time is out of its window */
	ERR_NOT_FOUND,		/* no such thing */
	ERR_DENIED,		/* policy, challenge or role says no */
	ERR_CONFLICT,		/* it exists already, or moved meanwhile */
	ERR_UNAVAILABLE,	/* the store or a CA is not there: try later */
	ERR_INTERNAL,		/* our bug, the disk, a library */
	ERR__COUNT
};

struct err {
	enum err_kind	 kind;
	char		 text[256];	/* UTF-8, whatever was put into it: cut
					   at a character, and without those
					   that a "%.60s" left half */
	const char	*file;
	int		 line;
};

/*
 * Set e and evaluate to -1, so that a gate is one statement:
 *	return err_set(e, ERR_MALFORMED, "RFC 8894 3.2.1.1: ...");
 */
#define err_set(e, kind, ...) \
	(err_set_at((e), (kind), __FILE__, __LINE__, __VA_ARGS__), \
	    err_failure())
/* Put "context: " before the text; evaluates to -1 as well. */
#define err_prefix(e, ...) \
	(err_prefix_with((e), __VA_ARGS__), err_failure())

void	 err_set_at(struct err *e, enum err_kind kind, const char *file,
	    int line, const char *fmt, ...)
	    __attribute__((format(printf, 5, 6)));
void	 err_prefix_with(struct err *e, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/* Here, so that compilers see that a gate never returns 0. */
static inline int
err_failure(void)
{
	return -1;
}

/* Forget a failure that was dealt with. */
void	 err_clear(struct err *e);

/* The kind's name for a log line: "malformed", "integrity"... */
const char *err_kind_name(enum err_kind kind);

#define must_check __attribute__((warn_unused_result))

#endif
