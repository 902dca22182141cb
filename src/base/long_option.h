/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * getopt_long(3) takes the beginning of an option for the option.  Who means
 * another one then says what he did not mean, and in a script the next option
 * that is new turns a beginning into a fault: so names are given in full.
 */
#ifndef BASE_LONG_OPTION_H
#define BASE_LONG_OPTION_H

#include <getopt.h>

#include "base/err.h"

/* The word of argv that getopt_long took last, not the value behind it. */
const char	*long_option_word(char *const *argv);
/* How much of the word may be shown: what follows it may be a secret. */
int		 long_option_len(const char *word);
/*
 * c is what getopt_long returned: whether that is an option in full.  Else
 * ERR_MALFORMED says what is wrong, and *meant is the row that is likely to
 * be meant, whose name the text ends with: "there is no option --conf, but
 * there is --config"; NULL where there is none.
 *
 * The letters begin with a colon and have no values; the rows' val are above
 * all characters.
 */
int		 long_option_check(const struct option *rows, int c,
		    char *const *argv, const struct option **meant,
		    struct err *e) must_check;

#endif
