/* SPDX-License-Identifier: BSD-2-Clause */
/* See order_words.h. */
#include <string.h>

#include "admin/order_words.h"
#include "base/text.h"
#include "ra/check.h"

#define ID_MOST 16 /* bytes of a transactionID in a title */
#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static const struct {
	const char *word;
	const char *class;
} states[] = {
	[ORDER_STATE__ORDER_UNKNOWN] = { "Unknown", "off" },
	[ORDER_STATE__ORDER_RECEIVED] = { "Received", "wait" },
	[ORDER_STATE__ORDER_PENDING] = { "Pending", "wait" },
	[ORDER_STATE__ORDER_ISSUED] = { "Issued", "good" },
	[ORDER_STATE__ORDER_FAILED] = { "Failed", "bad" },
	[ORDER_STATE__ORDER_REJECTED] = { "Rejected", "bad" },
};

/* messageType, RFC 8894 section 3.2.1.2; 18 is of its drafts. */
static const char *const messages[] = {
	[3] = "CertRep",
	[17] = "RenewalReq",
	[18] = "UpdateReq",
	[19] = "PKCSReq",
	[20] = "CertPoll",
	[21] = "GetCert",
	[22] = "GetCRL",
};

/* failInfo, RFC 8894 section 3.2.1.4. */
static const char *const fail_infos[] = {
	"badAlg",
	"badMessageCheck",
	"badRequest",
	"badTime",
	"badCertId",
};

const char *
order_name(const Order *o)
{
	if (*o->subject != '\0')
		return o->subject;
	return *o->alt_names != '\0' ? o->alt_names : NULL;
}

/* Devices make it a hash in hex, and a title is one line: all of it stands
   among the facts. */
static const char *
shortened(struct arena *a, const char *id)
{
	const size_t len = strlen(id);

	if (len <= ID_MOST)
		return id;
	return arena_printf(a, "%s\u2026",
	    text_clean(a, span_of(id, len), ID_MOST));
}

const char *
order_title(struct arena *a, const Order *o)
{
	const char *name = order_name(o);

	if (name != NULL)
		return name;
	if (*o->transaction_id != '\0')
		return arena_printf(a, "Transaction %s",
		    shortened(a, o->transaction_id));
	return "Order without a name";
}

const char *
order_path(struct arena *a, const Order *o)
{
	struct uuid id = { { 0 } };

	(void)uuid_from_span(span_of(o->id.data, o->id.len), &id);
	return arena_printf(a, "/orders/%s", uuid_text(a, &id));
}

/* The name of a number with the number, as logs and the RFC have it. */
static const char *
named(struct arena *a, uint32_t number, const char *const *names, size_t n)
{
	const char *name = number < n ? names[number] : NULL;

	return arena_printf(a, "%s (%u)", name != NULL ? name : "unknown",
	    number);
}

const char *
order_message(struct arena *a, const Order *o)
{
	if (o->message_type == 0)
		return NULL;
	return named(a, o->message_type, messages, COUNT(messages));
}

const char *
order_fail_info(struct arena *a, const Order *o)
{
	if (o->state != ORDER_STATE__ORDER_FAILED)
		return NULL;
	return named(a, o->fail_info, fail_infos, COUNT(fail_infos));
}

const char *
order_check(struct arena *a, const Order *o)
{
	if (o->failed_check == RA_CHECK_NONE)
		return NULL;
	return arena_printf(a, "%u, %s", o->failed_check,
	    ra_check_name((enum ra_check)o->failed_check));
}

void
order_show_state(const Order *o, struct view *v)
{
	size_t state = (size_t)o->state;

	if (state >= COUNT(states))
		state = ORDER_STATE__ORDER_UNKNOWN;
	view_set(v, "Word", states[state].word);
	view_set(v, "Class", states[state].class);
}
