/* SPDX-License-Identifier: BSD-2-Clause */
/* Presets for families of devices; see preset.h. */
#include <string.h>

#include "base/buf.h"
#include "ra/preset.h"

#define NAMES_MOST 200 /* bytes of all names together */

#define BY_EITHER "RenewalReq, or PKCSReq signed by the old certificate"
#define BY_PKCS_REQ "PKCSReq signed by the old certificate"
#define AS_NEW "enrols anew"
#define UNKNOWN "not measured"

/*
 * FAILURE and PENDING have an empty OCTET STRING in all of them: of the
 * clients that were measured, some cannot read an answer without content and
 * none needs it absent.
 */
const struct ra_preset ra_presets[] = {
	/* RFC 8894 as it stands; what a new profile is without a preset. */
	{ "standard", "Standard (RFC 8894)", LEVEL_MODERN, false, false,
	    RA_CARRIES_CHAIN, false, false, BY_EITHER },
	/*
	 * Macs that renew over HTTPS need the root.  The answer's reader
	 * takes its own certificate and has the others from GetCACert.
	 */
	{ "apple", "Apple", LEVEL_MODERN, false, false, RA_CARRIES_ISSUER,
	    false, false, AS_NEW },
	/*
	 * Intune's agent refuses a GetCACert answer with the whole chain.  Its
	 * OAEP is mirrored of all profiles.
	 */
	{ "windows", "Windows and Intune", LEVEL_MODERN, false, true,
	    RA_CARRIES_ISSUER, false, false, BY_EITHER },
	/*
	 * IOS of before 15 has nothing but SHA-1 and triple DES, and Cisco's
	 * VPN software wants the CA in the answer.  It never sends RenewalReq.
	 */
	{ "cisco-ios", "Cisco IOS", LEVEL_LEGACY, false, false,
	    RA_CARRIES_ISSUER, false, false, BY_PKCS_REQ },
	/* SRX has triple DES and SHA-1; a CA in the answer is refused. */
	{ "juniper", "Juniper", LEVEL_LEGACY, false, false, RA_CARRIES_ISSUED,
	    false, false, UNKNOWN },
	/* Its needs (a senderNonce in the answer) are met of all profiles. */
	{ "mikrotik", "MikroTik", LEVEL_MODERN, false, false, RA_CARRIES_ISSUER,
	    false, false, UNKNOWN },
	/* The '/' that it ends URLs with is taken everywhere. */
	{ "fortigate", "FortiGate", LEVEL_MODERN, false, false,
	    RA_CARRIES_CHAIN, false, false, UNKNOWN },
	/*
	 * Firmware is old, memory short: SHA-1 and triple DES, and no more
	 * certificates than it takes.
	 */
	{ "printers", "Printers and scanners", LEVEL_LEGACY, true, false,
	    RA_CARRIES_ISSUER, false, false, UNKNOWN },
	/* Measured: reads all that is sent; renews by PKCSReq. */
	{ "sscep", "sscep", LEVEL_MODERN, false, false, RA_CARRIES_CHAIN, false,
	    false, BY_PKCS_REQ },
};

const size_t ra_preset_count = sizeof(ra_presets) / sizeof(ra_presets[0]);

int
ra_preset_find(const char *name, const struct ra_preset **out, struct err *e)
{
	struct buf names;
	size_t i;

	*out = NULL;
	buf_init(&names, NAMES_MOST);
	for (i = 0; i < ra_preset_count; i++) {
		if (strcmp(ra_presets[i].name, name) == 0)
			*out = &ra_presets[i];
		buf_printf(&names, "%s%s", i > 0 ? ", " : "",
		    ra_presets[i].name);
	}
	if (*out == NULL)
		(void)err_set(e, ERR_MALFORMED,
		    "there is no preset '%.40s': want one of %s", name,
		    buf_str(&names));
	buf_clear(&names);
	return *out == NULL ? -1 : 0;
}

void
ra_preset_apply(const struct ra_preset *preset, struct profile_draft *d)
{
	d->preset = preset->name;
	d->level = preset->level;
	d->leave_out_root = preset->leave_out_root;
	d->leave_out_chain = preset->leave_out_chain;
	d->carries = preset->carries;
	d->no_content = preset->no_content;
	d->by_ca = preset->by_ca;
}

const char *
ra_carries_name(enum ra_carries c)
{
	static const char *const names[] = {
		[RA_CARRIES_CHAIN] = "chain",
		[RA_CARRIES_ISSUER] = "issuer",
		[RA_CARRIES_ISSUED] = "issued",
	};

	return (unsigned int)c < RA_CARRIES__COUNT ? names[c] : "unknown";
}
