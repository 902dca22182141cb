/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What becomes of a certification request under a profile's policy: whatever
 * it asks for, the certificate is no CA's and says no more than the policy
 * lets it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pki/csr.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "ra/policy.h"
#include "unit/scep/lab.h"

#define NEVER (USAGE_KEY_CERT_SIGN | USAGE_CRL_SIGN)
/* Whom Windows takes a device for (KB5014754). */
#define SID_AS_URI "URI:tag:microsoft.com\\,2022-09-14:sid:"

struct given {
	const char *setting;
	const char *value;
};

/* Policies as administrators have them, each ended by NULL. */
static const struct given policies[][9] = {
	{ { NULL, NULL } },
	{ { "subject-pattern", "*CN=*" }, { "san-pattern", "DNS:*.example" },
	    { "san-types", "dns" }, { "key-types", "rsa,p256" } },
	{ { "csr-usages", "within" }, { "sid", "keep" },
	    { "key-usage",
		"digitalSignature,nonRepudiation,keyEncipherment,"
		"dataEncipherment,keyAgreement" },
	    { "extended-key-usage", "clientAuth,serverAuth,1.2.3.4" },
	    { "san", "add-cn" }, { "san-most", "128" },
	    { "subject-most", "16384" } },
	{ { "san", "drop" }, { "extended-key-usage", "none" } },
};

#define POLICY_COUNT (sizeof(policies) / sizeof(policies[0]))

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static const struct policy_setting *
setting(const char *name)
{
	size_t i;

	for (i = 0; i < policy_setting_count; i++)
		if (strcmp(policy_settings[i].name, name) == 0)
			return &policy_settings[i];
	abort();
}

static struct ra_policy
make_policy(const struct given *g, struct arena *a)
{
	struct ra_policy p = ra_policy_defaults();
	struct err e = { 0 };

	for (; g->setting != NULL; g++)
		must(policy_setting_take(setting(g->setting), &g->value, 1, a,
			 &p, &e) == 0);
	return p;
}

/* Each kind of name in the certificate is one that the policy knows. */
static void
check_alt_names(struct span names, const struct ra_policy *p, struct arena *a)
{
	struct err e = { 0 };
	struct alt_name *list;
	unsigned int i, n;

	if (names.len == 0)
		return;
	must(alt_names_list(names, a, &list, &n, &e) == 0);
	must(n > 0 && n <= p->alt_names_most + 1);
	/* As OpenSSL reads them, and whoever asks it. */
	must(p->keep_sid ||
	    strcasestr(alt_names_text(a, names), SID_AS_URI) == NULL);
	for (i = 0; i < n; i++)
		must(p->alt_name_kinds == 0 ||
		    (p->alt_name_kinds & (1U << list[i].kind)) != 0);
}

static void
check_certificate(const struct connector_order *o, const struct ra_policy *p,
    struct lab *lab, struct arena *a)
{
	static const uint8_t serial[] = { 1 };
	const struct cert_draft d = { .serial = span_of(serial, 1),
		.subject = o->subject,
		.spki = o->spki,
		.not_before = o->not_before,
		.not_after = o->not_after,
		.key_usage = o->key_usage,
		.extended_usages = o->extended_usages,
		.alt_names = o->alt_names,
		.more = o->more };
	struct err e = { 0 };
	struct span der;
	struct cert c;

	if (cert_sign(&d, &lab->ca, lab->ec, a, &der, &e) == -1) {
		must(e.kind != ERR_NONE && e.text[0] != '\0');
		return;
	}
	must(cert_parse(der, &c, &e) == 0);
	must(span_equal(c.subject, o->subject));
	must(!cert_is_ca(&c));
	must((cert_key_usage(&c) & NEVER) == 0);
	must(p->keep_sid != 0 || cert_extension(&c, OID_SID).len == 0);
	check_alt_names(cert_extension(&c, OID_ALT_NAMES), p, a);
}

/* As the door fills it in (src/endpoint/enroll.c). */
static struct enrollment
enrollment_of(const struct csr *csr)
{
	struct enrollment en = { .subject = csr->subject,
		.spki = csr->spki,
		.alt_names = csr->alt_names,
		.extensions = csr->extensions,
		.now_ms = LAB_NOW * 1000 };
	struct err e = { 0 };
	struct key *k;

	if (key_from_spki(csr->spki, &k, &e) == 0) {
		en.key_type = key_type_of(k);
		key_free(k);
	}
	return en;
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct ra_policy made[POLICY_COUNT];
	static struct lab *lab;
	struct connector_order order;
	struct enrollment en;
	struct err e = { 0 };
	struct arena *a;
	struct csr csr;
	size_t i;

	if (lab == NULL) {
		lab = lab_new();
		for (i = 0; i < POLICY_COUNT; i++)
			made[i] = make_policy(policies[i], lab->a);
	}
	a = arena_new();
	if (csr_parse(span_of(at, len), a, &csr, &e) == -1) {
		arena_free(a);
		return 0;
	}
	en = enrollment_of(&csr);
	for (i = 0; i < POLICY_COUNT; i++) {
		const struct ra_profile p = { .validity_days = 30,
			.ca = &lab->ca,
			.policy = made[i] };

		e = (struct err){ 0 };
		if (policy_apply(&p, &en, a, &order, &e) == -1)
			must(e.kind == ERR_DENIED && e.text[0] != '\0');
		else
			check_certificate(&order, &made[i], lab, a);
	}
	arena_free(a);
	return 0;
}
