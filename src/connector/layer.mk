# SPDX-License-Identifier: BSD-2-Clause
# The floor connector: ways to a CA.

noinst_LIBRARIES += src/connector/libconnector.a
src_connector_libconnector_a_SOURCES = \
	%D%/connector.c \
	%D%/connector.h \
	%D%/kind.h \
	%D%/local.c \
	%D%/local.h \
	%D%/local_files.c \
	%D%/local_files.h \
	%D%/local_make.c \
	%D%/local_ocsp.c \
	%D%/local_ocsp.h \
	%D%/local_ra.c \
	%D%/local_ra.h
