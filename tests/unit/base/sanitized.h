/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether this is built with the address sanitizer, which has a memory and an
 * end of its own and stands in the place of functions of libc.
 */
#ifndef TESTS_SANITIZED_H
#define TESTS_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
