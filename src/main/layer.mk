# SPDX-License-Identifier: BSD-2-Clause
# The programs: one short file each, and what they share.

bin_PROGRAMS += scepgate
pkglibexec_PROGRAMS += scep.fcgi admin.fcgi

# Apart from the programs' own files, so that unit tests can link it.
noinst_LIBRARIES += src/main/libmain.a
src_main_libmain_a_CPPFLAGS = $(AM_CPPFLAGS) $(path_defines)
src_main_libmain_a_SOURCES = \
	%D%/config.c \
	%D%/config.h \
	%D%/program.c \
	%D%/program.h \
	%D%/setting.c \
	%D%/setting.h

main_libs = src/main/libmain.a $(LIBCONFUSE_LIBS)

scepgate_SOURCES = %D%/scepgate.c
scepgate_CPPFLAGS = $(AM_CPPFLAGS) $(path_defines)
scepgate_LDADD = $(main_libs) $(tool_libs) src/web/libweb.a \
	$(web_server_libs) $(base_libs)

scep_fcgi_SOURCES = %D%/scep.c
scep_fcgi_LDADD = $(main_libs) $(endpoint_libs)

admin_fcgi_SOURCES = %D%/admin.c
admin_fcgi_LDADD = $(main_libs) $(admin_libs)
