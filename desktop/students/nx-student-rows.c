/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "desktop/api/nx-connection.h"
#include "desktop/students/nx-student-rows.h"
#include "desktop/students/nx-student-text.h"
#include "desktop/students/nx-timeline.h"
#include "desktop/widgets/nx-session-text.h"

/* A row is an AdwActionRow with an icon before and a figure after; what fills it runs again when its record changes. */
typedef void (*FillFunc) (AdwActionRow *row, gpointer record, NxConnection *connection);


static GtkWidget *
row_image (AdwActionRow *row)
{
  return g_object_get_data (G_OBJECT (row), "nx-image");
}


static GtkLabel *
row_figure (AdwActionRow *row)
{
  return g_object_get_data (G_OBJECT (row), "nx-figure");
}


static void
set_texts (AdwActionRow *row, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title != NULL ? title : "");
  adw_action_row_set_subtitle (row, subtitle != NULL ? subtitle : "");
}


static void
set_figure (AdwActionRow *row, const char *text)
{
  gtk_label_set_text (row_figure (row), text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row_figure (row)), text != NULL && *text != '\0');
}


static void
set_icon (AdwActionRow *row, const char *icon)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (row_image (row)), icon);
}


static void
on_notify (GObject *record, GParamSpec *pspec, AdwActionRow *row)
{
  FillFunc fill = (FillFunc) (GCallback) g_object_get_data (G_OBJECT (row), "nx-fill");
  fill (row, record, g_object_get_data (G_OBJECT (row), "nx-connection"));
}


static GtkWidget *
row_new (gpointer record, NxConnection *connection, FillFunc fill)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *image = gtk_image_new (), *figure = gtk_label_new (NULL);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  gtk_widget_add_css_class (image, "dim-label");
  gtk_widget_add_css_class (figure, "nx-numbers");
  gtk_widget_add_css_class (figure, "nx-figure");
  adw_action_row_add_prefix (row, image);
  adw_action_row_add_suffix (row, figure);
  adw_action_row_set_title_lines (row, 2);
  adw_action_row_set_subtitle_lines (row, 2);
  g_object_set_data (G_OBJECT (row), "nx-image", image);
  g_object_set_data (G_OBJECT (row), "nx-figure", figure);
  g_object_set_data (G_OBJECT (row), "nx-fill", (gpointer) (GCallback) fill);
  g_object_set_data_full (G_OBJECT (row), "nx-connection", g_object_ref (connection), g_object_unref);
  g_signal_connect_object (record, "notify", G_CALLBACK (on_notify), row, 0);
  fill (row, record, connection);
  return GTK_WIDGET (row);
}


static void
set_action (AdwActionRow *row, const char *action, const char *target)
{
  if (action == NULL || target == NULL)
    return;
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
}


static void
fill_session (AdwActionRow *row, gpointer record, NxConnection *connection)
{
  NxSession *session = record;
  NxSessionState state = nx_session_state (session, nx_connection_now (connection));
  g_autofree char *when = nx_student_when (session->scheduledAt);
  g_autofree char *what = nx_student_capitalise (nx_session_what (session));
  const char *coach = session->coach != NULL ? session->coach->pseudonym : NULL;
  g_autofree char *subtitle = g_strjoin (" · ", what, coach != NULL ? coach : nx_session_state_word (state),
                                         coach != NULL ? nx_session_state_word (state) : NULL, NULL);
  g_autofree char *cost = nx_credits_format (session->creditCost);
  set_texts (row, when, subtitle);
  set_icon (row, nx_session_state_icon (state) != NULL ? nx_session_state_icon (state) : nx_session_type_icon (session->type));
  set_figure (row, cost);
  gboolean gone = state == NX_SESSION_STATE_CANCELLED;
  if (gone)
    gtk_widget_add_css_class (GTK_WIDGET (row), "nx-gone");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "nx-gone");
  set_action (row, "win.open-session", session->id);
}


GtkWidget *
nx_file_session_row_new (gpointer session, gpointer connection)
{
  return row_new (session, connection, fill_session);
}


static void
fill_report (AdwActionRow *row, gpointer record, NxConnection *connection)
{
  NxReport *report = record;
  NxSession *session = report->session;
  g_autofree char *when = session != NULL ? nx_student_when (session->scheduledAt)
                                          : report->submittedAt > 0 ? nx_student_when (report->submittedAt) : g_strdup (_("Report"));
  const char *coach = session != NULL && session->coach != NULL ? session->coach->pseudonym : NULL;
  g_autofree char *what = session != NULL ? g_strdup (nx_enum_label (&nx_subject_enum, session->subject)) : NULL;
  g_autofree char *title = what != NULL && coach != NULL ? g_strjoin (" · ", when, what, coach, NULL) : g_strdup (when);
  set_texts (row, title, report->worked);
  set_icon (row, "document-edit-symbolic");
  set_figure (row, report->status == NX_REPORT_DRAFT ? _("draft") : nx_enum_label (&nx_attendance_enum, report->attendance));
  set_action (row, "win.open-report", report->sessionId);
}


GtkWidget *
nx_file_report_row_new (gpointer report, gpointer connection)
{
  return row_new (report, connection, fill_report);
}


static void
fill_timeline (AdwActionRow *row, gpointer record, NxConnection *connection)
{
  NxTimelineItem *item = record;
  set_texts (row, item->title, item->detail);
  set_icon (row, item->icon);
  set_figure (row, item->amount);
  if (item->future)
    gtk_widget_add_css_class (row_image (row), "accent");
  set_action (row, item->action, item->target);
}


GtkWidget *
nx_file_timeline_row_new (gpointer item, gpointer connection)
{
  return row_new (item, connection, fill_timeline);
}


GtkWidget *
nx_empty_row_new (const char *sentence)
{
  GtkWidget *label = gtk_label_new (sentence);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 24);
  gtk_widget_set_margin_bottom (label, 24);
  gtk_widget_set_margin_start (label, 18);
  gtk_widget_set_margin_end (label, 18);
  return label;
}
