/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "common/nx-enums.h"

G_BEGIN_DECLS

/**
 * NxActor: who acts, when and under which request. Handlers get theirs from the request, jobs make one of their own. Every service
 * function takes one: rules read the time and the role from here, never from elsewhere.
 *
 * Borrowed strings live as long as the request or the job.
 */
typedef struct
{
  const char *user_id;    /* (nullable): nobody is signed in, or a job */
  int role;               /* NxRole, or -1 */
  const char *first_name; /* (nullable) */
  const char *last_name;  /* (nullable) */
  const char *email;      /* (nullable) */
  const char *parent_id;  /* (nullable): of a PARENT */
  const char *student_id; /* (nullable): of an ELEVE */
  const char *coach_id;   /* (nullable): of a COACH */
  const char *jti;        /* (nullable): the token that was used */
  const char *zone;       /* IANA name, never NULL */
  const char *locale;     /* "fr" or "en", never NULL: the language of this request or job */
  const char *request_id; /* never NULL */
  const char *action_id;  /* (nullable): of a change by staff: what POST /api/undo names (server/undo/undo.h) */
  const char *remote;     /* (nullable): the client's address */
  gboolean quiet;         /* writes no mail: nobody was told of what is taken back (server/undo), or one mail for all follows */
  gboolean gathered;      /* what is taken back was told of by one mail for all of it: the steps are quiet, and one of them writes it */
  gboolean undoing;       /* takes an action back: what leads there again is recorded by the undo, not by what is called */
  gint64 now;             /* microseconds UTC: the time that every rule and statement of this request uses */
} NxActor;

/** Whether the actor is of the office: ADMIN or ASSISTANTE. */
static inline gboolean
nx_actor_is_office (const NxActor *actor)
{
  return actor->role == NX_ROLE_ADMIN || actor->role == NX_ROLE_ASSISTANTE;
}

G_END_DECLS
