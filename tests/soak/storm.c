/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A storm: clients enrol, renew, wait for approval and poll, people look at
 * pages and approve, while processes of the web server are killed.
 *
 *	storm -u http://address:port -p challenge -s server-pid -k kills
 *	    -c clients -o held [-j cookie]
 *
 * Each certificate that came is a line of `held`, "serial name", written when
 * it came.  A request that broke off, or got 5xx, is sent again, the very same,
 * as devices do; how long a device waited for its answer counts all tries.
 * After the last kill those that wait for approval still get it, which takes
 * somebody beside us who approves.  At the end a summary; exit code 1 where
 * something came that must not.
 */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "bench/devices.h"

#define CLIENTS_MOST 64
#define KEYS 4
#define AGAIN_MS 100 /* before a request is sent again */
#define POLL_MS 200
#define POLLS_MOST 1000 /* more than three minutes */
#define GIVE_UP_US 60000000
#define KILL_LEAST_MS 50
#define KILL_MOST_MS 500

enum count {
	ENROLMENTS,
	RENEWALS,
	PENDING,
	POLLS,
	APPROVALS,
	PAGES,
	AGAIN,
	KILLS_SCEP,
	KILLS_ADMIN,
	WRONG,
	COUNT__COUNT
};

static const char *const count_names[COUNT__COUNT] = { "enrolments", "renewals",
	"orders approved", "polls", "approvals on pages", "pages",
	"requests sent again", "kills of scep.fcgi", "kills of admin.fcgi",
	"wrong" };

struct storm {
	const char *url, *cookie;
	struct secret *challenge;
	unsigned int clients, kills;
	pid_t server;
	struct devices *devices;
	struct devices_ca open, asked;
	struct http_server admin;
	struct arena *a;
	int held;
	atomic_bool stop;
	atomic_uint counts[COUNT__COUNT];
	atomic_int_fast64_t longest_us, single_us;
};

struct client {
	struct storm *x;
	struct arena *a;
	unsigned int seed;
	pthread_t thread;
};

static void
count(struct storm *x, enum count c)
{
	atomic_fetch_add(&x->counts[c], 1);
}

static void
wrong(struct storm *x, const char *what, const char *text)
{
	count(x, WRONG);
	printf("# %s: %s\n", what, text);
	(void)fflush(stdout);
}

static void
sleep_ms(unsigned int ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	(void)nanosleep(&t, NULL);
}

static void
note_longest(atomic_int_fast64_t *most, int64_t us)
{
	int_fast64_t was = atomic_load(most);

	while (us > was && !atomic_compare_exchange_weak(most, &was, us))
		continue;
}

/* ---- Asking until there is an answer ----------------------------------- */

static int
ask(struct client *c, const struct http_server *s, struct span request,
    struct http_answer *out)
{
	struct storm *x = c->x;
	int64_t began = clock_us(), sent;
	struct err e;
	int rc;

	for (;;) {
		sent = clock_us();
		rc = http_ask(s, request, c->a, out, &e);
		note_longest(&x->single_us, clock_us() - sent);
		if (rc == 0 && out->status < 500)
			break;
		if (clock_us() - began > GIVE_UP_US) {
			wrong(x, "no answer for a minute",
			    rc == -1 ? e.text : "HTTP 5xx");
			return -1;
		}
		count(x, AGAIN);
		sleep_ms(AGAIN_MS);
	}
	note_longest(&x->longest_us, clock_us() - began);
	return 0;
}

static int
ask_ca(struct client *c, const struct devices_ca *ca, struct device *d,
    struct scep_client_reply *reply)
{
	struct http_answer answer;
	struct err e;

	if (ask(c, &ca->server, d->post, &answer) == -1)
		return -1;
	d->status = answer.status;
	d->answer = answer.body;
	if (device_answer(d, ca, c->a, reply, &e) == 0)
		return 0;
	wrong(c->x, "an answer", e.text);
	return -1;
}

/* ---- Devices ----------------------------------------------------------- */

static void
keep(struct client *c, const struct device *d, const struct cert *has)
{
	struct buf b;

	buf_init(&b, 4096);
	for (size_t i = 0; i < has->serial.len; i++)
		buf_printf(&b, "%02x", has->serial.at[i]);
	buf_printf(&b, " %s\n", d->request.transaction_id);
	if (write(c->x->held, buf_str(&b), buf_span(&b).len) !=
	    (ssize_t)buf_span(&b).len)
		wrong(c->x, "held", "cannot be written");
	buf_clear(&b);
}

static bool
got(struct client *c, const struct device *d, const struct scep_client_reply *r)
{
	if (r->status != SCEP_SUCCESS) {
		wrong(c->x, d->request.transaction_id,
		    r->status == SCEP_PENDING ? "pending" : r->fail_text);
		return false;
	}
	keep(c, d, &r->certs[0]);
	return true;
}

static void
enrol(struct client *c, bool renews)
{
	const struct devices_ca *ca = &c->x->open;
	struct scep_client_reply reply;
	struct device d = { 0 }, next;
	struct err e;

	if (device_make(c->x->devices, ca, &d, c->a, &e) == -1) {
		wrong(c->x, "a message", e.text);
		return;
	}
	if (ask_ca(c, ca, &d, &reply) == -1 || !got(c, &d, &reply))
		return;
	count(c->x, ENROLMENTS);
	if (!renews)
		return;
	if (device_renew(&d, &reply.certs[0], ca, &next, c->a, &e) == -1)
		wrong(c->x, "a renewal", e.text);
	else if (ask_ca(c, ca, &next, &reply) == 0 && got(c, &next, &reply))
		count(c->x, RENEWALS);
}

static void
wait_for_approval(struct client *c)
{
	const struct devices_ca *ca = &c->x->asked;
	struct scep_client_reply reply;
	struct device d = { 0 }, poll;
	struct err e;

	if (device_make(c->x->devices, ca, &d, c->a, &e) == -1) {
		wrong(c->x, "a message", e.text);
		return;
	}
	if (ask_ca(c, ca, &d, &reply) == -1)
		return;
	for (unsigned int n = 0; reply.status == SCEP_PENDING; n++) {
		if (n == POLLS_MOST) {
			wrong(c->x, d.request.transaction_id,
			    "nobody approved it");
			return;
		}
		sleep_ms(POLL_MS);
		if (device_poll(&d, ca, &poll, c->a, &e) == -1) {
			wrong(c->x, "a poll", e.text);
			return;
		}
		if (ask_ca(c, ca, &poll, &reply) == -1)
			return;
		count(c->x, POLLS);
	}
	if (got(c, &d, &reply))
		count(c->x, PENDING);
}

/* ---- People ------------------------------------------------------------ */

static struct span
page_request(struct client *c, const char *path, const char *form)
{
	const struct storm *x = c->x;

	return span_of_str(arena_printf(c->a,
	    "%s %s HTTP/1.0\r\nHost: %s:%u\r\nCookie: %s\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    form == NULL ? "GET" : "POST", path, x->admin.host, x->admin.port,
	    x->cookie, form == NULL ? 0 : strlen(form),
	    form == NULL ? "" : form));
}

/* The page's text, or NULL. */
static const char *
look_at(struct client *c, const char *path)
{
	struct http_answer answer;

	if (ask(c, &c->x->admin, page_request(c, path, NULL), &answer) == -1)
		return NULL;
	count(c->x, PAGES);
	if (answer.status == 200)
		return arena_str(c->a, answer.body);
	wrong(c->x, path, arena_printf(c->a, "HTTP status %u", answer.status));
	return NULL;
}

/* Somebody else may have approved it meanwhile: then it says so. */
static void
approve_one(struct client *c, const char *path)
{
	const char *page = look_at(c, path), *token;
	struct http_answer answer;
	char *form;

	if (page == NULL || strstr(page, "/approve\"") == NULL ||
	    (token = strstr(page, "name=\"csrf\" value=\"")) == NULL)
		return;
	token += strlen("name=\"csrf\" value=\"");
	form = arena_printf(c->a, "csrf=%.*s", (int)strcspn(token, "\""),
	    token);
	if (ask(c, &c->x->admin,
		page_request(c, arena_printf(c->a, "%s/approve", path), form),
		&answer) == -1)
		return;
	if (answer.status == 303)
		count(c->x, APPROVALS);
	else if (answer.status != 409)
		wrong(c->x, path,
		    arena_printf(c->a, "approve: HTTP status %u: %.*s",
			answer.status, (int)answer.body.len,
			(const char *)answer.body.at));
}

static void
approve(struct client *c)
{
	static const char link[] = "href=\"/admin/orders/";
	const char *page = look_at(c, "/admin/orders?state=pending"), *at;
	enum { UUID = 36 };

	if (page == NULL || (at = strstr(page, link)) == NULL ||
	    strlen(at) < sizeof(link) + UUID)
		return;
	at += sizeof(link) - 1;
	approve_one(c, arena_printf(c->a, "/admin/orders/%.*s", UUID, at));
}

static void
browse(struct client *c)
{
	static const char *const paths[] = { "/admin/profiles", "/admin/orders",
		"/admin/accounts", "/admin/orders?q=device" };

	(void)look_at(c,
	    paths[(unsigned int)rand_r(&c->seed) %
		(sizeof(paths) / sizeof(paths[0]))]);
}

static void *
live(void *ctx)
{
	struct client *c = ctx;
	unsigned int what;

	c->a = arena_new();
	while (!atomic_load(&c->x->stop)) {
		what = (unsigned int)rand_r(&c->seed) % 100;
		if (what < 45)
			enrol(c, false);
		else if (what < 65)
			enrol(c, true);
		else if (what < 75)
			wait_for_approval(c);
		else if (c->x->cookie == NULL)
			continue;
		else if (what < 90)
			approve(c);
		else
			browse(c);
		arena_reset(c->a);
	}
	arena_free(c->a);
	return NULL;
}

/* ---- The killer -------------------------------------------------------- */

/* Whose parent is the web server; *admin: which program it runs. */
static bool
is_worker(const struct storm *x, const char *pid, bool *admin)
{
	char *path = mem_printf("/proc/%s/stat", pid);
	struct err e;
	struct buf b;
	bool is = false;
	const char *at;

	buf_init(&b, 4096);
	if (file_read(path, &b, &e) == 0 &&
	    (at = strrchr(buf_str(&b), ')')) != NULL && strlen(at) > 4) {
		is = strtol(at + 4, NULL, 10) == x->server &&
		    strchr("ZX", at[2]) == NULL;
		*admin = strstr(buf_str(&b), "(admin.fcgi)") != NULL;
		is = is && (*admin || strstr(buf_str(&b), "(scep.fcgi)"));
	}
	buf_clear(&b);
	free(path);
	return is;
}

static void
kill_one(struct storm *x, unsigned int *seed)
{
	DIR *all = opendir("/proc");
	struct dirent *d;
	unsigned int n = 0;
	pid_t pid = 0;
	bool admin, chosen = false;

	while (all != NULL && (d = readdir(all)) != NULL)
		if (d->d_name[0] >= '1' && d->d_name[0] <= '9' &&
		    is_worker(x, d->d_name, &admin) &&
		    (unsigned int)rand_r(seed) % ++n == 0) {
			pid = (pid_t)strtol(d->d_name, NULL, 10);
			chosen = admin;
		}
	if (all != NULL)
		closedir(all);
	if (pid > 1 && kill(pid, SIGKILL) == 0)
		count(x, chosen ? KILLS_ADMIN : KILLS_SCEP);
}

static unsigned int
kills_of(const struct storm *x)
{
	return atomic_load(&x->counts[KILLS_SCEP]) +
	    atomic_load(&x->counts[KILLS_ADMIN]);
}

static void
run_killer(struct storm *x)
{
	unsigned int seed = (unsigned int)clock_us(), told = 0;

	while (kills_of(x) < x->kills) {
		sleep_ms(KILL_LEAST_MS +
		    (unsigned int)rand_r(&seed) %
			(KILL_MOST_MS - KILL_LEAST_MS + 1));
		kill_one(x, &seed);
		if (kills_of(x) < told + 100)
			continue;
		told = kills_of(x);
		printf("# %u kills, %u enrolments\n", told,
		    atomic_load(&x->counts[ENROLMENTS]));
		(void)fflush(stdout);
	}
}

/* ---- All of it --------------------------------------------------------- */

static int
read_options(struct storm *x, int argc, char **argv, struct err *e)
{
	const char *held = NULL;
	int64_t n = 0;
	int c;

	while ((c = getopt(argc, argv, "u:p:s:k:c:o:j:")) != -1) {
		if (strchr("skc", c) != NULL &&
		    text_to_int(optarg, 1, 100000000, &n, e) == -1)
			return -1;
		switch (c) {
		case 'u':
			x->url = optarg;
			break;
		case 'p':
			x->challenge = secret_new(span_of_str(optarg));
			break;
		case 's':
			x->server = (pid_t)n;
			break;
		case 'k':
			x->kills = (unsigned int)n;
			break;
		case 'c':
			x->clients = (unsigned int)n;
			break;
		case 'o':
			held = optarg;
			break;
		case 'j':
			x->cookie = optarg;
			break;
		default:
			return err_set(e, ERR_MALFORMED, "see the source");
		}
	}
	if (x->url == NULL || x->challenge == NULL || x->server == 0 ||
	    held == NULL || x->clients > CLIENTS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "want -u, -p, -s, -o, and at most %d clients",
		    CLIENTS_MOST);
	x->held = open(held, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	return x->held != -1 ? 0 : err_set(e, ERR_UNAVAILABLE, "%s", held);
}

static int
storm(struct storm *x, struct err *e)
{
	struct client all[CLIENTS_MOST];
	unsigned int n;

	if (devices_ask_ca(arena_printf(x->a, "%s/scep/devices", x->url),
		x->challenge, x->a, &x->open, e) == -1 ||
	    devices_ask_ca(arena_printf(x->a, "%s/scep/asked", x->url),
		x->challenge, x->a, &x->asked, e) == -1 ||
	    http_server_parse(arena_printf(x->a, "%s/admin", x->url), x->a,
		&x->admin, e) == -1 ||
	    devices_new(KEYS, &x->devices, e) == -1)
		return -1;
	for (n = 0; n < x->clients; n++) {
		all[n] = (struct client){ .x = x, .seed = n };
		if (pthread_create(&all[n].thread, NULL, live, &all[n]) != 0)
			return err_set(e, ERR_UNAVAILABLE, "no thread");
	}
	run_killer(x);
	atomic_store(&x->stop, true);
	while (n > 0)
		pthread_join(all[--n].thread, NULL);
	return 0;
}

static void
print_summary(const struct storm *x)
{
	for (size_t i = 0; i < COUNT__COUNT; i++)
		printf("%-30s %u\n", count_names[i],
		    atomic_load(&x->counts[i]));
	printf("%-30s %.2f s\n", "longest wait for an answer",
	    (double)atomic_load(&x->longest_us) / 1e6);
	printf("%-30s %.2f s\n", "longest single request",
	    (double)atomic_load(&x->single_us) / 1e6);
}

int
main(int argc, char **argv)
{
	struct storm *x = mem_alloc(sizeof(*x));
	struct err e = { 0 };
	int rc;

	(void)signal(SIGPIPE, SIG_IGN);
	x->a = arena_new();
	x->kills = 20;
	x->clients = 16;
	rc = read_options(x, argc, argv, &e);
	if (rc == 0)
		rc = storm(x, &e);
	if (rc == -1)
		(void)fprintf(stderr, "storm: %s\n", e.text);
	else
		print_summary(x);
	if (atomic_load(&x->counts[WRONG]) > 0)
		rc = -1;
	devices_forget_ca(&x->open);
	devices_forget_ca(&x->asked);
	devices_free(x->devices);
	secret_free(x->challenge);
	arena_free(x->a);
	free(x);
	return rc == 0 ? 0 : 1;
}
