# SPDX-License-Identifier: BSD-2-Clause
# The floor web: FastCGI, routes, forms, cookies, views.  The only one that
# includes libfcgi's and ClearSilver's headers.

noinst_LIBRARIES += src/web/libweb.a
src_web_libweb_a_SOURCES = \
	%D%/body.c \
	%D%/body.h \
	%D%/cache.c \
	%D%/cache.h \
	%D%/cookie.c \
	%D%/cookie.h \
	%D%/environ.c \
	%D%/environ.h \
	%D%/fcgi.c \
	%D%/fcgi.h \
	%D%/fcgi_part.h \
	%D%/fcgi_serve.c \
	%D%/form.c \
	%D%/form.h \
	%D%/form_check.c \
	%D%/form_part.h \
	%D%/form_show.c \
	%D%/last_words.c \
	%D%/last_words.h \
	%D%/note.c \
	%D%/note.h \
	%D%/params.c \
	%D%/proxy.c \
	%D%/proxy.h \
	%D%/rate.c \
	%D%/rate.h \
	%D%/request.h \
	%D%/response.c \
	%D%/response.h \
	%D%/router.c \
	%D%/router.h \
	%D%/status.c \
	%D%/status.h \
	%D%/stop.c \
	%D%/stop.h \
	%D%/url.c \
	%D%/url.h \
	%D%/view.c \
	%D%/view.h
