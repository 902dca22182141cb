# SPDX-License-Identifier: BSD-2-Clause
# Fuzz targets.  `make fuzz FUZZ_SECONDS=600` runs each under libFuzzer, in a
# build that was configured with --enable-fuzzing.  In any other a plain driver
# takes libFuzzer's place and replays each target's corpus in `make check`.

FUZZ_SECONDS = 60

EXTRA_DIST += %D%/corpus tests/data
# Makes seeds anew: tests/fuzz/make_corpus DIRECTORY
EXTRA_PROGRAMS += %D%/make_corpus

fuzz_targets += \
	%D%/fuzz_csr \
	%D%/fuzz_envelope \
	%D%/fuzz_message \
	%D%/fuzz_ocsp \
	%D%/fuzz_policy \
	%D%/fuzz_query

fuzz_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
fuzz_corpus = -DFUZZ_CORPUS='"$(abs_top_srcdir)/tests/fuzz/corpus

tests_fuzz_fuzz_csr_SOURCES = %D%/fuzz_csr.c $(fuzz_driver)
tests_fuzz_fuzz_csr_CPPFLAGS = $(fuzz_cppflags) $(fuzz_corpus)/csr"'
tests_fuzz_fuzz_csr_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_csr_LDADD = tests/unit/scep/liblab.a $(scep_libs)

tests_fuzz_fuzz_envelope_SOURCES = %D%/fuzz_envelope.c $(fuzz_driver)
tests_fuzz_fuzz_envelope_CPPFLAGS = $(fuzz_cppflags) $(fuzz_corpus)/envelope"'
tests_fuzz_fuzz_envelope_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_envelope_LDADD = tests/unit/scep/liblab.a $(scep_libs)

tests_fuzz_fuzz_message_SOURCES = %D%/fuzz_message.c $(fuzz_driver)
tests_fuzz_fuzz_message_CPPFLAGS = $(fuzz_cppflags) $(fuzz_corpus)/message"'
tests_fuzz_fuzz_message_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_message_LDADD = tests/unit/scep/liblab.a $(scep_libs)

tests_fuzz_fuzz_ocsp_SOURCES = %D%/fuzz_ocsp.c $(fuzz_driver)
tests_fuzz_fuzz_ocsp_CPPFLAGS = $(fuzz_cppflags) $(fuzz_corpus)/ocsp"'
tests_fuzz_fuzz_ocsp_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_ocsp_LDADD = tests/unit/scep/liblab.a $(scep_libs)

tests_fuzz_fuzz_policy_SOURCES = %D%/fuzz_policy.c $(fuzz_driver)
tests_fuzz_fuzz_policy_CPPFLAGS = $(fuzz_cppflags) $(fuzz_corpus)/policy"'
tests_fuzz_fuzz_policy_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_policy_LDADD = tests/unit/scep/liblab.a src/scep/libscep.a \
	$(ra_libs)

tests_fuzz_fuzz_query_SOURCES = %D%/fuzz_query.c $(fuzz_driver)
tests_fuzz_fuzz_query_CPPFLAGS = $(fuzz_cppflags) $(fuzz_corpus)/query"'
tests_fuzz_fuzz_query_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_query_LDADD = $(web_libs)

if FUZZING

fuzz_driver =
fuzz_ldflags = $(AM_LDFLAGS) $(FUZZ_ENGINE)
EXTRA_PROGRAMS += $(fuzz_targets)

# What is found beyond the corpus stays in fuzz/NAME of the build directory.
fuzz: $(BUILT_SOURCES)
	@$(MAKE) $(AM_MAKEFLAGS) $(fuzz_targets)
	@for target in $(fuzz_targets); do \
	    name=`echo $$target | $(SED) 's,.*/fuzz_,,'`; \
	    $(MKDIR_P) fuzz/$$name || exit 1; \
	    echo "$$target: $(FUZZ_SECONDS) s"; \
	    ./$$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
		-rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix=fuzz/$$name- fuzz/$$name \
		$(top_srcdir)/tests/fuzz/corpus/$$name || exit 1; \
	done

else

fuzz_driver = tests/fuzz/main.c
fuzz_ldflags = $(AM_LDFLAGS)
check_PROGRAMS += $(fuzz_targets)
TESTS += $(fuzz_targets)

# From an ordinary build: a build of its own beside it, for clang.
fuzz:
	@$(MKDIR_P) fuzz-build && cd fuzz-build && { test -f Makefile || \
	    $(abs_top_srcdir)/configure CC=clang CFLAGS='-g -O1' \
		--enable-fuzzing --with-sanitizer=address,undefined; } && \
	    $(MAKE) $(AM_MAKEFLAGS) FUZZ_SECONDS=$(FUZZ_SECONDS) fuzz

endif

.PHONY: fuzz

tests_fuzz_make_corpus_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_make_corpus_LDADD = tests/unit/scep/liblab.a $(scep_libs)
CLEANFILES += %D%/make_corpus
