# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the door admin.

unit_tests += \
	%D%/test_accounts \
	%D%/test_admin \
	%D%/test_chart \
	%D%/test_connectors \
	%D%/test_decisions \
	%D%/test_house \
	%D%/test_one_time \
	%D%/test_orders \
	%D%/test_profile_rules \
	%D%/test_profiles \
	%D%/test_templates \
	%D%/test_tenants

admin_test_cppflags = $(AM_CPPFLAGS) \
	-DTEMPLATES='"$(abs_top_srcdir)/templates"'

# A browser before a site, for the tests of pages.
browser_sources = %D%/browser.c %D%/browser.h %D%/html.c %D%/html.h
browser_libs = $(site_libs) $(admin_libs) $(unit_libs)

tests_unit_admin_test_accounts_SOURCES = %D%/test_accounts.c $(browser_sources)
tests_unit_admin_test_accounts_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_accounts_LDADD = $(browser_libs)

tests_unit_admin_test_admin_SOURCES = %D%/test_admin.c $(browser_sources)
tests_unit_admin_test_admin_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_admin_LDADD = $(browser_libs)

tests_unit_admin_test_chart_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_chart_LDADD = $(admin_libs) $(unit_libs)

tests_unit_admin_test_connectors_SOURCES = %D%/test_connectors.c \
	$(browser_sources)
tests_unit_admin_test_connectors_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_connectors_LDADD = $(browser_libs)

tests_unit_admin_test_decisions_SOURCES = %D%/test_decisions.c \
	$(browser_sources)
tests_unit_admin_test_decisions_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_decisions_LDADD = $(browser_libs)

tests_unit_admin_test_house_SOURCES = %D%/test_house.c $(browser_sources)
tests_unit_admin_test_house_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_house_LDADD = $(browser_libs)

tests_unit_admin_test_one_time_SOURCES = %D%/test_one_time.c $(browser_sources)
tests_unit_admin_test_one_time_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_one_time_LDADD = $(browser_libs)

tests_unit_admin_test_orders_SOURCES = %D%/test_orders.c $(browser_sources)
tests_unit_admin_test_orders_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_orders_LDADD = $(browser_libs)

tests_unit_admin_test_profile_rules_SOURCES = %D%/test_profile_rules.c \
	$(browser_sources)
tests_unit_admin_test_profile_rules_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_profile_rules_LDADD = $(browser_libs)

tests_unit_admin_test_profiles_SOURCES = %D%/test_profiles.c $(browser_sources)
tests_unit_admin_test_profiles_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_profiles_LDADD = $(browser_libs)

tests_unit_admin_test_tenants_SOURCES = %D%/test_tenants.c $(browser_sources)
tests_unit_admin_test_tenants_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_tenants_LDADD = $(browser_libs)
tests_unit_admin_test_tenants_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=statvfs

tests_unit_admin_test_templates_SOURCES = %D%/test_templates.c \
	%D%/html.c %D%/html.h
tests_unit_admin_test_templates_CPPFLAGS = $(admin_test_cppflags)
tests_unit_admin_test_templates_LDADD = $(web_libs) $(unit_libs)
