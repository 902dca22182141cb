/* SPDX-License-Identifier: BSD-2-Clause */
/* Failures as devices see them; see faults.h. */
#include "endpoint/faults.h"
#include "scep/message.h"
#include "web/status.h"

static const struct {
	int status;
	enum log_level level;
	const char *text; /* NULL: the failure's own */
} faults[ERR__COUNT] = {
	[ERR_NONE] = { 500, LOG_LEVEL_ERR, "internal error" },
	[ERR_MALFORMED] = { 400, LOG_LEVEL_INFO, NULL },
	[ERR_INTEGRITY] = { 400, LOG_LEVEL_NOTICE, NULL },
	[ERR_ALGORITHM] = { 400, LOG_LEVEL_NOTICE, NULL },
	[ERR_TIME] = { 400, LOG_LEVEL_NOTICE, NULL },
	[ERR_NOT_FOUND] = { 404, LOG_LEVEL_INFO, NULL },
	[ERR_DENIED] = { 403, LOG_LEVEL_NOTICE, NULL },
	[ERR_CONFLICT] = { 400, LOG_LEVEL_INFO, NULL },
	[ERR_UNAVAILABLE] = { 503, LOG_LEVEL_WARNING, WEB_LATER_TEXT },
	[ERR_INTERNAL] = { 500, LOG_LEVEL_ERR, "internal error" },
};

static enum err_kind
known(enum err_kind kind)
{
	return (unsigned int)kind < ERR__COUNT ? kind : ERR_INTERNAL;
}

bool
fault_is_ours(enum err_kind kind)
{
	return faults[known(kind)].status >= 500;
}

enum log_level
fault_level(enum err_kind kind)
{
	return faults[known(kind)].level;
}

void
fault_answer(const struct err *why, const struct web_request *req,
    struct web_response *res)
{
	enum err_kind kind = known(why->kind);
	const char *text = why->text;

	if (faults[kind].text != NULL)
		text = arena_printf(req->arena, "%s (request %s)",
		    faults[kind].text, req->id);
	if (faults[kind].status == 503)
		web_header_set(res, "Retry-After", WEB_LATER_S);
	web_answer_text(res, faults[kind].status, text);
}

unsigned int
fault_code(enum err_kind kind)
{
	return (unsigned int)scep_fail_of(kind);
}
