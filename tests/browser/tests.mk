# SPDX-License-Identifier: BSD-2-Clause
# The admin pages in a browser.  They want a web server as the flow tests do,
# and are left out together with them.  What pages look like is the same
# under sanitizers, and looking takes long; what people do is told to them.

once_tests += %D%/pages.test
sanitized_tests += %D%/stories.test

EXTRA_DIST += \
	%D%/.npmrc \
	%D%/.shellcheckrc \
	%D%/browser.mjs \
	%D%/lib.sh \
	%D%/look.mjs \
	%D%/package-lock.json \
	%D%/package.json \
	%D%/pages.mjs \
	%D%/person.mjs \
	%D%/run.mjs \
	%D%/run_pages.mjs \
	%D%/run_stories.mjs \
	%D%/site.mjs \
	%D%/stories/approve.mjs \
	%D%/stories/connector.mjs \
	%D%/stories/hostile.mjs \
	%D%/stories/keyboard.mjs \
	%D%/stories/orders.mjs \
	%D%/stories/policy.mjs \
	%D%/stories/profile.mjs \
	%D%/stories/search.mjs \
	%D%/stories/session.mjs \
	%D%/stories/setup.mjs \
	%D%/stories/sign_in.mjs \
	%D%/tap.mjs

clean-local:
	rm -rf %D%/shots %D%/html

# What npm brought, and where the source is elsewhere the copies it read.
distclean-local:
	rm -rf %D%/node_modules %D%/.lock
	test $(srcdir)/%D% -ef %D% || \
	    rm -f %D%/.npmrc %D%/package.json %D%/package-lock.json
