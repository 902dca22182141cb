/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to ocsp.c and ocsp_sign.c: the OIDs of RFC 6960. */
#ifndef PKI_OCSP_PART_H
#define PKI_OCSP_PART_H

#define OID_OCSP_BASIC		"1.3.6.1.5.5.7.48.1.1"
#define OID_OCSP_NONCE		"1.3.6.1.5.5.7.48.1.2"
#define OID_OCSP_NO_CHECK	"1.3.6.1.5.5.7.48.1.5"

#endif
