/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-series-scope.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-series-outcome.h"
#include "desktop/nx-undo-stack.h"
#include "desktop/widgets/nx-session-text.h"

#define N_SCOPES 3

static const struct
{
  const char *slug, *label;
} scopes[N_SCOPES] = {
  [NX_SERIES_SCOPE_THIS] = { "this", N_ ("_This session") },
  [NX_SERIES_SCOPE_FOLLOWING] = { "following", N_ ("This one _and the following") },
  [NX_SERIES_SCOPE_ALL] = { "all", N_ ("The _whole series") },
};

enum
{
  DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxSeriesScope
{
  NxAgendaSheet parent_instance;

  /* borrowed: children */
  GtkWidget *checks[N_SCOPES];
  GtkWidget *outcome_group;
  GtkWidget *dates;

  /* owned */
  NxSession *session;
  NxSeriesChange change;
  char *coach_id; /* (nullable) */
  char *room;     /* (nullable) */

  NxSeriesOutcome outcome;
  gboolean asking;
  gboolean stale;
  gboolean saving;
  gboolean done;
};

G_DEFINE_FINAL_TYPE (NxSeriesScope, nx_series_scope, NX_TYPE_AGENDA_SHEET)

#define SHEET(self) NX_AGENDA_SHEET (self)

static int
get_scope (NxSeriesScope *self)
{
  for (int i = 0; i < N_SCOPES; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
      return i;
  return NX_SERIES_SCOPE_THIS;
}

static NxJsonWriter *
make_request (NxSeriesScope *self, gboolean dry_run)
{
  NxJsonWriter *json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "scope", scopes[get_scope (self)].slug);
  nx_json_add_string (json, "sessionId", self->session->id);
  if (self->change.scheduled_at != NX_TIME_NONE)
    nx_json_add_time (json, "scheduledAt", self->change.scheduled_at);
  if (self->change.duration > 0)
    nx_json_add_int (json, "duration", self->change.duration);
  if (self->coach_id != NULL)
    nx_json_add_string (json, "coachId", self->coach_id);
  if (self->room != NULL)
    nx_json_add_string (json, "room", self->room);
  if (self->change.cancel)
    nx_json_add_bool (json, "cancel", TRUE);
  if (dry_run)
    nx_json_add_bool (json, "dryRun", TRUE);
  nx_json_end_object (json);
  return json;
}

static char *
make_path (NxSeriesScope *self)
{
  return nx_connection_path ("/api/series/%s", self->session->seriesId);
}

static void ask (NxSeriesScope *self);

static void
on_dry_run (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxSeriesScope *self = NX_SERIES_SCOPE (widget);
  g_autofree char *text = NULL;

  nx_agenda_sheet_answered (SHEET (self));
  self->asking = FALSE;
  if (self->stale)
    {
      self->stale = FALSE;
      ask (self);
      return;
    }
  nx_agenda_sheet_say_error (SHEET (self), error != NULL ? error->message : NULL);
  if (answer != NULL)
    {
      nx_series_outcome_read (&self->outcome, answer, self->dates);
      text = nx_series_outcome_change_text (&self->outcome, self->change.cancel);
    }
  nx_agenda_sheet_say (SHEET (self), text);
  /* What each date is free for says nothing about a cancellation. */
  gtk_widget_set_visible (self->outcome_group, answer != NULL && !self->change.cancel);
  nx_agenda_sheet_set_can_accept (SHEET (self), answer != NULL && self->outcome.made > 0);
}

static void
ask (NxSeriesScope *self)
{
  g_autofree char *path = make_path (self);

  nx_agenda_sheet_set_can_accept (SHEET (self), FALSE);
  if (self->change.cancel)
    nx_agenda_sheet_set_accept_label (SHEET (self),
                                      get_scope (self) == NX_SERIES_SCOPE_THIS ? _ ("_Cancel Session") : _ ("_Cancel Sessions"));
  if (self->asking)
    {
      self->stale = TRUE;
      return;
    }
  self->asking = TRUE;
  nx_agenda_sheet_ask (SHEET (self), "PATCH", path, make_request (self, TRUE), NULL, _ ("Looking at each week…"), on_dry_run);
}

static void
on_toggled (GtkCheckButton *check, NxSeriesScope *self)
{
  if (gtk_check_button_get_active (check))
    ask (self);
}

static void
finish (NxSeriesScope *self, gboolean changed)
{
  if (self->done)
    return;
  self->done = TRUE;
  g_signal_emit (self, signals[DONE], 0, changed);
}

static void
on_saved (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxSeriesScope *self = NX_SERIES_SCOPE (widget);
  g_autofree char *text = NULL;

  nx_agenda_sheet_answered (SHEET (self));
  self->saving = FALSE;
  if (answer == NULL)
    {
      nx_agenda_sheet_say_error (SHEET (self), error->message);
      nx_agenda_sheet_set_can_accept (SHEET (self), TRUE);
      return;
    }
  nx_series_outcome_read (&self->outcome, answer, NULL);
  text = nx_series_outcome_change_text (&self->outcome, self->change.cancel);
  nx_undo_stack_push (nx_agenda_sheet_get_from (SHEET (self)), action_id, text);
  nx_session_source_reload (nx_agenda_sheet_get_source (SHEET (self)));
  finish (self, TRUE);
  gtk_window_close (GTK_WINDOW (self));
}

static void
nx_series_scope_accept (NxAgendaSheet *sheet)
{
  NxSeriesScope *self = NX_SERIES_SCOPE (sheet);
  g_autofree char *path = make_path (self);

  if (self->saving)
    return;
  self->saving = TRUE;
  nx_agenda_sheet_say_error (sheet, NULL);
  nx_agenda_sheet_set_can_accept (sheet, FALSE);
  nx_agenda_sheet_ask (sheet, "PATCH", path, make_request (self, FALSE), NULL, _ ("Changing each week…"), on_saved);
  nx_agenda_sheet_lock (sheet);
}

static gboolean
nx_series_scope_close_request (GtkWindow *window)
{
  finish (NX_SERIES_SCOPE (window), FALSE);
  return GTK_WINDOW_CLASS (nx_series_scope_parent_class)->close_request (window);
}

static void
nx_series_scope_finalize (GObject *object)
{
  NxSeriesScope *self = NX_SERIES_SCOPE (object);

  g_clear_object (&self->session);
  g_free (self->coach_id);
  g_free (self->room);
  G_OBJECT_CLASS (nx_series_scope_parent_class)->finalize (object);
}

static void
nx_series_scope_class_init (NxSeriesScopeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_series_scope_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = nx_series_scope_close_request;
  NX_AGENDA_SHEET_CLASS (klass)->accept = nx_series_scope_accept;
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_BOOLEAN);
}

static void
nx_series_scope_init (NxSeriesScope *self)
{
}

static void
make_choices (NxSeriesScope *self)
{
  GtkWidget *list = nx_agenda_list_new (_ ("What the change is meant for"));

  for (int i = 0; i < N_SCOPES; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      self->checks[i] = gtk_check_button_new ();
      gtk_widget_set_valign (self->checks[i], GTK_ALIGN_CENTER);
      if (i > 0)
        gtk_check_button_set_group (GTK_CHECK_BUTTON (self->checks[i]), GTK_CHECK_BUTTON (self->checks[0]));
      adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (scopes[i].label));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), self->checks[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->checks[i]);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (self->checks[i]), GTK_ACCESSIBLE_RELATION_LABELLED_BY, row, NULL, -1);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[NX_SERIES_SCOPE_THIS]), TRUE);
  for (int i = 0; i < N_SCOPES; i++)
    g_signal_connect (self->checks[i], "toggled", G_CALLBACK (on_toggled), self);
  gtk_box_append (nx_agenda_sheet_get_box (SHEET (self)), list);
}

NxSeriesScope *
nx_series_scope_present (GtkWidget *from, NxConnection *connection, NxSessionSource *source, NxSession *session,
                         const NxSeriesChange *change)
{
  NxSeriesScope *self;
  g_autofree char *pupils = NULL, *when = NULL, *subtitle = NULL;

  g_return_val_if_fail (session != NULL && session->seriesId != NULL, NULL);

  self = g_object_new (NX_TYPE_SERIES_SCOPE, "default-height", 460, NULL);
  pupils = nx_session_pupils (session);
  when = nx_session_when_short (session);
  subtitle = g_strdup_printf ("%s · %s", pupils, when);
  self->session = g_object_ref (session);
  self->change = *change;
  self->coach_id = g_strdup (change->coach_id);
  self->room = g_strdup (change->room);
  nx_agenda_sheet_begin (SHEET (self), from, connection, source);
  nx_agenda_sheet_set_titles (SHEET (self), change->cancel ? _ ("Cancel a Series’ Session") : _ ("Move a Series’ Session"),
                              subtitle, _ ("_Keep"), change->cancel ? _ ("_Cancel Sessions") : _ ("_Move"));
  make_choices (self);
  self->outcome_group = nx_agenda_sheet_add_group (SHEET (self), _ ("Each week"));
  self->dates = nx_agenda_list_new (_ ("Dates of the series"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->outcome_group), self->dates);
  gtk_widget_set_visible (self->outcome_group, FALSE);
  ask (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->checks[NX_SERIES_SCOPE_THIS]);
  return self;
}

void
nx_series_scope_choose (NxSeriesScope *self, NxSeriesScopeChoice choice)
{
  g_return_if_fail (NX_IS_SERIES_SCOPE (self));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[choice]), TRUE);
}
