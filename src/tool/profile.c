/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate profile add, set, remove: what devices enrol through. */
#include <stdio.h>

#include "ra/preset.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/secret_option.h"

enum leave_out { LEAVE_OUT_NOTHING, LEAVE_OUT_ROOT, LEAVE_OUT_CHAIN };

/* Options that were given go over what the draft has. */
static void
take_options(const struct tool *t, struct profile_draft *d)
{
	const struct args *args = t->args;
	int64_t leave_out;

	if (arg_given(args, OPTION_NAME))
		d->name = arg_text(args, OPTION_NAME);
	if (arg_given(args, OPTION_SLUG))
		d->slug = arg_text(args, OPTION_SLUG);
	d->active = arg_number(args, OPTION_STATUS, d->active ? 1 : 0) == 1;
	d->level = (enum level)arg_number(args, OPTION_LEVEL, d->level);
	d->validity_days = (unsigned int)arg_number(args, OPTION_VALIDITY,
	    d->validity_days);
	d->rsa_least_bits = (unsigned int)arg_number(args, OPTION_RSA_LEAST,
	    d->rsa_least_bits);
	renewal_options(t, d);
	d->carries = (enum ra_carries)arg_number(args, OPTION_CARRIES,
	    d->carries);
	d->by_ca = arg_number(args, OPTION_ANSWERS_BY, d->by_ca ? 1 : 0) == 1;
	d->no_content = arg_number(args, OPTION_FAILURE_CONTENT,
			    d->no_content ? 1 : 0) == 1;
	if (!arg_given(args, OPTION_LEAVE_OUT))
		return;
	leave_out = arg_number(args, OPTION_LEAVE_OUT, LEAVE_OUT_NOTHING);
	d->leave_out_root = leave_out == LEAVE_OUT_ROOT;
	d->leave_out_chain = leave_out == LEAVE_OUT_CHAIN;
}

/*
 * The kind of challenge; a password that is given makes it static, unless
 * another kind is asked for, which ra refuses.
 */
static int
take_challenge(struct tool *t, const struct secret *challenge,
    struct profile_draft *d, struct err *e)
{
	const struct args *args = t->args;
	bool unapproved = arg_number(args, OPTION_ISSUE_UNAPPROVED, 0) == 1;

	d->challenge = challenge;
	if (challenge != NULL)
		d->challenge_kind = RA_CHALLENGE_STATIC;
	/* The choices stand in the enum's order, from its 1 on. */
	if (arg_given(args, OPTION_CHALLENGE_KIND))
		d->challenge_kind = (enum ra_challenge_kind)(
		    1 + arg_number(args, OPTION_CHALLENGE_KIND, 0));
	d->keep_old_ms = 1000 * arg_number(args, OPTION_KEEP_OLD, 0);
	d->drop_old = arg_given(args, OPTION_DROP_OLD);
	if (unapproved && d->challenge_kind != RA_CHALLENGE_NONE)
		return tool_usage(t, e,
		    "--issue-unapproved yes goes with a profile whose "
		    "--challenge-kind is none");
	if (arg_given(args, OPTION_ISSUE_UNAPPROVED))
		d->issue_unapproved = unapproved;
	return 0;
}

/*
 * A new profile needs a password, unless another kind is asked for.  Nobody
 * types one for a profile that cannot be: this is looked at first, and once
 * more when it is made.
 */
static int
first_challenge(struct tool *t, const struct profile_draft *d,
    struct secret **out, struct err *e)
{
	if (ra_profile_check_new(t->ra, d, e) == -1) {
		(void)tool_refused(t, e);
		return -1;
	}
	if (arg_number(t->args, OPTION_CHALLENGE_KIND, 0) != 0)
		return secret_option(t, &challenge_options, out, e);
	return secret_option_or_ask(t, &challenge_options, out, e);
}

/* The texts that were given for one setting, in their order. */
static size_t
texts_of(const struct args *args, size_t setting,
    const char *texts[static ARGS_POLICY_MOST])
{
	size_t n = 0;
	unsigned int i;

	for (i = 0; i < args->policy_count; i++)
		if (args->policy[i].setting == setting)
			texts[n++] = args->policy[i].text;
	return n;
}

/* Goes first, so that what is given beside it goes before it. */
static int
take_preset(struct tool *t, struct profile_draft *d, struct err *e)
{
	const char *name = arg_text(t->args, OPTION_PRESET);
	const struct ra_preset *preset;

	if (name == NULL)
		return 0;
	if (ra_preset_find(name, &preset, e) == -1)
		return tool_refused(t, e);
	ra_preset_apply(preset, d);
	return 0;
}

static int
take_policy(struct tool *t, struct ra_policy *policy, struct err *e)
{
	const char *texts[ARGS_POLICY_MOST];
	const struct policy_setting *s;
	size_t i, n;

	for (i = 0; i < policy_setting_count; i++) {
		s = &policy_settings[i];
		n = texts_of(t->args, i, texts);
		if (n == 0 ||
		    policy_setting_take(s, texts, n, t->a, policy, e) == 0)
			continue;
		(void)err_prefix(e, "--%s", s->name);
		return tool_refused(t, e);
	}
	return 0;
}

static int
take_parts(struct tool *t, struct profile_draft *d, struct err *e)
{
	const char *tenant = arg_text(t->args, OPTION_TENANT);
	const char *connector = arg_text(t->args, OPTION_CONNECTOR);
	Connector *c;
	Tenant *r;

	if (tenant != NULL) {
		if (lookup_tenant(t, tenant, &r, e) == -1)
			return -1;
		d->tenant = record_id(r->id);
	}
	if (connector != NULL) {
		if (lookup_connector(t, connector, &c, e) == -1)
			return -1;
		d->connector = record_id(c->id);
	}
	return 0;
}

static int
first_parts(struct tool *t, struct profile_draft *d, struct err *e)
{
	if (!arg_given(t->args, OPTION_TENANT) &&
	    lookup_first_tenant(t, &d->tenant, e) == -1)
		return -1;
	if (!arg_given(t->args, OPTION_CONNECTOR) &&
	    lookup_first_connector(t, &d->connector, e) == -1)
		return -1;
	return 0;
}

/* What to tell a device; the record has the slug that was found free. */
static int
print_result(struct tool *t, const char *name, const struct secret *challenge,
    struct err *e)
{
	Profile *p;

	if (lookup_profile(t, name, &p, e) == -1)
		return -1;
	printf("profile: %s\nURL: %s\n", p->name, profile_url(t, p));
	secret_show(t, &challenge_options, challenge);
	return 0;
}

int
profile_add(struct tool *t, struct err *e)
{
	struct profile_draft d = ra_profile_defaults();
	struct secret *challenge;
	struct uuid id;
	char text[UUID_TEXT_LEN + 1];
	int rc;

	d.name = tool_operand(t, 0);
	if (take_preset(t, &d, e) == -1)
		return -1;
	take_options(t, &d);
	if (take_policy(t, &d.policy, e) == -1 || take_parts(t, &d, e) == -1 ||
	    first_parts(t, &d, e) == -1 ||
	    first_challenge(t, &d, &challenge, e) == -1)
		return -1;
	rc = take_challenge(t, challenge, &d, e);
	if (rc == 0 &&
	    (rc = ra_profile_create(t->ra, &t->by, &d, &id, e)) == -1)
		(void)tool_refused(t, e);
	if (rc == 0) {
		uuid_format(&id, text);
		rc = print_result(t, text, challenge, e);
	}
	secret_free(challenge);
	return rc;
}

int
profile_set(struct tool *t, struct err *e)
{
	struct secret *challenge = NULL;
	struct profile_draft d;
	char text[UUID_TEXT_LEN + 1];
	struct uuid id;
	Profile *p;
	int rc;

	if (lookup_profile(t, tool_operand(t, 0), &p, e) == -1)
		return -1;
	id = record_id(p->id);
	d = ra_profile_draft(p);
	if (take_preset(t, &d, e) == -1)
		return -1;
	take_options(t, &d);
	if (take_policy(t, &d.policy, e) == -1 || take_parts(t, &d, e) == -1 ||
	    secret_option(t, &challenge_options, &challenge, e) == -1)
		return -1;
	rc = take_challenge(t, challenge, &d, e);
	if (rc == 0 &&
	    (rc = ra_profile_change(t->ra, &t->by, &id, p->version, &d, e)) ==
		-1)
		(void)tool_refused(t, e);
	if (rc == 0) {
		uuid_format(&id, text);
		rc = print_result(t, text, challenge, e);
	}
	secret_free(challenge);
	return rc;
}

int
profile_remove(struct tool *t, struct err *e)
{
	struct uuid id;
	Profile *p;

	if (lookup_profile(t, tool_operand(t, 0), &p, e) == -1)
		return -1;
	id = record_id(p->id);
	if (ra_profile_remove(t->ra, &t->by, &id, e) == -1)
		return -1;
	printf("removed: %s; its orders and certificates stay on record\n",
	    p->name);
	return 0;
}
