/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding a command's row, and its options. */
#include <string.h>

#include "tool/command.h"

const enum option_id common_options[] = { OPTION_CONFIG, OPTION_STATE,
	OPTION_HELP, OPTION_VERSION, OPTION_END };

/* How many of the words are the command's; 0 where it is another. */
static int
match(const char *words, int n, char *const *argv)
{
	size_t len;
	int i;

	for (i = 0; i < n; i++) {
		len = strcspn(words, " ");
		if (strlen(argv[i]) != len || strncmp(argv[i], words, len) != 0)
			return 0;
		if (words[len] == '\0')
			return i + 1;
		words += len + 1;
	}
	return 0;
}

const struct command *
command_find(int n, char *const *words, int *used, const char **group)
{
	size_t i, len = n > 0 ? strlen(words[0]) : 0;

	*group = NULL;
	for (i = 0; i < command_count; i++) {
		if ((*used = match(commands[i].words, n, words)) > 0)
			return &commands[i];
		if (len > 0 && strncmp(commands[i].words, words[0], len) == 0 &&
		    commands[i].words[len] == ' ')
			*group = words[0];
	}
	return NULL;
}
