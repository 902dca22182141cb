/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: connectors that are open in this process, shared by
 * the profiles that use them.  One is opened anew when its record's version
 * moved, and closed when nobody uses it any more.
 */
#ifndef RA_CONNECTORS_H
#define RA_CONNECTORS_H

#include "connector/connector.h"
#include "ra/setup.h"
#include "ra/state.h"

struct connectors;
struct loaded;			/* one open connector, counted */

struct connectors	*connectors_new(void);
void			 connectors_free(struct connectors *c);

/* The connector of this record, opened if need be; give it back. */
int	 connectors_take(struct connectors *c, const struct ra *ra,
	    const Connector *record, struct loaded **out, struct err *e)
	    must_check;
void	 connectors_release(struct connectors *c, struct loaded *l);
const struct connector *connectors_get(const struct loaded *l);
/* A connector to its next CA; NULL where there is none. */
const struct connector *connectors_next_ca(const struct loaded *l);
/* The same to the CA before the one in use. */
const struct connector *connectors_former_ca(const struct loaded *l);
/* True for one caller a minute: whoever is to try what is due for it. */
bool			 connectors_try(struct connectors *c,
			    struct loaded *l, int64_t now_ms);

/* What may be changed of a connector is within its bounds; ERR_MALFORMED. */
struct connector_draft;
int	 connector_check_draft(const struct connector_draft *d, struct err *e)
	    must_check;

/* It is that of the CA in use, or of the one before. */
bool	 connector_has_place(const Connector *record, unsigned int place);
/* There is a CA before the one in use, and it has not ended. */
bool	 connector_has_former(const Connector *record, int64_t now_ms);

/* A CA with a key of this type opens what is sealed to it: "rsa:3072". */
bool	 connector_key_opens(const char *key_type);
/* Its CA can answer by itself, and so can the next one; ERR_MALFORMED. */
int	 connector_check_answers(const Connector *record, struct err *e)
	    must_check;

/* Open the connector of a record by itself; close with connector_close. */
int	 connector_open_record(const struct ra *ra, const Connector *record,
	    struct connector **out, struct err *e) must_check;
/* What lists show of the CA in use, put into the record; in the arena. */
int	 connector_fill_facts(const struct ra *ra, Connector *record,
	    struct arena *a, struct err *e) must_check;

#endif
