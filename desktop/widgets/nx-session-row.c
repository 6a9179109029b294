/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/widgets/nx-session-row.h"

#include "common/nx-i18n.h"
#include "common/nx-format.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

static const char *const state_classes[] = { "planned", "running", "done", "due", "cancelled", "no-show" };

struct _NxSessionRow
{
  GtkListBoxRow parent_instance;

  /* template widgets, borrowed */
  GtkLabel *time_label;
  GtkLabel *until_label;
  NxMark *mark;
  GtkLabel *pupil_label;
  GtkLabel *what_label;
  GtkWidget *state_box;
  GtkImage *state_image;
  GtkLabel *state_label;
  GtkButton *action_button;

  /* owned */
  NxSession *session;
  gboolean with_date;
  gboolean plain;
  gboolean narrow;
};

G_DEFINE_FINAL_TYPE (NxSessionRow, nx_session_row, GTK_TYPE_LIST_BOX_ROW)

static void
nx_session_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), NX_TYPE_SESSION_ROW);
  g_clear_object (&NX_SESSION_ROW (object)->session);
  G_OBJECT_CLASS (nx_session_row_parent_class)->dispose (object);
}

static void
nx_session_row_class_init (NxSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_session_row_dispose;
  g_type_ensure (NX_TYPE_MARK);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/widgets/nx-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, action_button);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, mark);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, pupil_label);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, state_image);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, until_label);
  gtk_widget_class_bind_template_child (widget_class, NxSessionRow, what_label);
}

static void
nx_session_row_init (NxSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
nx_session_row_new (NxSession *session, gboolean with_date)
{
  NxSessionRow *self = g_object_new (NX_TYPE_SESSION_ROW, NULL);

  self->session = g_object_ref (session);
  self->with_date = with_date;
  gtk_label_set_width_chars (self->time_label, with_date ? 11 : 5);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", session->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "win.open-session");
  return GTK_WIDGET (self);
}

NxSession *
nx_session_row_get_session (NxSessionRow *self)
{
  return self->session;
}

static void
set_action (NxSessionRow *self, const char *label, const char *name, const char *action)
{
  g_autofree char *pupils = nx_session_pupils (self->session);
  g_autofree char *spoken = g_strdup_printf ("%s, %s", name, pupils);

  gtk_button_set_label (self->action_button, label);
  /* The target first: an action without the one that it wants is a warning. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->action_button), "s", self->session->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->action_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
update_action (NxSessionRow *self, NxSessionState state, gint64 now)
{
  gboolean join = nx_session_can_join (self->session, now);
  gboolean report = state == NX_SESSION_STATE_REPORT_DUE || state == NX_SESSION_STATE_RUNNING;

  gtk_widget_set_visible (GTK_WIDGET (self->action_button), !self->plain && (join || report));
  if (join)
    set_action (self, _ ("_Join"), _ ("Join the room"), "row.join");
  else if (report)
    set_action (self, _ ("_Report"), _ ("Write the report"), "win.open-report");
}

static void
update_state (NxSessionRow *self, NxSessionState state)
{
  const char *icon = nx_session_state_icon (state);

  for (guint i = 0; i < G_N_ELEMENTS (state_classes); i++)
    gtk_widget_remove_css_class (self->state_box, state_classes[i]);
  gtk_widget_add_css_class (self->state_box, state_classes[state]);
  gtk_image_set_from_icon_name (self->state_image, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->state_image), icon != NULL);
  gtk_label_set_label (self->state_label, nx_session_state_word (state));
  gtk_widget_set_visible (self->state_box, state != NX_SESSION_STATE_PLANNED);
}

void
nx_session_row_set_plain (NxSessionRow *self, const char *action)
{
  self->plain = TRUE;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), action);
}

void
nx_session_row_set_narrow (NxSessionRow *self, gboolean narrow)
{
  self->narrow = narrow;
}

void
nx_session_row_update (NxSessionRow *self, gint64 now)
{
  NxSession *session = self->session;
  NxSessionState state = nx_session_state (session, now);
  g_autofree char *start = nx_format_time (session->scheduledAt, nx_session_zone ());
  g_autofree char *end = nx_format_time (nx_session_end (session), nx_session_zone ());
  g_autofree char *date = nx_format_date_short (nx_time_date_in_zone (session->scheduledAt, nx_session_zone ()));
  g_autofree char *pupils = nx_session_pupils (session), *what = nx_session_what (session);
  g_autofree char *sentence = nx_session_sentence (session, now);
  const char *coach = session->coach != NULL ? session->coach->pseudonym : NULL;
  g_autofree char *line = coach != NULL ? g_strdup_printf ("%s · %s", what, coach) : g_strdup (what);

  gtk_label_set_label (self->time_label, self->with_date ? date : start);
  gtk_label_set_label (self->until_label, self->with_date ? start : end);
  nx_mark_set_coach (self->mark, session->coach);
  gtk_label_set_label (self->pupil_label, pupils);
  gtk_label_set_label (self->what_label, line);
  if (!self->with_date && nx_session_end (session) <= now)
    gtk_widget_add_css_class (GTK_WIDGET (self), "past");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "past");
  update_state (self, state);
  /* In a list of reports to write the state says nothing that the list does not. */
  if (self->with_date && (!self->plain || state == NX_SESSION_STATE_REPORT_DUE))
    gtk_widget_set_visible (self->state_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), !self->narrow && !self->plain);
  update_action (self, state, now);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}
