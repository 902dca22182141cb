/* SPDX-License-Identifier: BSD-2-Clause */
/* How many live certificates a device may have; see policy.h. */
#include "ra/policy.h"

static bool
counts(const Certificate *c, const struct attempt *at)
{
	if (c->revoked_ms != 0 || c->not_after_ms <= at->en->now_ms)
		return false;
	return at->signer == NULL ||
	    !span_equal(field_span(c->id), field_span(at->signer->id));
}

static void
refuse(struct attempt *at, unsigned int live)
{
	const char *what = live == 1 ? "certificate" : "certificates";

	if (at->signer == NULL)
		err_set(&at->why, ERR_DENIED,
		    "the device has %u live %s already, and the profile "
		    "allows no more: let it renew, or revoke one",
		    live, what);
	else
		err_set(&at->why, ERR_DENIED,
		    "the device has %u live %s already beside the one that "
		    "signed the request, and the profile allows no more: "
		    "revoke one, or have renewals revoke the old one",
		    live, what);
}

int
policy_room(struct store_txn *t, struct attempt *at, const Account *account,
    bool *room, struct err *e)
{
	unsigned int most = at->p->policy.live_most, i, live = 0;
	struct store_list list = {
		.index = STORE_CERTIFICATES_BY_ACCOUNT,
		.key = field_span(account->id),
		.most = STORE_PAGE_MOST,
	};
	struct store_page page;

	*room = true;
	if (most == 0)
		return 0;
	if (store_list(t, &list, at->a, &page, e) == -1)
		return -1;
	for (i = 0; i < page.n; i++)
		live += counts((const Certificate *)page.rows[i], at);
	*room = live < most;
	if (!*room)
		refuse(at, live);
	return 0;
}
