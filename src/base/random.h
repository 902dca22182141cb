/* SPDX-License-Identifier: BSD-2-Clause */
/* Random bytes from the kernel; aborts where it gives none. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

void	 random_bytes(void *at, size_t len);

#endif
