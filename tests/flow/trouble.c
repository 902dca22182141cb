/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A disk, a clock and a heap that fail when they are told to: preloaded into
 * the programs by trouble.test and soak.test, and into no other.
 *
 * $TROUBLE names a file of TROUBLE_SIZE bytes, looked at before each call: a
 * line of words such as "write=28 clock=-86400".  A test writes it in place.
 *
 *	read=ERRNO	no file can be read
 *	write=ERRNO	bytes do not get into a file, nor does it grow
 *	sync=ERRNO	nor from there to the disk
 *	make=ERRNO	no file is opened for writing, made, renamed, removed
 *	beside=ERRNO	nor one that is not the store's
 *	open=ERRNO	no file is opened at all
 *	one_in=N	all these only now and then
 *	full=1		statvfs sees a full disk
 *	room=MB		statvfs sees one with so much left
 *	read_only=1	statvfs sees one that cannot be written
 *	memory=N	each Nth piece of memory is not there
 *	clock=SECONDS	the time of day is off by so much
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TROUBLE_SIZE 256
#define REAL(name) ((__typeof__(&(name)))real(#name))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

static const char *words; /* NULL: not for this program */
static atomic_uint_fast64_t pieces; /* of memory, asked for */
static atomic_uint_fast64_t calls; /* that might fail */

static void *
real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static bool
is_program(void)
{
	static const char *const names[] = { "scep.fcgi", "admin.fcgi",
		"scepgate" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(program_invocation_short_name, names[i]) == 0)
			return true;
	return false;
}

static void __attribute__((constructor)) look(void)
{
	const char *path = getenv("TROUBLE");
	void *at;
	int fd;

	if (path == NULL || !is_program() ||
	    (fd = REAL(open)(path, O_RDONLY | O_CLOEXEC)) == -1)
		return;
	at = mmap(NULL, TROUBLE_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (at != MAP_FAILED)
		words = at;
}

/* The number behind a word; 0: there is no such trouble. */
static long
trouble(const char *word)
{
	const char *at = words;
	size_t len = strlen(word);

	while (at != NULL && (at = strstr(at, word)) != NULL) {
		if ((at == words || at[-1] == ' ') && at[len] == '=')
			return strtol(at + len + 1, NULL, 10);
		at += len;
	}
	return 0;
}

/* Whether a call is to fail; errno says why. */
static bool
fails(const char *word)
{
	long code = trouble(word), one_in = trouble("one_in");

	if (code == 0 ||
	    (one_in > 0 && atomic_fetch_add(&calls, 1) % (uint64_t)one_in != 0))
		return false;
	errno = (int)code;
	return true;
}

/* ---- The disk ---------------------------------------------------------- */

/* Pipes and sockets are none. */
static bool
file_fails(const char *word, int fd)
{
	struct stat st;

	return trouble(word) != 0 && fstat(fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && fails(word);
}

static bool
write_fails(int fd)
{
	return file_fails("write", fd);
}

ssize_t
read(int fd, void *at, size_t len)
{
	return file_fails("read", fd) ? -1 : REAL(read)(fd, at, len);
}

ssize_t
pread(int fd, void *at, size_t len, off_t where)
{
	return file_fails("read", fd) ? -1 : REAL(pread)(fd, at, len, where);
}

ssize_t
write(int fd, const void *at, size_t len)
{
	return write_fails(fd) ? -1 : REAL(write)(fd, at, len);
}

ssize_t
pwrite(int fd, const void *at, size_t len, off_t where)
{
	return write_fails(fd) ? -1 : REAL(pwrite)(fd, at, len, where);
}

int
ftruncate(int fd, off_t len)
{
	return write_fails(fd) ? -1 : REAL(ftruncate)(fd, len);
}

int
posix_fallocate(int fd, off_t from, off_t len)
{
	return write_fails(fd) ? errno : REAL(posix_fallocate)(fd, from, len);
}

int
fsync(int fd)
{
	return fails("sync") ? -1 : REAL(fsync)(fd);
}

int
fdatasync(int fd)
{
	return fails("sync") ? -1 : REAL(fdatasync)(fd);
}

static bool
make_fails(const char *path)
{
	return fails("make") ||
	    (strstr(path, "/store/") == NULL && fails("beside"));
}

static bool
open_fails(const char *path, int flags)
{
	if (strncmp(path, "/dev/", 5) == 0)
		return false;
	return fails("open") ||
	    ((flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 && make_fails(path));
}

int
open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(ap, int) : 0;
	va_end(ap);
	return open_fails(path, flags) ? -1 : REAL(open)(path, flags, mode);
}

int
mkostemp(char *template, int flags)
{
	return fails("open") || make_fails(template) ?
	    -1 :
	    REAL(mkostemp)(template, flags);
}

int
mkdir(const char *path, mode_t mode)
{
	return make_fails(path) ? -1 : REAL(mkdir)(path, mode);
}

int
rename(const char *from, const char *to)
{
	return make_fails(from) ? -1 : REAL(rename)(from, to);
}

int
unlink(const char *path)
{
	return make_fails(path) && errno == EROFS ? -1 : REAL(unlink)(path);
}

int
statvfs(const char *path, struct statvfs *out)
{
	int rc = REAL(statvfs)(path, out);

	if (rc == 0 && trouble("full") != 0)
		out->f_bavail = 0;
	if (rc == 0 && trouble("room") != 0)
		out->f_bavail = (fsblkcnt_t)trouble("room") * 1024 * 1024 /
		    out->f_frsize;
	if (rc == 0 && trouble("read_only") != 0)
		out->f_flag |= ST_RDONLY;
	return rc;
}

/* ---- The clock --------------------------------------------------------- */

int
clock_gettime(clockid_t which, struct timespec *out)
{
	int rc = REAL(clock_gettime)(which, out);

	if (rc == 0 && which == CLOCK_REALTIME)
		out->tv_sec += trouble("clock");
	return rc;
}

time_t
time(time_t *out)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict out, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	out->tv_sec = now.tv_sec;
	out->tv_usec = now.tv_nsec / 1000;
	return 0;
}

/* ---- Memory ------------------------------------------------------------ */

static bool
memory_fails(void)
{
	long every = trouble("memory");

	if (every == 0 ||
	    atomic_fetch_add(&pieces, 1) % (uint64_t)every + 1 !=
		(uint64_t)every)
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return memory_fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return memory_fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
	return memory_fails() ? NULL : __libc_realloc(p, size);
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(p, n * size);
}
