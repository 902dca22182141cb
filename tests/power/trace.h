/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program did to the files of one directory and those beneath it, in the
 * order in which it was done, by all its processes and threads: record.c stands
 * before the C library's calls and writes it down, image.c makes of it what may
 * lie on the disk after a power cut.
 *
 * A row of a trace is a struct trace_row and the bytes that belong to it.  It
 * is written after what it tells has been done; only the begin of a sync is
 * written before, so that what a sync is said to cover was there.
 */
#ifndef POWER_TRACE_H
#define POWER_TRACE_H

#include <stddef.h>
#include <stdint.h>

enum trace_kind {
	TRACE_FILE,		/* there from the start: name, NUL, bytes */
	TRACE_DIRECTORY,	/* there from the start: name */
	TRACE_CREATE,		/* name */
	TRACE_MKDIR,		/* name */
	TRACE_WRITE,		/* at offset: bytes */
	TRACE_SIZE,		/* offset: the new size */
	TRACE_UNLINK,		/* name, of a file or a directory */
	TRACE_RENAME,		/* old name, NUL, new name */
	TRACE_SYNC,		/* of the file or the directory */
	TRACE_SYNCED,		/* the one of this token has returned */
	TRACE_LOST,		/* it has failed: what it was to cover reads
				   well, and no other sync covers it */
	TRACE_ANSWER		/* whatever the program says of it */
};

struct trace_row {
	uint32_t	kind;
	uint32_t	len;		/* of the bytes that follow */
	uint64_t	file;		/* its number, or a directory's; a later
					   CREATE or MKDIR of the same is
					   another one */
	uint64_t	in;		/* the directory that has the name; 0 of
					   the one that is watched */
	uint64_t	to;		/* the one that has the new name */
	uint64_t	offset;
	uint64_t	token;		/* of a sync */
};

/*
 * From now on, in this process and those that it forks.  dir: without a slash
 * at its end, and used by this name.  Ends the program where the trace cannot
 * be made.
 */
void	 trace_begin(const char *dir, const char *trace);
void	 trace_end(void);
/*
 * This process ends without a further word after so many writes, as if it had
 * been killed, but not between a write and its row; by exit code TRACE_DEATH.
 */
#define TRACE_DEATH 9
void	 trace_die_after(int writes);
/*
 * From now on one of so many syncs of files fails, by chance, in this process,
 * which may die of it; 0: none does.  Of directories none does: a file system
 * that could not write its journal takes no more writes.
 */
void	 trace_fail_syncs(unsigned int of);
/* This was answered: what it says must outlast a power cut from here on. */
void	 trace_answer(const void *at, size_t len);

#endif
