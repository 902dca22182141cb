# SPDX-License-Identifier: BSD-2-Clause
# Power cuts: see power.c.  A short run is a unit test; 'make power' does
# POWER_IMAGES of them.

unit_tests += %D%/power
tests_power_power_SOURCES = %D%/image.c %D%/image.h %D%/power.c \
	%D%/record.c %D%/trace.h
# The recorder's functions must not be the fortified ones of the headers.
tests_power_power_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-U_FORTIFY_SOURCE
tests_power_power_LDADD = $(site_libs) $(ra_libs)

POWER_IMAGES = 200
POWER_ORDERS = 3000

power: tests/power/power
	tests/power/power -i $(POWER_IMAGES) -n $(POWER_ORDERS)

.PHONY: power
