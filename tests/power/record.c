/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recorder of trace.h.  These functions have the C library's names, and
 * the linker gives a program's own to its shared libraries too, Berkeley DB
 * among them.  They do what they should by the system calls, and write it down
 * where the file is beneath the directory that is watched.
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
#include "base/random.h"
#include "trace.h"

#define FDS 1024 /* more are not watched, and none are opened */
#define PATH_MOST 4096
#define SLOW_US 50000

static const char *const left_out[] = { "__db.00", "control", "sync",
	"backup" };

static int trace_fd = -1;
static char *dir;
static size_t dir_len;
static atomic_uint_fast64_t watched[FDS]; /* numbers of files; 0: not ours */
static atomic_uint_fast64_t tokens;
static atomic_int_fast64_t writes_to_live; /* 0 or less: for ever */
static atomic_uint syncs_that_fail; /* one of so many; 0: none */

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

/* A name that is watched. */
struct place {
	const char *name; /* NULL: it is not */
	uint64_t in; /* the number of its directory */
};

static uint64_t
number_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == -1 ? 0 : st.st_ino;
}

static struct place
place_of(const char *path)
{
	struct place p = { .name = NULL };
	const char *name = strrchr(path, '/');
	char *parent;

	if (trace_fd == -1 || strncmp(path, dir, dir_len) != 0 ||
	    path[dir_len] != '/')
		return p;
	name++;
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (strncmp(name, left_out[i], strlen(left_out[i])) == 0)
			return p;
	parent = mem_printf("%.*s", (int)(name - 1 - path), path);
	p = (struct place){ name, number_of(parent) };
	free(parent);
	return p;
}

static void
add_name(enum trace_kind kind, uint64_t file, struct place p)
{
	if (p.name != NULL)
		add_row((struct trace_row){ .kind = kind,
			    .file = file,
			    .in = p.in },
		    p.name, strlen(p.name));
}

/* A file that was opened by a call which is not here would be left out. */
static void
must_not_be_ours(int fd)
{
	char path[PATH_MOST], link[64];
	int saved = errno;
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n == -1 ? 0 : n] = '\0';
	errno = ENOSYS;
	if (place_of(path).name != NULL || strcmp(path, dir) == 0)
		give_up(path);
	errno = saved;
}

static uint64_t
file_of(int fd)
{
	if (trace_fd == -1 || fd < 0)
		return 0;
	if (fd >= FDS || watched[fd] == 0)
		must_not_be_ours(fd);
	return fd < FDS ? watched[fd] : 0;
}

static void
watch(int fd, const char *path, bool is_new)
{
	struct place p = place_of(path);
	struct stat st;

	/* Whoever had the descriptor before may not have closed it by us. */
	if (fd < FDS)
		watched[fd] = 0;
	if (trace_fd == -1 || (p.name == NULL && strcmp(path, dir) != 0) ||
	    fstat(fd, &st) == -1)
		return;
	if (fd >= FDS)
		give_up("too many files");
	watched[fd] = st.st_ino;
	if (is_new)
		add_name(TRACE_CREATE, st.st_ino, p);
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
	if (fd != -1 && !is_new && (flags & O_TRUNC) != 0 && file_of(fd) != 0)
		give_up("an old file that is cut to nothing");
	return fd;
}

/* The headers' open in a hardened build, of flags that it cannot see. */
int __open_2(const char *path, int flags);

int
__open_2(const char *path, int flags)
{
	return open(path, flags);
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

static bool
one_in(unsigned int of)
{
	uint32_t dice;

	random_bytes(&dice, sizeof(dice));
	return dice % of == 0;
}

static bool
is_to_fail(int fd)
{
	unsigned int of = syncs_that_fail;
	struct stat st;

	return of != 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    one_in(of);
}

/* Who is told of it may be slow to do something about it, or die. */
static void
be_slow_or_die(void)
{
	if (one_in(4))
		_exit(TRACE_DEATH);
	if (one_in(3))
		usleep(SLOW_US);
}

/* What is done with an image afterwards need not outlast anything. */
static int
sync_by(long call, int fd)
{
	struct trace_row r = { .kind = TRACE_SYNC, .file = file_of(fd) };
	int rc;

	if (trace_fd == -1)
		return 0;
	if (r.file == 0)
		return (int)syscall(call, fd);
	r.token = (uint64_t)getpid() << 32 | atomic_fetch_add(&tokens, 1);
	add_row(r, NULL, 0);
	if (is_to_fail(fd)) {
		r.kind = TRACE_LOST;
		add_row(r, NULL, 0);
		be_slow_or_die();
		errno = EIO;
		return -1;
	}
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

static int
make_dir(const char *path, int rc)
{
	if (rc == 0)
		add_name(TRACE_MKDIR, number_of(path), place_of(path));
	return rc;
}

int
mkdir(const char *path, mode_t mode)
{
	return make_dir(path, (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

char *
mkdtemp(char *path)
{
	char *(*real)(char *);
	char *made;

	*(void **)&real = dlsym(RTLD_NEXT, "mkdtemp");
	if ((made = real(path)) != NULL)
		(void)make_dir(made, 0);
	return made;
}

static int
remove_name(const char *path, int flags)
{
	struct place p = place_of(path);
	int rc = (int)syscall(SYS_unlinkat, AT_FDCWD, path, flags);

	if (rc == 0)
		add_name(TRACE_UNLINK, 0, p);
	return rc;
}

int
unlink(const char *path)
{
	return remove_name(path, 0);
}

int
rmdir(const char *path)
{
	return remove_name(path, AT_REMOVEDIR);
}

int
unlinkat(int fd, const char *name, int flags)
{
	char in[PATH_MOST], link[64], *path;
	ssize_t n;
	int rc;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if ((n = readlink(link, in, sizeof(in))) == -1)
		give_up(link);
	path = mem_printf("%.*s/%s", (int)n, in, name);
	rc = remove_name(path, flags);
	free(path);
	return rc;
}

int
rename(const char *from, const char *to)
{
	struct place a = place_of(from), b = place_of(to);
	struct trace_row r = { .kind = TRACE_RENAME, .in = a.in, .to = b.in };
	int rc = (int)syscall(SYS_rename, from, to);
	char *both;

	if (rc == 0 && (a.name == NULL) != (b.name == NULL))
		give_up(from);
	if (rc == 0 && a.name != NULL && b.name != NULL) {
		r.file = number_of(to);
		both = mem_printf("%s/%s", a.name, b.name);
		both[strlen(a.name)] = '\0';
		add_row(r, both, strlen(a.name) + 1 + strlen(b.name));
		free(both);
	}
	return rc;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

/* ---- What the test says ------------------------------------------------ */

static void
add_file(const char *path)
{
	struct place p = place_of(path);
	struct trace_row r = { .kind = TRACE_FILE, .in = p.in };
	size_t len = p.name == NULL ? 0 : strlen(p.name) + 1;
	struct stat st;
	char *at;
	int fd;

	if (p.name == NULL)
		return;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
	if (fd == -1 || fstat(fd, &st) == -1)
		give_up(path);
	at = mem_alloc(len + (size_t)st.st_size);
	memcpy(at, p.name, len);
	if (pread(fd, at + len, (size_t)st.st_size, 0) != st.st_size)
		give_up(path);
	r.file = st.st_ino;
	add_row(r, at, len + (size_t)st.st_size);
	free(at);
	close(fd);
}

/* What is in a directory, and first itself. */
static void
add_all(const char *in)
{
	struct place p = place_of(in);
	DIR *all = opendir(in);
	struct dirent *d;
	char *path;

	if (all == NULL)
		give_up(in);
	if (p.name == NULL)
		p.name = "";
	add_row((struct trace_row){ .kind = TRACE_DIRECTORY,
		    .file = number_of(in),
		    .in = p.in },
	    p.name, strlen(p.name));
	while ((d = readdir(all)) != NULL) {
		path = mem_printf("%s/%s", in, d->d_name);
		if (d->d_name[0] != '.' && d->d_type == DT_DIR)
			add_all(path);
		else if (d->d_name[0] != '.')
			add_file(path);
		free(path);
	}
	closedir(all);
}

void
trace_begin(const char *watch_dir, const char *trace)
{
	int fd;

	dir = mem_strdup(watch_dir);
	dir_len = strlen(dir);
	fd = open(trace, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
	    0600);
	if (fd == -1)
		give_up(trace);
	trace_fd = fd;
	add_all(dir);
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
trace_fail_syncs(unsigned int of)
{
	syncs_that_fail = of;
}

void
trace_answer(const void *at, size_t len)
{
	if (trace_fd != -1)
		add_row((struct trace_row){ .kind = TRACE_ANSWER }, at, len);
}
