/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/reports/nx-report-editor.h"

#include <adwaita.h>
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/reports/nx-report-editor-private.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

#define PAUSE_MS 600

enum
{
  SUBMITTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NxReportEditor, nx_report_editor, GTK_TYPE_WIDGET)

/* What is shown */

gint64
_nx_report_editor_now (NxReportEditor *self)
{
  return self->connection != NULL ? nx_connection_now (self->connection) : self->now;
}

void
_nx_report_editor_emit_submitted (NxReportEditor *self)
{
  g_signal_emit (self, signals[SUBMITTED], 0, self->form->session_id);
}

static NxReportPupil *
current_pupil (NxReportEditor *self)
{
  return self->form != NULL && self->pupil < self->form->pupils->len ? g_ptr_array_index (self->form->pupils, self->pupil) : NULL;
}

static const char *
sent_words (NxReportEditor *self)
{
  if (self->sending)
    return self->submit_wanted ? _ ("sending to the family…") : _ ("sending…");
  if (self->waiting && self->form->unsent)
    return _ ("waiting for the network");
  if (self->form->submitted)
    return self->form->unsent ? _ ("correction not sent yet") : _ ("sent to the family");
  return self->form->unsent ? _ ("not sent yet") : _ ("kept on the server as a draft");
}

void
_nx_report_editor_update_status (NxReportEditor *self)
{
  g_autofree char *time = NULL, *saved = NULL, *text = NULL;

  if (self->form == NULL)
    return;
  if (self->read_only)
    {
      gtk_label_set_label (self->status_label,
                           self->form->submitted ? _ ("sent to the family") : _ ("not sent to the family yet"));
      return;
    }
  if (self->form->saved_at != NX_TIME_NONE)
    {
      time = nx_format_time (self->form->saved_at, nx_session_zone ());
      saved = g_strdup_printf (_ ("kept on this computer at %s"), time);
    }
  if (saved == NULL && !self->form->unsent && self->form->etag == NULL && !self->sending)
    text = g_strdup (self->waiting ? _ ("waiting for the network") : _ ("a draft is kept at every pause"));
  else
    text = saved != NULL ? g_strdup_printf ("%s · %s", saved, sent_words (self)) : g_strdup (sent_words (self));
  gtk_label_set_label (self->status_label, text);
}

void
_nx_report_editor_show_problem (NxReportEditor *self, const char *text, gboolean conflict)
{
  self->conflict = conflict;
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->keep_button, conflict);
  gtk_widget_set_visible (self->other_button, conflict);
  gtk_revealer_set_reveal_child (self->problem, text != NULL);
}

static void
update_preview (NxReportEditor *self)
{
  NxReportPupil *pupil = current_pupil (self);
  g_autofree char *markup = NULL, *note = NULL, *all = NULL;
  gboolean shown = self->read_only || gtk_toggle_button_get_active (self->preview_button);

  gtk_widget_set_visible (GTK_WIDGET (self->preview_label), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->fields_box), !shown);
  if (!shown || pupil == NULL)
    return;
  markup = nx_report_form_preview (pupil, self->competences);
  if (self->read_only && nx_report_pupil_is_empty (pupil))
    all = g_strdup_printf ("%s\n<i>%s</i>", markup, _ ("Nothing is written yet."));
  else if (self->read_only && pupil->texts[NX_REPORT_PRIVATE] != NULL && pupil->texts[NX_REPORT_PRIVATE][0] != '\0')
    {
      note = g_markup_escape_text (pupil->texts[NX_REPORT_PRIVATE], -1);
      all = g_strdup_printf ("%s\n<b>%s</b>\n%s", markup, _ ("Private note — the office only"), note);
    }
  gtk_label_set_markup (self->preview_label, all != NULL ? all : markup);
}

void
_nx_report_editor_update (NxReportEditor *self)
{
  gboolean sent = self->form != NULL && self->form->submitted;

  gtk_widget_set_visible (self->submit_button, !self->read_only);
  gtk_widget_set_visible (GTK_WIDGET (self->preview_button), !self->read_only);
  gtk_widget_set_sensitive (self->submit_button, !self->sending && !self->conflict && (!sent || self->form->unsent));
  gtk_button_set_label (GTK_BUTTON (self->submit_button), sent ? _ ("_Send Correction") : _ ("_Send"));
  update_preview (self);
  _nx_report_editor_update_status (self);
}

static void
show_pupil (NxReportEditor *self)
{
  nx_report_fields_set_pupil (self->fields, current_pupil (self), self->competences,
                              nx_time_date_in_zone (_nx_report_editor_now (self), nx_session_zone ()));
  _nx_report_editor_update (self);
}

static void
fill_pupils (NxReportEditor *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->form->pupils->len; i++)
    gtk_string_list_append (names, ((NxReportPupil *) g_ptr_array_index (self->form->pupils, i))->name);
  self->filling = TRUE;
  gtk_drop_down_set_model (self->pupil_drop, G_LIST_MODEL (names));
  self->filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->pupil_drop), self->form->pupils->len > 1);
  self->pupil = 0;
}

/* Callbacks */

void
nx_report_editor_pause (NxReportEditor *self)
{
  g_return_if_fail (NX_IS_REPORT_EDITOR (self));

  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->form == NULL || !self->form->unsent)
    return;
  _nx_report_editor_keep (self);
  /* What a family reads is changed by a person's will only. */
  if (!self->form->submitted)
    _nx_report_editor_send (self, FALSE);
}

static gboolean
on_pause (gpointer data)
{
  NxReportEditor *self = data;

  self->pause_id = 0;
  nx_report_editor_pause (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed (NxReportEditor *self)
{
  self->changes++;
  self->form->unsent = TRUE;
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add (PAUSE_MS, on_pause, self);
  gtk_widget_set_sensitive (self->submit_button, !self->sending && !self->conflict);
}

static void
on_pupil_chosen (NxReportEditor *self)
{
  if (self->filling || self->form == NULL)
    return;
  self->pupil = gtk_drop_down_get_selected (self->pupil_drop);
  show_pupil (self);
}

static void
on_preview_toggled (NxReportEditor *self)
{
  update_preview (self);
  if (!gtk_toggle_button_get_active (self->preview_button))
    gtk_widget_grab_focus (GTK_WIDGET (self->fields));
}

static void
on_state (NxReportEditor *self)
{
  if (!self->waiting || nx_connection_get_state (self->connection) != NX_CONNECTION_ONLINE || self->form == NULL)
    return;
  self->waiting = FALSE;
  if (self->form->unsent && (!self->form->submitted || self->submit_wanted))
    _nx_report_editor_send (self, FALSE);
  else
    _nx_report_editor_fetch (self);
}

static void
submit (NxReportEditor *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->form->unsent = TRUE;
  _nx_report_editor_show_problem (self, NULL, FALSE);
  _nx_report_editor_keep (self);
  _nx_report_editor_send (self, TRUE);
  _nx_report_editor_update (self);
}

static void
on_early_response (AdwMessageDialog *dialog, const char *response, NxReportEditor *self)
{
  const char *asked_for = g_object_get_data (G_OBJECT (dialog), "session");

  /* Another report may have been opened behind the question. */
  if (g_str_equal (response, "send") && self->form != NULL && g_strcmp0 (self->form->session_id, asked_for) == 0)
    submit (self);
}

/* What a family reads cannot be taken back: a session that goes on is not reported by a slip of the keys. */
static void
ask_early (NxReportEditor *self)
{
  g_autofree char *end = nx_format_time (nx_session_end (self->session), nx_session_zone ());
  g_autofree char *body = g_strdup_printf (_ ("It ends at %s. The family can read the report as soon as it is sent."), end);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _ ("The session is not over yet"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "wait", _ ("_Wait for Its End"), "send", _ ("_Send Now"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "send", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "wait");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "wait");
  g_object_set_data_full (G_OBJECT (dialog), "session", g_strdup (self->form->session_id), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_early_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
action_submit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxReportEditor *self = NX_REPORT_EDITOR (widget);
  g_autofree char *missing = NULL;
  guint pupil = 0;

  if (self->form == NULL || self->read_only || self->conflict)
    return;
  missing = nx_report_form_missing (self->form, &pupil);
  if (missing != NULL)
    {
      _nx_report_editor_show_problem (self, missing, FALSE);
      gtk_drop_down_set_selected (self->pupil_drop, pupil);
      return;
    }
  if (_nx_report_editor_now (self) < nx_session_end (self->session))
    ask_early (self);
  else
    submit (self);
}

static void
action_keep_mine (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _nx_report_editor_keep_mine (NX_REPORT_EDITOR (widget));
}

static void
action_take_other (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxReportEditor *self = NX_REPORT_EDITOR (widget);
  g_autoptr (NxSession) session = g_object_ref (self->session);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  nx_report_journal_remove (self->journal, session->id);
  self->form->unsent = FALSE;
  nx_report_editor_open (self, session, self->read_only);
}

static void
action_preview (GtkWidget *widget, const char *name, GVariant *parameter)
{
  NxReportEditor *self = NX_REPORT_EDITOR (widget);

  gtk_toggle_button_set_active (self->preview_button, !gtk_toggle_button_get_active (self->preview_button));
}

/* Overrides */

/* What was typed since the last pause is on disk before anything else is shown or the program ends. */
static void
leave (NxReportEditor *self)
{
  g_autofree char *draft = NULL;
  g_autoptr (GError) error = NULL;

  if (self->pause_id != 0 && self->form != NULL && self->form->unsent)
    {
      self->form->saved_at = _nx_report_editor_now (self);
      draft = nx_report_form_to_draft (self->form);
      if (!nx_report_journal_save (self->journal, self->form->session_id, draft, &error))
        g_warning ("could not keep a draft: %s", error->message);
    }
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
nx_report_editor_dispose (GObject *object)
{
  NxReportEditor *self = NX_REPORT_EDITOR (object);

  leave (self);
  if (self->fields != NULL)
    nx_report_fields_set_pupil (self->fields, NULL, NULL, 0);
  self->fields = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), NX_TYPE_REPORT_EDITOR);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_clear_pointer (&self->form, nx_report_form_free);
  g_clear_pointer (&self->competences, g_ptr_array_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->journal);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nx_report_editor_parent_class)->dispose (object);
}

static gboolean
nx_report_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (NX_REPORT_EDITOR (widget)->fields));
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, fields_box);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, keep_button);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, other_button);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, preview_button);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, preview_label);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, problem_label);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, pupil_drop);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, status_label);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, submit_button);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, title_label);
  gtk_widget_class_bind_template_child (widget_class, NxReportEditor, what_label);
  gtk_widget_class_bind_template_callback (widget_class, on_preview_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_pupil_chosen);
}

static void
nx_report_editor_class_init (NxReportEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_report_editor_dispose;
  widget_class->grab_focus = nx_report_editor_grab_focus;
  signals[SUBMITTED] = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                     1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/reports/nx-report-editor.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "report.submit", NULL, action_submit);
  gtk_widget_class_install_action (widget_class, "report.keep-mine", NULL, action_keep_mine);
  gtk_widget_class_install_action (widget_class, "report.take-other", NULL, action_take_other);
  gtk_widget_class_install_action (widget_class, "report.preview", NULL, action_preview);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "report.preview", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxreporteditor");
}

/* Before the text views see it: they take Return with any modifier as a new line. */
static void
add_submit_key (NxReportEditor *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                                                          gtk_named_action_new ("report.submit")));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
nx_report_editor_init (NxReportEditor *self)
{
  nx_style_ensure ();
  gtk_widget_init_template (GTK_WIDGET (self));
  nx_drop_down_name_button (self->pupil_drop);
  self->competences = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_report_competence_free);
  self->fields = NX_REPORT_FIELDS (nx_report_fields_new ());
  gtk_box_append (self->fields_box, GTK_WIDGET (self->fields));
  g_signal_connect_swapped (self->fields, "changed", G_CALLBACK (on_changed), self);
  add_submit_key (self);
}

/* Public */

NxReportEditor *
nx_report_editor_new (NxConnection *connection, NxReportJournal *journal)
{
  NxReportEditor *self = g_object_new (NX_TYPE_REPORT_EDITOR, NULL);

  self->journal = g_object_ref (journal);
  if (connection == NULL)
    return self;
  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  return self;
}

static void
take_local_draft (NxReportEditor *self)
{
  g_autofree char *draft = self->read_only ? NULL : nx_report_journal_load (self->journal, self->session->id);
  g_autoptr (GError) error = NULL;

  if (draft != NULL && !nx_report_form_take_draft (self->form, draft, &error))
    g_warning ("could not read the draft of session %s: %s", self->session->id, error->message);
}

void
nx_report_editor_open (NxReportEditor *self, NxSession *session, gboolean read_only)
{
  g_autofree char *pupils = NULL, *what = NULL, *when = NULL, *line = NULL;

  g_return_if_fail (NX_IS_REPORT_EDITOR (self));

  leave (self);
  nx_report_fields_set_pupil (self->fields, NULL, NULL, 0);
  g_clear_pointer (&self->form, nx_report_form_free);
  g_set_object (&self->session, session);
  self->cancellable = g_cancellable_new ();
  self->form = nx_report_form_new (session);
  self->read_only = read_only;
  self->waiting = self->sending = self->send_again = self->submit_wanted = FALSE;
  self->changes = self->sent_changes = 0;
  g_ptr_array_set_size (self->competences, 0);
  take_local_draft (self);
  pupils = nx_session_pupils (session);
  what = nx_session_what (session);
  when = nx_format_range (session->scheduledAt, nx_session_end (session), nx_session_zone ());
  line = g_strdup_printf ("%s · %s", when, what);
  gtk_label_set_label (self->title_label, pupils);
  gtk_label_set_label (self->what_label, line);
  _nx_report_editor_show_problem (self, NULL, FALSE);
  gtk_toggle_button_set_active (self->preview_button, FALSE);
  fill_pupils (self);
  show_pupil (self);
  gtk_stack_set_visible_child_name (self->stack, "edit");
  _nx_report_editor_fetch (self);
}

void
nx_report_editor_take (NxReportEditor *self, GPtrArray *reports, const char *etag)
{
  g_return_if_fail (NX_IS_REPORT_EDITOR (self));

  if (self->form == NULL)
    return;
  if (!self->form->unsent)
    {
      nx_report_form_take_reports (self->form, reports, etag);
      show_pupil (self);
      return;
    }
  /* What is here was never on the server: it stays, and is sent if nobody wrote there since. */
  if (g_strcmp0 (self->form->etag, etag) == 0 || reports->len == 0)
    {
      g_free (self->form->etag);
      self->form->etag = g_strdup (etag);
      nx_report_editor_pause (self);
    }
  else
    _nx_report_editor_show_problem (self, _ ("This report was changed elsewhere meanwhile. Your text is kept."), TRUE);
  _nx_report_editor_update (self);
}

void
nx_report_editor_set_competences (NxReportEditor *self, GPtrArray *competences)
{
  g_return_if_fail (NX_IS_REPORT_EDITOR (self));

  g_ptr_array_ref (competences);
  g_ptr_array_unref (self->competences);
  self->competences = competences;
  if (self->form == NULL)
    return;
  nx_report_fields_set_competences (self->fields, competences);
  update_preview (self);
}

void
nx_report_editor_set_now (NxReportEditor *self, gint64 now)
{
  self->now = now;
}

NxReportForm *
nx_report_editor_get_form (NxReportEditor *self)
{
  return self->form;
}

NxReportFields *
nx_report_editor_get_fields (NxReportEditor *self)
{
  return self->fields;
}

const char *
nx_report_editor_get_status (NxReportEditor *self)
{
  return gtk_label_get_label (self->status_label);
}

gboolean
nx_report_editor_get_conflict (NxReportEditor *self)
{
  return self->conflict;
}
