# SPDX-License-Identifier: BSD-2-Clause
# What is checked of the source itself.

lint_tests += \
	%D%/banned.test \
	%D%/contrast.test \
	%D%/layers.test \
	%D%/man.test \
	%D%/names.test \
	%D%/protocol.test \
	%D%/templates.test \
	%D%/width.test

EXTRA_DIST += %D%/analyse.sh %D%/cppcheck.suppress %D%/layers.txt %D%/lib.sh
