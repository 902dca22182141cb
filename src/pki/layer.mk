# SPDX-License-Identifier: BSD-2-Clause
# The floor pki: certificates, keys and CMS; the one place where OpenSSL is
# spoken.

noinst_LIBRARIES += src/pki/libpki.a
src_pki_libpki_a_SOURCES = \
	%D%/algorithm.c \
	%D%/algorithm.h \
	%D%/alt_name_list.c \
	%D%/alt_names.c \
	%D%/asn1.c \
	%D%/asn1.h \
	%D%/cert.c \
	%D%/cert.h \
	%D%/cert_pem.c \
	%D%/cert_sign.c \
	%D%/cms.h \
	%D%/cms_enveloped.c \
	%D%/cms_open.c \
	%D%/cms_part.c \
	%D%/cms_part.h \
	%D%/cms_seal.c \
	%D%/cms_sign.c \
	%D%/cms_signed.c \
	%D%/crl.c \
	%D%/crl.h \
	%D%/crl_sign.c \
	%D%/csr.c \
	%D%/csr.h \
	%D%/csr_asks.c \
	%D%/csr_sign.c \
	%D%/der.c \
	%D%/der.h \
	%D%/evp.c \
	%D%/evp.h \
	%D%/extension.c \
	%D%/extension.h \
	%D%/identifier.c \
	%D%/identifier.h \
	%D%/issuer_and.c \
	%D%/issuer_and.h \
	%D%/key.c \
	%D%/key.h \
	%D%/key_context.c \
	%D%/key_decode.c \
	%D%/key_generate.c \
	%D%/key_pem.c \
	%D%/key_sign.c \
	%D%/key_spare.c \
	%D%/memory.c \
	%D%/memory.h \
	%D%/name.c \
	%D%/name_canonical.c \
	%D%/name_check.c \
	%D%/name_plain.c \
	%D%/name_plain.h \
	%D%/name.h \
	%D%/ocsp.c \
	%D%/ocsp.h \
	%D%/ocsp_part.h \
	%D%/ocsp_sign.c \
	%D%/pem.c \
	%D%/pem.h \
	%D%/pki_err.c \
	%D%/pki_err.h \
	%D%/sign.c \
	%D%/sign.h
