# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the door endpoint: whole requests, with a real RA, store and
# CA behind it, and devices with the fixed keys of tests/data.

unit_tests += \
	%D%/test_by_ca \
	%D%/test_clients \
	%D%/test_http \
	%D%/test_messages \
	%D%/test_mutation \
	%D%/test_next_ca \
	%D%/test_operation \
	%D%/test_oracle \
	%D%/test_publish \
	%D%/test_page \
	%D%/test_responder \
	%D%/test_settle \
	%D%/test_url

endpoint_test_libs = tests/unit/scep/liblab.a $(site_libs) \
	$(endpoint_libs) $(unit_libs)
device = %D%/device.c %D%/device.h
tests_unit_endpoint_test_by_ca_SOURCES = %D%/test_by_ca.c $(device)
tests_unit_endpoint_test_by_ca_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_clients_SOURCES = %D%/test_clients.c $(device)
tests_unit_endpoint_test_clients_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_http_SOURCES = %D%/test_http.c $(device)
tests_unit_endpoint_test_http_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_messages_SOURCES = %D%/test_messages.c $(device)
tests_unit_endpoint_test_messages_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_mutation_SOURCES = %D%/test_mutation.c $(device)
tests_unit_endpoint_test_mutation_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_next_ca_SOURCES = %D%/test_next_ca.c $(device)
tests_unit_endpoint_test_next_ca_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_operation_SOURCES = %D%/test_operation.c $(device)
tests_unit_endpoint_test_operation_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_oracle_SOURCES = %D%/test_oracle.c $(device) \
	%D%/work.c %D%/work.h
tests_unit_endpoint_test_oracle_LDADD = $(endpoint_test_libs)
# What work.c counts.
tests_unit_endpoint_test_oracle_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=EVP_PKEY_decrypt -Wl,--wrap=EVP_DecryptUpdate \
	-Wl,--wrap=EVP_PKEY_verify -Wl,--wrap=EVP_PKEY_sign \
	-Wl,--wrap=key_from_spki \
	-Wl,--wrap=store_view -Wl,--wrap=store_update \
	-Wl,--wrap=store_update_ahead
tests_unit_endpoint_test_publish_SOURCES = %D%/test_publish.c $(device)
tests_unit_endpoint_test_publish_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_page_SOURCES = %D%/test_page.c $(device)
tests_unit_endpoint_test_page_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_responder_SOURCES = %D%/test_responder.c $(device)
tests_unit_endpoint_test_responder_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_settle_SOURCES = %D%/test_settle.c $(device)
tests_unit_endpoint_test_settle_LDADD = $(endpoint_test_libs)
tests_unit_endpoint_test_settle_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=fdatasync -Wl,--wrap=log_event
tests_unit_endpoint_test_url_LDADD = $(endpoint_libs) $(unit_libs)
