/* SPDX-License-Identifier: BSD-2-Clause */
/* The static challenge of a profile; see challenge.h. */
#include "ra/challenge.h"
#include "base/buf.h"
#include "base/text.h"
#include "ra/setup.h"

void
challenge_mac(const struct ra *ra, const struct uuid *profile,
    struct span challenge, uint8_t out[static RA_MAC_SIZE])
{
	struct buf b;

	buf_init(&b, sizeof(*profile) + challenge.len);
	buf_add(&b, uuid_span(profile));
	buf_add(&b, challenge);
	hmac_sha256(secret_span(ra->challenge_key), buf_span(&b), out);
	buf_clear(&b);
}

int
challenge_check_new(const struct secret *challenge, struct err *e)
{
	size_t n;

	if (!text_is_clean(secret_span(challenge)))
		return err_set(e, ERR_MALFORMED,
		    "the challenge must be UTF-8 text without control "
		    "characters");
	n = text_length(secret_str(challenge));
	if (n < RA_CHALLENGE_LEAST || n > RA_CHALLENGE_MOST)
		return err_set(e, ERR_MALFORMED,
		    "the challenge has %zu characters: want %d to %d", n,
		    RA_CHALLENGE_LEAST, RA_CHALLENGE_MOST);
	return 0;
}

int
challenge_check(const struct ra *ra, const struct ra_profile *p,
    const struct enrollment *en, struct err *e)
{
	uint8_t mac[RA_MAC_SIZE];

	/* Without a way to check, nothing is issued. */
	if (p->challenge_mac.len == 0)
		return err_set(e, ERR_DENIED,
		    "the profile has no challenge password set, and so takes "
		    "no request");
	if (!en->has_challenge || en->challenge.len == 0)
		return err_set(e, ERR_DENIED,
		    "the request has no challenge password");
	challenge_mac(ra, &p->id, en->challenge, mac);
	if (!span_equal_secret(span_of(mac, sizeof(mac)), p->challenge_mac))
		return err_set(e, ERR_DENIED, "challenge password is wrong");
	return 0;
}
