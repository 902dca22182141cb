# SPDX-License-Identifier: BSD-2-Clause
# The door admin: pages for people, one file each.

noinst_LIBRARIES += src/admin/libadmin.a
src_admin_libadmin_a_SOURCES = \
	%D%/account.c \
	%D%/account_page.h \
	%D%/accounts.c \
	%D%/admin.c \
	%D%/admin.h \
	%D%/certificate_words.c \
	%D%/certificate_words.h \
	%D%/chart.c \
	%D%/chart.h \
	%D%/choices.c \
	%D%/choices.h \
	%D%/confirm.c \
	%D%/confirm.h \
	%D%/connector.c \
	%D%/connector_delete.c \
	%D%/connector_form.c \
	%D%/connector_words.c \
	%D%/connector_words.h \
	%D%/connectors.c \
	%D%/cookies.c \
	%D%/cookies.h \
	%D%/csrf.c \
	%D%/csrf.h \
	%D%/figures.c \
	%D%/figures.h \
	%D%/home.c \
	%D%/order.c \
	%D%/order_certificate.c \
	%D%/order_decide.c \
	%D%/order_page.h \
	%D%/order_read.c \
	%D%/order_read.h \
	%D%/order_revoke.c \
	%D%/order_search.c \
	%D%/order_search.h \
	%D%/order_words.c \
	%D%/order_words.h \
	%D%/orders.c \
	%D%/owner.c \
	%D%/owner.h \
	%D%/page.c \
	%D%/page.h \
	%D%/pager.c \
	%D%/pager.h \
	%D%/profile.c \
	%D%/profile_add.c \
	%D%/profile_delete.c \
	%D%/profile_edit.c \
	%D%/profile_form.c \
	%D%/profile_form.h \
	%D%/profile_page.h \
	%D%/profile_url.c \
	%D%/profile_url.h \
	%D%/profiles.c \
	%D%/routes.c \
	%D%/routes.h \
	%D%/sign_in.c \
	%D%/tenant_delete.c \
	%D%/tenant_form.c \
	%D%/tenants.c \
	%D%/validity.c \
	%D%/validity.h
