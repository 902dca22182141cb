/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys that are not made anew for each test; see keys.c. */
#ifndef TEST_KEYS_H
#define TEST_KEYS_H

/*
 * Before a test makes keys: so that the linker takes key_generate from here,
 * before it comes to pki's.
 */
void	 keys_use(void);

#endif
