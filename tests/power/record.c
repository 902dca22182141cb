/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recorder of trace.h.  These functions have the C library's names, and
 * the linker gives a program's own to its shared libraries too, Berkeley DB
 * among them.  They do what they should by the system calls, and write it down
 * where the file is one of the directory that is watched.
 *
 * What a start makes anew is left out: shared memory, and the files whose
 * locks are all that counts.
 */
#include <sys/stat.h>
#include <sys/syscall.h>

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "trace.h"

#define FDS 1024 /* more are not watched, and none are opened */
#define THE_DIRECTORY UINT64_MAX

static const char *const left_out[] = { "__db.", "control", "sync", "backup" };

static int trace_fd = -1;
static char *dir;
static size_t dir_len;
static atomic_uint_fast64_t watched[FDS]; /* numbers of files; 0: not ours */
static atomic_uint_fast64_t tokens;
static atomic_int_fast64_t writes_to_live; /* 0 or less: for ever */

static void
give_up(const char *what)
{
	(void)fprintf(stderr, "trace: %s: %s\n", what, strerror(errno));
	abort();
}

static void
add_row(struct trace_row r, const void *at, size_t len)
{
	uint8_t *whole = mem_alloc(sizeof(r) + len);
	int saved = errno;
	long n;

	r.len = (uint32_t)len;
	memcpy(whole, &r, sizeof(r));
	if (len > 0)
		memcpy(whole + sizeof(r), at, len);
	n = syscall(SYS_write, trace_fd, whole, sizeof(r) + len);
	if (n != (long)(sizeof(r) + len))
		give_up("write");
	free(whole);
	errno = saved;
	if (r.kind == TRACE_WRITE && atomic_fetch_sub(&writes_to_live, 1) == 1)
		_exit(TRACE_DEATH);
}

/* The name within the directory; NULL: it is none that we watch. */
static const char *
name_in(const char *path)
{
	const char *name;

	if (trace_fd == -1 || strncmp(path, dir, dir_len) != 0 ||
	    path[dir_len] != '/')
		return NULL;
	name = path + dir_len + 1;
	if (strchr(name, '/') != NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (strncmp(name, left_out[i], strlen(left_out[i])) == 0)
			return NULL;
	return name;
}

static uint64_t
file_of(int fd)
{
	return trace_fd != -1 && fd >= 0 && fd < FDS ? watched[fd] : 0;
}

static void
watch(int fd, const char *path, bool is_new)
{
	const char *name = name_in(path);
	struct stat st;

	if (trace_fd != -1 && strcmp(path, dir) == 0)
		watched[fd] = THE_DIRECTORY;
	if (name == NULL || fstat(fd, &st) == -1)
		return;
	if (fd >= FDS)
		give_up("too many files");
	watched[fd] = st.st_ino;
	if (is_new)
		add_row((struct trace_row){ .kind = TRACE_CREATE,
			    .file = st.st_ino },
		    name, strlen(name));
}

/* ---- What the C library has -------------------------------------------- */

/* Its headers have names for parameters that are reserved to it. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

int
open(const char *path, int flags, ...)
{
	bool is_new = false;
	va_list ap;
	int fd, mode = 0;

	va_start(ap, flags);
	if ((flags & O_CREAT) != 0) {
		mode = va_arg(ap, int);
		is_new = trace_fd != -1 && access(path, F_OK) == -1;
	}
	va_end(ap);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (fd != -1)
		watch(fd, path, is_new);
	return fd;
}

int
mkostemp(char *path, int flags)
{
	int (*real)(char *, int);
	int fd;

	*(void **)&real = dlsym(RTLD_NEXT, "mkostemp");
	if ((fd = real(path, flags)) != -1)
		watch(fd, path, true);
	return fd;
}

int
close(int fd)
{
	if (fd >= 0 && fd < FDS)
		watched[fd] = 0;
	return (int)syscall(SYS_close, fd);
}

ssize_t
pwrite(int fd, const void *at, size_t len, off_t offset)
{
	ssize_t n = syscall(SYS_pwrite64, fd, at, len, offset);
	uint64_t file = file_of(fd);

	if (n > 0 && file != 0)
		add_row((struct trace_row){ .kind = TRACE_WRITE,
			    .file = file,
			    .offset = (uint64_t)offset },
		    at, (size_t)n);
	return n;
}

ssize_t
write(int fd, const void *at, size_t len)
{
	ssize_t n = syscall(SYS_write, fd, at, len);
	uint64_t file = file_of(fd);

	if (n > 0 && file != 0)
		add_row((struct trace_row){ .kind = TRACE_WRITE,
			    .file = file,
			    .offset = (uint64_t)(lseek(fd, 0, SEEK_CUR) - n) },
		    at, (size_t)n);
	return n;
}

int
ftruncate(int fd, off_t size)
{
	int rc = (int)syscall(SYS_ftruncate, fd, size);
	uint64_t file = file_of(fd);

	if (rc == 0 && file != 0)
		add_row((struct trace_row){ .kind = TRACE_SIZE,
			    .file = file,
			    .offset = (uint64_t)size },
		    NULL, 0);
	return rc;
}

static int
sync_by(long call, int fd)
{
	struct trace_row r = { .kind = TRACE_SYNC, .file = file_of(fd) };
	int rc;

	if (r.file == 0)
		return (int)syscall(call, fd);
	if (r.file == THE_DIRECTORY)
		r.file = 0;
	r.token = (uint64_t)getpid() << 32 | atomic_fetch_add(&tokens, 1);
	add_row(r, NULL, 0);
	if ((rc = (int)syscall(call, fd)) == 0) {
		r.kind = TRACE_SYNCED;
		add_row(r, NULL, 0);
	}
	return rc;
}

int
fsync(int fd)
{
	return sync_by(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return sync_by(SYS_fdatasync, fd);
}

int
unlink(const char *path)
{
	const char *name = name_in(path);
	int rc = (int)syscall(SYS_unlink, path);

	if (rc == 0 && name != NULL)
		add_row((struct trace_row){ .kind = TRACE_UNLINK }, name,
		    strlen(name));
	return rc;
}

int
rename(const char *from, const char *to)
{
	const char *a = name_in(from), *b = name_in(to);
	int rc = (int)syscall(SYS_rename, from, to);
	char *both;

	if (rc == 0 && a != NULL && b != NULL) {
		both = mem_printf("%s/%s", a, b);
		both[strlen(a)] = '\0';
		add_row((struct trace_row){ .kind = TRACE_RENAME }, both,
		    strlen(a) + 1 + strlen(b));
		free(both);
	}
	return rc;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

/* ---- What the test says ------------------------------------------------ */

static void
add_file(const char *name)
{
	char *path = mem_printf("%s/%s", dir, name);
	struct trace_row r = { .kind = TRACE_FILE };
	size_t len = strlen(name) + 1;
	struct stat st;
	char *at;
	int fd;

	if (name_in(path) != NULL) {
		fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
		if (fd == -1 || fstat(fd, &st) == -1)
			give_up(path);
		at = mem_alloc(len + (size_t)st.st_size);
		memcpy(at, name, len);
		if (pread(fd, at + len, (size_t)st.st_size, 0) != st.st_size)
			give_up(path);
		r.file = st.st_ino;
		add_row(r, at, len + (size_t)st.st_size);
		free(at);
		close(fd);
	}
	free(path);
}

void
trace_begin(const char *watch_dir, const char *trace)
{
	struct dirent *d;
	DIR *all = NULL;
	int fd;

	dir = mem_strdup(watch_dir);
	dir_len = strlen(dir);
	fd = open(trace, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
	    0600);
	if (fd == -1 || (all = opendir(dir)) == NULL)
		give_up(trace);
	trace_fd = fd;
	while ((d = readdir(all)) != NULL)
		if (d->d_name[0] != '.')
			add_file(d->d_name);
	closedir(all);
}

void
trace_end(void)
{
	int fd = trace_fd;

	trace_fd = -1;
	close(fd);
	free(dir);
}

void
trace_die_after(int writes)
{
	atomic_store(&writes_to_live, writes);
}

void
trace_answer(const void *at, size_t len)
{
	if (trace_fd != -1)
		add_row((struct trace_row){ .kind = TRACE_ANSWER }, at, len);
}
