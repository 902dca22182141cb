/* SPDX-License-Identifier: BSD-2-Clause */
/* View a profile: its facts, its figures and its latest orders. */
#include "admin/figures.h"
#include "admin/fingerprint.h"
#include "admin/order_rows.h"
#include "admin/pager.h"
#include "admin/profile_challenge.h"
#include "admin/profile_fields.h"
#include "admin/profile_page.h"
#include "admin/profile_policy.h"
#include "admin/profile_preset.h"
#include "admin/profile_rules.h"
#include "admin/profile_url.h"
#include "admin/profile_words.h"
#include "admin/routes.h"
#include "base/clock.h"
#include "base/text.h"
#include "pki/algorithm.h"
#include "web/url.h"

#define LATEST 10 /* orders shown */

struct reading {
	struct arena *arena;
	struct uuid id;
	struct store_list list; /* of its challenges */
	/* Results. */
	Profile *profile;
	Tenant *tenant; /* NULL: gone */
	Connector *connector; /* NULL: gone */
	Counter *counter;
	struct store_page orders; /* the latest */
	struct order_row *rows; /* the same, with their certificates */
	struct store_page challenges; /* a page of them */
};

static struct uuid
id_of(ProtobufCBinaryData b)
{
	struct uuid id = { { 0 } };

	(void)uuid_from_span(span_of(b.data, b.len), &id);
	return id;
}

static int
read_profile(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;
	struct uuid id;

	r->tenant = NULL;
	r->connector = NULL;
	if (store_get_profile(t, &r->id, r->arena, &r->profile, e) == -1)
		return -1;
	if (r->profile == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such profile");
	id = id_of(r->profile->tenant_id);
	if (store_get_tenant(t, &id, r->arena, &r->tenant, e) == -1)
		return -1;
	id = id_of(r->profile->connector_id);
	if (store_get_connector(t, &id, r->arena, &r->connector, e) == -1)
		return -1;
	return store_get_counter(t, &r->id, 0, r->arena, &r->counter, e);
}

int
profile_of_path(const struct page *page, Profile **out, struct err *e)
{
	struct reading r = { .arena = page->arena };

	if (page_id(page, &r.id, e) == -1 ||
	    store_view(ra_store(page->admin->ra), read_profile, &r, e) == -1)
		return -1;
	*out = r.profile;
	return 0;
}

const char *
profile_path(const struct page *page, const Profile *p)
{
	struct uuid id = id_of(p->id);

	return arena_printf(page->arena, "/profiles/%s",
	    uuid_text(page->arena, &id));
}

/* ---- Facts ------------------------------------------------------------- */

/* By who answers, and what is left out. */
static const char *
left_out(const Profile *p)
{
	static const char *const words[2][3] = {
		{ "The RA's certificate and the CA chain with its root",
		    "The RA's certificate and the CA chain without its root",
		    "The RA's and the issuing CA's certificate" },
		{ "The CA chain with its root", "The CA chain without its root",
		    "The issuing CA's certificate" },
	};

	return words[p->by_ca][p->leave_out_chain ? 2 :
		p->leave_out_root		  ? 1 :
						    0];
}

/* One flag a kind; none of them: nothing is set. */
static void
show_challenge(const Profile *p, struct view *v)
{
	static const char *const flags[] = {
		[CHALLENGE_KIND__CHALLENGE_STATIC] = "Challenge",
		[CHALLENGE_KIND__CHALLENGE_ONE_TIME] = "OneTime",
		[CHALLENGE_KIND__CHALLENGE_NONE] = "Unasked",
	};
	size_t kind = (size_t)p->challenge;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (flags[i] != NULL)
			view_set_flag(v, flags[i], i == kind);
	view_set_flag(v, "Open", ra_profile_is_open(p));
	if (p->challenge_former_ends_ms > clock_ms())
		view_set_time(v, "FormerEnd", p->challenge_former_ends_ms);
}

/* How devices are answered, where that is not as in a new profile. */
static void
show_answers(struct arena *a, const struct profile_draft *d, struct view *v)
{
	static const size_t fields[] = { FIELD_ANSWERS_BY, FIELD_CARRIES,
		FIELD_CONTENT };
	const struct profile_draft usual = ra_profile_defaults();
	struct view *row;

	if (d->preset != NULL && *d->preset != '\0')
		view_set(v, "Preset", profile_preset_title(d->preset));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (profile_rules_value(d, fields[i]) ==
		    profile_rules_value(&usual, fields[i]))
			continue;
		row = view_add(v, "Answers");
		view_set(row, "Label", profile_fields[fields[i]].label);
		view_set(row, "Text", profile_rules_words(a, d, fields[i]));
	}
}

static void
show_facts(const struct page *page, const struct reading *r, struct view *v)
{
	const Profile *p = r->profile;
	const struct profile_draft d = ra_profile_draft(p);
	bool active = p->status == PROFILE_STATUS__PROFILE_ACTIVE;
	enum level level = p->level < LEVEL__COUNT ? (enum level)p->level :
						     LEVEL_MODERN;

	view_set(v, "State.Word", active ? "Active" : "Inactive");
	view_set(v, "State.Class", active ? "good" : "off");
	view_set(v, "Url", profile_url(page, p->slug));
	view_set(v, "Tenant", r->tenant == NULL ? "none" : r->tenant->name);
	show_challenge(p, v);
	view_set(v, "Level", level_name(level));
	view_set_flag(v, "Weak", level != LEVEL_MODERN);
	view_set(v, "Days", text_count(page->arena, p->validity_days, "day"));
	view_set_int(v, "RsaBits", p->rsa_least_bits);
	view_set(v, "Renewal", profile_renewal_words(page->arena, &d.renewal));
	view_set(v, "Approval", profile_approval_words(page->arena, &d));
	view_set(v, "Keep", profile_keep_words(page->arena, &d));
	view_set(v, "CaCert", left_out(p));
	show_answers(page->arena, &d, v);
	profile_policy_show_facts(page->arena, &d.policy, v);
	view_set_time(v, "Created", p->created_ms);
	view_set_time(v, "Changed", p->changed_ms);
}

static void
show_connector(const struct page *page, const Connector *c, struct view *v)
{
	view_set(v, "Name", c->name);
	view_set(v, "Href", page_record_url(page, "/connectors", c->id));
	view_set(v, "Subject", c->ca_subject);
	fingerprint_show(page, c->ca_sha256, v, "CaSha256");
	fingerprint_show(page, c->ra_sha256, v, "RaSha256");
	view_set_time(v, "End", c->not_after_ms);
}

/* What was counted but is in no list. */
static void
show_counts(const Counter *c, struct view *v)
{
	view_set_count(v, "Unparsed", c->unparsed);
	view_set_count(v, "Unkept", c->unkept);
	view_set_count(v, "Legacy", c->legacy);
	view_set_count(v, "Obsolete", c->obsolete);
}

static int
read_all(struct store_txn *t, void *ctx, struct err *e)
{
	struct reading *r = ctx;
	const struct store_list list = {
		.index = STORE_ORDERS_BY_PROFILE,
		.key = uuid_span(&r->id),
		.most = LATEST,
	};

	if (read_profile(t, r, e) == -1 ||
	    store_list(t, &list, r->arena, &r->orders, e) == -1 ||
	    order_rows_read(t, &r->orders, r->arena, &r->rows, e) == -1)
		return -1;
	return store_list(t, &r->list, r->arena, &r->challenges, e);
}

static void
show_parts(const struct page *page, const struct reading *r, struct view *v)
{
	struct view *at = view_at(v, "Profile");
	const char *path = profile_path(page, r->profile);

	show_facts(page, r, at);
	if (r->connector != NULL)
		show_connector(page, r->connector, view_at(at, "Connector"));
	show_counts(r->counter, at);
	profile_challenges_show(page, path, &r->challenges, v);
	pager_show(page, &r->list, &r->challenges, path, v);
	order_rows_show(page, r->rows, r->orders.n, v);
	view_set(v, "Edit",
	    page_url(page, arena_printf(page->arena, "%s/edit", path)));
	view_set(v, "Delete",
	    page_url(page, arena_printf(page->arena, "%s/delete", path)));
	view_set(v, "Orders",
	    web_url(page->arena, page_url(page, "/orders"), "profile",
		uuid_text(page->arena, &r->id), NULL));
}

int
profile_render(struct page *page, const struct web_form *challenge,
    struct err *e)
{
	struct reading r = {
		.arena = page->arena,
		.list = { .index = STORE_CHALLENGES_BY_PROFILE },
	};
	struct view *v;

	if (page_id(page, &r.id, e) == -1 || pager_read(page, &r.list, e) == -1)
		return -1;
	r.list.key = uuid_span(&r.id);
	r.list.most = PROFILE_CHALLENGES;
	if (store_view(ra_store(page->admin->ra), read_all, &r, e) == -1)
		return -1;
	v = page_view(page, r.profile->name);
	page_crumb(page, v, "/profiles", "SCEP Server");
	page_crumb(page, v, NULL, r.profile->name);
	if (figures_show(page, &r.id, v, e) == -1)
		return -1;
	show_parts(page, &r, v);
	web_form_show(challenge, view_at(v, "Form"));
	if (!web_form_ok(challenge) && page->res->status < 400)
		page->res->status = 422;
	return page_render(page, v, "page/profile.cs", e);
}

int
profile_page(struct page *page, struct err *e)
{
	return profile_render(page, profile_challenge_form(page), e);
}
