/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * key_generate of these tests, in the place of pki's.  To make an RSA key takes
 * a tenth of a second and more, and nine tenths of the tests of connectors and
 * of all above them went into the keys of their RAs.  So those are some that
 * were made before, by turns: each is another one than the fifteen before it.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "keys.h"
#include "pki/evp.h"

#define KEYS_FILE TEST_DIR "/data/rsa2048.keys"
#define KEYS 16

static EVP_PKEY *made[KEYS];
static atomic_uint given;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
drop(void)
{
	for (int i = 0; i < KEYS; i++)
		EVP_PKEY_free(made[i]);
}

static void
load(void)
{
	FILE *f = fopen(KEYS_FILE, "re");

	for (int i = 0; i < KEYS; i++)
		if (f == NULL ||
		    (made[i] = PEM_read_PrivateKey(f, NULL, NULL, NULL)) ==
			NULL) {
			(void)fprintf(stderr, "%s: want %d keys\n", KEYS_FILE,
			    KEYS);
			abort();
		}
	(void)fclose(f);
	(void)atexit(drop);
}

void
keys_use(void)
{
	(void)pthread_once(&once, load);
}

/* Processes that were forked begin at different ones. */
static EVP_PKEY *
next_made(void)
{
	unsigned int n = atomic_fetch_add(&given, 1) + (unsigned int)getpid();
	EVP_PKEY *pkey;

	keys_use();
	pkey = made[n % KEYS];
	(void)EVP_PKEY_up_ref(pkey);
	return pkey;
}

int
key_generate(struct key_type t, struct key **out, struct err *e)
{
	if (t.kind == KEY_RSA && t.bits == 2048)
		return key_new(next_made(), out, e);
	return key_make(t, out, e);
}
