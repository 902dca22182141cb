/* SPDX-License-Identifier: BSD-2-Clause */
/* Wall time in milliseconds since 1970 (UTC), and elapsed time. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "base/arena.h"

#define CLOCK_DAY_MS	(24 * 60 * 60 * INT64_C(1000))

int64_t	 clock_ms(void);	/* wall time */
int64_t	 clock_us(void);	/* elapsed, monotonic; for measuring only */
/* So many milliseconds from now, of CLOCK_MONOTONIC: when to wait no more. */
struct timespec clock_deadline(long ms);
/* The number of a UTC day since 1970-01-01. */
int32_t	 clock_day(int64_t ms);
/* "2026-11-24T09:30:05Z", and with milliseconds for logs. */
char	*clock_rfc3339(struct arena *a, int64_t ms);
char	*clock_rfc3339_ms(struct arena *a, int64_t ms);
/* The latter where there is no arena. */
#define CLOCK_TEXT_MOST	64
void	 clock_format_ms(int64_t ms, char text[static CLOCK_TEXT_MOST]);

#endif
