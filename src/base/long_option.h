/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getopt_long(3) takes the beginning of an option for the option.  Who means
 * another one then says what he did not mean, and in a script the next option
 * that is new turns a beginning into a fault: so names are given in full.
 */
#ifndef BASE_LONG_OPTION_H
#define BASE_LONG_OPTION_H

#include <getopt.h>
#include <stdbool.h>

/* The word of argv that getopt_long took last, not the value behind it. */
const char	*long_option_word(char *const *argv);
/* "--name" or "--name=value"; any word that has no such name is in full. */
bool		 long_option_in_full(const struct option *row,
		    const char *word);
/* How much of the word may be shown: what follows it may be a secret. */
int		 long_option_len(const char *word);
/*
 * The row that is likely to be meant: one that the word is the beginning of,
 * or one with almost its letters; NULL where there is none.
 */
const struct option *long_option_nearest(const struct option *rows,
		    const char *word);

#endif
