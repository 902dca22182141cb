# SPDX-License-Identifier: BSD-2-Clause
# Sample configurations of web servers, and what lies at the top.

EXTRA_DIST += \
	LICENSE \
	README.md \
	quickstart \
	%D%/apache/scepgate.conf \
	%D%/apache/server.conf \
	%D%/debian/packages.sh \
	%D%/lighttpd/scepgate.conf \
	%D%/lighttpd/server.conf \
	%D%/nginx/scepgate.conf \
	%D%/nginx/server.conf \
	%D%/nginx/upstream.conf \
	%D%/systemd/sandbox.conf \
	%D%/systemd/scepgate-admin.service \
	%D%/systemd/scepgate-admin.socket \
	%D%/systemd/scepgate-backup.service \
	%D%/systemd/scepgate-backup.timer \
	%D%/systemd/scepgate-maintain.service \
	%D%/systemd/scepgate-maintain.timer \
	%D%/systemd/scepgate-scep.socket \
	%D%/systemd/scepgate-scep@.service \
	%D%/systemd/scepgate.sysusers
