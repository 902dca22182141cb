/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening the state directory.  The servers run as a user of their own, and
 * what another one makes in there they could not read: so the tool runs as
 * the directory's owner or not at all.
 */
#include <sys/stat.h>

#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tool/command.h"

/* The name of a user, or #number. */
static const char *
user_name(struct arena *a, uid_t uid)
{
	struct passwd pw, *found = NULL;
	char *room = arena_alloc(a, 4096);

	if (getpwuid_r(uid, &pw, room, 4096, &found) == 0 && found != NULL)
		return found->pw_name;
	return arena_printf(a, "#%u", (unsigned int)uid);
}

int
tool_check_owner(struct tool *t, struct err *e)
{
	const char *state = t->settings.state, *owner;
	struct stat st;

	t->by.name = arena_printf(t->a, "tool:%s", user_name(t->a, getuid()));
	t->by.address = "";
	if (stat(state, &st) == -1 || st.st_uid == geteuid())
		return 0;
	owner = user_name(t->a, st.st_uid);
	t->exit = TOOL_UNAVAILABLE;
	return err_set(e, ERR_DENIED,
	    "%s belongs to user %s, so run the tool as that user: "
	    "sudo -u '%s' scepgate %s ...",
	    state, owner, owner, t->args->command->words);
}

void
tool_tell_root(const struct tool *t)
{
	if (geteuid() == 0)
		fprintf(stderr,
		    "scepgate: it belongs to root; where the web server's "
		    "programs run as another\nuser, give it to them: chown -R "
		    "www-data '%s'\n",
		    t->settings.state);
}

int
tool_open(struct tool *t, struct err *e)
{
	if (tool_check_owner(t, e) == -1)
		return -1;
	/* Who stands still inside the store has all others wait. */
	(void)signal(SIGTSTP, SIG_IGN);
	if (ra_open(t->settings.state, &t->ra, e) == -1) {
		t->exit = TOOL_UNAVAILABLE;
		return -1;
	}
	ra_publish_at(t->ra, &t->settings.places);
	return 0;
}
