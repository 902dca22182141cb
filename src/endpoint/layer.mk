# SPDX-License-Identifier: BSD-2-Clause
# The door endpoint: what devices talk to.

noinst_LIBRARIES += src/endpoint/libendpoint.a
src_endpoint_libendpoint_a_SOURCES = \
	%D%/ca.c \
	%D%/call.h \
	%D%/endpoint.c \
	%D%/endpoint.h \
	%D%/enroll.c \
	%D%/faults.c \
	%D%/faults.h \
	%D%/ocsp.c \
	%D%/ocsp.h \
	%D%/publish.c \
	%D%/publish.h \
	%D%/page.c \
	%D%/page.h \
	%D%/url.c \
	%D%/url.h
