# SPDX-License-Identifier: BSD-2-Clause
# Manual pages, in mdoc(7).

dist_man_MANS += \
	%D%/admin.fcgi.8 \
	%D%/scep.fcgi.8 \
	%D%/scepgate-events.7 \
	%D%/scepgate.1 \
	%D%/scepgate.conf.5
