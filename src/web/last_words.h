/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where there is no more memory the process ends, and with it every request
 * that it has: before that each is told to come again, 503 and Retry-After
 * (RFC 9110 section 15.6.4), instead of the web server's own error.  Nothing
 * is allocated for it.
 */
#ifndef WEB_LAST_WORDS_H
#define WEB_LAST_WORDS_H

#include <stdatomic.h>

/* A thread's request; all zero: none. */
struct last_words {
	atomic_int	 state;
	int		 fd;		/* of its FastCGI connection */
	unsigned int	 id;		/* its number there */
};

/* From here on these n are told; they are borrowed until last_words_none. */
void	 last_words_of(struct last_words *all, unsigned int n);
void	 last_words_none(void);

/* The thread's request is at work, and nothing of an answer was written. */
void	 last_words_begin(struct last_words *w, int fd, unsigned int id);
/*
 * It is answered now, by the thread itself; does not return where it was told
 * meanwhile, since the process is about to end.
 */
void	 last_words_end(struct last_words *w);

#endif
