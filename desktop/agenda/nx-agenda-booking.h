/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-agenda-facts.h"
#include "desktop/agenda/nx-booking-request.h"
#include "desktop/agenda/nx-session-source.h"

G_BEGIN_DECLS

/**
 * NxAgendaBooking: the popover that books: pupil by two letters, subject, modality, coach (suggested), when. It shows the balance
 * after and what clashes, keeps the time for itself while it is open, and stays open with the server's sentence where that refuses.
 *
 * Signals: "booked" (char *session_id, nullable, char *sentence, char *action_id, nullable); "open-file" (char *student_id): after
 * it, where that was asked for by Ctrl+Enter; "series" (): the same every week, with what nx_agenda_booking_get_request() says.
 */
#define NX_TYPE_AGENDA_BOOKING (nx_agenda_booking_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaBooking, nx_agenda_booking, NX, AGENDA_BOOKING, GtkPopover)

/** @connection: (nullable): without one nothing is sent */
NxAgendaBooking *nx_agenda_booking_new (NxConnection *connection, NxSessionSource *source);
/** Rooms, open hours and what colleagues keep. */
void nx_agenda_booking_set_facts (NxAgendaBooking *self, NxAgendaFacts *facts);
/** Empties the form for a new session. @coach_id: (nullable) */
void nx_agenda_booking_begin (NxAgendaBooking *self, gint64 start, gint64 end, const char *coach_id);
/** Fills in the pupil. */
void nx_agenda_booking_set_student (NxAgendaBooking *self, NxStudent *student);
/** Fetches the pupil of that id and fills them in. */
void nx_agenda_booking_load_student (NxAgendaBooking *self, const char *id);
/** (transfer none): what the form says now: "Balance after: 3 credits". */
const char *nx_agenda_booking_get_balance_text (NxAgendaBooking *self);
const char *nx_agenda_booking_get_warning (NxAgendaBooking *self);
/** (transfer full) (nullable): what would be sent, %NULL where something is missing. */
NxBookingRequest *nx_agenda_booking_get_request (NxAgendaBooking *self);
/** Returns: (transfer none) (nullable): the pupil who is chosen. */
NxStudent *nx_agenda_booking_get_student (NxAgendaBooking *self);
/** The start as it stands. Returns: whether it can be read */
gboolean nx_agenda_booking_get_start (NxAgendaBooking *self, gint64 *start);

G_END_DECLS
