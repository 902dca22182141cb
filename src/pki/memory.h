/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpenSSL's memory.  Where it has none, what it was asked fails, and it says
 * mostly of a signature that it does not hold, or of a message that it cannot
 * be read: a device would be told that it is wrong.  So its memory is as ours
 * (base/mem.h): there, or the end of the process.
 */
#ifndef PKI_MEMORY_H
#define PKI_MEMORY_H

#include <stdbool.h>

/*
 * For main, before anything of OpenSSL is called; false where that is too
 * late, and OpenSSL keeps the memory that it has.
 */
bool	 pki_memory_must_do(void);

#endif
