/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-request-private.h"
#include "server/http/nx-response-private.h"

G_BEGIN_DECLS

/**
 * NxKept: answers of NX_ROUTE_KEPT that are given again while the database is in the very state that they were made from, for
 * a second at most (what depends on the time is no older than that). Whether the state is the same is asked at every request, on
 * the connection that made the answer: its snapshot says which transactions it sees, so an equal one sees the same rows, also
 * those that say who is signed in. Nothing has to be told of a change. Any thread.
 */
typedef struct _NxKept NxKept;

NxKept *nx_kept_new (void);
void nx_kept_free (NxKept *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxKept, nx_kept_free)

/** NxKeptLook: one request's business with what is kept. */
typedef struct
{
  char *key;   /* (nullable): who asks for what, on which connection */
  char *state; /* (nullable): what the database was like before the answer is made */
} NxKeptLook;

void nx_kept_look_clear (NxKeptLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxKeptLook, nx_kept_look_clear)

/**
 * nx_kept_find:
 * @token: (nullable): what signs the request in; without it nothing is kept
 * @look: (out): for nx_kept_keep()
 *
 * Returns: (transfer full) (nullable): the answer, with @request's principal and language set
 */
NxResponse *nx_kept_find (NxKept *self, NxRequest *request, NxDb *db, const char *token, gint64 now, NxKeptLook *look);
/** Keeps @response for the request that nx_kept_find() was asked for, where it can be. */
void nx_kept_keep (NxKept *self, NxRequest *request, const NxKeptLook *look, NxResponse *response);

G_END_DECLS
