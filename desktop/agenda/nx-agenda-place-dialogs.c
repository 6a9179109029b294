/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-place-dialogs.h"

#include "common/nx-i18n.h"
#include "desktop/agenda/nx-absence-dialog.h"
#include "desktop/agenda/nx-agenda-block.h"
#include "desktop/agenda/nx-closures-dialog.h"
#include "desktop/agenda/nx-series-dialog.h"
#include "desktop/agenda/nx-series-scope.h"
#include "desktop/agenda/nx-waiting-dialog.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-session-text.h"

/* Which session */

static GtkWidget *
focused_block (NxAgendaPlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && NX_IS_AGENDA_BLOCK (focus) ? focus : NULL;
}

/* A command meant for the block under the focus is that block's, whatever the pane shows. */
static NxSession *
meant_session (NxAgendaPlace *self)
{
  GtkWidget *block = focused_block (self);

  return block != NULL ? nx_agenda_block_get_session (NX_AGENDA_BLOCK (block)) : nx_agenda_view_get_selected (self->view);
}

static gboolean
can_change (NxAgendaPlace *self)
{
  return self->connection != NULL && (self->office || self->own_coach != NULL);
}

/* The answer holds the session as it is now: it is patched in before the live event comes. */
static void
take_session (NxAgendaPlace *self, JsonObject *answer)
{
  JsonObject *object = nx_json_get_object (answer, "session");
  g_autoptr (NxSession) session = object != NULL ? nx_record_from_json (NX_TYPE_SESSION, object, NULL) : NULL;

  if (session != NULL)
    nx_session_list_upsert (nx_session_source_get_list (self->source), session);
}

/* Attendance */

static char *
mark_sentence (NxSession *session, const char *student_id, int mark)
{
  NxPerson *pupil = NULL;

  for (guint i = 0; session->students != NULL && i < session->students->len; i++)
    if (g_strcmp0 (((NxPerson *) g_ptr_array_index (session->students, i))->id, student_id) == 0)
      pupil = g_ptr_array_index (session->students, i);
  switch (mark)
    {
    case NX_ATTENDANCE_PRESENT:
      /* Translators: %s is a first name; so in the next ones */
      return g_strdup_printf (_ ("%s is marked present"), pupil != NULL ? pupil->firstName : "");
    case NX_ATTENDANCE_LATE:
      return g_strdup_printf (_ ("%s is marked late"), pupil != NULL ? pupil->firstName : "");
    case NX_ATTENDANCE_ABSENT:
      return g_strdup_printf (_ ("%s is marked absent"), pupil != NULL ? pupil->firstName : "");
    default:
      return g_strdup_printf (_ ("%s’s mark is taken off"), pupil != NULL ? pupil->firstName : "");
    }
}

/* Mark: who is on the way to be marked. */
typedef struct
{
  char *session_id, *student_id, *sentence;
  int mark;
} Mark;

static void
mark_free (gpointer data)
{
  Mark *mark = data;

  g_free (mark->session_id);
  g_free (mark->student_id);
  g_free (mark->sentence);
  g_free (mark);
}

/* One after the other: two keys quickly pressed reach the server in their order. */
#define MARKS_DATA "nx-marks"

static void send_next_mark (NxAgendaPlace *self);

static void
marks_free (gpointer data)
{
  g_queue_free_full (data, mark_free);
}

static void
on_marked (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  Mark *mark = g_queue_pop_head (g_object_get_data (G_OBJECT (self), MARKS_DATA));
  NxSession *selected = self->view != NULL ? nx_agenda_view_get_selected (self->view) : NULL;

  if (answer == NULL)
    nx_toast_error (widget, error);
  else if (self->source != NULL)
    {
      take_session (self, answer);
      if (selected != NULL && g_strcmp0 (selected->id, mark->session_id) == 0)
        nx_attendance_list_set_seat (nx_agenda_detail_get_pupils (self->detail), mark->student_id, NX_BALANCE_UNKNOWN,
                                     mark->mark, selected->unpaid);
      nx_undo_stack_push (widget, action_id, mark->sentence);
    }
  mark_free (mark);
  send_next_mark (self);
}

static void
send_next_mark (NxAgendaPlace *self)
{
  Mark *mark = g_queue_peek_head (g_object_get_data (G_OBJECT (self), MARKS_DATA));
  NxJsonWriter *body;
  g_autofree char *path = NULL;

  if (mark == NULL || self->connection == NULL)
    return;
  path = nx_connection_path ("/api/sessions/%s/attendance", mark->session_id);
  body = nx_json_writer_new ();
  nx_json_begin_object (body, NULL);
  nx_json_add_string (body, "studentId", mark->student_id);
  nx_json_add_string (body, "attendance", nx_enum_slug (&nx_attendance_enum, mark->mark));
  nx_json_end_object (body);
  nx_agenda_ask (GTK_WIDGET (self), self->connection, "POST", path, body, NULL, NULL, on_marked);
}

static void
mark_pupil (NxAgendaPlace *self, NxSession *session, const char *student_id, int value)
{
  GQueue *marks = g_object_get_data (G_OBJECT (self), MARKS_DATA);
  Mark *mark = g_new0 (Mark, 1);

  mark->session_id = g_strdup (session->id);
  mark->student_id = g_strdup (student_id);
  mark->sentence = mark_sentence (session, student_id, value);
  mark->mark = value;
  g_queue_push_tail (marks, mark);
  if (g_queue_get_length (marks) == 1)
    send_next_mark (self);
}

/* Whether who came can be marked; says so where not. */
static gboolean
check_mark (NxAgendaPlace *self, NxSession *session)
{
  if (session == NULL || !can_change (self))
    return FALSE;
  if (nx_session_can_mark (session, self->now))
    return TRUE;
  nx_toast (GTK_WIDGET (self),
            session->status == NX_SESSION_CANCELLED ? _ ("The session is cancelled: nobody is marked.")
                                                    : _ ("Attendance can be marked from 15 minutes before the start."),
            NULL);
  return FALSE;
}

static void
action_attendance (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = meant_session (self);
  int mark = g_str_equal (name, "agenda.present") ? NX_ATTENDANCE_PRESENT
             : g_str_equal (name, "agenda.late")  ? NX_ATTENDANCE_LATE
                                                  : NX_ATTENDANCE_ABSENT;

  if (!check_mark (self, session) || session->students == NULL || session->students->len == 0)
    return;
  if (session->students->len == 1)
    {
      if (session->attendance != mark)
        mark_pupil (self, session, ((NxPerson *) g_ptr_array_index (session->students, 0))->id, mark);
      return;
    }
  /* Several pupils: which one is said in the list. */
  nx_agenda_view_select (self->view, session->id, FALSE);
  nx_attendance_list_focus (nx_agenda_detail_get_pupils (self->detail));
}

static void
action_mark (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = nx_agenda_view_get_selected (self->view);
  const char *student_id, *slug;

  g_variant_get (parameter, "(&s&s)", &student_id, &slug);
  if (check_mark (self, session))
    mark_pupil (self, session, student_id, nx_enum_value (&nx_attendance_enum, slug));
}

/* Quick look */

static void
on_peek_details (NxAgendaPlace *self)
{
  GtkWidget *block = focused_block (self);

  if (block != NULL)
    gtk_widget_activate (block);
}

static void
action_peek (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  GtkWidget *block = focused_block (self);

  if (block == NULL)
    return;
  if (self->peek == NULL)
    {
      self->peek = nx_agenda_peek_new ();
      gtk_widget_set_parent (GTK_WIDGET (self->peek), widget);
      g_object_add_weak_pointer (G_OBJECT (self->peek), (gpointer *) &self->peek);
      g_signal_connect_object (self->peek, "details", G_CALLBACK (on_peek_details), self, G_CONNECT_SWAPPED);
    }
  nx_agenda_peek_show (self->peek, block, nx_agenda_block_get_session (NX_AGENDA_BLOCK (block)), self->now);
}

/* Video */

static void
on_video (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  if (answer == NULL)
    {
      nx_toast_error (widget, error);
      return;
    }
  take_session (NX_AGENDA_PLACE (widget), answer);
  nx_undo_stack_push (widget, action_id, _ ("New video room; the old link no longer opens"));
}

static void
action_video (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = meant_session (self);
  g_autofree char *path = NULL;

  if (session == NULL || !can_change (self) || session->type != NX_SERVICE_COURS_ONLINE)
    return;
  path = nx_connection_path ("/api/sessions/%s/video", session->id);
  nx_agenda_ask (widget, self->connection, "POST", path, NULL, NULL, NULL, on_video);
}

/* Dialogs */

/* What the booking popover says already, where it is open, goes into the dialog. */
static void
action_series (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  gboolean open = self->booking != NULL && gtk_widget_get_visible (GTK_WIDGET (self->booking));
  g_autoptr (NxBookingRequest) request = open ? nx_agenda_booking_get_request (self->booking) : NULL;
  g_autoptr (NxStudent) student = NULL;
  const char *coach_id;
  gint64 start;

  if (!can_change (self))
    return;
  start = _nx_agenda_place_next_start (self, &coach_id);
  if (open && nx_agenda_booking_get_student (self->booking) != NULL)
    student = g_object_ref (nx_agenda_booking_get_student (self->booking));
  if (open && !nx_agenda_booking_get_start (self->booking, &start))
    start = _nx_agenda_place_next_start (self, &coach_id);
  if (request != NULL && request->coach_id != NULL)
    coach_id = request->coach_id;
  nx_series_dialog_present (widget, self->connection, self->source, start, self->own_coach != NULL ? self->own_coach : coach_id,
                            student);
}

/* A booking that was refused as full. */
static void
action_waiting_request (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  g_autoptr (NxBookingRequest) request = self->booking != NULL ? nx_agenda_booking_get_request (self->booking) : NULL;

  if (request == NULL || !can_change (self))
    return;
  gtk_popover_popdown (GTK_POPOVER (self->booking));
  nx_waiting_dialog_present_request (widget, self->connection, self->source, request, NULL);
}

/* A session of a series, from its details: the rest of the series is what one asks about. */
static void
action_series_edit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = meant_session (self);
  NxSeriesChange change = NX_SERIES_CHANGE_INIT;

  if (session == NULL || session->seriesId == NULL || !can_change (self))
    return;
  if (nx_session_state (session, self->now) != NX_SESSION_STATE_PLANNED)
    {
      nx_toast (widget, _ ("A session that has begun is no longer changed."), NULL);
      return;
    }
  change.cancel = TRUE;
  nx_series_scope_choose (nx_series_scope_present (widget, self->connection, self->source, session, &change),
                          NX_SERIES_SCOPE_FOLLOWING);
}

static void
action_absence (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  const char *coach_id;
  gint64 start;

  if (!can_change (self))
    return;
  start = _nx_agenda_place_next_start (self, &coach_id);
  nx_absence_dialog_present (widget, self->connection, self->source, self->own_coach != NULL ? self->own_coach : coach_id,
                             self->own_coach != NULL, nx_time_date_in_zone (start, nx_session_zone ()));
}

static void
action_waiting (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxSession *session = meant_session (self);

  if (!can_change (self))
    return;
  if (session == NULL)
    nx_toast (widget, _ ("Choose a session first: its waiting list is shown."), NULL);
  else if (session->status != NX_SESSION_SCHEDULED || self->now >= session->scheduledAt)
    nx_toast (widget, _ ("Nobody waits for a session that has begun."), NULL);
  else
    nx_waiting_dialog_present (widget, self->connection, self->source, session);
}

static void
action_closures (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);
  NxUser *user = self->connection != NULL ? nx_connection_get_user (self->connection) : NULL;

  if (user != NULL && can_change (self))
    nx_closures_dialog_present (widget, self->connection, self->source, self->own_coach, user->role == NX_ROLE_ADMIN);
}

/* The menu stands in the window's bar, outside of the place: its actions are passed on. */

/* The focus goes back to where the menu was opened from; to the chosen block after a pointer. */
static void
leave_menu (NxAgendaPlace *self)
{
  NxSession *session = nx_agenda_view_get_selected (self->view);
  GtkWidget *block = session != NULL ? nx_agenda_view_block_of (self->view, session->id) : NULL;
  GtkWidget *from = self->menu_from != NULL ? self->menu_from : block;

  /* It may have closed, and given the focus back, before its entry acts. */
  if (self->menu_from == NULL && nx_agenda_view_has_keys (self->view))
    return;
  if (from == NULL || !gtk_widget_get_mapped (from) || !gtk_widget_grab_focus (from))
    nx_agenda_view_focus_grid (self->view);
}

static void
on_menu_closed (NxAgendaPlace *self)
{
  if (self->menu_from == NULL)
    return;
  leave_menu (self);
  g_clear_weak_pointer (&self->menu_from);
}

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxAgendaPlace *self = NX_AGENDA_PLACE (widget);

  if (self->menu_button == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->menu_button)))
    return;
  g_set_weak_pointer (&self->menu_from, gtk_root_get_focus (gtk_widget_get_root (widget)));
  gtk_menu_button_popup (self->menu_button);
}

static void
on_menu_action (GSimpleAction *action, GVariant *parameter, NxAgendaPlace *self)
{
  g_autofree char *name = g_strdup_printf ("agenda.%s", g_action_get_name (G_ACTION (action)));

  leave_menu (self);
  gtk_widget_activate_action (GTK_WIDGET (self), name, NULL);
}

static void
extend_menu (NxAgendaPlace *self)
{
  static const char *const names[] = { "series", "absence", "waiting", "closures" };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  GMenuModel *menu = gtk_menu_button_get_menu_model (self->menu_button);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

      g_signal_connect_object (action, "activate", G_CALLBACK (on_menu_action), self, 0);
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
  g_menu_append (section, _ ("_Every Week…"), "agenda-menu.series");
  g_menu_append (section, self->own_coach != NULL ? _ ("My _Absence…") : _ ("_Absence of a Coach…"), "agenda-menu.absence");
  if (self->own_coach == NULL)
    g_menu_append (section, _ ("Wai_ting List of the Session…"), "agenda-menu.waiting");
  g_menu_append (section, self->own_coach != NULL ? _ ("My _Hours…") : _ ("Closures, _Rooms, Hours…"), "agenda-menu.closures");
  gtk_widget_insert_action_group (self->header, "agenda-menu", G_ACTION_GROUP (actions));
  g_menu_append_section (G_MENU (menu), NULL, G_MENU_MODEL (section));
  g_signal_connect_object (gtk_menu_button_get_popover (self->menu_button), "closed", G_CALLBACK (on_menu_closed), self,
                           G_CONNECT_SWAPPED);
}

/* Keys */

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaPlace *self)
{
  static const char *const marking[] = { "agenda.present", "agenda.late", "agenda.absent" };
  int mark = nx_attendance_of_key (key);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || !nx_agenda_view_has_keys (self->view))
    return FALSE;
  if ((key == GDK_KEY_space || key == GDK_KEY_KP_Space) && focused_block (self) != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "agenda.peek", NULL);
      return TRUE;
    }
  if (mark < 0 || !nx_settings_letters (GTK_WIDGET (self)))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), marking[mark], NULL);
  return TRUE;
}

void
_nx_agenda_place_class_init_dialogs (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "agenda.present", NULL, action_attendance);
  gtk_widget_class_install_action (widget_class, "agenda.late", NULL, action_attendance);
  gtk_widget_class_install_action (widget_class, "agenda.absent", NULL, action_attendance);
  gtk_widget_class_install_action (widget_class, "agenda.mark", "(ss)", action_mark);
  gtk_widget_class_install_action (widget_class, "agenda.peek", NULL, action_peek);
  gtk_widget_class_install_action (widget_class, "agenda.video", NULL, action_video);
  gtk_widget_class_install_action (widget_class, "agenda.series", NULL, action_series);
  gtk_widget_class_install_action (widget_class, "agenda.series-edit", NULL, action_series_edit);
  gtk_widget_class_install_action (widget_class, "agenda.absence", NULL, action_absence);
  gtk_widget_class_install_action (widget_class, "agenda.waiting", NULL, action_waiting);
  gtk_widget_class_install_action (widget_class, "agenda.waiting-request", NULL, action_waiting_request);
  gtk_widget_class_install_action (widget_class, "agenda.closures", NULL, action_closures);
  gtk_widget_class_install_action (widget_class, "agenda.menu", NULL, action_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "agenda.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "agenda.menu", NULL);
}

void
_nx_agenda_place_init_dialogs (NxAgendaPlace *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_object_set_data_full (G_OBJECT (self), MARKS_DATA, g_queue_new (), marks_free);
  if (self->connection != NULL)
    {
      nx_agenda_detail_set_connection (self->detail, self->connection);
      extend_menu (self);
    }
  /* Before the block, which takes Space for a click. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
