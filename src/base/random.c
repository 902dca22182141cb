/* SPDX-License-Identifier: BSD-2-Clause */
/* Random bytes from the kernel. */
#include <sys/random.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/random.h"

void
random_bytes(void *at, size_t len)
{
	uint8_t *place = at;
	ssize_t got;

	while (len > 0) {
		got = getrandom(place, len, 0);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0) {
			/* Keys from no randomness are worse than no keys. */
			log_event(LOG_LEVEL_ERR, "no-random-bytes", "reason",
			    strerror(errno), NULL);
			abort();
		}
		place += got;
		len -= (size_t)got;
	}
}
