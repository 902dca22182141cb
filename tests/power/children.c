/* SPDX-License-Identifier: BSD-2-Clause */
/* See commands.h. */
#include <sys/wait.h>

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "commands.h"
#include "ra/state.h"
#include "tool/tool.h"

#define WORDS_MOST 12

/* ---- Children ---------------------------------------------------------- */

int
run(struct commands *x, int (*body)(struct commands *x, const char *const *),
    const char *const *words)
{
	int fd, status;
	ssize_t n;
	pid_t pid;

	(void)fflush(stdout);
	if ((pid = fork()) == 0) {
		fd = open(x->said_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0600);
		if (fd == -1 || dup2(fd, STDOUT_FILENO) == -1 ||
		    dup2(fd, STDERR_FILENO) == -1)
			_exit(99);
		status = body(x, words);
		(void)fflush(stdout);
		_exit(status);
	}
	if (pid == -1 || waitpid(pid, &status, 0) == -1)
		abort();
	fd = open(x->said_path, O_RDONLY | O_CLOEXEC);
	n = read(fd, x->said, sizeof(x->said) - 1);
	x->said[n > 0 ? n : 0] = '\0';
	close(fd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int
configure(const char *file, struct arena *a, struct tool_settings *out,
    struct err *e)
{
	(void)file;
	(void)a;
	(void)e;
	*out = (struct tool_settings){ .file = "",
		.state = "",
		.url = "",
		.scep_path = "/scep" };
	return 0;
}

static int
run_tool(struct commands *x, const char *const *words)
{
	static const struct tool_program program = { .version = "0",
		.config_file = "",
		.configure = configure };
	char *argv[WORDS_MOST + 4];
	int argc = 0;

	argv[argc++] = mem_strdup("scepgate");
	argv[argc++] = mem_strdup("--state");
	argv[argc++] = x->state;
	for (; *words != NULL; words++)
		argv[argc++] = mem_strdup(*words);
	argv[argc] = NULL;
	log_init("scepgate", LOG_LEVEL_NOTICE);
	return (int)tool_main(&program, argc, argv);
}

int
tool(struct commands *x, ...)
{
	const char *words[WORDS_MOST];
	int n = 0;
	va_list ap;

	va_start(ap, x);
	while ((words[n] = va_arg(ap, const char *)) != NULL)
		n++;
	va_end(ap);
	return run(x, run_tool, words);
}

int
run_program(struct commands *x, const char *const *words)
{
	char *argv[WORDS_MOST + 1];
	int n = 0;

	(void)x;
	for (; words[n] != NULL; n++)
		argv[n] = mem_strdup(words[n]);
	argv[n] = NULL;
	execvp(argv[0], argv);
	return 99;
}

void
must(int rc, const struct commands *x, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %d: %s\n", what, rc, x->said);
	exit(2);
}

void
copy_all(struct commands *x, const char *from, const char *to)
{
	const char *const words[] = { "cp", "-a", from, to, NULL };

	must(run(x, run_program, words), x, "cp");
}

void
remove_all(struct commands *x, const char *path)
{
	const char *const words[] = { "rm", "-rf", path, NULL };

	must(run(x, run_program, words), x, "rm");
}

/* ---- What a state holds ------------------------------------------------ */

/* So many orders, issued, each with its certificate; and it goes on. */
static int
find_orders(struct commands *x, const char *const *words)
{
	struct site *s = x->s;
	unsigned int n = (unsigned int)strtoul(words[0], NULL, 10);
	struct key *key = site_key();
	struct enrollment en;
	struct outcome out;
	const Order *o;
	struct uuid id;
	struct err e;

	s->state = x->state;
	if (ra_open(s->state, &s->ra, &e) == -1) {
		puts(e.text);
		return 1;
	}
	if (site_total(s, STORE_ORDERS) != n) {
		printf("%u orders are wanted, %u are there\n", n,
		    (unsigned int)site_total(s, STORE_ORDERS));
		return 1;
	}
	for (unsigned int i = 0; i < n; i++)
		if ((o = site_order(s, &x->orders[i])) == NULL ||
		    !uuid_from_span(field_span(o->certificate_id), &id) ||
		    site_certificate(s, &id) == NULL) {
			printf("order %u or its certificate is not there\n", i);
			return 1;
		}
	en = site_request(s, key, "after", "after");
	out = site_enroll(s, "routers", &en);
	if (out.kind != OUTCOME_ISSUED)
		puts("a device is refused");
	return out.kind != OUTCOME_ISSUED;
}

bool
holds(struct commands *x, unsigned int n)
{
	char *number = mem_printf("%u", n);
	int rc;

	rc = run(x, find_orders, (const char *const[]){ number, NULL });
	free(number);
	return rc == 0;
}

bool
is_whole(struct commands *x)
{
	return tool(x, "verify", NULL) == 0;
}
