# SPDX-License-Identifier: BSD-2-Clause
# The floor base: C itself, no word of the domain.

noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	%D%/arena.c \
	%D%/arena.h \
	%D%/base64.c \
	%D%/buf.c \
	%D%/buf.h \
	%D%/clock.c \
	%D%/clock.h \
	%D%/clock_text.c \
	%D%/err.c \
	%D%/err.h \
	%D%/file.c \
	%D%/file.h \
	%D%/http_url.c \
	%D%/http_url.h \
	%D%/log.c \
	%D%/log.h \
	%D%/log_line.c \
	%D%/log_line.h \
	%D%/log_syslog.c \
	%D%/log_syslog.h \
	%D%/long_option.c \
	%D%/long_option.h \
	%D%/mem.c \
	%D%/mem.h \
	%D%/random.c \
	%D%/random.h \
	%D%/secret.c \
	%D%/secret.h \
	%D%/span.c \
	%D%/span.h \
	%D%/text.c \
	%D%/text.h \
	%D%/unicode.c \
	%D%/uuid.c \
	%D%/uuid.h
