# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor pki.  They share keys (tests/data), certificates
# and messages that OpenSSL makes; only these link libcrypto for themselves.

check_LIBRARIES += %D%/libkit.a
tests_unit_pki_libkit_a_SOURCES = %D%/kit.c %D%/kit.h
tests_unit_pki_libkit_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTEST_DIR='"$(abs_top_srcdir)/tests"'

unit_tests += \
	%D%/test_algorithm \
	%D%/test_alt_name_list \
	%D%/test_alt_names \
	%D%/test_asn1 \
	%D%/test_cert \
	%D%/test_cert_pem \
	%D%/test_cert_sign \
	%D%/test_cms_enveloped \
	%D%/test_cms_mutation \
	%D%/test_cms_seal \
	%D%/test_cms_sign \
	%D%/test_cms_signed \
	%D%/test_crl \
	%D%/test_csr \
	%D%/test_csr_sign \
	%D%/test_der \
	%D%/test_extension \
	%D%/test_identifier \
	%D%/test_key \
	%D%/test_key_decode \
	%D%/test_key_pem \
	%D%/test_key_sign \
	%D%/test_memory \
	%D%/test_name \
	%D%/test_ocsp \
	%D%/test_pki_err

kit_libs = tests/unit/pki/libkit.a $(pki_libs) $(unit_libs)
tests_unit_pki_test_algorithm_LDADD = $(kit_libs)
tests_unit_pki_test_alt_name_list_LDADD = $(kit_libs)
tests_unit_pki_test_alt_names_LDADD = $(kit_libs)
tests_unit_pki_test_asn1_LDADD = $(kit_libs)
tests_unit_pki_test_cert_LDADD = $(kit_libs)
tests_unit_pki_test_cert_pem_LDADD = $(kit_libs)
tests_unit_pki_test_cert_sign_LDADD = $(kit_libs)
tests_unit_pki_test_cms_enveloped_LDADD = $(kit_libs)
tests_unit_pki_test_cms_mutation_LDADD = $(kit_libs)
tests_unit_pki_test_cms_seal_LDADD = $(kit_libs)
tests_unit_pki_test_cms_sign_LDADD = $(kit_libs)
tests_unit_pki_test_cms_signed_LDADD = $(kit_libs)
tests_unit_pki_test_crl_LDADD = $(kit_libs)
tests_unit_pki_test_csr_LDADD = $(kit_libs)
tests_unit_pki_test_csr_sign_LDADD = $(kit_libs)
tests_unit_pki_test_der_LDADD = $(kit_libs)
tests_unit_pki_test_extension_LDADD = $(kit_libs)
tests_unit_pki_test_identifier_LDADD = $(kit_libs)
tests_unit_pki_test_key_LDADD = $(kit_libs)
tests_unit_pki_test_key_decode_LDADD = $(kit_libs)
tests_unit_pki_test_key_pem_LDADD = $(kit_libs)
tests_unit_pki_test_key_sign_LDADD = $(kit_libs)
tests_unit_pki_test_memory_LDADD = $(kit_libs)
tests_unit_pki_test_name_LDADD = $(kit_libs)
tests_unit_pki_test_ocsp_LDADD = $(kit_libs)
tests_unit_pki_test_pki_err_LDADD = $(kit_libs)
