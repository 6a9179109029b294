/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-booking-private.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-agenda-rules.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

enum
{
  BOOKED,
  OPEN_FILE,
  SERIES,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NxAgendaBooking, nx_agenda_booking, GTK_TYPE_POPOVER)

/* The pupil */

static void
on_found (NxPupilSearch *search, NxAgendaBooking *self)
{
  gtk_revealer_set_reveal_child (self->matches_revealer, nx_pupil_search_get_count (search) > 0 && self->student == NULL);
}

static void
on_pupil_changed (NxAgendaBooking *self)
{
  if (self->filling)
    return;
  g_clear_object (&self->student);
  nx_pupil_search_set_text (self->search, gtk_editable_get_text (GTK_EDITABLE (self->pupil_entry)));
  _nx_agenda_booking_update (self);
}

static void
on_match_activated (NxAgendaBooking *self, GtkListBoxRow *row)
{
  NxStudent *student = g_object_get_data (G_OBJECT (row), "student");

  nx_agenda_booking_set_student (self, student);
  gtk_widget_grab_focus (GTK_WIDGET (self->pupil_entry));
  gtk_editable_set_position (GTK_EDITABLE (self->pupil_entry), -1);
}

/* Down and Up walk the matches while the typing goes on; Enter takes one before it books. */
static gboolean
on_pupil_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaBooking *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->matches);
  int position = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (!gtk_revealer_get_reveal_child (self->matches_revealer))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      row = gtk_list_box_get_row_at_index (self->matches, position + (key == GDK_KEY_Down ? 1 : -1));
      if (row != NULL)
        gtk_list_box_select_row (self->matches, row);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_Tab:
      if (row == NULL)
        return FALSE;
      on_match_activated (self, row);
      return key != GDK_KEY_Tab;
    case GDK_KEY_Escape:
      gtk_revealer_set_reveal_child (self->matches_revealer, FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Callbacks */

static void
on_book (NxAgendaBooking *self)
{
  _nx_agenda_booking_send (self, FALSE);
}

static void
on_series_clicked (NxAgendaBooking *self)
{
  g_signal_emit (self, signals[SERIES], 0);
}

/* Ctrl+Enter anywhere in the form. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaBooking *self)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || !(state & GDK_CONTROL_MASK))
    return FALSE;
  _nx_agenda_booking_send (self, TRUE);
  return TRUE;
}

static void
on_unmapped (NxAgendaBooking *self)
{
  if (self->hold != NULL)
    nx_booking_hold_release (self->hold);
}

static void
on_choice_changed (NxAgendaBooking *self)
{
  if (self->filling)
    return;
  _nx_agenda_booking_clear_others (self);
  _nx_agenda_booking_fill_coaches (self);
  _nx_agenda_booking_update (self);
}

static void
on_coach_changed (NxAgendaBooking *self)
{
  NxCoach *coach = _nx_agenda_booking_get_coach (self);

  if (self->filling)
    return;
  g_free (self->wanted_coach);
  self->wanted_coach = coach != NULL ? g_strdup (coach->id) : NULL;
  _nx_agenda_booking_update (self);
}

/* Overrides */

static void
nx_agenda_booking_dispose (GObject *object)
{
  NxAgendaBooking *self = NX_AGENDA_BOOKING (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  /* A question on its way keeps the search alive: it must not touch the list any more. */
  if (self->hold != NULL)
    nx_booking_hold_release (self->hold);
  g_clear_object (&self->hold);
  if (self->search != NULL)
    g_object_run_dispose (G_OBJECT (self->search));
  g_clear_object (&self->search);
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_AGENDA_BOOKING);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->student);
  g_clear_object (&self->source);
  g_clear_object (&self->facts);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_agenda_booking_parent_class)->dispose (object);
}

static void
nx_agenda_booking_finalize (GObject *object)
{
  NxAgendaBooking *self = NX_AGENDA_BOOKING (object);

  g_ptr_array_unref (self->coaches);
  g_free (self->opened_day);
  g_free (self->wanted_coach);
  g_free (self->sent_body);
  g_free (self->sent_key);
  G_OBJECT_CLASS (nx_agenda_booking_parent_class)->finalize (object);
}

static void
nx_agenda_booking_class_init (NxAgendaBookingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_booking_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_booking_finalize;
  signals[BOOKED] = g_signal_new ("booked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[OPEN_FILE] = g_signal_new ("open-file", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     G_TYPE_STRING);
  signals[SERIES] = g_signal_new ("series", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (NX_TYPE_WRAP_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/agenda/nx-agenda-booking.ui");
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, balance_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, book_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, coach_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, day_entry);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, duration_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, error_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, matches);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, matches_revealer);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, others);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, pupil_entry);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, room_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, room_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, spinner);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, subject_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, time_entry);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, type_drop);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaBooking, warning_label);
  gtk_widget_class_bind_template_callback (widget_class, on_book);
  gtk_widget_class_bind_template_callback (widget_class, on_coach_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_match_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_pupil_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_series_clicked);
  gtk_widget_class_bind_template_callback (widget_class, _nx_agenda_booking_update);
}

static void
fill_drop (GtkDropDown *drop, const NxEnum *type)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < nx_enum_count (type); i++)
    gtk_string_list_append (names, nx_enum_label (type, (int) i));
  gtk_drop_down_set_model (drop, G_LIST_MODEL (names));
  nx_drop_down_name_button (drop);
}

static void
nx_agenda_booking_init (NxAgendaBooking *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *enter = gtk_event_controller_key_new ();

  self->coaches = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_drop (self->subject_drop, &nx_subject_enum);
  fill_drop (self->type_drop, &nx_service_type_enum);
  _nx_agenda_booking_fill_durations (self);
  nx_drop_down_name_button (self->coach_drop);
  nx_drop_down_name_button (self->duration_drop);
  nx_drop_down_name_button (self->room_drop);
  self->filling = FALSE;
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_pupil_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->pupil_entry), keys);
  gtk_event_controller_set_propagation_phase (enter, GTK_PHASE_CAPTURE);
  g_signal_connect (enter, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), enter);
  g_signal_connect (self, "unmap", G_CALLBACK (on_unmapped), NULL);
}

/* Public */

NxAgendaBooking *
nx_agenda_booking_new (NxConnection *connection, NxSessionSource *source)
{
  NxAgendaBooking *self = g_object_new (NX_TYPE_AGENDA_BOOKING, NULL);

  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->source = g_object_ref (source);
  self->search = nx_pupil_search_new (connection, self->matches);
  g_signal_connect_object (self->search, "found", G_CALLBACK (on_found), self, 0);
  _nx_agenda_booking_fill_rooms (self);
  if (connection == NULL)
    return self;
  self->hold = nx_booking_hold_new (connection);
  g_signal_connect_object (self->hold, "changed", G_CALLBACK (_nx_agenda_booking_update), self, G_CONNECT_SWAPPED);
  return self;
}

void
nx_agenda_booking_set_facts (NxAgendaBooking *self, NxAgendaFacts *facts)
{
  g_return_if_fail (NX_IS_AGENDA_BOOKING (self));

  if (!g_set_object (&self->facts, facts))
    return;
  g_signal_connect_object (facts, "changed", G_CALLBACK (_nx_agenda_booking_on_facts_changed), self, G_CONNECT_SWAPPED);
  _nx_agenda_booking_fill_rooms (self);
}

void
_nx_agenda_booking_set_start (NxAgendaBooking *self, gint64 start)
{
  g_autofree char *time = nx_format_time (start, nx_session_zone ());

  self->filling = TRUE;
  self->opened_date = nx_time_date_in_zone (start, nx_session_zone ());
  g_free (self->opened_day);
  self->opened_day = nx_format_date_short (self->opened_date);
  gtk_editable_set_text (GTK_EDITABLE (self->day_entry), self->opened_day);
  gtk_editable_set_text (GTK_EDITABLE (self->time_entry), time);
  self->filling = FALSE;
}

void
_nx_agenda_booking_emit_booked (NxAgendaBooking *self, const char *id, const char *sentence, const char *action_id)
{
  g_signal_emit (self, signals[BOOKED], 0, id, sentence, action_id);
}

void
_nx_agenda_booking_emit_open_file (NxAgendaBooking *self, const char *student_id)
{
  g_signal_emit (self, signals[OPEN_FILE], 0, student_id);
}

void
nx_agenda_booking_begin (NxAgendaBooking *self, gint64 start, gint64 end, const char *coach_id)
{
  g_return_if_fail (NX_IS_AGENDA_BOOKING (self));

  self->filling = TRUE;
  self->opened_start = start;
  g_clear_object (&self->student);
  g_clear_pointer (&self->sent_key, g_free);
  g_free (self->wanted_coach);
  self->wanted_coach = g_strdup (coach_id);
  gtk_editable_set_text (GTK_EDITABLE (self->pupil_entry), "");
  _nx_agenda_booking_set_start (self, start);
  self->filling = TRUE;
  _nx_agenda_booking_set_duration (self, (end - start) / NX_TIME_MINUTE);
  _nx_agenda_booking_choose_subject (self);
  gtk_drop_down_set_selected (self->room_drop, 0);
  gtk_revealer_set_reveal_child (self->matches_revealer, FALSE);
  _nx_agenda_booking_say (self->error_label, NULL);
  _nx_agenda_booking_clear_others (self);
  self->filling = FALSE;
  _nx_agenda_booking_fill_coaches (self);
  _nx_agenda_booking_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->pupil_entry));
}

void
nx_agenda_booking_set_student (NxAgendaBooking *self, NxStudent *student)
{
  g_autofree char *name = g_strdup_printf ("%s %s", student->firstName, student->lastName);

  g_return_if_fail (NX_IS_AGENDA_BOOKING (self));

  self->filling = TRUE;
  g_set_object (&self->student, student);
  gtk_editable_set_text (GTK_EDITABLE (self->pupil_entry), name);
  gtk_revealer_set_reveal_child (self->matches_revealer, FALSE);
  _nx_agenda_booking_choose_subject (self);
  self->filling = FALSE;
  _nx_agenda_booking_fill_coaches (self);
  _nx_agenda_booking_update (self);
}

static void
on_student (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxAgendaBooking) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (NxStudent) student = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    student = nx_record_from_json (NX_TYPE_STUDENT, json_node_get_object (root), &error);
  if (student != NULL)
    nx_agenda_booking_set_student (self, student);
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _nx_agenda_booking_say (self->error_label, error->message);
}

void
nx_agenda_booking_load_student (NxAgendaBooking *self, const char *id)
{
  g_autofree char *path = nx_connection_path ("/api/students/%s", id);

  if (self->connection != NULL)
    nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_student,
                              g_object_ref (self));
}

const char *
nx_agenda_booking_get_balance_text (NxAgendaBooking *self)
{
  return gtk_label_get_label (self->balance_label);
}

const char *
nx_agenda_booking_get_warning (NxAgendaBooking *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->warning_label)) ? gtk_label_get_label (self->warning_label) : "";
}

NxStudent *
nx_agenda_booking_get_student (NxAgendaBooking *self)
{
  g_return_val_if_fail (NX_IS_AGENDA_BOOKING (self), NULL);

  return self->student;
}
