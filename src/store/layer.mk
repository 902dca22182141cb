# SPDX-License-Identifier: BSD-2-Clause
# The floor store: records and transactions, on Berkeley DB.

noinst_LIBRARIES += src/store/libstore.a
src_store_libstore_a_SOURCES = \
	%D%/audit.c \
	%D%/backup.c \
	%D%/backup.h \
	%D%/checkpoint.c \
	%D%/checkpoint.h \
	%D%/control.c \
	%D%/control.h \
	%D%/copy.c \
	%D%/copy.h \
	%D%/counters.c \
	%D%/database.c \
	%D%/database.h \
	%D%/each.c \
	%D%/engine.c \
	%D%/engine_err.c \
	%D%/engine.h \
	%D%/env.c \
	%D%/env.h \
	%D%/export.c \
	%D%/export.h \
	%D%/find.c \
	%D%/index.c \
	%D%/index.h \
	%D%/index_upkeep.c \
	%D%/json.c \
	%D%/json.h \
	%D%/json_read.c \
	%D%/keeper.c \
	%D%/kind.c \
	%D%/kind.h \
	%D%/list.c \
	%D%/logs.c \
	%D%/logs.h \
	%D%/pages.c \
	%D%/pages.h \
	%D%/pages_batch.c \
	%D%/pages_batch.h \
	%D%/record.c \
	%D%/record.h \
	%D%/records.c \
	%D%/repair.c \
	%D%/repair.h \
	%D%/room.c \
	%D%/room.h \
	%D%/row.c \
	%D%/row.h \
	%D%/said.c \
	%D%/said.h \
	%D%/schema.c \
	%D%/schema.h \
	%D%/store.c \
	%D%/store.h \
	%D%/sync.c \
	%D%/terms.c \
	%D%/terms.h \
	%D%/totals.c \
	%D%/totals.h \
	%D%/transaction.c \
	%D%/verify.c \
	%D%/verify.h \
	%D%/verify_index.c \
	%D%/verify_part.h \
	%D%/waiting.c \
	%D%/waiting.h \
	%D%/walk.c

# The code for the schema is made in the build tree, from where the headers
# include it as "store/record.pb-c.h".  It casts const away in its defaults.
noinst_LIBRARIES += src/store/librecord.a
nodist_src_store_librecord_a_SOURCES = \
	%D%/record.pb-c.c \
	%D%/record.pb-c.h
src_store_librecord_a_CFLAGS = $(AM_CFLAGS) -Wno-cast-qual
EXTRA_DIST += %D%/record.proto
BUILT_SOURCES += %D%/record.pb-c.h
CLEANFILES += %D%/record.pb-c.c %D%/record.pb-c.h

src/store/record.pb-c.c: $(top_srcdir)/src/store/record.proto
	$(AM_V_GEN)$(MKDIR_P) src/store && $(PROTOC_C) --c_out=src/store \
	    --proto_path=$(top_srcdir)/src/store \
	    $(top_srcdir)/src/store/record.proto
	$(AM_V_at)sed -i '1i #pragma GCC system_header' src/store/record.pb-c.h
src/store/record.pb-c.h: src/store/record.pb-c.c
	@test -f $@ || { rm -f $<; $(MAKE) $(AM_MAKEFLAGS) $<; }
