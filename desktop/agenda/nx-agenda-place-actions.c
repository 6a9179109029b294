/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-cancel.h"
#include "desktop/agenda/nx-series-scope.h"
#include "desktop/agenda/nx-agenda-layout.h"
#include "desktop/agenda/nx-agenda-place-private.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-session-text.h"

#define NEW_LENGTH NX_TIME_HOUR

/* Booking */

static void
on_booked (NxAgendaBooking *booking, const char *id, const char *sentence, const char *action_id, NxAgendaPlace *self)
{
  nx_undo_stack_push (GTK_WIDGET (self), action_id, sentence);
  nx_agenda_view_focus_grid (self->view);
  /* What was booked is looked at: its day, its block, its details. */
  if (id != NULL)
    nx_place_open (NX_PLACE (self), id);
}

static void
on_open_file (NxAgendaBooking *booking, const char *student_id, NxAgendaPlace *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-student", "s", student_id);
}

static void
on_series (NxAgendaBooking *booking, NxAgendaPlace *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "agenda.series", NULL);
  gtk_popover_popdown (GTK_POPOVER (booking));
}

static void
on_booking_closed (NxAgendaPlace *self)
{
  nx_agenda_view_focus_grid (self->view);
}

static void
ensure_booking (NxAgendaPlace *self, GtkWidget *anchor)
{
  if (self->booking != NULL)
    return;
  self->booking = nx_agenda_booking_new (self->connection, self->source);
  nx_agenda_booking_set_facts (self->booking, nx_agenda_view_get_facts (self->view));
  gtk_widget_set_parent (GTK_WIDGET (self->booking), anchor);
  g_object_add_weak_pointer (G_OBJECT (self->booking), (gpointer *) &self->booking);
  g_signal_connect_object (self->booking, "booked", G_CALLBACK (on_booked), self, 0);
  g_signal_connect_object (self->booking, "open-file", G_CALLBACK (on_open_file), self, 0);
  g_signal_connect_object (self->booking, "series", G_CALLBACK (on_series), self, 0);
  g_signal_connect_object (self->booking, "closed", G_CALLBACK (on_booking_closed), self, G_CONNECT_SWAPPED);
}

void
_nx_agenda_place_begin_booking (NxAgendaPlace *self, gint64 start, gint64 end, const char *coach_id, const char *student_id)
{
  int days;
  gint32 first = nx_agenda_view_get_first_day (self->view, &days), date = nx_time_date_in_zone (start, nx_session_zone ());
  GdkRectangle area;
  GtkWidget *anchor;

  if (!self->office)
    return;
  if (date < first || date >= first + days)
    nx_agenda_place_go (self, nx_agenda_view_get_mode (self->view), date);
  anchor = nx_agenda_view_get_anchor (self->view, start, end, coach_id, &area);
  ensure_booking (self, anchor);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->booking), &area);
  gtk_popover_set_position (GTK_POPOVER (self->booking), GTK_POS_RIGHT);
  gtk_popover_popup (GTK_POPOVER (self->booking));
  nx_agenda_booking_begin (self->booking, start, end, coach_id);
  if (student_id != NULL && student_id[0] != '\0')
    nx_agenda_booking_load_student (self->booking, student_id);
}

gint64
_nx_agenda_place_next_start (NxAgendaPlace *self, const char **coach_id)
{
  gint32 date;
  gint64 start, open, close;

  nx_agenda_view_get_cursor (self->view, &start, coach_id);
  if (start > self->now)
    return start;
  /* What is over cannot be booked: the next full hour instead, of the next morning where the centre closes before. */
  start = (self->now / NX_TIME_HOUR + 1) * NX_TIME_HOUR;
  date = nx_time_date_in_zone (start, nx_session_zone ());
  if (!nx_time_from_local (date, NX_AGENDA_OPEN, nx_session_zone (), &open)
      || !nx_time_from_local (date, NX_AGENDA_CLOSE, nx_session_zone (), &close))
    return start;
  if (start >= close)
    return open + NX_TIME_DAY;
  return MAX (start, open);
}

static void
action_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  const char *coach_id;
  gint64 start = _nx_agenda_place_next_start (self, &coach_id);

  _nx_agenda_place_begin_booking (self, start, start + NEW_LENGTH, coach_id, NULL);
}

/* The selected session */

static void
action_report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = nx_agenda_view_get_selected (self->view);

  if (session == NULL)
    return;
  if (self->now < session->scheduledAt)
    nx_toast (widget, _ ("The report can be written once the session has begun."), NULL);
  else
    gtk_widget_activate_action (widget, "win.open-report", "s", session->id);
}

static void
action_student (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxSession *session = nx_agenda_view_get_selected (NX_AGENDA_PLACE (widget)->view);

  if (session != NULL && session->students != NULL && session->students->len > 0)
    gtk_widget_activate_action (widget, "win.open-student", "s", ((NxPerson *) g_ptr_array_index (session->students, 0))->id);
}

static void
action_cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = nx_agenda_view_get_selected (self->view);
  NxSeriesChange change = NX_SERIES_CHANGE_INIT;

  if (session == NULL || self->connection == NULL)
    return;
  change.cancel = TRUE;
  if (nx_session_state (session, self->now) != NX_SESSION_STATE_PLANNED)
    nx_toast (widget, _ ("Only a session that has not begun can be cancelled."), NULL);
  else if (session->seriesId != NULL)
    nx_series_scope_present (widget, self->connection, self->source, session, &change);
  else
    nx_agenda_cancel_ask (widget, self->connection, self->source, session, self->office);
}

static void
action_close_detail (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);

  nx_agenda_view_select (self->view, NULL, FALSE);
  nx_agenda_view_focus_grid (self->view);
}

/* Periods */

static void
action_turn (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _nx_agenda_place_turn (NX_AGENDA_PLACE (widget), g_str_equal (name, "agenda.previous") ? -1
                                                   : g_str_equal (name, "agenda.next")   ? 1
                                                                                         : 0);
}

static void
action_mode (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);

  gtk_toggle_button_set_active (g_str_equal (name, "agenda.day") ? self->day_button : self->week_button, TRUE);
}

static void
action_refresh (GtkWidget *widget, const char *name, GVariant *parameter)
{
  nx_session_source_reload (NX_AGENDA_PLACE (widget)->source);
}

static void
action_sidebar (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);

  gtk_toggle_button_set_active (self->sidebar_button, !gtk_toggle_button_get_active (self->sidebar_button));
}

/* Single letters: only while the grid or a block has the focus */

gboolean
_nx_agenda_place_select_focused (NxAgendaPlace *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  /* A command meant for the block under the focus chooses it first. */
  if (focus != NULL && g_signal_lookup ("chosen", G_OBJECT_TYPE (focus)) != 0)
    gtk_widget_activate (focus);
  return nx_agenda_view_get_selected (self->view) != NULL;
}

static gboolean
on_letter (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaPlace *self)
{
  const char *action = NULL;
  gboolean on_session = FALSE;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || !nx_agenda_view_has_keys (self->view))
    return FALSE;
  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_n:
      action = "agenda.new";
      break;
    case GDK_KEY_Home:
      action = "agenda.today";
      break;
    case GDK_KEY_e:
      action = "agenda.report", on_session = TRUE;
      break;
    case GDK_KEY_m:
      action = "agenda.move", on_session = TRUE;
      break;
    case GDK_KEY_r:
      action = "agenda.join", on_session = TRUE;
      break;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      action = "agenda.cancel", on_session = TRUE;
      break;
    case GDK_KEY_Escape:
      if (nx_agenda_view_get_selected (self->view) == NULL)
        return FALSE;
      action = "agenda.close-detail";
      break;
    default:
      if (key < GDK_KEY_0 || key > GDK_KEY_9 || !nx_settings_letters (GTK_WIDGET (self)))
        return FALSE;
      nx_agenda_sidebar_show_only (self->sidebar, (int) (key - GDK_KEY_0) - 1);
      return TRUE;
    }
  if (g_unichar_isalpha (gdk_keyval_to_unicode (key)) && !nx_settings_letters (GTK_WIDGET (self)))
    return FALSE;
  if (on_session && !_nx_agenda_place_select_focused (self))
    return TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  return TRUE;
}

void
_nx_agenda_place_init_keys (NxAgendaPlace *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_letter), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

typedef struct
{
  guint key;
  GdkModifierType modifiers;
  const char *action;
} Binding;

static const Binding bindings[] = {
  { GDK_KEY_Left, GDK_ALT_MASK, "agenda.previous" },
  { GDK_KEY_Right, GDK_ALT_MASK, "agenda.next" },
  { GDK_KEY_Page_Up, 0, "agenda.previous" },
  { GDK_KEY_Page_Down, 0, "agenda.next" },
  { GDK_KEY_t, GDK_CONTROL_MASK, "agenda.today" },
  { GDK_KEY_Down, GDK_ALT_MASK, "agenda.today" },
  { GDK_KEY_1, GDK_ALT_MASK, "agenda.day" },
  { GDK_KEY_2, GDK_ALT_MASK, "agenda.week" },
  { GDK_KEY_ampersand, GDK_ALT_MASK, "agenda.day" },
  { GDK_KEY_eacute, GDK_ALT_MASK, "agenda.week" },
  { GDK_KEY_F9, 0, "agenda.sidebar" },
};

void
_nx_agenda_place_class_init_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "agenda.previous", NULL, action_turn);
  gtk_widget_class_install_action (widget_class, "agenda.next", NULL, action_turn);
  gtk_widget_class_install_action (widget_class, "agenda.today", NULL, action_turn);
  gtk_widget_class_install_action (widget_class, "agenda.day", NULL, action_mode);
  gtk_widget_class_install_action (widget_class, "agenda.week", NULL, action_mode);
  gtk_widget_class_install_action (widget_class, "agenda.new", NULL, action_new);
  gtk_widget_class_install_action (widget_class, "agenda.report", NULL, action_report);
  gtk_widget_class_install_action (widget_class, "agenda.student", NULL, action_student);
  gtk_widget_class_install_action (widget_class, "agenda.cancel", NULL, action_cancel);
  gtk_widget_class_install_action (widget_class, "agenda.close-detail", NULL, action_close_detail);
  gtk_widget_class_install_action (widget_class, "agenda.refresh", NULL, action_refresh);
  gtk_widget_class_install_action (widget_class, "agenda.sidebar", NULL, action_sidebar);
  for (guint i = 0; i < G_N_ELEMENTS (bindings); i++)
    gtk_widget_class_add_binding_action (widget_class, bindings[i].key, bindings[i].modifiers, bindings[i].action, NULL);
}
