/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds of record: one row each says where they lie and what they are. */
#ifndef STORE_KIND_H
#define STORE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/span.h"
#include "store/env.h"

/* On disk, as first byte of keys and as place in the totals: only add. */
enum kind {
	KIND_META,
	KIND_TENANT,
	KIND_CONNECTOR,
	KIND_PROFILE,
	KIND_ORDER,
	KIND_CERTIFICATE,
	KIND_ACCOUNT,
	KIND_USER,
	KIND_SESSION,
	KIND_THROTTLE,
	KIND_COUNTER,
	KIND_AUDIT,
	KIND_TOTALS,
	KIND_REVOCATIONS,
	KIND_CHALLENGE,
	KIND_HOUSEKEEPING,
	KIND__COUNT
};

#define KIND_ID_MOST 512	/* bytes of a record's id */

struct kind_row {
	const char			 *noun;
	const ProtobufCMessageDescriptor *type;
	size_t				  id_len;	/* 0: any */
	enum env_db			  db;
	bool				  config;	/* store_generation */
	bool				  passes;	/* records go again */
	bool				  totalled;	/* in the totals */
	/* The fields that make its id; none: there is one such record. */
	const char			 *id_fields[2];
};

const struct kind_row *kind_row(enum kind kind);
/* The kind of a message; KIND__COUNT: of none. */
enum kind	 kind_of(const ProtobufCMessage *m);
/* The id that a record has by its fields; in the arena. */
struct span	 kind_id(const ProtobufCMessage *m, struct arena *a);

#endif
