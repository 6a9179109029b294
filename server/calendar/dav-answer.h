/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/calendar/calendar-private.h"
#include "server/calendar/dav-ask.h"

G_BEGIN_DECLS

/**
 * NxDav: the calendar of somebody of the staff as a collection of events, which nobody can change here.
 * @base: "/dav/{secret}/"
 * @etags: (array): of the rows
 * @tag: changes with any of them
 * @by_id: id → row + 1; keys belong to @rows
 */
typedef struct
{
  const NxConfig *config;
  NxRows *owner, *rows;
  char *base, *tag;
  GPtrArray *etags;
  GHashTable *by_id;
} NxDav;

void nx_dav_clear (NxDav *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxDav, nx_dav_clear)

/**
 * nx_dav_open:
 * @id: (nullable): one event alone
 * @self: (out caller-allocates)
 *
 * Errors: %NX_ERROR_NOT_FOUND for an unknown @secret, for one of a family, and where there is no @id; %NX_ERROR_RATE_LIMITED
 */
gboolean nx_dav_open (NxDb *db, const NxConfig *config, const NxActor *actor, const char *secret, const char *id, NxDav *self,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the event of @row as RFC 5545 text, in its owner's language. */
char *nx_dav_event (NxDav *self, guint row);

/**
 * nx_dav_answer:
 * @collection: whether the collection itself is asked about; @members: whether its events are
 * @condition: (out): as of nx_dav_ask_read()
 *
 * Errors: %NX_ERROR_FORBIDDEN with @condition
 *
 * Returns: (transfer full): the multistatus document
 */
GBytes *nx_dav_answer (NxDav *self, const NxDavAsk *ask, gboolean collection, gboolean members, const char **condition, GError **error);

/** Returns: (transfer full): the document that says which @condition ("C:supported-filter") was broken. */
GBytes *nx_dav_broken (const char *condition);

G_END_DECLS
