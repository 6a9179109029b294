/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-absence-row.h"

#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-ask.h"
#include "desktop/widgets/nx-session-text.h"

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* Choice: one of the rows of the list. */
typedef struct
{
  NxCoverAction action;
  char *coach_id;      /* (owned) (nullable) */
  gint64 scheduled_at; /* %NX_TIME_NONE where the time stays */
} Choice;

struct _NxAbsenceRow
{
  AdwComboRow parent_instance;

  /* owned */
  NxSession *session;
  GArray *choices; /* Choice */

  gboolean by_hand; /* somebody chose, not the order of the proposals */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (NxAbsenceRow, nx_absence_row, ADW_TYPE_COMBO_ROW)

static void
choice_clear (gpointer data)
{
  g_free (((Choice *) data)->coach_id);
}

static Choice *
get_choice (NxAbsenceRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  return &g_array_index (self->choices, Choice, MIN (selected, self->choices->len - 1));
}

static void
add_choice (NxAbsenceRow *self, GtkStringList *names, NxCoverAction action, const char *coach_id, gint64 at, const char *text)
{
  Choice choice = { action, g_strdup (coach_id), at };

  g_array_append_val (self->choices, choice);
  gtk_string_list_append (names, text);
}

static void
add_proposals (NxAbsenceRow *self, GtkStringList *names, JsonArray *proposals)
{
  guint n = proposals != NULL ? json_array_get_length (proposals) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *proposal = nx_agenda_item (proposals, i);
      const char *sentence = nx_agenda_text (proposal, "sentence"), *name = nx_agenda_text (proposal, "pseudonym");
      gint64 at;

      if (proposal == NULL || (sentence == NULL && name == NULL))
        continue;
      if (!nx_json_get_time (proposal, "scheduledAt", &at))
        at = NX_TIME_NONE;
      add_choice (self, names, NX_COVER_MOVE, nx_agenda_text (proposal, "coachId"), at, sentence != NULL ? sentence : name);
    }
}

static void
on_selected (NxAbsenceRow *self)
{
  if (self->filling)
    return;
  self->by_hand = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
nx_absence_row_finalize (GObject *object)
{
  NxAbsenceRow *self = NX_ABSENCE_ROW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->choices, g_array_unref);
  G_OBJECT_CLASS (nx_absence_row_parent_class)->finalize (object);
}

static void
nx_absence_row_class_init (NxAbsenceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_absence_row_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nx_absence_row_init (NxAbsenceRow *self)
{
  self->choices = g_array_new (FALSE, TRUE, sizeof (Choice));
  g_array_set_clear_func (self->choices, choice_clear);
  /* The subtitle is the choice as it is, which may have any character: neither it nor the title is markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 2);
}

GtkWidget *
nx_absence_row_new (JsonObject *item)
{
  JsonObject *object = item != NULL ? nx_json_get_object (item, "session") : NULL;
  g_autoptr (NxSession) session = object != NULL ? nx_record_from_json (NX_TYPE_SESSION, object, NULL) : NULL;
  g_autoptr (GtkStringList) names = NULL;
  g_autofree char *when = NULL, *pupils = NULL, *title = NULL;
  NxAbsenceRow *self;

  if (session == NULL)
    return NULL;
  self = g_object_new (NX_TYPE_ABSENCE_ROW, NULL);
  self->session = g_object_ref (session);
  names = gtk_string_list_new (NULL);
  when = nx_session_when_short (session);
  pupils = nx_session_pupils (session);
  title = g_strdup_printf ("%s · %s · %s", when, pupils, nx_session_subject_word (session->subject));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  add_proposals (self, names, nx_json_get_array (item, "proposals"));
  add_choice (self, names, NX_COVER_KEEP, NULL, NX_TIME_NONE,
              self->choices->len > 0 ? _ ("Leave as it is") : _ ("Nobody is free: leave it as it is for now"));
  add_choice (self, names, NX_COVER_CANCEL, NULL, NX_TIME_NONE, _ ("Cancel it and give the credits back"));
  self->filling = TRUE;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), 0);
  self->filling = FALSE;
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected), NULL);
  return GTK_WIDGET (self);
}

NxCoverAction
nx_absence_row_get_action (NxAbsenceRow *self)
{
  return get_choice (self)->action;
}

gboolean
nx_absence_row_has_proposal (NxAbsenceRow *self)
{
  return g_array_index (self->choices, Choice, 0).action == NX_COVER_MOVE;
}

NxSession *
nx_absence_row_get_session (NxAbsenceRow *self)
{
  return self->session;
}

void
nx_absence_row_write (NxAbsenceRow *self, NxJsonWriter *json)
{
  static const char *const slugs[] = { "MOVE", "CANCEL", "KEEP" };
  Choice *choice = get_choice (self);

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "sessionId", self->session->id);
  nx_json_add_string (json, "action", slugs[choice->action]);
  if (choice->coach_id != NULL)
    nx_json_add_string (json, "coachId", choice->coach_id);
  if (choice->scheduled_at != NX_TIME_NONE)
    nx_json_add_time (json, "scheduledAt", choice->scheduled_at);
  nx_json_end_object (json);
}

void
nx_absence_row_take_choice (NxAbsenceRow *self, NxAbsenceRow *other)
{
  Choice *wanted = get_choice (other);

  if (!other->by_hand || g_strcmp0 (self->session->id, other->session->id) != 0)
    return;
  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = &g_array_index (self->choices, Choice, i);

      if (choice->action == wanted->action && choice->scheduled_at == wanted->scheduled_at
          && g_strcmp0 (choice->coach_id, wanted->coach_id) == 0)
        adw_combo_row_set_selected (ADW_COMBO_ROW (self), i);
    }
}
