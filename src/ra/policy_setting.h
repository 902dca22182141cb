/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a profile lets into a certificate, and the settings of it: one row
 * each in policy_setting.c.  The options of the tool, what it shows, the
 * fields of the pages, the text of the audit log and the record read that
 * table, so that a new setting is a row, a field here and a field of the
 * message Policy.
 */
#ifndef RA_POLICY_SETTING_H
#define RA_POLICY_SETTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/* Bits of key_types. */
enum policy_key {
	POLICY_KEY_RSA = 1 << 0,
	POLICY_KEY_P256 = 1 << 1,
	POLICY_KEY_P384 = 1 << 2,
	POLICY_KEY_P521 = 1 << 3
};

/* A bit of alt_name_kinds beside 1 << enum alt_name_kind: none of them. */
#define POLICY_NO_ALT_NAMES (1U << 31)

/* What becomes of the alternative names that a request asks for. */
enum policy_alt_names {
	POLICY_ALT_NAMES_COPY,
	POLICY_ALT_NAMES_DROP,
	POLICY_ALT_NAMES_ADD_CN	/* copied; without any DNS name among them the
				   common name becomes one */
};

/* The one element of extended_usages that stands for: no extension. */
#define POLICY_NO_EXTENDED_USAGE "none"

struct policy_texts {
	const char *const	*at;
	size_t			 n;
};

struct ra_policy {
	struct policy_texts	 subject_patterns;	/* empty: any */
	struct policy_texts	 alt_name_patterns;	/* empty: any */
	unsigned int		 alt_name_kinds;	/* 0: any */
	unsigned int		 alt_names;	/* enum policy_alt_names */
	unsigned int		 alt_names_most;
	unsigned int		 subject_most;	/* bytes of DER */
	unsigned int		 key_types;	/* bits; 0: any */
	unsigned int		 key_usage;	/* enum key_usage; 0: by key */
	struct policy_texts	 extended_usages;	/* dotted; empty:
						   clientAuth */
	unsigned int		 usages_from_csr; /* 1: within the above
						   as the CSR asks */
	unsigned int		 keep_sid;	/* 1: Microsoft's is copied */
	unsigned int		 live_most;	/* certificates; 0: any */
	unsigned int		 failed_kept;	/* orders a minute */
};

enum policy_kind {
	POLICY_NUMBER,
	POLICY_CHOICE,		/* one word */
	POLICY_SET,		/* words with commas between them; one whose
				   value is 0 or POLICY_NO_ALT_NAMES goes
				   with no other */
	POLICY_PATTERNS,	/* texts, each given by itself */
	POLICY_USAGES		/* names or OIDs with commas between them */
};

struct policy_word {
	const char	*word;		/* "p256": typed */
	unsigned int	 value;
	const char	*label;		/* "EC P-256": read */
};

/* Which belong together, for people. */
enum policy_group {
	POLICY_OF_NAMES,
	POLICY_OF_KEYS,
	POLICY_OF_LIMITS,
	POLICY_GROUP__COUNT
};

struct policy_setting {
	const char		*name;		/* "san-types": the option */
	const char		*argument;	/* "TYPE,..." */
	const char		*label;		/* "Other name kinds" */
	const char		*help;		/* for who types */
	const char		*hint;		/* beside its field, where words
						   and bounds show anyway; or
						   NULL */
	enum policy_group	 group;
	enum policy_kind	 kind;
	size_t			 offset;	/* in struct ra_policy */
	unsigned int		 field;		/* of the message Policy */
	/* CHOICE, SET: NULL-ended; the first is the one of 0. */
	const struct policy_word *words;
	/* NUMBER.  Where standard is not 0, least is not 0 either. */
	unsigned int		 least;
	unsigned int		 most;
	unsigned int		 standard;
};

extern const struct policy_setting	 policy_settings[];
extern const size_t			 policy_setting_count;

#define POLICY_PATTERNS_MOST	32	/* of one setting */
#define POLICY_PATTERN_MOST	400	/* bytes */
#define POLICY_USAGES_MOST	16

/* What a new profile begins with. */
struct ra_policy ra_policy_defaults(void);
/*
 * Take what a person gave, n >= 1 texts (more than one of patterns only), in
 * the place of what the setting was.  ERR_MALFORMED says what is wanted, and
 * not which setting.
 */
int	 policy_setting_take(const struct policy_setting *s,
	    const char *const *texts, size_t n, struct arena *a,
	    struct ra_policy *out, struct err *e) must_check;
/* And back: what policy_setting_take takes, patterns with " or " between. */
const char *policy_setting_text(const struct policy_setting *s,
	    const struct ra_policy *p, struct arena *a);
/* Whether it is a number that sets no limit. */
bool	 policy_setting_is_any(const struct policy_setting *s,
	    const struct ra_policy *p);
/* The same as people read it, with the labels of words. */
const char *policy_setting_words(const struct policy_setting *s,
	    const struct ra_policy *p, struct arena *a);
/* The texts of a setting that is PATTERNS; borrowed from p. */
struct policy_texts policy_setting_patterns(const struct policy_setting *s,
	    const struct ra_policy *p);

#endif
