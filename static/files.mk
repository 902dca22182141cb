# SPDX-License-Identifier: BSD-2-Clause
# What the web server serves below the admin pages' static/.

dist_static_DATA += \
	%D%/admin.css \
	%D%/admin.js \
	%D%/icon.svg
