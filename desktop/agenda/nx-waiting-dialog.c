/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-waiting-dialog.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-pupil-field.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-session-text.h"

#define TICK_SECONDS 15

struct _NxWaitingDialog
{
  NxAgendaSheet parent_instance;

  /* borrowed: children */
  NxPupilField *pupil;
  GtkWidget *list;
  GtkLabel *empty;

  /* owned */
  NxSession *session;        /* (nullable) */
  NxBookingRequest *request; /* (nullable): instead of a session */
  GPtrArray *entries;        /* NxWaitingEntry of the rows */
  char *doing;               /* (nullable): first name of whom the question on its way is about */

  guint tick_id;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (NxWaitingDialog, nx_waiting_dialog, NX_TYPE_AGENDA_SHEET)

#define SHEET(self) NX_AGENDA_SHEET (self)
#define ENTRY_DATA  "nx-entry"

static void load (NxWaitingDialog *self);

static gint64
get_now (NxWaitingDialog *self)
{
  return nx_connection_now (nx_agenda_sheet_get_connection (SHEET (self)));
}

static gboolean
is_open (NxWaitingEntry *entry)
{
  return entry->status == NX_WAITING_WAITING || entry->status == NX_WAITING_OFFERED;
}

/* Rows */

static char *
entry_text (NxWaitingDialog *self, NxWaitingEntry *entry)
{
  g_autofree char *when = NULL, *date = NULL, *time = NULL;
  gint64 left = entry->offerExpiresAt != NX_TIME_NONE ? entry->offerExpiresAt - get_now (self) : 0;
  int minutes = (int) ((left + NX_TIME_MINUTE - 1) / NX_TIME_MINUTE);

  if (entry->status == NX_WAITING_OFFERED && minutes > 0)
    return g_strdup_printf (ngettext ("offered to them, %d minute left", "offered to them, %d minutes left", minutes), minutes);
  if (entry->status == NX_WAITING_OFFERED)
    return g_strdup (_ ("the offer has run out"));
  if (self->session != NULL)
    return g_strdup (entry->position == 1 ? _ ("next") : _ ("waiting"));
  date = nx_format_date_short (nx_time_date_in_zone (entry->scheduledAt, nx_session_zone ()));
  time = nx_format_time (entry->scheduledAt, nx_session_zone ());
  when = g_strdup_printf (_ ("%s at %s"), date, time);
  return g_strdup_printf ("%s · %s", when, entry->coachName != NULL ? entry->coachName : _ ("any coach"));
}

static void
update_row (NxWaitingDialog *self, GtkWidget *row)
{
  NxWaitingEntry *entry = g_object_get_data (G_OBJECT (row), ENTRY_DATA);
  g_autofree char *text = entry_text (self, entry), *escaped = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
}

static gboolean
on_tick (gpointer data)
{
  NxWaitingDialog *self = data;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    update_row (self, GTK_WIDGET (row));
  return G_SOURCE_CONTINUE;
}

static char *
first_name (const char *name)
{
  const char *space = name != NULL ? strchr (name, ' ') : NULL;

  return space != NULL ? g_strndup (name, (gsize) (space - name)) : g_strdup (name);
}

static void
begin (NxWaitingDialog *self, const char *name)
{
  self->busy = TRUE;
  g_free (self->doing);
  self->doing = first_name (name);
  nx_agenda_sheet_say_error (SHEET (self), NULL);
}

/* Whether it went well; says what did not. */
static gboolean
end (NxWaitingDialog *self, JsonObject *answer, const GError *error)
{
  nx_agenda_sheet_answered (SHEET (self));
  self->busy = FALSE;
  if (answer == NULL)
    nx_agenda_sheet_say_error (SHEET (self), error->message);
  load (self);
  return answer != NULL;
}

static void
on_removed (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxWaitingDialog *self = NX_WAITING_DIALOG (widget);
  g_autofree char *text = g_strdup_printf (_ ("%s no longer waits"), self->doing);

  if (end (self, answer, error))
    nx_undo_stack_push (nx_agenda_sheet_get_from (SHEET (self)), action_id, text);
}

static void
remove_row (NxWaitingDialog *self, GtkWidget *row)
{
  NxWaitingEntry *entry = g_object_get_data (G_OBJECT (row), ENTRY_DATA);
  g_autofree char *path = nx_connection_path ("/api/waiting/%s", entry->id);

  if (self->busy)
    return;
  begin (self, entry->studentName);
  nx_agenda_sheet_ask (SHEET (self), "DELETE", path, NULL, NULL, _ ("Taking the name off…"), on_removed);
}

static void
on_booked (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxWaitingDialog *self = NX_WAITING_DIALOG (widget);
  g_autofree char *text = g_strdup_printf (_ ("%s has the place"), self->doing);

  if (!end (self, answer, error))
    return;
  nx_undo_stack_push (nx_agenda_sheet_get_from (SHEET (self)), action_id, text);
  nx_session_source_reload (nx_agenda_sheet_get_source (SHEET (self)));
}

static void
on_book_clicked (GtkWidget *button, NxWaitingDialog *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  NxWaitingEntry *entry = g_object_get_data (G_OBJECT (row), ENTRY_DATA);
  g_autofree char *path = nx_connection_path ("/api/waiting/%s/accept", entry->id);

  if (self->busy)
    return;
  begin (self, entry->studentName);
  nx_agenda_sheet_ask (SHEET (self), "POST", path, NULL, nx_agenda_sheet_key_for (SHEET (self), path), _ ("Booking the place…"),
                       on_booked);
}

static void
on_remove_clicked (GtkWidget *button, NxWaitingDialog *self)
{
  remove_row (self, gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW));
}

static gboolean
on_list_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxWaitingDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_ACTION_ROW) : NULL;

  if ((key != GDK_KEY_Delete && key != GDK_KEY_KP_Delete) || row == NULL)
    return FALSE;
  remove_row (self, row);
  return TRUE;
}

static void
add_row (NxWaitingDialog *self, NxWaitingEntry *entry)
{
  g_autofree char *title = g_strdup_printf ("%d. %s", (int) entry->position, entry->studentName != NULL ? entry->studentName : "");
  g_autofree char *name = g_strdup_printf (_ ("Take %s off the list (Del)"), entry->studentName);
  GtkWidget *row = nx_agenda_row_new (NULL, title, NULL), *remove = nx_agenda_icon_button_new ("user-trash-symbolic", name);

  g_object_set_data_full (G_OBJECT (row), ENTRY_DATA, g_object_ref (entry), g_object_unref);
  if (entry->status == NX_WAITING_OFFERED)
    {
      GtkWidget *book = gtk_button_new_with_mnemonic (_ ("_Book"));

      gtk_widget_set_valign (book, GTK_ALIGN_CENTER);
      gtk_widget_set_tooltip_text (book, _ ("The family says yes: book the place that is offered"));
      g_signal_connect (book, "clicked", G_CALLBACK (on_book_clicked), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), book);
    }
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove_clicked), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  update_row (self, row);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static int
focused_position (NxWaitingDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_ACTION_ROW) : NULL;

  return row != NULL && gtk_widget_get_parent (row) == self->list ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) : -1;
}

/* The focus stays at its place in the list, whoever stands there afterwards. */
static void
fill (NxWaitingDialog *self)
{
  int position = focused_position (self);
  GtkListBoxRow *row;

  nx_agenda_list_clear (self->list);
  for (guint i = 0; i < self->entries->len; i++)
    add_row (self, g_ptr_array_index (self->entries, i));
  gtk_widget_set_visible (self->list, self->entries->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), self->entries->len == 0);
  if (position < 0)
    return;
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), MIN (position, (int) self->entries->len - 1));
  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->pupil));
}

static void
on_loaded (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxWaitingDialog *self = NX_WAITING_DIALOG (widget);
  JsonArray *items = answer != NULL ? nx_json_get_array (answer, "items") : NULL;
  g_autoptr (GError) unreadable = NULL;
  g_autoptr (GPtrArray) entries = items != NULL ? nx_record_list_from_json (NX_TYPE_WAITING_ENTRY, items, &unreadable) : NULL;

  nx_agenda_sheet_answered (SHEET (self));
  if (entries == NULL)
    {
      nx_agenda_sheet_say_error (SHEET (self), error != NULL        ? error->message
                                               : unreadable != NULL ? unreadable->message
                                                                    : _ ("The server gave an answer that cannot be read."));
      return;
    }
  g_ptr_array_set_size (self->entries, 0);
  for (guint i = 0; i < entries->len; i++)
    if (is_open (g_ptr_array_index (entries, i)))
      g_ptr_array_add (self->entries, g_object_ref (g_ptr_array_index (entries, i)));
  fill (self);
}

static void
load (NxWaitingDialog *self)
{
  g_autofree char *path = self->session != NULL ? nx_connection_path ("/api/waiting?sessionId=%s", self->session->id)
                                                : nx_connection_path ("/api/waiting?studentId=%s", self->request->student_id);

  nx_agenda_sheet_ask (SHEET (self), "GET", path, NULL, NULL, _ ("Asking who waits…"), on_loaded);
}

/* Adding */

static void
update_accept (NxWaitingDialog *self)
{
  nx_agenda_sheet_set_can_accept (
      SHEET (self), !self->busy && (self->request != NULL || nx_pupil_field_get_student (self->pupil) != NULL));
}

static void
on_added (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxWaitingDialog *self = NX_WAITING_DIALOG (widget);
  g_autofree char *text = g_strdup_printf (_ ("%s is on the waiting list"), self->doing);

  if (end (self, answer, error))
    {
      nx_undo_stack_push (nx_agenda_sheet_get_from (SHEET (self)), action_id, text);
      if (self->session != NULL)
        nx_session_source_load_one (nx_agenda_sheet_get_source (SHEET (self)), self->session->id);
      nx_pupil_field_set_student (self->pupil, NULL);
    }
  update_accept (self);
}

static NxJsonWriter *
make_request (NxWaitingDialog *self, const char *student_id)
{
  NxJsonWriter *json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "studentId", student_id);
  if (self->session != NULL)
    nx_json_add_string (json, "sessionId", self->session->id);
  else
    {
      if (self->request->coach_id != NULL)
        nx_json_add_string (json, "coachId", self->request->coach_id);
      nx_json_add_string (json, "subject", nx_enum_slug (&nx_subject_enum, self->request->subject));
      nx_json_add_string (json, "type", nx_enum_slug (&nx_service_type_enum, self->request->type));
      nx_json_add_time (json, "scheduledAt", self->request->start);
      nx_json_add_int (json, "duration", self->request->duration);
    }
  nx_json_end_object (json);
  return json;
}

static void
nx_waiting_dialog_accept (NxAgendaSheet *sheet)
{
  NxWaitingDialog *self = NX_WAITING_DIALOG (sheet);
  NxStudent *student = nx_pupil_field_get_student (self->pupil);
  const char *id = self->request != NULL ? self->request->student_id : student != NULL ? student->id : NULL;

  if (id == NULL || self->busy)
    return;
  begin (self, self->request != NULL ? self->request->student_name : student->firstName);
  update_accept (self);
  nx_agenda_sheet_ask (sheet, "POST", "/api/waiting", make_request (self, id), NULL, _ ("Adding the name…"), on_added);
}

static void
on_live (NxConnection *connection, NxLiveEvent *event, NxWaitingDialog *self)
{
  if (g_strcmp0 (event->type, "waiting.changed") == 0 && !self->busy)
    load (self);
}

static void
nx_waiting_dialog_dispose (GObject *object)
{
  g_clear_handle_id (&NX_WAITING_DIALOG (object)->tick_id, g_source_remove);
  G_OBJECT_CLASS (nx_waiting_dialog_parent_class)->dispose (object);
}

static void
nx_waiting_dialog_finalize (GObject *object)
{
  NxWaitingDialog *self = NX_WAITING_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->request, nx_booking_request_free);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->doing);
  G_OBJECT_CLASS (nx_waiting_dialog_parent_class)->finalize (object);
}

static void
nx_waiting_dialog_class_init (NxWaitingDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_waiting_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_waiting_dialog_finalize;
  NX_AGENDA_SHEET_CLASS (klass)->accept = nx_waiting_dialog_accept;
}

static void
nx_waiting_dialog_init (NxWaitingDialog *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
make_children (NxWaitingDialog *self)
{
  GtkBox *box = nx_agenda_sheet_get_box (SHEET (self));
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->pupil = NX_PUPIL_FIELD (nx_pupil_field_new (nx_agenda_sheet_get_connection (SHEET (self)), _ ("_Pupil to add")));
  gtk_box_append (box, GTK_WIDGET (self->pupil));
  gtk_widget_set_visible (GTK_WIDGET (self->pupil), self->request == NULL);
  self->empty = GTK_LABEL (gtk_label_new (_ ("Nobody waits.")));
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->empty), FALSE);
  gtk_box_append (box, GTK_WIDGET (self->empty));
  self->list = nx_agenda_list_new (_ ("Who waits, in order"));
  gtk_widget_add_css_class (self->list, "facts");
  gtk_widget_set_visible (self->list, FALSE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_list_key), self);
  gtk_widget_add_controller (self->list, keys);
  gtk_box_append (box, self->list);
  g_signal_connect_swapped (self->pupil, "chosen", G_CALLBACK (update_accept), self);
}

static NxWaitingDialog *
present (NxWaitingDialog *self, GtkWidget *from, NxConnection *connection, NxSessionSource *source, const char *subtitle)
{
  nx_agenda_sheet_begin (SHEET (self), from, connection, source);
  nx_agenda_sheet_set_titles (SHEET (self), _ ("Waiting List"), subtitle, _ ("_Close"),
                              self->request != NULL ? _ ("_Put on the List") : _ ("_Add"));
  make_children (self);
  update_accept (self);
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  g_signal_connect_object (connection, "live-event", G_CALLBACK (on_live), self, 0);
  load (self);
  gtk_window_present (GTK_WINDOW (self));
  if (self->request == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->pupil));
  return self;
}

NxWaitingDialog *
nx_waiting_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, NxSession *session)
{
  NxWaitingDialog *self;
  g_autofree char *when = NULL, *what = NULL, *subtitle = NULL;

  g_return_val_if_fail (NX_IS_SESSION (session), NULL);

  self = g_object_new (NX_TYPE_WAITING_DIALOG, "default-height", 460, NULL);
  self->session = g_object_ref (session);
  when = nx_session_when_short (session);
  what = nx_session_what (session);
  subtitle = g_strdup_printf ("%s · %s", when, what);
  return present (self, from, connection, source, subtitle);
}

NxWaitingDialog *
nx_waiting_dialog_present_request (GtkWidget *from, NxConnection *connection, NxSessionSource *source,
                                   const NxBookingRequest *request, const char *why)
{
  NxWaitingDialog *self;
  g_autofree char *date = NULL, *time = NULL, *when = NULL, *subtitle = NULL, *text = NULL, *hint = NULL;

  g_return_val_if_fail (request != NULL, NULL);

  self = g_object_new (NX_TYPE_WAITING_DIALOG, "default-height", 400, NULL);
  self->request = nx_booking_request_copy (request);
  date = nx_format_date_short (nx_time_date_in_zone (request->start, nx_session_zone ()));
  time = nx_format_time (request->start, nx_session_zone ());
  when = g_strdup_printf (_ ("%s at %s"), date, time);
  subtitle = g_strdup_printf ("%s · %s", request->student_name, when);
  present (self, from, connection, source, subtitle);
  hint = g_strdup_printf (_ ("Put %s on the list: a place that is freed is offered for 30 minutes."), request->student_name);
  text = why != NULL ? g_strdup_printf ("%s %s", why, hint) : g_strdup (hint);
  nx_agenda_sheet_say (SHEET (self), text);
  return self;
}

GtkWidget *
nx_waiting_dialog_get_list (NxWaitingDialog *self)
{
  return self->list;
}
