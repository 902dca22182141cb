/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records by what people call them.  All are in t->a; ERR_NOT_FOUND names
 * what was looked for, and how to see what there is.
 */
#ifndef TOOL_LOOKUP_H
#define TOOL_LOOKUP_H

#include "tool/context.h"

/* By slug, by name, or by id. */
int	 lookup_profile(struct tool *t, const char *what, Profile **out,
	    struct err *e) must_check;
/* By name or by id. */
int	 lookup_tenant(struct tool *t, const char *what, Tenant **out,
	    struct err *e) must_check;
int	 lookup_connector(struct tool *t, const char *what, Connector **out,
	    struct err *e) must_check;
/* The id of a record of ours; zero where the field is empty. */
struct uuid	 record_id(ProtobufCBinaryData id);
struct span	 record_span(ProtobufCBinaryData b);

/*
 * A serial number as people write it: hex with or without colons, and without
 * the 00 that keeps a number with a high first bit positive.  *out: the
 * INTEGER's content octets.  False where it is none.
 */
bool		 serial_from_text(struct arena *a, const char *text,
		    struct span *out);

/* store_each, with the tool for each call. */
typedef int	 each_record(struct tool *t, const ProtobufCMessage *record,
		    void *ctx, struct err *e);
int	 lookup_each(struct tool *t, enum store_index index, struct span key,
	    each_record *fn, void *ctx, struct err *e) must_check;

/*
 * The tenant and the connector that were made first, for who names none;
 * ERR_NOT_FOUND says how to make one.
 */
int	 lookup_first_tenant(struct tool *t, struct uuid *out, struct err *e)
	    must_check;
int	 lookup_first_connector(struct tool *t, struct uuid *out,
	    struct err *e) must_check;

#endif
