# SPDX-License-Identifier: BSD-2-Clause
# A sample of the configuration, with the paths that configure was given.

sysconf_DATA = %D%/scepgate.conf.sample
EXTRA_DIST += %D%/scepgate.conf.in
CLEANFILES += %D%/scepgate.conf.sample

# By make, which knows what stands in ${prefix}.
%D%/scepgate.conf.sample: %D%/scepgate.conf.in Makefile
	$(AM_V_GEN)$(MKDIR_P) %D% && $(SED) \
	    -e 's|@sysconfdir''@|$(sysconfdir)|' \
	    -e 's|@statedir''@|$(statedir)|' \
	    -e 's|@templatedir''@|$(templatedir)|' \
	    $(top_srcdir)/conf/scepgate.conf.in >$@
