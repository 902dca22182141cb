# SPDX-License-Identifier: BSD-2-Clause
# The floor scep: RFC 8894's messages, bytes to structs and back.

noinst_LIBRARIES += src/scep/libscep.a
src_scep_libscep_a_SOURCES = \
	%D%/attribute.c \
	%D%/attribute.h \
	%D%/caps.c \
	%D%/check.c \
	%D%/check.h \
	%D%/client.c \
	%D%/client.h \
	%D%/client_part.h \
	%D%/client_reply.c \
	%D%/inner.c \
	%D%/message.c \
	%D%/message.h \
	%D%/outer.c \
	%D%/reply.c \
	%D%/reply.h \
	%D%/request.c \
	%D%/request.h
