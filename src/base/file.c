/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and directories. */
#include <sys/file.h>
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define READ_PIECE 4096

const char *
file_reason(int number)
{
	switch (number) {
	case EROFS:
		return "its disk is mounted read-only: mount it for writing; "
		       "the system's log says why it is not";
	case ENOSPC:
		return "the disk is full: make room";
	case EDQUOT:
		return "the quota of its user is used up: make room, or have "
		       "it raised";
	default:
		return strerror(number);
	}
}

/* The directory that holds this name; slashes behind it do not count. */
static char *
parent_of(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	while (len > 0 && path[len - 1] != '/')
		len--;
	if (len == 0)
		return mem_strdup(".");
	while (len > 1 && path[len - 1] == '/')
		len--;
	return mem_printf("%.*s", (int)len, path);
}

/* The user's name where the system knows one, else the number. */
static char *
user_name(uid_t uid)
{
	struct passwd pw, *found = NULL;
	char room[4096];

	if (getpwuid_r(uid, &pw, room, sizeof(room), &found) == 0 &&
	    found != NULL)
		return mem_strdup(pw.pw_name);
	return mem_printf("#%u", (unsigned int)uid);
}

/* A closed directory: all that is in it is to be ours.  Root reads anything. */
static bool
is_ours(const char *dir)
{
	struct stat st;

	return geteuid() != 0 && stat(dir, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/*
 * What to do about what is another's.  Within a directory of ours there may be
 * more of it, and all of that is given to us at once; a directory elsewhere may
 * hold anything, unless the caller knows that it is one of ours.
 */
static char *
owner_cure(const char *path, bool dir, bool known, const char *theirs,
    const char *ours)
{
	char *parent = parent_of(path), *out;

	if (is_ours(parent))
		out = mem_printf("'chown -R %s %s'", ours, dir ? path : parent);
	else if (dir && !known)
		out = mem_printf("run as %s", theirs);
	else
		out = mem_printf("run as %s, or 'chown %s%s %s'", theirs,
		    dir ? "-R " : "", ours, path);
	free(parent);
	return out;
}

/* what: "'/a/b'", or "cannot read '/a/b': it" */
static int
owner_err(const char *what, const char *path, const struct stat *st, bool known,
    struct err *e)
{
	char *theirs = user_name(st->st_uid), *ours = user_name(geteuid());
	char *cure = owner_cure(path, S_ISDIR(st->st_mode), known, theirs,
	    ours);

	err_set(e, ERR_DENIED, "%s belongs to user %s and we run as %s: %s",
	    what, theirs, ours, cure);
	free(cure);
	free(theirs);
	free(ours);
	return -1;
}

/* The path itself, or the directory above it that does not let us see it. */
static char *
who_denies(const char *path, struct stat *st)
{
	char *at = mem_strdup(path), *above;

	while (stat(at, st) == -1) {
		above = parent_of(at);
		if (errno != EACCES || strcmp(above, at) == 0) {
			free(above);
			free(at);
			return NULL;
		}
		free(at);
		at = above;
	}
	return at;
}

/* No permission: whose it is says more than that. */
static int
denied(struct err *e, const char *verb, const char *path, int number)
{
	struct stat st;
	char *at = who_denies(path, &st), *what;

	if (at == NULL || st.st_uid == geteuid()) {
		err_set(e, ERR_DENIED, "cannot %s '%s' as uid %u: %s", verb,
		    path, (unsigned int)geteuid(), strerror(number));
	} else {
		what = strcmp(at, path) == 0 ?
		    mem_printf("cannot %s '%s': it", verb, path) :
		    mem_printf("cannot %s '%s': '%s'", verb, path, at);
		owner_err(what, at, &st, false, e);
		free(what);
	}
	free(at);
	return -1;
}

/* What the system said about a path, as a failure that says what to do. */
static int
system_err(struct err *e, const char *verb, const char *path)
{
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return err_set(e, ERR_NOT_FOUND,
		    "cannot %s '%s': it is not "
		    "there",
		    verb, path);
	case EACCES:
	case EPERM:
		return err_set(e, ERR_DENIED,
		    "cannot %s '%s' as uid %u: "
		    "%s",
		    verb, path, (unsigned int)geteuid(), strerror(errno));
	case ENOSPC:
	case EDQUOT:
	case EROFS:
	case EIO:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return err_set(e, ERR_UNAVAILABLE, "cannot %s '%s': %s", verb,
		    path, file_reason(errno));
	default:
		return err_set(e, ERR_INTERNAL, "cannot %s '%s': %s", verb,
		    path, strerror(errno));
	}
}

/*
 * 1: more was read, 0: the end, -1: errno says why not.  At the limit one
 * byte is asked for, to tell the end from more.
 */
static ssize_t
read_piece(int fd, struct buf *b)
{
	size_t room = b->limit - b->len;
	uint8_t *at, extra = 0;
	ssize_t n;

	if (room > READ_PIECE)
		room = READ_PIECE;
	at = room > 0 ? buf_reserve(b, room) : &extra;
	do
		n = read(fd, at, room > 0 ? room : 1);
	while (n == -1 && errno == EINTR);
	if (n > 0 && room == 0)
		b->full = true;
	else if (n > 0)
		b->len += (size_t)n;
	return n;
}

int
file_open_err(const char *path, struct err *e)
{
	return errno == EACCES ? denied(e, "open", path, errno) :
				 system_err(e, "open", path);
}

int
file_read(const char *path, struct buf *b, struct err *e)
{
	ssize_t n;
	int fd, rc = -1;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return errno == EACCES ? denied(e, "read", path, errno) :
					 system_err(e, "read", path);
	do
		n = read_piece(fd, b);
	while (n > 0 && !b->full);
	if (b->full)
		err_set(e, ERR_DENIED,
		    "'%s' is larger than the %zu bytes "
		    "it may have",
		    path, b->limit);
	else if (n == -1 && errno == EISDIR)
		err_set(e, ERR_DENIED,
		    "cannot read '%s': it is a directory, "
		    "want a file",
		    path);
	else if (n == -1)
		system_err(e, "read", path);
	else
		rc = 0;
	close(fd);
	return rc;
}

static int
write_all(int fd, struct span s)
{
	ssize_t n;

	while (s.len > 0) {
		n = write(fd, s.at, s.len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		s = span_of(s.at + n, s.len - (size_t)n);
	}
	return 0;
}

static int
sync_dir(const char *dir)
{
	int fd, rc;

	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

int
file_sync_dir(const char *path, struct err *e)
{
	return sync_dir(path) == 0 ? 0 : system_err(e, "sync", path);
}

/* A rename is on disk when the directory that holds the name is. */
static int
sync_parent(const char *path)
{
	char *dir = parent_of(path);
	int rc;

	rc = sync_dir(dir);
	free(dir);
	return rc;
}

int
file_sync_parent(const char *path, struct err *e)
{
	if (sync_parent(path) == 0)
		return 0;
	return system_err(e, "sync the directory of", path);
}

/* The descriptor is closed in any case; errno tells what failed first. */
static int
fill(int fd, struct span s, mode_t mode)
{
	int rc, saved;

	rc = write_all(fd, s);
	if (rc == 0)
		rc = fchmod(fd, mode);
	if (rc == 0)
		rc = fsync(fd);
	saved = errno;
	if (close(fd) == -1 && rc == 0)
		return -1;
	errno = saved;
	return rc;
}

/* errno tells why not; nothing is left beside the place. */
static int
replace(const char *path, char *beside, struct span s, mode_t mode)
{
	int fd, saved;

	if ((fd = mkostemp(beside, O_CLOEXEC)) == -1)
		return -1;
	if (fill(fd, s, mode) == 0 && rename(beside, path) == 0)
		return sync_parent(path);
	saved = errno;
	unlink(beside);
	errno = saved;
	return -1;
}

static int
no_parent(const char *verb, const char *path, struct err *e)
{
	char *dir = parent_of(path);

	err_set(e, ERR_NOT_FOUND,
	    "cannot %s '%s': '%s' is not there: 'mkdir -p %s' makes it", verb,
	    path, dir, dir);
	free(dir);
	return -1;
}

int
file_write_err(const char *path, struct err *e)
{
	return errno == ENOENT ? no_parent("write", path, e) :
				 system_err(e, "write", path);
}

int
file_write(const char *path, struct span s, mode_t mode, struct err *e)
{
	char *beside = mem_printf("%s.XXXXXX", path);
	int rc;

	rc = replace(path, beside, s, mode);
	if (rc == -1)
		rc = file_write_err(path, e);
	free(beside);
	return rc;
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* What a file system puts into its own top is nobody's. */
static bool
is_passed_over(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	    strcmp(name, "lost+found") == 0;
}

int
file_list(const char *dir, char ***names, size_t *n)
{
	DIR *all = opendir(dir);
	struct dirent *d;
	int rc;

	*names = NULL;
	*n = 0;
	if (all == NULL)
		return errno;
	/* An end and a failure look alike but for errno. */
	for (errno = 0; (d = readdir(all)) != NULL; errno = 0) {
		if (is_passed_over(d->d_name))
			continue;
		*names = mem_resize(*names, *n + 1, sizeof(**names));
		(*names)[(*n)++] = mem_strdup(d->d_name);
	}
	rc = errno;
	closedir(all);
	if (rc != 0) {
		file_list_free(*names, *n);
		*names = NULL;
		*n = 0;
	}
	return rc;
}

void
file_list_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

/* The lowest number that is free is the one that open gives. */
void
file_hold_standard(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
		/* It takes nothing that is written, and so says so. */
		if (fd == STDOUT_FILENO) {
			close(fd);
			fd = open("/dev/null", O_RDONLY);
		}
	} while (fd != -1 && fd <= STDERR_FILENO);
	if (fd != -1)
		close(fd);
}

int
file_make_dir(const char *path, mode_t mode, struct err *e)
{
	struct stat st;

	if (mkdir(path, mode) == 0)
		return file_sync_parent(path, e);
	if (errno == ENOENT)
		return no_parent("make the directory", path, e);
	if (errno != EEXIST)
		return system_err(e, "make the directory", path);
	if (stat(path, &st) == -1)
		return system_err(e, "look at", path);
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ERR_CONFLICT,
		    "cannot make the directory "
		    "'%s': something else has this name",
		    path);
	return 0;
}

static int
check_private(const char *path, bool dir, struct err *e)
{
	struct stat st;
	char *what;

	if (stat(path, &st) == -1)
		return errno == EACCES ? denied(e, "use", path, errno) :
					 system_err(e, "use", path);
	if (dir && !S_ISDIR(st.st_mode))
		return err_set(e, ERR_DENIED, "'%s' is not a directory", path);
	if (!dir && !S_ISREG(st.st_mode))
		return err_set(e, ERR_DENIED, "'%s' is not a file", path);
	if (st.st_uid != geteuid() &&
	    (st.st_uid != 0 ||
		faccessat(AT_FDCWD, path, dir ? R_OK | X_OK : R_OK,
		    AT_EACCESS) == -1)) {
		what = mem_printf("'%s'", path);
		(void)owner_err(what, path, &st, dir, e);
		free(what);
		return -1;
	}
	/* A directory may be one that others need, such as /tmp. */
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return err_set(e, ERR_DENIED,
		    "'%s' is open to other users "
		    "(mode %04o) and holds secrets: 'chmod %s %s'%s",
		    path, (unsigned int)st.st_mode & 07777, dir ? "700" : "600",
		    path, dir ? ", or take one of its own" : "");
	return 0;
}

int
file_check_private_dir(const char *path, struct err *e)
{
	return check_private(path, true, e);
}

int
file_check_private(const char *path, struct err *e)
{
	return check_private(path, false, e);
}

int
file_lock_dir(const char *dir, bool wait, int *fd, struct err *e)
{
	int rc;

	if ((*fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return system_err(e, "lock", dir);
	do
		rc = flock(*fd, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
	while (rc == -1 && errno == EINTR);
	if (rc == 0)
		return 0;
	rc = errno == EWOULDBLOCK ? 0 : system_err(e, "lock", dir);
	close(*fd);
	*fd = -1;
	return rc;
}
