/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/nx-place.h"
#include "desktop/reports/nx-report-editor-private.h"
#include "desktop/widgets/nx-session-text.h"

/* Keeping on disk */

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxReportEditor) self = data;
  g_autoptr (GError) error = NULL;

  if (!nx_report_journal_save_finish (NX_REPORT_JOURNAL (source), result, &error))
    {
      g_autofree char *text = g_strdup_printf (_ ("The draft could not be kept on this computer: %s"), error->message);

      if (self->form != NULL)
        _nx_report_editor_show_problem (self, text, self->conflict);
      return;
    }
  if (self->form != NULL)
    _nx_report_editor_update_status (self);
}

void
_nx_report_editor_keep (NxReportEditor *self)
{
  g_autofree char *draft = NULL;

  if (self->form == NULL || self->read_only)
    return;
  self->form->saved_at = _nx_report_editor_now (self);
  draft = nx_report_form_to_draft (self->form);
  nx_report_journal_save_async (self->journal, self->form->session_id, draft, on_kept, g_object_ref (self));
}

/* Sending */

static char *
refusal_text (const GError *error)
{
  return g_strdup_printf (_ ("The server refused: %s Your text is kept."), error->message);
}

static void
on_refused (NxReportEditor *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE))
    {
      self->waiting = TRUE;
      if (self->submit_wanted)
        _nx_report_editor_show_problem (
            self, _ ("There is no network. The report is kept here and is sent when the network is back."), FALSE);
      return;
    }
  self->submit_wanted = FALSE;
  if (g_error_matches (error, NX_ERROR, NX_ERROR_CHANGED_ELSEWHERE))
    {
      _nx_report_editor_show_problem (self, _ ("This report was changed elsewhere meanwhile. Your text is kept."), TRUE);
      return;
    }
  text = refusal_text (error);
  _nx_report_editor_show_problem (self, text, FALSE);
}

static void
on_taken (NxReportEditor *self, gboolean submit, const char *etag)
{
  g_autofree char *name = NULL, *text = NULL;

  if (etag != NULL)
    {
      g_free (self->form->etag);
      self->form->etag = g_strdup (etag);
    }
  self->waiting = FALSE;
  self->form->sent_at = _nx_report_editor_now (self);
  if (self->changes == self->sent_changes)
    self->form->unsent = FALSE;
  _nx_report_editor_show_problem (self, NULL, FALSE);
  if (!submit)
    {
      _nx_report_editor_keep (self);
      return;
    }
  self->submit_wanted = FALSE;
  self->form->submitted = TRUE;
  if (!self->form->unsent)
    nx_report_journal_remove (self->journal, self->form->session_id);
  name = nx_session_first_name (self->session);
  text = g_strdup_printf (_ ("%s’s report is sent: the family can read it"), name);
  nx_toast (GTK_WIDGET (self), text, NULL);
  _nx_report_editor_emit_submitted (self);
}

typedef struct
{
  NxReportEditor *self; /* (owned) */
  gboolean submit;
} Sending;

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Sending *sending = data;
  g_autoptr (NxReportEditor) self = sending->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, &etag, &error);

  /* Another session is open meanwhile, or none: its draft is on disk. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->sending = FALSE;
  if (root == NULL)
    on_refused (self, error);
  else
    on_taken (self, sending->submit, etag);
  if (root != NULL && self->send_again && !self->form->submitted)
    _nx_report_editor_send (self, self->submit_wanted);
  self->send_again = FALSE;
  _nx_report_editor_update (self);
}

void
_nx_report_editor_send (NxReportEditor *self, gboolean submit)
{
  g_autofree char *path = NULL;
  Sending *sending;

  if (self->form == NULL || self->read_only || self->connection == NULL || self->conflict)
    return;
  self->submit_wanted = self->submit_wanted || submit;
  if (self->sending)
    {
      self->send_again = TRUE;
      return;
    }
  path = nx_connection_path ("/api/sessions/%s/report", self->form->session_id);
  sending = g_new0 (Sending, 1);
  sending->self = g_object_ref (self);
  sending->submit = self->submit_wanted;
  self->sending = TRUE;
  self->sent_changes = self->changes;
  nx_connection_send_async (self->connection, "PUT", path, nx_report_form_to_json (self->form, sending->submit), NULL,
                            self->form->etag, self->cancellable, on_sent, sending);
  _nx_report_editor_update_status (self);
}

/* Fetching */

static GPtrArray *
read_reports (JsonNode *root, GError **error)
{
  JsonArray *items = JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_array (json_node_get_object (root), "reports") : NULL;

  if (items != NULL)
    return nx_record_list_from_json (NX_TYPE_REPORT, items, error);
  g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "could not read the report: no reports");
  return NULL;
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxReportEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, &etag, &error);
  g_autoptr (GPtrArray) reports = root != NULL ? read_reports (root, &error) : NULL;
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reports != NULL)
    {
      if (self->form != NULL && !self->form->unsent && reports->len == 0)
        nx_report_form_take_attendance (self->form, nx_json_get_array (json_node_get_object (root), "attendance"));
      nx_report_editor_take (self, reports, etag);
      return;
    }
  if (g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE))
    {
      self->waiting = TRUE;
      _nx_report_editor_update_status (self);
      return;
    }
  text = g_strdup_printf (_ ("The report could not be fetched: %s"), error->message);
  _nx_report_editor_show_problem (self, text, FALSE);
}

static void
on_competences (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxReportEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, NULL, &error);
  g_autoptr (GPtrArray) competences = NULL;

  if (root == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("could not fetch the competences: %s", error->message);
      return;
    }
  competences = nx_report_competences_from_json (root);
  nx_report_editor_set_competences (self, competences);
}

void
_nx_report_editor_fetch (NxReportEditor *self)
{
  const char *subject = nx_enum_slug (&nx_subject_enum, self->session->subject);
  g_autofree char *path = nx_connection_path ("/api/sessions/%s/report", self->session->id), *marks = NULL;

  if (self->connection == NULL)
    return;
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_fetched, g_object_ref (self));
  if (subject == NULL)
    return;
  marks = nx_connection_path ("/api/competences?subject=%s", subject);
  nx_connection_send_async (self->connection, "GET", marks, NULL, NULL, NULL, self->cancellable, on_competences,
                            g_object_ref (self));
}

static void
on_mine (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (NxReportEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (JsonNode) root = nx_connection_send_finish (NX_CONNECTION (source), result, &etag, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (root == NULL)
    {
      on_refused (self, error);
      return;
    }
  g_free (self->form->etag);
  self->form->etag = g_steal_pointer (&etag);
  _nx_report_editor_show_problem (self, NULL, FALSE);
  _nx_report_editor_send (self, FALSE);
}

void
_nx_report_editor_keep_mine (NxReportEditor *self)
{
  g_autofree char *path = NULL;

  if (self->connection == NULL || self->form == NULL)
    return;
  path = nx_connection_path ("/api/sessions/%s/report", self->form->session_id);
  nx_connection_send_async (self->connection, "GET", path, NULL, NULL, NULL, self->cancellable, on_mine, g_object_ref (self));
}
