/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: records as JSON and back, by their descriptors, in the
 * mapping of proto3 with the names of record.proto: numbers of 64 bits as
 * strings, bytes in base64, enums by name, what is 0 or empty left out.
 *
 *	{"kind":"order","record":{"id":"AZ...","state":"ORDER_ISSUED",...}}
 */
#ifndef STORE_JSON_H
#define STORE_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "store/kind.h"

/* One line without its end, in the arena.  ERR_INTERNAL: it cannot be said. */
int	 json_write(const ProtobufCMessage *m, struct arena *a, char **out,
	    struct err *e) must_check;
/*
 * The record of a line, in the arena.  ERR_MALFORMED says what is wrong,
 * ERR_CONFLICT that a newer version wrote it.
 */
int	 json_read(const char *line, struct arena *a,
	    ProtobufCMessage **out, struct err *e) must_check;

/* Bytes of one value in a message. */
size_t	 json_size_of(ProtobufCType type);

#endif
