# SPDX-License-Identifier: BSD-2-Clause
# What admin.fcgi makes its pages from.

dist_templatelayout_DATA += \
	%D%/layout/bottom.cs \
	%D%/layout/top.cs

dist_templatemacro_DATA += \
	%D%/macro/facts.cs \
	%D%/macro/field.cs \
	%D%/macro/figures.cs \
	%D%/macro/house.cs \
	%D%/macro/filter.cs \
	%D%/macro/orders.cs \
	%D%/macro/pager.cs \
	%D%/macro/state.cs \
	%D%/macro/time.cs

dist_templatepage_DATA += \
	%D%/page/account.cs \
	%D%/page/accounts.cs \
	%D%/page/challenge.cs \
	%D%/page/confirm.cs \
	%D%/page/connector.cs \
	%D%/page/connector_form.cs \
	%D%/page/connectors.cs \
	%D%/page/error.cs \
	%D%/page/next_ca_form.cs \
	%D%/page/order.cs \
	%D%/page/orders.cs \
	%D%/page/profile.cs \
	%D%/page/profile_form.cs \
	%D%/page/profiles.cs \
	%D%/page/sign_in.cs \
	%D%/page/tenant_form.cs \
	%D%/page/tenants.cs
