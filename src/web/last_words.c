/* SPDX-License-Identifier: BSD-2-Clause */
/* See last_words.h. */
#include <sys/socket.h>
#include <sys/uio.h>

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "web/last_words.h"
#include "web/status.h"

/* FastCGI specification, sections 3.3, 5.5 and 8. */
#define VERSION 1
#define TYPE_END_REQUEST 3
#define TYPE_STDOUT 6
#define END_BODY 8 /* bytes; all 0: complete, exit status 0 */

enum { NOT_AT_WORK, AT_WORK, TOLD };

static const char answer[] = "Status: 503 Service Unavailable\r\n"
			     "Content-Type: text/plain; charset=utf-8\r\n"
			     "Cache-Control: no-store\r\n"
			     "Retry-After: " WEB_LATER_S "\r\n"
			     "\r\n" WEB_LATER_TEXT "\n";

static struct last_words *everybody;
static unsigned int how_many;

struct record {
	uint8_t version, type, id[2], len[2], padding, reserved;
};

static struct record
record_of(uint8_t type, unsigned int id, size_t len)
{
	return (struct record){
		.version = VERSION,
		.type = type,
		.id = { (uint8_t)(id >> 8), (uint8_t)id },
		.len = { (uint8_t)(len >> 8), (uint8_t)len },
	};
}

/* What the connection does not take at once is lost: nobody may wait here. */
static void
tell(const struct last_words *w)
{
	struct record out = record_of(TYPE_STDOUT, w->id, sizeof(answer) - 1);
	struct record end = record_of(TYPE_END_REQUEST, w->id, END_BODY);
	uint8_t end_body[END_BODY] = { 0 };
	char text[sizeof(answer)];
	struct iovec pieces[] = {
		{ &out, sizeof(out) },
		{ text, sizeof(text) - 1 },
		{ &end, sizeof(end) },
		{ end_body, sizeof(end_body) },
	};
	const struct msghdr all = {
		.msg_iov = pieces,
		.msg_iovlen = sizeof(pieces) / sizeof(pieces[0]),
	};

	memcpy(text, answer, sizeof(text));
	(void)sendmsg(w->fd, &all, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
tell_everybody(void)
{
	for (unsigned int i = 0; i < how_many; i++) {
		int at_work = AT_WORK;

		if (atomic_compare_exchange_strong(&everybody[i].state,
			&at_work, TOLD))
			tell(&everybody[i]);
	}
}

void
last_words_of(struct last_words *all, unsigned int n)
{
	everybody = all;
	how_many = n;
	mem_on_exhausted(tell_everybody);
}

void
last_words_none(void)
{
	mem_on_exhausted(NULL);
}

void
last_words_begin(struct last_words *w, int fd, unsigned int id)
{
	w->fd = fd;
	w->id = id;
	atomic_store(&w->state, AT_WORK);
}

void
last_words_end(struct last_words *w)
{
	int at_work = AT_WORK;

	if (atomic_compare_exchange_strong(&w->state, &at_work, NOT_AT_WORK))
		return;
	for (;;)
		(void)pause();
}
