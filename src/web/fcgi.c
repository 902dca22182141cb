/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The accept loop in several threads, and how it ends.
 *
 * A thread that waits in accept does not see that the process is to end: a
 * signal wakes one thread only, and with SA_RESTART none.  So the first thread
 * waits for SIGTERM and then interrupts each waiting thread by name until all
 * are gone.  Threads at work take no such signal.
 *
 * libfcgi does not accept here, it gets connections that we accepted: it would
 * hang up on one whose first bytes a signal was faster than, and when told to
 * end it would close that descriptor for ever, whoever has it by then.
 */
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "web/body.h"
#include "web/environ.h"
#include "web/fcgi.h"
#include "web/last_words.h"
#include "web/response.h"

#define THREADS_MOST 64
#define LISTEN_FD 0 /* FastCGI specification, section 2.2 */
#define HEAD_MOST (160 * 1024) /* 16 headers of at most 8000 bytes */
#define NUDGE_MS 20 /* between two nudges of waiting threads */
#define ACCEPT_PAUSE_MS 100 /* after an accept that failed */
#define FIRST_BYTES_MS 2000 /* who connects has so long to say something */
#define NO_SOCKET (-1) /* that libfcgi should accept on */

static const int stop_signals[] = { SIGTERM, SIGUSR1, SIGINT };
#define STOP_SIGNALS (sizeof(stop_signals) / sizeof(stop_signals[0]))

/*
 * Raised by the signal handler, which has no other way to reach anybody: not
 * sigwait, since a thread that another floor started may not block SIGTERM
 * and would be handed it.
 */
static sem_t stop_asked;

struct run {
	const struct web_server *server;
	struct last_words last_words[THREADS_MOST];
	struct web_proxies proxies;
	bool tcp;
	atomic_bool stopping;
};

struct worker {
	struct run *run;
	struct last_words *last_words;
	pthread_t thread;
	atomic_bool waiting; /* for a connection or on a kept one */
	atomic_bool done;
};

static void
on_stop(int signal_number)
{
	(void)signal_number;
	(void)sem_post(&stop_asked);
}

/* Its only purpose is to interrupt a system call. */
static void
on_nudge(int signal_number)
{
	(void)signal_number;
}

static void
pause_ms(long ms)
{
	const struct timespec time = { 0, ms * 1000 * 1000 };

	(void)nanosleep(&time, NULL);
}

static size_t
read_stream(void *stream, uint8_t *at, size_t len)
{
	int got = FCGX_GetStr((char *)at, (int)len, stream);

	return got < 0 ? 0 : (size_t)got;
}

static void
write_answer(FCGX_Request *fcgi, const struct web_request *req,
    struct web_response *res)
{
	struct buf head;

	buf_init(&head, HEAD_MOST);
	web_response_head(res, &head);
	FCGX_PutStr((const char *)head.at, (int)head.len, fcgi->out);
	/* RFC 9110 section 9.3.2: the head as of GET, and no body. */
	if (req->method != WEB_HEAD)
		FCGX_PutStr((const char *)res->body.at, (int)res->body.len,
		    fcgi->out);
	buf_clear(&head);
}

static void
serve_one(const struct run *run, FCGX_Request *fcgi, struct last_words *last,
    struct arena *a)
{
	const struct web_server *server = run->server;
	struct web_request req;
	struct web_response *res = web_response_new(a);

	last_words_begin(last, fcgi->ipcFd, (unsigned int)fcgi->requestId);
	web_environ_read(fcgi->envp, &run->proxies, a, &req);
	log_request(req.id);
	web_body_read(read_stream, fcgi->in, web_environ_length(fcgi->envp),
	    server->body_limit, &req);
	server->handler(&req, res, server->ctx);
	last_words_end(last);
	write_answer(fcgi, &req, res);
	log_request(NULL);
	/*
	 * libfcgi waits for the web server to hang up first, so that what is
	 * still under way to us cannot break the answer off.  Nothing is,
	 * where the body was read to its end; who is detached does not wait.
	 */
	if (!req.body_too_large)
		(void)FCGX_Detach(fcgi);
}

/* Nudges that come while they are blocked wait, and harm nobody then. */
static void
take_nudges(struct worker *w, bool on)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	if (on)
		(void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	atomic_store(&w->waiting, on);
	if (!on)
		(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* Bytes, or its end, within so many milliseconds (-1: until a nudge). */
static bool
has_bytes(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}

/* The next connection; -1 where there is none. */
static int
next_connection(struct worker *w)
{
	const int on = 1;
	int fd;

	take_nudges(w, true);
	fd = accept4(LISTEN_FD, NULL, NULL, SOCK_CLOEXEC);
	take_nudges(w, false);
	/* Out of descriptors, say. */
	if (fd == -1 && !atomic_load(&w->run->stopping))
		pause_ms(ACCEPT_PAUSE_MS);
	if (fd == -1)
		return -1;
	if (w->run->tcp)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (has_bytes(fd, FIRST_BYTES_MS))
		return fd;
	close(fd);
	return -1;
}

/* What a web server that keeps its connection sends next on it. */
static bool
has_next_request(struct worker *w, int fd)
{
	bool there;

	take_nudges(w, true);
	there = has_bytes(fd, -1);
	take_nudges(w, false);
	return there;
}

/* From a connection, or none, to the next request on it or another. */
static bool
next_request(struct worker *w, FCGX_Request *fcgi)
{
	if (fcgi->ipcFd == -1)
		fcgi->ipcFd = next_connection(w);
	else if (!has_next_request(w, fcgi->ipcFd))
		FCGX_Free(fcgi, 1);
	if (fcgi->ipcFd == -1)
		return false;
	/* Else it would be closed first, as the last request's. */
	fcgi->keepConnection = 1;
	return FCGX_Accept_r(fcgi) == 0;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_new();
	FCGX_Request fcgi;

	take_nudges(w, false);
	FCGX_InitRequest(&fcgi, NO_SOCKET, 0);
	while (!atomic_load(&w->run->stopping)) {
		if (next_request(w, &fcgi)) {
			serve_one(w->run, &fcgi, w->last_words, a);
			FCGX_Finish_r(&fcgi);
			arena_reset(a);
		}
	}
	FCGX_Free(&fcgi, 1);
	arena_free(a);
	atomic_store(&w->done, true);
	return NULL;
}

static int
check_socket(struct err *e)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	if (getsockopt(LISTEN_FD, SOL_SOCKET, SO_ACCEPTCONN, &listening,
		&len) == 0 &&
	    listening)
		return 0;
	return err_set(e, ERR_UNAVAILABLE,
	    "standard input is no FastCGI "
	    "socket: this program is started by a web server "
	    "(contrib has samples for lighttpd, Apache and nginx), not by "
	    "hand");
}

/*
 * FastCGI specification, section 3.2: who may connect, where it is not by a
 * file.  That was libfcgi's to look at; who relies on it must not be let down.
 */
static int
check_family(struct run *run, struct err *e)
{
	const char *allowed = getenv("FCGI_WEB_SERVER_ADDRS");
	struct sockaddr_storage at = { .ss_family = AF_UNIX };
	socklen_t len = sizeof(at);

	run->tcp = getsockname(LISTEN_FD, (void *)&at, &len) == 0 &&
	    at.ss_family != AF_UNIX;
	if (run->tcp && allowed != NULL && allowed[0] != '\0')
		return err_set(e, ERR_UNAVAILABLE,
		    "FCGI_WEB_SERVER_ADDRS is not looked at: let the web "
		    "server connect by a socket in the file system");
	return 0;
}

static void
set_signals(void)
{
	struct sigaction stop = { .sa_handler = on_stop };
	/* No SA_RESTART: accept is to fail with EINTR. */
	struct sigaction nudge = { .sa_handler = on_nudge };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	stop.sa_flags = SA_RESTART;
	for (size_t i = 0; i < STOP_SIGNALS; i++)
		(void)sigaction(stop_signals[i], &stop, NULL);
	(void)sigaction(SIGUSR2, &nudge, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

/* Threads made between on and off never run on_stop themselves. */
static void
block_stop_signals(bool on)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < STOP_SIGNALS; i++)
		sigaddset(&set, stop_signals[i]);
	(void)pthread_sigmask(on ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

static unsigned int
start_workers(struct run *run, struct worker *workers)
{
	unsigned int n;

	block_stop_signals(true);
	for (n = 0; n < run->server->threads; n++) {
		workers[n].run = run;
		workers[n].last_words = &run->last_words[n];
		if (pthread_create(&workers[n].thread, NULL, work,
			&workers[n]) != 0)
			break;
	}
	block_stop_signals(false);
	return n;
}

/*
 * From now on nobody here accepts, and the last requests and the closing of
 * the store take their time.  Who connects meanwhile is to be refused, so
 * that the web server asks another process, and not to wait for an answer
 * that never comes.
 */
static void
close_socket(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* In its place, so that nothing else gets to be descriptor 0. */
	if (fd == -1)
		return;
	(void)dup2(fd, LISTEN_FD);
	close(fd);
}

static void
stop_workers(struct run *run, struct worker *workers, unsigned int n)
{
	unsigned int running;

	atomic_store(&run->stopping, true);
	close_socket();
	do {
		running = 0;
		for (unsigned int i = 0; i < n; i++) {
			if (atomic_load(&workers[i].done))
				continue;
			running++;
			if (atomic_load(&workers[i].waiting))
				(void)pthread_kill(workers[i].thread, SIGUSR2);
		}
		if (running > 0)
			pause_ms(NUDGE_MS);
	} while (running > 0);
	for (unsigned int i = 0; i < n; i++)
		(void)pthread_join(workers[i].thread, NULL);
}

int
web_serve(const struct web_server *server, struct err *e)
{
	struct run run = { .server = server };
	struct worker *workers;
	unsigned int n;
	int rc = 0;

	if (server->threads < 1 || server->threads > THREADS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "threads: want 1 to %d, have %u", THREADS_MOST,
		    server->threads);
	if (web_proxies_parse(server->trusted_proxies, &run.proxies, e) == -1)
		return -1;
	if (check_socket(e) == -1 || check_family(&run, e) == -1)
		return -1;
	if (sem_init(&stop_asked, 0, 0) == -1)
		return err_set(e, ERR_INTERNAL, "sem_init: %s",
		    strerror(errno));
	set_signals();
	if (FCGX_Init() != 0)
		return err_set(e, ERR_INTERNAL, "FCGX_Init failed");
	workers = mem_array(server->threads, sizeof(*workers));
	last_words_of(run.last_words, server->threads);
	n = start_workers(&run, workers);
	if (n < server->threads)
		rc = err_set(e, ERR_UNAVAILABLE,
		    "%u of %u threads could be started: limit of processes?", n,
		    server->threads);
	while (rc == 0 && sem_wait(&stop_asked) == -1 && errno == EINTR)
		;
	stop_workers(&run, workers, n);
	last_words_none();
	free(workers);
	return rc;
}

/* ---- Before there is anything to serve --------------------------------- */

#define READY_US 1000000 /* between two looks */
#define READY_MS 250
#define STAND_IN_BODY (1024 * 1024)

static void
answer_later(const struct web_request *req, struct web_response *res, void *ctx)
{
	(void)req;
	(void)ctx;
	web_header_set(res, "Retry-After", "30");
	web_answer_text(res, 503,
	    "the server cannot do this now: try again later");
}

void
web_stand_in(bool (*ready)(void *ctx), void *ctx)
{
	const struct web_server server = { .handler = answer_later,
		.body_limit = STAND_IN_BODY };
	struct run run = { .server = &server };
	struct pollfd in = { .fd = LISTEN_FD, .events = POLLIN };
	struct arena *a = arena_new();
	FCGX_Request fcgi;
	int64_t look_us = 0;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)FCGX_Init();
	FCGX_InitRequest(&fcgi, LISTEN_FD, FCGI_FAIL_ACCEPT_ON_INTR);
	for (;;) {
		if (clock_us() >= look_us) {
			if (ready(ctx))
				break;
			look_us = clock_us() + READY_US;
		}
		if (poll(&in, 1, READY_MS) != 1 || FCGX_Accept_r(&fcgi) != 0)
			continue;
		serve_one(&run, &fcgi, &run.last_words[0], a);
		FCGX_Finish_r(&fcgi);
		arena_reset(a);
	}
	FCGX_Free(&fcgi, 1);
	arena_free(a);
}
