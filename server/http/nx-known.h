/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-server.h"

G_BEGIN_DECLS

/**
 * NxKnown: tokens whose signature was checked a moment ago, and whom they stood for then. It is a guess and nothing more: whoever
 * works with it asks the database with the same round trip whether it still holds, before anything of that work leaves the house.
 * Bounded. Any thread.
 */
typedef struct _NxKnown NxKnown;

NxKnown *nx_known_new (void);
void nx_known_free (NxKnown *self);

/** @out: (out caller-allocates): zeroed. Returns: whether @token is known and not over at @now. */
gboolean nx_known_find (NxKnown *self, const char *token, gint64 now, NxPrincipal *out);
void nx_known_add (NxKnown *self, const char *token, const NxPrincipal *principal);
void nx_known_forget (NxKnown *self, const char *token);

G_END_DECLS
