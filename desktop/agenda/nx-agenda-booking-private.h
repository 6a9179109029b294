/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-booking.h"
#include "desktop/agenda/nx-booking-hold.h"
#include "desktop/agenda/nx-pupil-search.h"
#include "desktop/nx-wrap-box.h"

G_BEGIN_DECLS

/* Cut by concern: nx-agenda-booking.c is the widget, nx-agenda-booking-form.c what the form holds and says, nx-agenda-booking-send.c
 * what is sent and what comes of it. */

struct _NxAgendaBooking
{
  GtkPopover parent_instance;

  /* template widgets, borrowed */
  GtkEntry *pupil_entry;
  GtkRevealer *matches_revealer;
  GtkListBox *matches;
  GtkDropDown *subject_drop;
  GtkDropDown *type_drop;
  GtkDropDown *coach_drop;
  GtkWidget *room_label;
  GtkDropDown *room_drop;
  GtkEntry *day_entry;
  GtkEntry *time_entry;
  GtkDropDown *duration_drop;
  GtkLabel *warning_label;
  GtkLabel *error_label;
  GtkLabel *balance_label;
  GtkSpinner *spinner;
  GtkWidget *book_button;
  NxWrapBox *others; /* starts offered instead of one that was taken */

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxSessionSource *source;
  NxAgendaFacts *facts; /* (nullable) */
  NxBookingHold *hold;  /* (nullable) */
  NxPupilSearch *search;
  NxStudent *student; /* (nullable) */
  GPtrArray *coaches; /* of the drop-down's rows after the first */
  char *wanted_coach; /* (nullable): of the column that was clicked */
  char *sent_body;    /* (nullable): what was sent last, under sent_key */
  char *sent_key;     /* (nullable) */
  GCancellable *cancellable;

  char *opened_day; /* (nullable): what the day said when the form was opened, for opened_date */
  gint32 opened_date;
  gint64 opened_start;
  gboolean filling;
  gboolean sending;
  gboolean then_file; /* the pupil's file is opened once it is booked */
};

/* Shows @text (nullable) in one of the form's lines. */
void _nx_agenda_booking_say (GtkLabel *label, const char *text);
/* Reads the form again: balance, conflicts, what is kept. */
void _nx_agenda_booking_update (NxAgendaBooking *self);
/* (transfer none) (nullable): %NULL: whoever is free */
NxCoach *_nx_agenda_booking_get_coach (NxAgendaBooking *self);
void _nx_agenda_booking_fill_durations (NxAgendaBooking *self);
void _nx_agenda_booking_set_duration (NxAgendaBooking *self, gint64 minutes);
/* Those who teach that, the suggested one first chosen. */
void _nx_agenda_booking_fill_coaches (NxAgendaBooking *self);
void _nx_agenda_booking_fill_rooms (NxAgendaBooking *self);
/* What the pupil wants and the coach teaches. */
void _nx_agenda_booking_choose_subject (NxAgendaBooking *self);
void _nx_agenda_booking_on_facts_changed (NxAgendaBooking *self);
/* Puts a start that was offered into the form. */
void _nx_agenda_booking_set_start (NxAgendaBooking *self, gint64 start);
gint64 _nx_agenda_booking_now (NxAgendaBooking *self);
/* Books what the form says; @then_file: and opens the pupil's file */
void _nx_agenda_booking_send (NxAgendaBooking *self, gboolean then_file);
/* Takes the offered starts away. */
void _nx_agenda_booking_clear_others (NxAgendaBooking *self);

/* Emission, by the half that books. */
void _nx_agenda_booking_emit_booked (NxAgendaBooking *self, const char *id, const char *sentence, const char *action_id);
void _nx_agenda_booking_emit_open_file (NxAgendaBooking *self, const char *student_id);

G_END_DECLS
