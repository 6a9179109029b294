/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking.h"

G_BEGIN_DECLS

/**
 * NxSessionView: one session as a reader sees it, still in the rows that it came in. An agenda is written to JSON straight from
 * here: hundreds of members that no object needs to hold. Whatever depends on the reader is decided once, when it is read.
 *
 * Strings are borrowed from the rows, but for @location.
 */
typedef struct
{
  NxRows *rows;
  guint first, n_students; /* rows of the students; one with a seat and an earlier one that was given up counts once */
  const char *id, *title, *description, *subject, *type, *status;
  gint64 scheduled_at, cancelled_at;
  int duration;
  gint32 credit_cost;
  const char *coach_id, *pseudonym, *mark, *room, *cancel_reason;
  char *location; /* (nullable), owned */
  gint64 color, capacity, seats_taken, version;
  gint64 waiting; /* names on its waiting list; 0 for families */
  int report_status;
  gboolean report_due, refunded;
  const char *series_id;  /* (nullable) */
  gboolean unpaid;        /* a seat that the reader may see is */
  const char *attendance; /* (nullable): of the only pupil; staff only */
} NxSessionView;

/** @rows: (transfer full): of a statement of booking-list-store.c. Returns: (transfer full): the views, in their order. */
typedef struct _NxSessionViews NxSessionViews;
NxSessionViews *nx_session_views_new (NxRows *rows, const NxActor *actor, const NxConfig *config);
void nx_session_views_free (NxSessionViews *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxSessionViews, nx_session_views_free)

guint nx_session_views_count (NxSessionViews *self);
const NxSessionView *nx_session_views_get (NxSessionViews *self, guint n);

/** Returns: (transfer full) */
NxSession *nx_session_view_record (const NxSessionView *self);
/** The same object as nx_record_write() of the record, but for the members of its coach that lists leave empty. */
void nx_session_view_write (const NxSessionView *self, NxJsonWriter *json);

G_END_DECLS
