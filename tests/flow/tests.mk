# SPDX-License-Identifier: BSD-2-Clause
# The real programs behind real web servers, asked by real clients.  Each test
# has a directory and a port of its own; they run side by side, those that
# take longest first: so no core is without work at the end.

# A sanitizer has no place in systemd's sandbox.
once_tests += %D%/quickstart.test %D%/systemd_init.test %D%/trouble.test

sanitized_tests += \
	%D%/rollover.test \
	%D%/tool.test \
	%D%/bad_input.test \
	%D%/scepclient.test \
	%D%/certmonger.test \
	%D%/enrol.test \
	%D%/lighttpd.test \
	%D%/nginx.test \
	%D%/many.test \
	%D%/admin.test \
	%D%/apache.test \
	%D%/ask.test \
	%D%/backup.test \
	%D%/challenge.test \
	%D%/fcgi_loop.test \
	%D%/log.test \
	%D%/ocsp.test \
	%D%/orders.test \
	%D%/policy.test \
	%D%/renew.test \
	%D%/revoke.test \
	%D%/setup_pages.test \
	%D%/strongswan.test \
	%D%/systemd.test \
	%D%/upgrade.test

EXTRA_DIST += tests/suite.sh %D%/lib.sh %D%/pages.sh %D%/trouble.sh \
	%D%/web_server.sh \
	%D%/.shellcheckrc

# What fcgi_loop.test puts behind lighttpd.
flow_helpers += %D%/fcgi_probe
tests_flow_fcgi_probe_LDADD = $(web_libs)

# What trouble.test preloads; without the sanitizers, which are no library.
check_DATA = %D%/trouble.so
EXTRA_DIST += %D%/trouble.c
CLEANFILES += %D%/trouble.so
tests/flow/trouble.so: tests/flow/trouble.c
	$(AM_V_CC)$(MKDIR_P) tests/flow && $(CC) $(C_DIALECT) -D_GNU_SOURCE -O1 -shared \
	    -fPIC -o $@ $(top_srcdir)/tests/flow/trouble.c
