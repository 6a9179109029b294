/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-detail.h"

#include <adwaita.h>
#include "common/nx-i18n.h"
#include "common/nx-credits.h"
#include "common/nx-format.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

struct _NxAgendaDetail
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  GtkLabel *state_label;
  GtkLabel *pupils_label;
  GtkLabel *what_label;
  GtkListBox *facts;
  GtkWidget *join_button;
  GtkWidget *report_button;
  GtkWidget *student_button;
  GtkWidget *cancel_button;
};

G_DEFINE_FINAL_TYPE (NxAgendaDetail, nx_agenda_detail, GTK_TYPE_WIDGET)

static const char *const state_classes[] = {
  [NX_SESSION_STATE_PLANNED] = "planned", [NX_SESSION_STATE_RUNNING] = "running",     [NX_SESSION_STATE_DONE] = "done",
  [NX_SESSION_STATE_REPORT_DUE] = "due",  [NX_SESSION_STATE_CANCELLED] = "cancelled", [NX_SESSION_STATE_NO_SHOW] = "no-show",
};

static GtkWidget *
add_fact (NxAgendaDetail *self, const char *icon, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *escaped_title = g_markup_escape_text (title, -1), *escaped = g_markup_escape_text (text, -1);

  if (icon != NULL)
    adw_action_row_set_icon_name (ADW_ACTION_ROW (row), icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped_title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_list_box_append (self->facts, row);
  return row;
}

static void
add_pupils (NxAgendaDetail *self, NxSession *session)
{
  if (session->students == NULL || session->students->len < 2)
    return;
  for (guint i = 0; i < session->students->len; i++)
    {
      NxPerson *pupil = g_ptr_array_index (session->students, i);
      g_autofree char *name = g_strdup_printf ("%s %s", pupil->firstName, pupil->lastName);
      GtkWidget *row = add_fact (self, "avatar-default-symbolic", name, _ ("Open the file"));

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", pupil->id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-student");
    }
}

static void
add_place (NxAgendaDetail *self, NxSession *session, gint64 now)
{
  if (session->type == NX_SERVICE_COURS_ONLINE)
    add_fact (self, "camera-video-symbolic", _ ("Room"),
              nx_session_can_join (session, now) ? _ ("open now")
              : now < session->scheduledAt       ? _ ("opens 15 minutes before the start")
                                                 : _ ("closed"));
  else
    add_fact (self, "mark-location-symbolic", _ ("Room"), session->room != NULL ? session->room : _ ("at the centre"));
}

static void
fill_facts (NxAgendaDetail *self, NxSession *session, gint64 now)
{
  g_autofree char *when = nx_format_range (session->scheduledAt, nx_session_end (session), nx_session_zone ());
  g_autofree char *duration = nx_format_duration ((int) session->duration);
  g_autofree char *cost = nx_credits_format_noun (session->creditCost);
  g_autofree char *places = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_list_box_remove (self->facts, child);
  add_fact (self, "x-office-calendar-symbolic", when, duration);
  if (session->coach != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (add_fact (self, NULL, session->coach->pseudonym, _ ("Coach"))),
                               nx_mark_new (session->coach));
  add_place (self, session, now);
  add_fact (self, "emblem-documents-symbolic", _ ("Cost"), cost);
  if (session->capacity > 1)
    {
      places = g_strdup_printf (_ ("%d of %d taken"), (int) session->seatsTaken, (int) session->capacity);
      add_fact (self, "system-users-symbolic", _ ("Places"), places);
    }
  add_pupils (self, session);
  if (session->status == NX_SESSION_CANCELLED)
    add_fact (self, "dialog-information-symbolic", session->refunded ? _ ("Credits given back") : _ ("Credits not given back"),
              session->cancelReason != NULL ? session->cancelReason : _ ("no reason given"));
}

static void
nx_agenda_detail_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), NX_TYPE_AGENDA_DETAIL);
  nx_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (nx_agenda_detail_parent_class)->dispose (object);
}

static void
nx_agenda_detail_class_init (NxAgendaDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_detail_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/agenda/nx-agenda-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, join_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, pupils_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, report_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, state_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, student_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, what_label);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxagendadetail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
nx_agenda_detail_init (NxAgendaDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Session"), -1);
}

GtkWidget *
nx_agenda_detail_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_DETAIL, NULL);
}

void
nx_agenda_detail_set_session (NxAgendaDetail *self, NxSession *session, gint64 now, gboolean can_cancel)
{
  g_autofree char *pupils = NULL, *what = NULL;
  NxSessionState state;

  g_return_if_fail (NX_IS_AGENDA_DETAIL (self));

  if (session == NULL)
    return;
  state = nx_session_state (session, now);
  pupils = nx_session_pupils (session);
  what = nx_session_what (session);
  gtk_label_set_label (self->pupils_label, pupils);
  gtk_label_set_label (self->what_label, what);
  gtk_label_set_label (self->state_label, nx_session_state_word (state));
  for (guint i = 0; i < G_N_ELEMENTS (state_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_label), state_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->state_label), state_classes[state]);
  fill_facts (self, session, now);
  gtk_widget_set_visible (self->join_button, nx_session_can_join (session, now));
  gtk_widget_set_visible (self->report_button, session->status != NX_SESSION_CANCELLED && now >= session->scheduledAt);
  gtk_widget_set_visible (self->student_button, session->students != NULL && session->students->len == 1);
  gtk_widget_set_visible (self->cancel_button, can_cancel && state == NX_SESSION_STATE_PLANNED);
}
