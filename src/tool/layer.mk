# SPDX-License-Identifier: BSD-2-Clause
# The tool's commands: another door beside endpoint and admin.

noinst_LIBRARIES += src/tool/libtool.a
src_tool_libtool_a_SOURCES = \
	%D%/announced.c \
	%D%/announced.h \
	%D%/args.c \
	%D%/args.h \
	%D%/audit.c \
	%D%/backup.c \
	%D%/challenge.c \
	%D%/certificate.c \
	%D%/certificate.h \
	%D%/command.c \
	%D%/command.h \
	%D%/commands.c \
	%D%/connector.c \
	%D%/context.h \
	%D%/device.c \
	%D%/device.h \
	%D%/enroll.c \
	%D%/export.c \
	%D%/handlers.h \
	%D%/help.c \
	%D%/help.h \
	%D%/http.c \
	%D%/http.h \
	%D%/init.c \
	%D%/lookup.c \
	%D%/maintain.c \
	%D%/lookup.h \
	%D%/next_ca.c \
	%D%/open.c \
	%D%/option.c \
	%D%/option.h \
	%D%/order.c \
	%D%/profile.c \
	%D%/profile_list.c \
	%D%/profile_renewal.c \
	%D%/profile_names.c \
	%D%/profile_names.h \
	%D%/progress.c \
	%D%/progress.h \
	%D%/secret_option.c \
	%D%/secret_option.h \
	%D%/status.c \
	%D%/table.c \
	%D%/table.h \
	%D%/tenant.c \
	%D%/tool.c \
	%D%/tool.h \
	%D%/user.c \
	%D%/verify.c
