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
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "web/fcgi.h"
#include "web/fcgi_part.h"
#include "web/stop.h"

#define THREADS_MOST 64
#define NUDGE_MS 20 /* between two nudges of waiting threads */
#define ACCEPT_PAUSE_MS 100 /* after an accept that failed */
#define FIRST_BYTES_MS 2000 /* who connects has so long to say something */
#define NO_SOCKET (-1) /* that libfcgi should accept on */
#define LATE_MOST 64 /* connections that are taken when told to end */

struct run {
	const struct web_server *server;
	struct last_words last_words[THREADS_MOST + 1];
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

static int
accept_one(struct worker *w)
{
	const int on = 1;
	int fd;

	take_nudges(w, true);
	fd = accept4(LISTEN_FD, NULL, NULL, SOCK_CLOEXEC);
	take_nudges(w, false);
	if (fd != -1 && w->run->tcp)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* The next connection; -1 where there is none. */
static int
next_connection(struct worker *w)
{
	int fd = accept_one(w);

	/* Out of descriptors, say. */
	if (fd == -1 && !atomic_load(&w->run->stopping))
		pause_ms(ACCEPT_PAUSE_MS);
	if (fd == -1)
		return -1;
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

/* Of the connection that it has. */
static bool
read_request(FCGX_Request *fcgi)
{
	/* Else it would be closed first, as the last request's. */
	fcgi->keepConnection = 1;
	return FCGX_Accept_r(fcgi) == 0;
}

static void
serve(struct worker *w, FCGX_Request *fcgi, struct arena *a)
{
	web_serve_one(w->run->server, &w->run->proxies, fcgi, w->last_words, a);
	FCGX_Finish_r(fcgi);
	arena_reset(a);
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
	return read_request(fcgi);
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_new();
	FCGX_Request fcgi;

	take_nudges(w, false);
	FCGX_InitRequest(&fcgi, NO_SOCKET, 0);
	while (!atomic_load(&w->run->stopping))
		if (next_request(w, &fcgi))
			serve(w, &fcgi, a);
	FCGX_Free(&fcgi, 1);
	arena_free(a);
	atomic_store(&w->done, true);
	return NULL;
}

/* Nothing else gets to be descriptor 0. */
static void
close_socket(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd == -1)
		return;
	(void)dup2(fd, LISTEN_FD);
	close(fd);
}

/* Who has connected and whom nobody has accepted yet. */
static size_t
accept_late(struct worker *w, int *late)
{
	size_t n = 0;
	int fd;

	while (n < LATE_MOST && has_bytes(LISTEN_FD, 0) &&
	    (fd = accept_one(w)) != -1)
		late[n++] = fd;
	return n;
}

static int
left_ms(int64_t until_us)
{
	int64_t left_us = until_us - clock_us();

	return left_us > 0 ? (int)(left_us / 1000) : 0;
}

/*
 * What a worker more does when the process is to end.  From then on nobody
 * here accepts, and the last requests and the closing of the store take their
 * time.  Who connects meanwhile is to be refused, so that the web server asks
 * another process, and not to wait for an answer that never comes.  Who had
 * connected before would be cut off: where all threads were at work, or the
 * process was told before it had any.
 */
static void *
work_late(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_new();
	int late[LATE_MOST];
	size_t n;
	int64_t until_us;
	FCGX_Request fcgi;

	take_nudges(w, false);
	n = accept_late(w, late);
	close_socket();
	until_us = clock_us() + (int64_t)FIRST_BYTES_MS * 1000;
	FCGX_InitRequest(&fcgi, NO_SOCKET, 0);
	for (size_t i = 0; i < n; i++) {
		fcgi.ipcFd = late[i];
		if (has_bytes(late[i], left_ms(until_us)) &&
		    read_request(&fcgi))
			serve(w, &fcgi, a);
		FCGX_Free(&fcgi, 1);
	}
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
	/* No SA_RESTART: accept is to fail with EINTR. */
	struct sigaction nudge = { .sa_handler = on_nudge };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	web_stop_catch();
	(void)sigaction(SIGUSR2, &nudge, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

static unsigned int
start_workers(struct run *run, struct worker *workers)
{
	unsigned int n;

	web_stop_block(true);
	for (n = 0; n < run->server->threads; n++) {
		workers[n].run = run;
		workers[n].last_words = &run->last_words[n];
		if (pthread_create(&workers[n].thread, NULL, work,
			&workers[n]) != 0)
			break;
	}
	web_stop_block(false);
	return n;
}

/* One more than was started, if there can be: it closes the socket. */
static unsigned int
start_late(struct run *run, struct worker *workers, unsigned int n)
{
	workers[n].run = run;
	workers[n].last_words = &run->last_words[n];
	if (pthread_create(&workers[n].thread, NULL, work_late, &workers[n]) ==
	    0)
		return n + 1;
	close_socket();
	return n;
}

/* There is room for one worker more. */
static void
stop_workers(struct run *run, struct worker *workers, unsigned int n)
{
	unsigned int running;

	atomic_store(&run->stopping, true);
	n = start_late(run, workers, n);
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
	set_signals();
	if (FCGX_Init() != 0)
		return err_set(e, ERR_INTERNAL, "FCGX_Init failed");
	workers = mem_array(server->threads + 1, sizeof(*workers));
	last_words_of(run.last_words, server->threads + 1);
	n = start_workers(&run, workers);
	if (n < server->threads)
		rc = err_set(e, ERR_UNAVAILABLE,
		    "%u of %u threads could be started: limit of processes?", n,
		    server->threads);
	if (rc == 0)
		web_stop_wait();
	stop_workers(&run, workers, n);
	last_words_none();
	free(workers);
	return rc;
}
