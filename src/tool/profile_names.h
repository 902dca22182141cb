/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of profiles, kept while a list is made whose rows have their ids. */
#ifndef TOOL_PROFILE_NAMES_H
#define TOOL_PROFILE_NAMES_H

#include "tool/context.h"

struct profile_names;

/* All that there are; in t->a. */
int	 profile_names_read(struct tool *t, struct profile_names **out,
	    struct err *e) must_check;
/* "(removed)" where there is none of this id. */
const char *profile_names_get(const struct profile_names *names,
	    ProtobufCBinaryData id);

#endif
