/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate: the command-line tool. */
#include <signal.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "main/config.h"
#include "pki/memory.h"
#include "tool/tool.h"

static int
configure(const char *file, struct arena *a, struct tool_settings *out,
    struct err *e)
{
	struct config c;

	if (config_load(file, a, &c, e) == -1)
		return -1;
	out->file = c.file;
	out->state = c.state;
	out->url = c.url;
	out->scep_path = c.scep_path;
	out->places = config_places(&c, a);
	return 0;
}

/* As any other end of a command, in words for a person. */
static void
end_without_memory(void)
{
	static const char text[] =
	    "scepgate: there is no memory left: end other programs, or allow "
	    "this one more, and do it again\n";

	ssize_t n = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)n; /* there is nothing else to be done about it */
	_exit(TOOL_UNAVAILABLE);
}

int
main(int argc, char **argv)
{
	static const struct tool_program scepgate = {
		.version = SCEPGATE_VERSION,
		.config_file = SCEPGATE_CONFIG,
		.configure = configure
	};

	file_hold_standard();
	/* Too large a file is an error like a full disk. */
	(void)signal(SIGXFSZ, SIG_IGN);
	mem_on_exhausted(end_without_memory);
	(void)pki_memory_must_do();
	/* A person sees what comes next: that the store was recovered, say, is
	   for the logs of servers. */
	log_init("scepgate", LOG_LEVEL_NOTICE);
	return (int)tool_main(&scepgate, argc, argv);
}
