/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/calendar/calendar-store.h"
#include "server/calendar/calendar-words.h"
#include "server/calendar/calendar.h"

G_BEGIN_DECLS

/** Returns: (transfer full): what a secret is found by, in hexadecimal. */
char *nx_calendar_hash (const char *secret);
/**
 * @dav: whether it is asked by CalDAV, which is for staff alone
 *
 * Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_RATE_LIMITED. Returns: (transfer full): the row of whose secret it is
 */
NxRows *nx_calendar_owner (NxDb *db, const NxActor *actor, const char *secret, gboolean dav, GError **error);
/** @scope: (out caller-allocates): borrows from @owner. Returns: whether there is anything that they may see */
gboolean nx_calendar_scope (NxRows *owner, gint64 now, NxCalendarScope *scope);
/** @words: (out caller-allocates): what @event borrows, besides what it borrows from @rows. @pupil: the reader is the one who learns. */
void nx_calendar_event (NxRows *rows, guint row, const NxConfig *config, gboolean family, gboolean pupil, NxCalendarWords *words,
                        NxIcalEvent *event);

G_END_DECLS
