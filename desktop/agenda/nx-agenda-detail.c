/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-detail.h"

#include <adwaita.h>
#include "common/nx-i18n.h"
#include "common/nx-credits.h"
#include "common/nx-format.h"
#include "desktop/agenda/nx-agenda-ask.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

struct _NxAgendaDetail
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  GtkLabel *state_label;
  GtkLabel *pupils_label;
  GtkLabel *what_label;
  NxAttendanceList *pupils;
  GtkListBox *facts;
  GtkWidget *join_button;
  GtkWidget *move_button;
  GtkWidget *report_button;
  GtkWidget *student_button;
  GtkWidget *video_button;
  GtkWidget *cancel_button;
  GtkWidget *history;
  GtkLabel *history_label;

  /* owned */
  NxConnection *connection;  /* (nullable) */
  GCancellable *cancellable; /* (nullable): of the question on its way */
  NxSession *session;        /* (nullable) */
  char *asked;               /* (nullable): id and version that were asked about */
  GString *shown;            /* the facts as they stand: what did not change is left alone */
};

G_DEFINE_FINAL_TYPE (NxAgendaDetail, nx_agenda_detail, GTK_TYPE_WIDGET)

static const char *const state_classes[] = {
  [NX_SESSION_STATE_PLANNED] = "planned", [NX_SESSION_STATE_RUNNING] = "running",     [NX_SESSION_STATE_DONE] = "done",
  [NX_SESSION_STATE_REPORT_DUE] = "due",  [NX_SESSION_STATE_CANCELLED] = "cancelled", [NX_SESSION_STATE_NO_SHOW] = "no-show",
};

/* Fact: a line of the list: what, in which words, and the action that it opens. */
typedef struct
{
  const char *icon; /* (nullable): static */
  char *title, *text;
  const char *action; /* (nullable): static */
} Fact;

static void
fact_free (gpointer data)
{
  Fact *fact = data;

  g_free (fact->title);
  g_free (fact->text);
  g_free (fact);
}

static Fact *
add_fact (GPtrArray *facts, const char *icon, const char *title, const char *text)
{
  Fact *fact = g_new0 (Fact, 1);

  fact->icon = icon;
  fact->title = g_strdup (title);
  fact->text = g_strdup (text);
  g_ptr_array_add (facts, fact);
  return fact;
}

gboolean
nx_session_can_mark (NxSession *session, gint64 now)
{
  return session->status != NX_SESSION_CANCELLED && now >= session->scheduledAt - NX_ATTENDANCE_BEFORE;
}

static void
add_place (GPtrArray *facts, NxSession *session, gint64 now)
{
  if (session->type == NX_SERVICE_COURS_ONLINE)
    add_fact (facts, "camera-video-symbolic", _ ("Room"),
              nx_session_can_join (session, now) ? _ ("open now")
              : now < session->scheduledAt       ? _ ("opens 15 minutes before the start")
                                                 : _ ("closed"));
  else
    add_fact (facts, "mark-location-symbolic", _ ("Room"), session->room != NULL ? session->room : _ ("at the centre"));
}

static void
add_places (GPtrArray *facts, NxSession *session)
{
  g_autofree char *places = g_strdup_printf (_ ("%d of %d taken"), (int) session->seatsTaken, (int) session->capacity);
  g_autofree char *waiting = g_strdup_printf (
      ngettext ("%d name waits for a place", "%d names wait for a place", (gulong) session->waiting), (int) session->waiting);
  g_autofree char *text = session->waiting > 0 ? g_strdup_printf ("%s · %s", places, waiting) : g_strdup (places);

  if (session->capacity > 1 || session->waiting > 0)
    add_fact (facts, "system-users-symbolic", _ ("Places"), text)->action
        = session->waiting > 0 || session->seatsTaken >= session->capacity ? "agenda.waiting" : NULL;
}

static GPtrArray *
collect_facts (NxSession *session, gint64 now)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (fact_free);
  g_autofree char *when = nx_format_range (session->scheduledAt, nx_session_end (session), nx_session_zone ());
  g_autofree char *duration = nx_format_duration ((int) session->duration);
  g_autofree char *cost = nx_credits_format_noun (session->creditCost);

  add_fact (facts, "x-office-calendar-symbolic", when, duration);
  if (session->coach != NULL)
    add_fact (facts, NULL, session->coach->pseudonym, _ ("Coach"));
  add_place (facts, session, now);
  add_fact (facts, "emblem-documents-symbolic", _ ("Cost"), cost);
  add_places (facts, session);
  if (session->seriesId != NULL)
    add_fact (facts, "view-refresh-symbolic", _ ("Every week"), _ ("Part of a weekly series"))->action = "agenda.series-edit";
  if (session->unpaid)
    add_fact (facts, "dialog-information-symbolic", _ ("Not paid yet"), _ ("Waits for next month’s credits"));
  if (session->status == NX_SESSION_CANCELLED)
    add_fact (facts, "dialog-information-symbolic", session->refunded ? _ ("Credits given back") : _ ("Credits not given back"),
              session->cancelReason != NULL ? session->cancelReason : _ ("no reason given"));
  return facts;
}

static void
show_fact (NxAgendaDetail *self, Fact *fact, NxCoach *coach)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (fact->title, -1), *text = g_markup_escape_text (fact->text, -1);

  if (fact->icon != NULL)
    adw_action_row_set_icon_name (ADW_ACTION_ROW (row), fact->icon);
  else if (coach != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), nx_mark_new (coach));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  if (fact->action != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), fact->action);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
    }
  gtk_list_box_append (self->facts, row);
}

static void
fill_facts (NxAgendaDetail *self, NxSession *session, gint64 now)
{
  g_autoptr (GPtrArray) facts = collect_facts (session, now);
  g_autoptr (GString) text = g_string_new (session->id);
  GtkWidget *child;

  for (guint i = 0; i < facts->len; i++)
    {
      Fact *fact = g_ptr_array_index (facts, i);

      g_string_append_printf (text, "\n%s\n%s\n%s", fact->title, fact->text, fact->action != NULL ? fact->action : "");
    }
  if (g_string_equal (text, self->shown))
    return;
  g_string_assign (self->shown, text->str);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_list_box_remove (self->facts, child);
  for (guint i = 0; i < facts->len; i++)
    show_fact (self, g_ptr_array_index (facts, i), session->coach);
}

/* What the session does not say itself: balances, marks of a workshop, history */

static void
show_seats (NxAgendaDetail *self, JsonArray *seats)
{
  guint n = seats != NULL ? json_array_get_length (seats) : 0;
  gboolean alone = self->session != NULL && self->session->students != NULL && self->session->students->len == 1;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *seat = nx_agenda_item (seats, i);
      gint32 balance = NX_BALANCE_UNKNOWN;
      gboolean unpaid = FALSE;
      int mark = nx_enum_value (&nx_attendance_enum, nx_agenda_text (seat, "attendance"));

      if (seat == NULL)
        continue;
      if (!nx_json_get_credits (seat, "balance", &balance))
        balance = NX_BALANCE_UNKNOWN;
      if (!nx_json_get_bool (seat, "unpaid", &unpaid))
        unpaid = FALSE;
      /* Of an only pupil the session itself says more recently. */
      if (alone)
        mark = self->session->attendance, unpaid = self->session->unpaid;
      nx_attendance_list_set_seat (self->pupils, nx_agenda_text (seat, "studentId"), balance, mark, unpaid);
    }
}

static void
show_history (NxAgendaDetail *self, JsonArray *items)
{
  guint n = items != NULL ? json_array_get_length (items) : 0;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *item = nx_agenda_item (items, i);
      const char *sentence = nx_agenda_text (item, "sentence"), *by = nx_agenda_text (item, "by");
      g_autofree char *when = NULL;
      gint64 at;

      if (item == NULL || sentence == NULL || !nx_json_get_time (item, "at", &at))
        continue;
      when = nx_format_date_time (at, nx_session_zone ());
      g_string_append_printf (text, "%s%s\n%s%s%s", text->len > 0 ? "\n\n" : "", sentence, when, by != NULL ? " · " : "",
                              by != NULL ? by : "");
    }
  gtk_label_set_label (self->history_label, text->str);
  gtk_widget_set_visible (self->history, text->len > 0);
}

static void
on_history (GtkWidget *widget, JsonObject *answer, const char *action_id, const GError *error)
{
  NxAgendaDetail *self = NX_AGENDA_DETAIL (widget);

  /* The pane says what it knows: what could not be asked is asked again with the next change. */
  if (answer == NULL)
    {
      g_clear_pointer (&self->asked, g_free);
      return;
    }
  show_seats (self, nx_json_get_array (answer, "seats"));
  show_history (self, nx_json_get_array (answer, "items"));
}

static void
give_up (NxAgendaDetail *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ask_history (NxAgendaDetail *self, NxSession *session)
{
  g_autofree char *key = g_strdup_printf ("%s %" G_GINT64_FORMAT, session->id, session->version);
  g_autofree char *path = nx_connection_path ("/api/sessions/%s/history", session->id);

  if (self->connection == NULL || g_strcmp0 (key, self->asked) == 0)
    return;
  if (self->asked == NULL || !g_str_has_prefix (self->asked, session->id))
    gtk_widget_set_visible (self->history, FALSE);
  give_up (self);
  g_free (self->asked);
  self->asked = g_steal_pointer (&key);
  self->cancellable = g_cancellable_new ();
  nx_agenda_ask (GTK_WIDGET (self), self->connection, "GET", path, NULL, NULL, self->cancellable, on_history);
}

static void
on_mark (NxAgendaDetail *self, const char *student_id, int mark)
{
  const char *slug = nx_enum_slug (&nx_attendance_enum, mark);

  gtk_widget_activate_action (GTK_WIDGET (self), "agenda.mark", "(ss)", student_id, slug != NULL ? slug : "");
}

static void
nx_agenda_detail_dispose (GObject *object)
{
  NxAgendaDetail *self = NX_AGENDA_DETAIL (object);

  give_up (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), NX_TYPE_AGENDA_DETAIL);
  nx_widget_drop_children (GTK_WIDGET (object));
  g_clear_object (&self->connection);
  g_clear_object (&self->session);
  g_clear_pointer (&self->asked, g_free);
  G_OBJECT_CLASS (nx_agenda_detail_parent_class)->dispose (object);
}

static void
nx_agenda_detail_finalize (GObject *object)
{
  g_string_free (NX_AGENDA_DETAIL (object)->shown, TRUE);
  G_OBJECT_CLASS (nx_agenda_detail_parent_class)->finalize (object);
}

static void
nx_agenda_detail_class_init (NxAgendaDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_detail_finalize;
  g_type_ensure (NX_TYPE_ATTENDANCE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/academy/nexusreussite/Nexus/agenda/nx-agenda-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, history);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, history_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, join_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, move_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, pupils);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, pupils_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, report_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, state_label);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, student_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, video_button);
  gtk_widget_class_bind_template_child (widget_class, NxAgendaDetail, what_label);
  gtk_widget_class_bind_template_callback (widget_class, on_mark);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxagendadetail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
nx_agenda_detail_init (NxAgendaDetail *self)
{
  self->shown = g_string_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Session"), -1);
}

GtkWidget *
nx_agenda_detail_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_DETAIL, NULL);
}

void
nx_agenda_detail_set_connection (NxAgendaDetail *self, NxConnection *connection)
{
  g_return_if_fail (NX_IS_AGENDA_DETAIL (self));

  g_set_object (&self->connection, connection);
}

static void
show_buttons (NxAgendaDetail *self, NxSession *session, NxSessionState state, gint64 now, gboolean can_change)
{
  gboolean over = session->status == NX_SESSION_CANCELLED || now >= nx_session_end (session);

  gtk_widget_set_visible (self->join_button, nx_session_can_join (session, now));
  gtk_widget_set_visible (self->move_button, can_change && state == NX_SESSION_STATE_PLANNED);
  gtk_widget_set_visible (self->report_button, session->status != NX_SESSION_CANCELLED && now >= session->scheduledAt);
  gtk_widget_set_visible (self->student_button, session->students != NULL && session->students->len == 1);
  gtk_widget_set_visible (self->video_button, can_change && !over && session->type == NX_SERVICE_COURS_ONLINE);
  gtk_widget_set_visible (self->cancel_button, can_change && state == NX_SESSION_STATE_PLANNED);
}

void
nx_agenda_detail_set_session (NxAgendaDetail *self, NxSession *session, gint64 now, gboolean can_cancel)
{
  g_autofree char *pupils = NULL, *what = NULL;
  NxSessionState state;

  g_return_if_fail (NX_IS_AGENDA_DETAIL (self));

  g_set_object (&self->session, session);
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
  nx_attendance_list_set_session (self->pupils, session, can_cancel && nx_session_can_mark (session, now));
  fill_facts (self, session, now);
  show_buttons (self, session, state, now, can_cancel);
  ask_history (self, session);
}

NxAttendanceList *
nx_agenda_detail_get_pupils (NxAgendaDetail *self)
{
  g_return_val_if_fail (NX_IS_AGENDA_DETAIL (self), NULL);

  return self->pupils;
}
