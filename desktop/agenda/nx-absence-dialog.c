/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-absence-dialog.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-absence-row.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-day-text.h"
#include "desktop/widgets/nx-session-text.h"

#define PAUSE_MS   300
#define REASON_MAX 500

struct _NxAbsenceDialog
{
  NxAgendaSheet parent_instance;

  /* borrowed: children */
  AdwComboRow *coach;
  GtkWidget *from_day;
  GtkWidget *from_time;
  GtkWidget *to_day;
  GtkWidget *to_time;
  GtkWidget *reason;
  GtkWidget *group;
  GtkWidget *list;

  /* owned */
  char *absence_id; /* (nullable): it is recorded, but not covered yet */
  char *recorded;   /* (nullable): what was recorded under it */

  guint pause_id;
  gboolean asking;
  gboolean stale;
  gboolean known; /* the list is about what the form says */
  gboolean saving;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (NxAbsenceDialog, nx_absence_dialog, NX_TYPE_AGENDA_SHEET)

#define SHEET(self) NX_AGENDA_SHEET (self)

/* Reading the form */

static gboolean
read_moment (NxAbsenceDialog *self, GtkWidget *day, GtkWidget *time, gint64 *moment)
{
  gint32 date, today = nx_time_date_in_zone (nx_connection_now (nx_agenda_sheet_get_connection (SHEET (self))), nx_session_zone ());
  int minute;

  return nx_day_text_parse (gtk_editable_get_text (GTK_EDITABLE (day)), today, &date)
         && nx_day_text_parse_time (gtk_editable_get_text (GTK_EDITABLE (time)), &minute)
         && nx_time_from_local (date, minute, nx_session_zone (), moment);
}

static NxCoach *
get_coach (NxAbsenceDialog *self)
{
  GPtrArray *coaches = nx_session_source_get_coaches (nx_agenda_sheet_get_source (SHEET (self)));
  guint selected = adw_combo_row_get_selected (self->coach);

  return selected < coaches->len ? g_ptr_array_index (coaches, selected) : NULL;
}

static NxJsonWriter *
make_request (NxAbsenceDialog *self, gboolean dry_run)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason))));
  NxJsonWriter *json;
  gint64 from, to;

  if (get_coach (self) == NULL || !read_moment (self, self->from_day, self->from_time, &from)
      || !read_moment (self, self->to_day, self->to_time, &to) || to <= from || g_utf8_strlen (reason, -1) > REASON_MAX)
    return NULL;
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_time (json, "from", from);
  nx_json_add_time (json, "to", to);
  if (reason[0] != '\0')
    nx_json_add_string (json, "reason", reason);
  if (dry_run)
    nx_json_add_bool (json, "dryRun", TRUE);
  nx_json_end_object (json);
  return json;
}

static char *
make_path (NxAbsenceDialog *self)
{
  return nx_connection_path ("/api/coaches/%s/absences", get_coach (self)->id);
}

/* What is recorded, as one text: another one is another absence. (transfer full) (nullable) */
static char *
describe (NxAbsenceDialog *self)
{
  g_autoptr (NxJsonWriter) request = make_request (self, FALSE);
  g_autofree char *text = request != NULL ? nx_json_writer_end (request, NULL) : NULL;

  return text != NULL ? g_strdup_printf ("%s %s", get_coach (self)->id, text) : NULL;
}

/* The list */

static NxAbsenceRow *
get_row (NxAbsenceDialog *self, guint n)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) n);

  return row != NULL ? NX_ABSENCE_ROW (row) : NULL;
}

static guint
count (NxAbsenceDialog *self, NxCoverAction action)
{
  NxAbsenceRow *row;
  guint found = 0;

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    found += nx_absence_row_get_action (row) == action;
  return found;
}

static char *
outcome_text (NxAbsenceDialog *self)
{
  guint moved = count (self, NX_COVER_MOVE), cancelled = count (self, NX_COVER_CANCEL), kept = count (self, NX_COVER_KEEP);
  g_autoptr (GString) text = g_string_new (NULL);

  if (moved + cancelled + kept == 0)
    return g_strdup (_ ("No session lies in that time."));
  if (moved > 0)
    g_string_append_printf (text, ngettext ("%u session is moved. ", "%u sessions are moved. ", moved), moved);
  if (cancelled > 0)
    g_string_append_printf (text, ngettext ("%u is cancelled with its credits given back. ",
                                            "%u are cancelled with their credits given back. ", cancelled),
                            cancelled);
  if (kept > 0)
    g_string_append_printf (text, ngettext ("%u stays as it is. ", "%u stay as they are. ", kept), kept);
  if (moved + cancelled > 0)
    g_string_append (text, _ ("Each family is told once."));
  return g_strstrip (g_string_free (g_steal_pointer (&text), FALSE));
}

static void
update (NxAbsenceDialog *self)
{
  guint moved = count (self, NX_COVER_MOVE), cancelled = count (self, NX_COVER_CANCEL), kept = count (self, NX_COVER_KEEP);
  g_autofree char *text = self->known ? outcome_text (self) : NULL;

  nx_agenda_sheet_set_accept_label (SHEET (self), moved > 0 && cancelled + kept == 0 ? _ ("_Move All")
                                                  : moved + cancelled > 0            ? _ ("_Apply")
                                                                                     : _ ("_Record"));
  nx_agenda_sheet_set_can_accept (SHEET (self), self->known && !self->saving);
  if (self->known)
    nx_agenda_sheet_say (SHEET (self), text);
}

static void
fill_list (NxAbsenceDialog *self, JsonArray *items)
{
  guint n = items != NULL ? json_array_get_length (items) : 0;
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_object_unref);
  NxAbsenceRow *row;

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    g_ptr_array_add (old, g_object_ref (row));
  nx_agenda_list_clear (self->list);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *new_row = nx_absence_row_new (nx_agenda_item (items, i));

      if (new_row == NULL)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (self->list), new_row);
      /* What was decided by hand stays, where it still can be. */
      for (guint o = 0; o < old->len; o++)
        nx_absence_row_take_choice (NX_ABSENCE_ROW (new_row), g_ptr_array_index (old, o));
      g_signal_connect_object (new_row, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_set_visible (self->group, get_row (self, 0) != NULL);
}

/* The dry run */

static void ask (NxAbsenceDialog *self);

static void
on_dry_run (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxAbsenceDialog *self = NX_ABSENCE_DIALOG (widget);

  nx_agenda_sheet_answered (SHEET (self));
  self->asking = FALSE;
  if (self->stale)
    {
      self->stale = FALSE;
      ask (self);
      return;
    }
  /* After a refused cover the reason stays beside the new proposals. */
  if (error != NULL)
    nx_agenda_sheet_say_error (SHEET (self), error->message);
  else if (self->absence_id == NULL)
    nx_agenda_sheet_say_error (SHEET (self), NULL);
  self->known = answer != NULL;
  if (answer != NULL)
    fill_list (self, nx_json_get_array (answer, "sessions"));
  else
    nx_agenda_sheet_say (SHEET (self), NULL);
  update (self);
}

static void
ask (NxAbsenceDialog *self)
{
  NxJsonWriter *request = make_request (self, TRUE);
  g_autofree char *path = NULL;

  self->known = FALSE;
  if (request == NULL)
    {
      nx_agenda_list_clear (self->list);
      gtk_widget_set_visible (self->group, FALSE);
      nx_agenda_sheet_say (SHEET (self), get_coach (self) == NULL ? _ ("Choose who is absent.")
                                                                  : _ ("The end must lie after the beginning."));
      update (self);
      return;
    }
  path = make_path (self);
  self->asking = TRUE;
  update (self);
  nx_agenda_sheet_ask (SHEET (self), "POST", path, request, NULL, _ ("Looking for who is free…"), on_dry_run);
}

static gboolean
on_pause (gpointer data)
{
  NxAbsenceDialog *self = data;

  self->pause_id = 0;
  if (self->asking)
    self->stale = TRUE;
  else
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (NxAbsenceDialog *self)
{
  if (self->filling)
    return;
  self->known = FALSE;
  nx_agenda_sheet_set_can_accept (SHEET (self), FALSE);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, on_pause, self);
}

/* Recording, then covering */

static void
finish (NxAbsenceDialog *self, const char *action_id, const char *sentence)
{
  nx_undo_stack_push (nx_agenda_sheet_get_from (SHEET (self)), action_id, sentence);
  nx_session_source_reload (nx_agenda_sheet_get_source (SHEET (self)));
  gtk_window_close (GTK_WINDOW (self));
}

static void
fail (NxAbsenceDialog *self, const GError *error)
{
  self->saving = FALSE;
  nx_agenda_sheet_say_error (SHEET (self), error->message);
  /* Somebody else may have taken what was proposed: proposals are asked for again. */
  ask (self);
}

static void
on_covered (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxAbsenceDialog *self = NX_ABSENCE_DIALOG (widget);
  NxCoach *coach = get_coach (self);
  gint64 moved = 0, cancelled = 0;
  g_autofree char *text = NULL;

  nx_agenda_sheet_answered (SHEET (self));
  if (answer == NULL)
    {
      fail (self, error);
      return;
    }
  if (!nx_json_get_int (answer, "moved", &moved))
    moved = 0;
  if (!nx_json_get_int (answer, "cancelled", &cancelled))
    cancelled = 0;
  /* Translators: a pseudonym, then two numbers of sessions */
  text = g_strdup_printf (_ ("%s is absent: %d moved, %d cancelled"), coach != NULL ? coach->pseudonym : "", (int) moved,
                          (int) cancelled);
  finish (self, action_id, text);
}

static void
cover (NxAbsenceDialog *self)
{
  NxJsonWriter *json = nx_json_writer_new ();
  g_autofree char *path = nx_connection_path ("/api/absences/%s/cover", self->absence_id);
  g_autofree char *act = NULL;
  g_autoptr (GString) choices = g_string_new (self->absence_id);
  NxAbsenceRow *row;

  nx_json_begin_object (json, NULL);
  nx_json_begin_array (json, "choices");
  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    {
      g_string_append_printf (choices, " %s %u", nx_absence_row_get_session (row)->id,
                              adw_combo_row_get_selected (ADW_COMBO_ROW (row)));
      nx_absence_row_write (row, json);
    }
  nx_json_end_array (json);
  nx_json_end_object (json);
  act = g_strdup (choices->str);
  nx_agenda_sheet_ask (SHEET (self), "POST", path, json, nx_agenda_sheet_key_for (SHEET (self), act), _ ("Moving the sessions…"),
                       on_covered);
  nx_agenda_sheet_lock (SHEET (self));
}

static void
on_recorded (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxAbsenceDialog *self = NX_ABSENCE_DIALOG (widget);
  JsonObject *absence = answer != NULL ? nx_json_get_object (answer, "absence") : NULL;
  NxCoach *coach = get_coach (self);
  g_autofree char *text = NULL;

  nx_agenda_sheet_answered (SHEET (self));
  if (answer == NULL)
    {
      fail (self, error);
      return;
    }
  g_free (self->absence_id);
  self->absence_id = g_strdup (nx_agenda_text (absence, "id"));
  g_free (self->recorded);
  self->recorded = describe (self);
  text = g_strdup_printf (_ ("%s’s absence is recorded"), coach != NULL ? coach->pseudonym : "");
  if (self->absence_id == NULL || count (self, NX_COVER_MOVE) + count (self, NX_COVER_CANCEL) == 0)
    {
      finish (self, action_id, text);
      return;
    }
  cover (self);
}

static void
nx_absence_dialog_accept (NxAgendaSheet *sheet)
{
  NxAbsenceDialog *self = NX_ABSENCE_DIALOG (sheet);
  NxJsonWriter *request = make_request (self, FALSE);
  g_autofree char *path = NULL, *act = describe (self);

  if (request == NULL || self->saving || !self->known)
    {
      g_clear_pointer (&request, nx_json_writer_free);
      return;
    }
  self->saving = TRUE;
  nx_agenda_sheet_say_error (sheet, NULL);
  update (self);
  if (self->absence_id != NULL && g_strcmp0 (act, self->recorded) == 0)
    {
      nx_json_writer_free (request);
      cover (self);
      return;
    }
  path = make_path (self);
  nx_agenda_sheet_ask (sheet, "POST", path, request, nx_agenda_sheet_key_for (sheet, act), _ ("Recording the absence…"),
                       on_recorded);
  nx_agenda_sheet_lock (sheet);
}

/* Construction */

static void
nx_absence_dialog_dispose (GObject *object)
{
  g_clear_handle_id (&NX_ABSENCE_DIALOG (object)->pause_id, g_source_remove);
  G_OBJECT_CLASS (nx_absence_dialog_parent_class)->dispose (object);
}

static void
nx_absence_dialog_finalize (GObject *object)
{
  g_free (NX_ABSENCE_DIALOG (object)->absence_id);
  g_free (NX_ABSENCE_DIALOG (object)->recorded);
  G_OBJECT_CLASS (nx_absence_dialog_parent_class)->finalize (object);
}

static void
nx_absence_dialog_class_init (NxAbsenceDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nx_absence_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_absence_dialog_finalize;
  NX_AGENDA_SHEET_CLASS (klass)->accept = nx_absence_dialog_accept;
}

static void
nx_absence_dialog_init (NxAbsenceDialog *self)
{
}

static GtkWidget *
add_entry (NxAbsenceDialog *self, GtkWidget *group, const char *title, const char *text, const char *tooltip)
{
  GtkWidget *row = nx_agenda_entry_new (title, text, tooltip);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), self);
  return row;
}

static void
make_coach (NxAbsenceDialog *self, GtkWidget *group, const char *coach_id, gboolean fixed)
{
  GPtrArray *coaches = nx_session_source_get_coaches (nx_agenda_sheet_get_source (SHEET (self)));
  GtkStringList *names = gtk_string_list_new (NULL);
  guint selected = coach_id == NULL && coaches->len > 0 ? 0 : GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < coaches->len; i++)
    {
      NxCoach *coach = g_ptr_array_index (coaches, i);

      gtk_string_list_append (names, coach->pseudonym);
      if (g_strcmp0 (coach->id, coach_id) == 0)
        selected = i;
    }
  self->coach = ADW_COMBO_ROW (nx_agenda_combo_new (_ ("_Who is absent"), names));
  adw_combo_row_set_selected (self->coach, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->coach), !fixed);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->coach));
  g_signal_connect_swapped (self->coach, "notify::selected", G_CALLBACK (on_changed), self);
}

static void
make_form (NxAbsenceDialog *self, const char *coach_id, gboolean fixed, gint32 date)
{
  g_autofree char *day = nx_format_date_short (date);
  GtkWidget *group = nx_agenda_sheet_add_group (SHEET (self), NULL);
  const char *day_tip = _ ("A day: “thu”, “12 dec”, “+7”"), *time_tip = _ ("A time: “16:00”, “16h30”");

  make_coach (self, group, coach_id, fixed);
  self->from_day = add_entry (self, group, _ ("_From, day"), day, day_tip);
  self->from_time = add_entry (self, group, _ ("From, _time"), "08:00", time_tip);
  self->to_day = add_entry (self, group, _ ("_Until, day"), day, day_tip);
  self->to_time = add_entry (self, group, _ ("Until, t_ime"), "20:00", time_tip);
  self->reason = nx_agenda_entry_new (_ ("_Reason"), NULL, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->reason);
}

NxAbsenceDialog *
nx_absence_dialog_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, const char *coach_id,
                           gboolean fixed, gint32 day)
{
  NxAbsenceDialog *self;

  g_return_val_if_fail (NX_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (NX_IS_SESSION_SOURCE (source), NULL);

  self = g_object_new (NX_TYPE_ABSENCE_DIALOG, "default-height", 700, NULL);
  nx_agenda_sheet_begin (SHEET (self), from, connection, source);
  nx_agenda_sheet_set_titles (SHEET (self), _ ("Absence"), NULL, _ ("_Cancel"), _ ("_Record"));
  self->filling = TRUE;
  make_form (self, coach_id, fixed, day);
  self->group = nx_agenda_sheet_add_group (SHEET (self), _ ("Sessions in that time"));
  self->list = nx_agenda_list_new (_ ("Sessions in that time"));
  gtk_widget_add_css_class (self->list, "facts");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->list);
  gtk_widget_set_visible (self->group, FALSE);
  self->filling = FALSE;
  on_changed (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (fixed ? self->from_day : GTK_WIDGET (self->coach));
  return self;
}

GtkWidget *
nx_absence_dialog_get_list (NxAbsenceDialog *self)
{
  return self->list;
}
