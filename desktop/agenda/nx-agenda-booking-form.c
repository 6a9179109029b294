/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-booking-private.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-rules.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-session-text.h"

static const int durations[] = { 30, 45, 60, 75, 90, 105, 120, 150, 180 };

/* Reading the form */

gint64
_nx_agenda_booking_now (NxAgendaBooking *self)
{
  return self->connection != NULL ? nx_connection_now (self->connection) : self->opened_start - 1;
}

gboolean
nx_agenda_booking_get_start (NxAgendaBooking *self, gint64 *start)
{
  gint32 today = nx_time_date_in_zone (_nx_agenda_booking_now (self), nx_session_zone ()), date = self->opened_date;
  const char *day = gtk_editable_get_text (GTK_EDITABLE (self->day_entry));
  int minute;

  /* The day that was clicked is that day, also where it is over; what is typed is the next one of that name. */
  return (g_strcmp0 (day, self->opened_day) == 0 || nx_day_text_parse (day, today, &date))
         && nx_day_text_parse_time (gtk_editable_get_text (GTK_EDITABLE (self->time_entry)), &minute)
         && nx_time_from_local (date, minute, nx_session_zone (), start);
}

static int
get_duration (NxAgendaBooking *self)
{
  guint selected = gtk_drop_down_get_selected (self->duration_drop);

  return selected < G_N_ELEMENTS (durations) ? durations[selected] : 60;
}

NxCoach *
_nx_agenda_booking_get_coach (NxAgendaBooking *self)
{
  guint selected = gtk_drop_down_get_selected (self->coach_drop);

  return selected > 0 && selected <= self->coaches->len ? g_ptr_array_index (self->coaches, selected - 1) : NULL;
}

static gboolean
is_in_person (NxAgendaBooking *self)
{
  return gtk_drop_down_get_selected (self->type_drop) != NX_SERVICE_COURS_ONLINE;
}

/* (transfer none) (nullable): the room that was chosen; without one the server takes one that is free */
static const char *
get_room (NxAgendaBooking *self)
{
  GPtrArray *rooms = self->facts != NULL ? nx_agenda_facts_get_rooms (self->facts) : NULL;
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->room_drop);

  if (rooms == NULL || chosen == NULL || !is_in_person (self) || gtk_drop_down_get_selected (self->room_drop) == 0)
    return NULL;
  return gtk_string_object_get_string (chosen);
}

NxBookingRequest *
nx_agenda_booking_get_request (NxAgendaBooking *self)
{
  NxCoach *coach = _nx_agenda_booking_get_coach (self);
  NxBookingRequest *request;
  gint64 start;

  if (self->student == NULL || !nx_agenda_booking_get_start (self, &start))
    return NULL;
  request = g_new0 (NxBookingRequest, 1);
  request->student_id = g_strdup (self->student->id);
  request->student_name = g_strdup (self->student->firstName);
  request->coach_id = coach != NULL ? g_strdup (coach->id) : NULL;
  request->subject = (int) gtk_drop_down_get_selected (self->subject_drop);
  request->type = (int) gtk_drop_down_get_selected (self->type_drop);
  request->start = start;
  request->duration = get_duration (self);
  request->room = g_strdup (get_room (self));
  return request;
}

/* What the form says */

void
_nx_agenda_booking_say (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static char *
balance_text (NxAgendaBooking *self)
{
  gint32 cost
      = nx_booking_estimate_cost (nx_session_source_get_list (self->source), (int) gtk_drop_down_get_selected (self->type_drop));
  gint32 after = self->student != NULL ? self->student->balance - cost : 0;
  g_autofree char *text = NULL;

  if (self->student == NULL)
    {
      text = nx_credits_format_noun (cost);
      return g_strdup_printf (_ ("Costs %s"), text);
    }
  if (after < 0)
    {
      text = nx_credits_format_noun (-after);
      return g_strdup_printf (_ ("Lacks %s"), text);
    }
  text = nx_credits_format_noun (after);
  return g_strdup_printf (_ ("Balance after: %s"), text);
}

/* (transfer full) (nullable): what stands against what the form says, or should be known */
static char *
warning_text (NxAgendaBooking *self, gint64 start)
{
  NxCoach *coach = _nx_agenda_booking_get_coach (self);
  const NxAgendaWish wish = { .coach_id = coach != NULL ? coach->id : NULL,
                              .student_id = self->student != NULL ? self->student->id : NULL,
                              .student_name = self->student != NULL ? self->student->firstName : NULL,
                              .room = get_room (self),
                              .subject = (int) gtk_drop_down_get_selected (self->subject_drop),
                              .type = (int) gtk_drop_down_get_selected (self->type_drop),
                              .start = start,
                              .duration = get_duration (self) };
  char *refusal = nx_agenda_refusal (self->facts, self->source, &wish, _nx_agenda_booking_now (self));

  if (refusal != NULL)
    return refusal;
  if (self->hold != NULL && nx_booking_hold_get_problem (self->hold) != NULL)
    return g_strdup (nx_booking_hold_get_problem (self->hold));
  return nx_agenda_warning (self->facts, start);
}

/* What the form would book is kept for it while it is open, as soon as the start is one that could be booked. */
static void
keep (NxAgendaBooking *self, gint64 start)
{
  NxCoach *coach = _nx_agenda_booking_get_coach (self);
  const NxBookingRequest wanted = { .coach_id = coach != NULL ? coach->id : NULL,
                                    .student_id = self->student != NULL ? self->student->id : NULL,
                                    .room = (char *) get_room (self),
                                    .start = start,
                                    .duration = get_duration (self) };

  if (self->hold == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  nx_booking_hold_keep (self->hold, start > _nx_agenda_booking_now (self) ? &wanted : NULL);
}

void
_nx_agenda_booking_update (NxAgendaBooking *self)
{
  g_autofree char *balance = NULL, *warning = NULL;
  gint64 start;
  gboolean readable;

  if (self->filling)
    return;
  readable = nx_agenda_booking_get_start (self, &start);
  if (readable)
    keep (self, start);
  balance = balance_text (self);
  warning = readable ? warning_text (self, start) : g_strdup (_ ("That day or time cannot be read."));
  gtk_label_set_label (self->balance_label, balance);
  _nx_agenda_booking_say (self->warning_label, warning);
  gtk_widget_set_visible (self->room_label, is_in_person (self));
  gtk_widget_set_visible (GTK_WIDGET (self->room_drop), is_in_person (self));
  gtk_widget_set_sensitive (self->book_button, self->student != NULL && readable && !self->sending);
}

void
_nx_agenda_booking_fill_rooms (NxAgendaBooking *self)
{
  GPtrArray *rooms = self->facts != NULL ? nx_agenda_facts_get_rooms (self->facts) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *chosen = get_room (self);
  guint selected = 0;

  gtk_string_list_append (names, _ ("A room that is free"));
  for (guint i = 0; rooms != NULL && i < rooms->len; i++)
    {
      NxRoom *room = g_ptr_array_index (rooms, i);

      if (!room->active)
        continue;
      gtk_string_list_append (names, room->name);
      if (g_strcmp0 (room->name, chosen) == 0)
        selected = g_list_model_get_n_items (G_LIST_MODEL (names)) - 1;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->room_drop, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->room_drop, selected);
  self->filling = FALSE;
}

void
_nx_agenda_booking_on_facts_changed (NxAgendaBooking *self)
{
  _nx_agenda_booking_fill_rooms (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    _nx_agenda_booking_fill_coaches (self);
  _nx_agenda_booking_update (self);
}

/* Coaches: those who teach that, the suggested one first chosen */

/* (transfer none) (nullable): who teaches that and can be booked then, as far as is known */
static NxCoach *
suggested_coach (NxAgendaBooking *self, int subject, int type, gint64 start)
{
  GPtrArray *all = nx_session_source_get_coaches (self->source);
  g_autoptr (GPtrArray) bookable = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (all, i);
      const NxAgendaWish wish = { .coach_id = coach->id, .subject = subject, .type = type, .start = start,
                                  .duration = get_duration (self) };
      g_autofree char *refusal = nx_agenda_refusal (self->facts, self->source, &wish, _nx_agenda_booking_now (self));

      if (refusal == NULL)
        g_ptr_array_add (bookable, coach);
    }
  return nx_booking_suggest_coach (bookable, nx_session_source_get_list (self->source), subject, type, start, get_duration (self));
}

void
_nx_agenda_booking_fill_coaches (NxAgendaBooking *self)
{
  GPtrArray *all = nx_session_source_get_coaches (self->source);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  int subject = (int) gtk_drop_down_get_selected (self->subject_drop), type = (int) gtk_drop_down_get_selected (self->type_drop);
  NxCoach *suggested = NULL;
  gint64 start;
  guint selected = 0;

  if (nx_agenda_booking_get_start (self, &start))
    suggested = suggested_coach (self, subject, type, start);
  g_ptr_array_set_size (self->coaches, 0);
  gtk_string_list_append (names, _ ("Whoever is free"));
  for (guint i = 0; i < all->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (all, i);
      g_autofree char *name = NULL;

      if (!nx_booking_coach_fits (coach, subject, type))
        continue;
      name = coach == suggested ? g_strdup_printf (_ ("%s (suggested)"), coach->pseudonym) : g_strdup (coach->pseudonym);
      gtk_string_list_append (names, name);
      g_ptr_array_add (self->coaches, g_object_ref (coach));
      if (g_strcmp0 (coach->id, self->wanted_coach) == 0 || (selected == 0 && self->wanted_coach == NULL && coach == suggested))
        selected = self->coaches->len;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->coach_drop, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->coach_drop, selected);
  self->filling = FALSE;
}

void
_nx_agenda_booking_choose_subject (NxAgendaBooking *self)
{
  NxCoach *coach = nx_session_source_find_coach (self->source, self->wanted_coach);
  guint32 wanted = self->student != NULL ? self->student->subjects : 0, taught = coach != NULL ? coach->subjects : 0;
  guint32 subjects = (wanted & taught) != 0 ? wanted & taught : taught != 0 ? taught : wanted;

  for (guint i = 0; i < nx_enum_count (&nx_subject_enum); i++)
    if (subjects & (1u << i))
      {
        gtk_drop_down_set_selected (self->subject_drop, i);
        return;
      }
}

/* Lengths */

void
_nx_agenda_booking_fill_durations (NxAgendaBooking *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *text = nx_format_duration (durations[i]);

      gtk_string_list_append (names, text);
    }
  gtk_drop_down_set_model (self->duration_drop, G_LIST_MODEL (names));
}

void
_nx_agenda_booking_set_duration (NxAgendaBooking *self, gint64 minutes)
{
  guint best = 2;

  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    if (durations[i] <= minutes)
      best = i;
  gtk_drop_down_set_selected (self->duration_drop, best);
}
