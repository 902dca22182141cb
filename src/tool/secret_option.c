/* SPDX-License-Identifier: BSD-2-Clause */
/* Where secrets come from. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "tool/secret_option.h"

#define GENERATED_GROUPS 5 /* of four characters: 100 bits */
#define END_OF_TEXT '\003' /* what ^C types */

const struct secret_options password_options = { .what = "password",
	.file = OPTION_PASSWORD_FILE,
	.generate = OPTION_GENERATE };

const struct secret_options challenge_options = { .what = "challenge",
	.text = OPTION_CHALLENGE,
	.file = OPTION_CHALLENGE_FILE,
	.generate = OPTION_GENERATE_CHALLENGE };

static bool
given(const struct tool *t, enum option_id id)
{
	return id != OPTION_END && arg_given(t->args, id);
}

/*
 * A line of standard input, byte by byte: what follows is for others, and no
 * buffer of stdio keeps a copy.
 */
static int
read_line(const char *what, struct secret **out, struct err *e)
{
	char line[SECRET_MAX];
	size_t len = 0;
	ssize_t n;
	char c;
	int rc = 0;

	while ((n = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n' &&
	    c != END_OF_TEXT && len < sizeof(line))
		line[len++] = c;
	if (len > 0 && line[len - 1] == '\r')
		len--;
	if (n == -1)
		rc = err_set(e, ERR_INTERNAL, "standard input cannot be read");
	else if (n == 1 && c == END_OF_TEXT)
		rc = err_set(e, ERR_DENIED, "given up: nothing was changed");
	else if (len == 0)
		rc = err_set(e, ERR_DENIED,
		    "standard input has no %s in its first line", what);
	else if (len == sizeof(line))
		rc = err_set(e, ERR_DENIED, "the %s is longer than %zu bytes",
		    what, sizeof(line) - 1);
	else
		*out = secret_new(span_of(line, len));
	mem_wipe(line, sizeof(line));
	return rc;
}

/*
 * A line that is typed, and not seen on the terminal.  ^C ends the line
 * instead of the process, which would leave the terminal as it is then.
 */
static int
ask(const char *prompt, const char *what, struct secret **out, struct err *e)
{
	struct termios before, unseen;
	int rc;

	if (tcgetattr(STDIN_FILENO, &before) == -1)
		return err_set(e, ERR_INTERNAL, "the terminal does not answer");
	unseen = before;
	unseen.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	unseen.c_lflag |= ICANON | ECHONL;
	unseen.c_cc[VEOL] = END_OF_TEXT;
	fprintf(stderr, "%s %s: ", prompt, what);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
	rc = read_line(what, out, e);
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	return rc;
}

static int
ask_twice(const char *what, struct secret **out, struct err *e)
{
	struct secret *first = NULL, *again = NULL;
	int rc = -1;

	if (ask("New", what, &first, e) == -1 ||
	    ask("Again the", what, &again, e) == -1)
		goto out;
	if (!secret_equal(first, secret_span(again))) {
		(void)err_set(e, ERR_DENIED,
		    "the two are not the same: nothing was changed");
		goto out;
	}
	*out = first;
	first = NULL;
	rc = 0;
out:
	secret_free(first);
	secret_free(again);
	return rc;
}

static int
secret_of_text(const char *what, const char *text, struct secret **out,
    struct err *e)
{
	if (strlen(text) > SECRET_MAX)
		return err_set(e, ERR_DENIED, "the %s is longer than %d bytes",
		    what, SECRET_MAX);
	*out = secret_new(span_of_str(text));
	return 0;
}

/*
 * A device, or a person, would have to type it.  The passphrase of a CA key is
 * another matter: it is what OpenSSL took of the same file, mark and all.
 */
static int
take_mark_off(const char *file, struct secret **s, struct err *e)
{
	struct secret *with = *s;
	struct span text = text_without_mark(secret_span(with));

	*s = NULL;
	if (text.len > 0)
		*s = secret_new(text);
	secret_free(with);
	if (*s == NULL)
		return err_set(e, ERR_DENIED,
		    "'%s' has nothing in its first line: the secret belongs "
		    "there",
		    file);
	return 0;
}

int
secret_option(struct tool *t, const struct secret_options *o,
    struct secret **out, struct err *e)
{
	const char *file;

	*out = NULL;
	if (given(t, o->text) + given(t, o->file) + given(t, o->generate) > 1)
		return tool_usage(t, e,
		    "the %s comes from one option, not "
		    "from several",
		    o->what);
	if (given(t, o->generate))
		*out = secret_generate(GENERATED_GROUPS);
	if (given(t, o->text))
		return secret_of_text(o->what, arg_text(t->args, o->text), out,
		    e);
	if (!given(t, o->file))
		return 0;
	file = arg_text(t->args, o->file);
	if (strcmp(file, "-") == 0 ? read_line(o->what, out, e) == -1 :
				     secret_from_file(file, out, e) == -1)
		return -1;
	return take_mark_off(file, out, e);
}

int
secret_option_or_ask(struct tool *t, const struct secret_options *o,
    struct secret **out, struct err *e)
{
	if (secret_option(t, o, out, e) == -1)
		return -1;
	if (*out != NULL)
		return 0;
	if (isatty(STDIN_FILENO))
		return ask_twice(o->what, out, e);
	return tool_usage(t, e,
	    "there is no terminal to ask for the %s: use "
	    "--%s or --%s",
	    o->what, option_rows[o->file].name, option_rows[o->generate].name);
}

void
secret_show(const struct tool *t, const struct secret_options *o,
    const struct secret *s)
{
	if (given(t, o->generate))
		printf("%s: %s\n", o->what, secret_str(s));
}
