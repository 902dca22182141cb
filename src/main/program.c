/* SPDX-License-Identifier: BSD-2-Clause */
/* Options, configuration, state: then the program serves. */
#include <sys/stat.h>

#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/long_option.h"
#include "base/mem.h"
#include "main/program.h"
#include "pki/memory.h"
#include "ra/housekeeping.h"
#include "web/stop.h"

#define EXIT_USAGE 2

struct options {
	const char *config; /* NULL: the usual one */
	bool help;
	bool version;
};

/* What getopt_long returns, above all characters. */
enum { CONFIG = 256, HELP, VERSION };

static int
parse_options(int argc, char **argv, struct options *out, struct err *e)
{
	static const struct option rows[] = {
		{ "config", required_argument, NULL, CONFIG },
		{ "help", no_argument, NULL, HELP },
		{ "version", no_argument, NULL, VERSION },
		{ NULL, 0, NULL, 0 },
	};
	const struct option *meant;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", rows, NULL)) != -1) {
		if (long_option_check(rows, c, argv, &meant, e) == -1)
			return -1;
		if (c == CONFIG)
			out->config = optarg;
		else if (c == VERSION)
			out->version = true;
		else
			out->help = true;
	}
	if (optind < argc)
		return err_set(e, ERR_MALFORMED,
		    "there is a word that is no option");
	return 0;
}

static void
print_help(const struct program *p)
{
	printf("%s: %s\n"
	       "\n"
	       "usage: %s [--config FILE]\n"
	       "\n"
	       "It speaks FastCGI on standard input, so it is started by a web "
	       "server, not by\n"
	       "hand: contrib has samples for lighttpd, Apache and nginx.\n"
	       "\n"
	       "  --config FILE  settings [$SCEPGATE_CONFIG, else\n"
	       "                 %s]\n"
	       "  --help         these lines\n"
	       "  --version      the version\n"
	       "\n"
	       "See %s(8) and scepgate.conf(5).\n",
	    p->name, p->purpose, p->name, SCEPGATE_CONFIG, p->name);
}

/* Else it will not serve, and says so in words for who started it by hand. */
static bool
has_socket(void)
{
	struct stat st;

	return fstat(STDIN_FILENO, &st) == 0 && S_ISSOCK(st.st_mode);
}

struct opening {
	const char *state;
	struct ra *ra;
	struct err *e;
	int rc;
};

/* Done, well or not, unless the same may go well later. */
static bool
try_open(void *ctx)
{
	struct opening *o = ctx;

	o->rc = ra_open(o->state, &o->ra, o->e);
	return o->rc == 0 ||
	    (o->e->kind != ERR_UNAVAILABLE && o->e->kind != ERR_NOT_FOUND);
}

/*
 * Who is started by a web server while the disk is read-only, say, or not
 * mounted yet, answers for it until that is over.
 */
static int
open_state(const char *state, struct ra **out, struct err *e)
{
	struct opening o = { .state = state, .e = e };

	if (!try_open(&o) && has_socket()) {
		log_event(LOG_LEVEL_WARNING, "waiting", "state", state,
		    "reason", e->text, NULL);
		web_stand_in(try_open, &o);
	}
	*out = o.ra;
	return o.rc;
}

static int
run(const struct program *p, const struct options *o, struct arena *a,
    struct err *e)
{
	struct ra_places places;
	struct config c;
	struct ra *ra;
	int rc;

	if (config_load(o->config, a, &c, e) == -1)
		return -1;
	log_init(p->name, c.log_level);
	log_route(c.log_to, c.log_format, c.syslog_socket);
	if (open_state(c.state, &ra, e) == -1)
		return -1;
	places = config_places(&c, a);
	ra_publish_at(ra, &places);
	if (has_socket())
		log_event(LOG_LEVEL_NOTICE, "started", "state", c.state,
		    "config", c.file[0] != '\0' ? c.file : NULL, NULL);
	rc = has_socket() ? ra_housekeep(ra, e) : 0;
	if (rc == 0 && (rc = p->serve(&c, ra, e)) == 0)
		log_event(LOG_LEVEL_NOTICE, "stopped", NULL);
	ra_close(ra);
	return rc;
}

/* To the log where a web server started it, else to who did. */
static void
complain(const struct program *p, const struct err *e)
{
	if (has_socket())
		log_event(LOG_LEVEL_ERR, "not-started", "reason", e->text,
		    NULL);
	else
		fprintf(stderr, "%s: %s\n", p->name, e->text);
}

int
program_main(const struct program *p, int argc, char **argv)
{
	struct options o = { 0 };
	struct err e = { 0 };
	struct arena *a;
	int rc;

	file_hold_standard();
	mem_share_pools();
	/* Too large a file is an error like a full disk. */
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)pki_memory_must_do();
	if (parse_options(argc, argv, &o, &e) == -1) {
		fprintf(stderr, "%s: %s; see '%s --help'\n", p->name, e.text,
		    p->name);
		return EXIT_USAGE;
	}
	if (o.help) {
		print_help(p);
		return EXIT_SUCCESS;
	}
	if (o.version) {
		printf("%s %s\n", p->name, SCEPGATE_VERSION);
		return EXIT_SUCCESS;
	}
	(void)umask(077);
	log_init(p->name, LOG_LEVEL_INFO);
	/* Who ends while it opens the store leaves it to be recovered. */
	if (has_socket())
		web_stop_catch();
	a = arena_new();
	rc = run(p, &o, a, &e);
	arena_free(a);
	if (rc == 0)
		return EXIT_SUCCESS;
	complain(p, &e);
	return EXIT_FAILURE;
}
