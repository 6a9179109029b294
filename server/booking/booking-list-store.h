/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking-view.h"

G_BEGIN_DECLS

/** NxSessionScope: whose sessions are looked at; %NULL members do not limit. */
typedef struct
{
  const char *coach_id;
  const char *parent_id;
  const char *student_id;
} NxSessionScope;

/* All return (transfer full). */
NxSessionViews *nx_booking_store_list (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionScope *scope,
                                  const NxSessionFilter *filter, gint64 cursor_start, const char *cursor_id, int limit, GError **error);
/** None or one session. */
NxSessionViews *nx_booking_store_get (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionScope *scope,
                                 const char *session_id, GError **error);
NxSessionViews *nx_booking_store_workshops (NxDb *db, const NxActor *actor, const NxConfig *config, const char *student_id, int subject, gboolean full,
                                           GError **error);

G_END_DECLS
