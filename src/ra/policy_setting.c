/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings of a policy, one row each; see policy_setting.h. */
#include "ra/policy_setting.h"
#include "pki/cert.h"
#include "pki/name.h"

#define BIT(kind) (1U << (kind))

static const struct policy_word alt_name_kinds[] = {
	{ "any", 0, "Any" },
	{ "dns", BIT(ALT_NAME_DNS), "DNS name" },
	{ "ip", BIT(ALT_NAME_IP), "IP address" },
	{ "email", BIT(ALT_NAME_EMAIL), "Email" },
	{ "uri", BIT(ALT_NAME_URI), "URI" },
	{ "upn", BIT(ALT_NAME_UPN), "Microsoft UPN" },
	{ "directory", BIT(ALT_NAME_DIRECTORY), "Directory name" },
	{ "rid", BIT(ALT_NAME_RID), "Registered ID" },
	{ "other", BIT(ALT_NAME_OTHER), "Other" },
	{ "none", POLICY_NO_ALT_NAMES, "None at all" },
	{ NULL, 0, NULL },
};

static const struct policy_word alt_names[] = {
	{ "copy", POLICY_ALT_NAMES_COPY, "Copied as asked for" },
	{ "drop", POLICY_ALT_NAMES_DROP, "Left out" },
	{ "add-cn", POLICY_ALT_NAMES_ADD_CN,
	    "Copied; without a DNS name the common name is added as one" },
	{ NULL, 0, NULL },
};

static const struct policy_word key_types[] = {
	{ "any", 0, "Any" },
	{ "rsa", POLICY_KEY_RSA, "RSA" },
	{ "p256", POLICY_KEY_P256, "EC P-256" },
	{ "p384", POLICY_KEY_P384, "EC P-384" },
	{ "p521", POLICY_KEY_P521, "EC P-521" },
	{ NULL, 0, NULL },
};

/* No word for keyCertSign and cRLSign: no device gets these. */
static const struct policy_word key_usages[] = {
	{ "by-key", 0,
	    "Signatures, with encipherment (RSA) or agreement (EC)" },
	{ "digitalSignature", USAGE_DIGITAL_SIGNATURE, "Digital signature" },
	{ "nonRepudiation", USAGE_NON_REPUDIATION, "Non-repudiation" },
	{ "keyEncipherment", USAGE_KEY_ENCIPHERMENT, "Key encipherment" },
	{ "dataEncipherment", USAGE_DATA_ENCIPHERMENT, "Data encipherment" },
	{ "keyAgreement", USAGE_KEY_AGREEMENT, "Key agreement" },
	{ NULL, 0, NULL },
};

static const struct policy_word csr_usages[] = {
	{ "ignore", 0, "Ignored: a certificate has those of the profile" },
	{ "within", 1, "Heeded: of the profile's, only those asked for" },
	{ NULL, 0, NULL },
};

static const struct policy_word sids[] = {
	{ "drop", 0, "Left out" },
	{ "keep", 1, "Copied: the device's word is trusted" },
	{ NULL, 0, NULL },
};

#define AT(member) offsetof(struct ra_policy, member)

const struct policy_setting policy_settings[] = {
	{ "subject-pattern", "PATTERN", "Subjects",
	    "what subjects may be, such as 'C=DE,O=Acme,CN=*': in the "
	    "order of the certificate; '*' is any text within one value, '?' "
	    "one character; as often as needed, or 'any' [any]",
	    "One pattern a line, such as C=DE,O=Acme,CN=*: in the order of "
	    "the certificate; * is any text within one value, ? one "
	    "character.",
	    POLICY_OF_NAMES, POLICY_PATTERNS, AT(subject_patterns), 1, NULL, 0,
	    0, 0 },
	{ "san-pattern", "PATTERN", "Other names",
	    "what each other name may be, such as 'DNS:*.example.org'; as "
	    "often as needed, or 'any' [any]",
	    "One pattern a line, such as DNS:*.example.org, for each name "
	    "beside the subject.",
	    POLICY_OF_NAMES, POLICY_PATTERNS, AT(alt_name_patterns), 2, NULL, 0,
	    0, 0 },
	{ "san-types", "TYPE,...", "Other name kinds",
	    "which there may be: dns, ip, email, uri, upn, directory, rid, "
	    "other; or any, or none [any]",
	    NULL, POLICY_OF_NAMES, POLICY_SET, AT(alt_name_kinds), 3,
	    alt_name_kinds, 0, 0, 0 },
	{ "san", "WHAT", "Other names are",
	    "what becomes of other names asked for: copy, drop, or add-cn: "
	    "where no DNS name is among them, the common name is added as one "
	    "[copy]",
	    NULL, POLICY_OF_NAMES, POLICY_CHOICE, AT(alt_names), 4, alt_names,
	    0, 0, 0 },
	{ "san-most", "N", "Most other names",
	    "how many other names a request may have, 1 to 128 [100]",
	    "In one request.", POLICY_OF_NAMES, POLICY_NUMBER,
	    AT(alt_names_most), 5, NULL, 1, 128, 100 },
	{ "subject-most", "BYTES", "Longest subject",
	    "how long a subject may be in DER, 64 to 16384 [4096]",
	    "Bytes of DER.", POLICY_OF_NAMES, POLICY_NUMBER, AT(subject_most),
	    6, NULL, 64, 16384, 4096 },
	{ "key-types", "TYPE,...", "Keys",
	    "which keys get a certificate: rsa, p256, p384, p521, or any "
	    "[any]",
	    "Which get a certificate.", POLICY_OF_KEYS, POLICY_SET,
	    AT(key_types), 7, key_types, 0, 0, 0 },
	{ "key-usage", "USAGE,...", "Key usage",
	    "digitalSignature, nonRepudiation, keyEncipherment, "
	    "dataEncipherment, keyAgreement; or by-key: signatures, and "
	    "encipherment of an RSA or agreement of an EC key [by-key]",
	    "What the key may be used for, as far as its type allows.",
	    POLICY_OF_KEYS, POLICY_SET, AT(key_usage), 8, key_usages, 0, 0, 0 },
	{ "extended-key-usage", "USAGE,...", "Extended usages",
	    "clientAuth, serverAuth, emailProtection, codeSigning, "
	    "timeStamping, ipsecIKE, ipsecEndSystem, ipsecTunnel, ipsecUser, "
	    "eapOverLAN, smartcardLogon, an OID; or none [clientAuth]",
	    "With commas between them: clientAuth, serverAuth, "
	    "emailProtection, codeSigning, timeStamping, ipsecIKE, "
	    "ipsecEndSystem, ipsecTunnel, ipsecUser, eapOverLAN, "
	    "smartcardLogon, or an OID; or none alone.",
	    POLICY_OF_KEYS, POLICY_USAGES, AT(extended_usages), 9, NULL, 0, 0,
	    0 },
	{ "csr-usages", "WHAT", "Usages asked for",
	    "usages that a request asks for: ignore, or within: of those of "
	    "the profile only the ones asked for [ignore]",
	    NULL, POLICY_OF_KEYS, POLICY_CHOICE, AT(usages_from_csr), 10,
	    csr_usages, 0, 0, 0 },
	{ "sid", "WHAT", "Microsoft SID",
	    "a Microsoft security identifier that is asked for: drop, or "
	    "keep, where the device's word can be trusted [drop]",
	    "The security identifier that a request may ask for.",
	    POLICY_OF_NAMES, POLICY_CHOICE, AT(keep_sid), 11, sids, 0, 0, 0 },
	{ "live-most", "N", "Most live at once",
	    "how many live certificates a device may have, 1 to 100; 0: any "
	    "number [0]",
	    "Certificates that a device may have at a time; 0: any number.",
	    POLICY_OF_LIMITS, POLICY_NUMBER, AT(live_most), 12, NULL, 0, 100,
	    0 },
	{ "failed-kept", "N", "Most failed kept",
	    "how many failed orders are kept a minute; what is above is "
	    "counted only; 1 to 10000 [100]",
	    "Orders a minute; what is above is counted only.", POLICY_OF_LIMITS,
	    POLICY_NUMBER, AT(failed_kept), 13, NULL, 1, 10000, 100 },
};

const size_t policy_setting_count = sizeof(policy_settings) /
    sizeof(policy_settings[0]);
