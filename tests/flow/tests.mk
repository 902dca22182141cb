# SPDX-License-Identifier: BSD-2-Clause
# The real programs behind real web servers, asked by real clients.  Each test
# has a directory and a port of its own; they run side by side.

flow_tests += \
	%D%/admin.test \
	%D%/apache.test \
	%D%/bad_input.test \
	%D%/certmonger.test \
	%D%/enrol.test \
	%D%/fcgi_loop.test \
	%D%/kill.test \
	%D%/many.test \
	%D%/orders.test \
	%D%/quickstart.test \
	%D%/scepclient.test \
	%D%/setup_pages.test \
	%D%/strongswan.test \
	%D%/tool.test

EXTRA_DIST += tests/suite.sh %D%/lib.sh %D%/pages.sh %D%/.shellcheckrc

# What fcgi_loop.test puts behind lighttpd.
flow_helpers += %D%/fcgi_probe
tests_flow_fcgi_probe_LDADD = $(web_libs)
