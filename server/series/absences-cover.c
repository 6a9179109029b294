/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/series/absences.h"

#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "common/nx-random.h"
#include "server/nx-audit.h"
#include "server/series/absences-store.h"
#include "server/series/series-mail.h"
#include "server/undo/undo.h"

typedef struct
{
  const NxActor *actor;
  const NxConfig *config;
  NxAbsence absence;
  NxRows *touched;
  NxAgendaNews *news;
  GPtrArray *sessions; /* NxSession */
  guint moved, cancelled;
} Covering;

static gboolean
find_touched (const Covering *self, const char *session_id, guint *row)
{
  for (*row = 0; *row < nx_rows_count (self->touched); (*row)++)
    if (g_ascii_strcasecmp (nx_rows_text (self->touched, *row, "id"), session_id) == 0)
      return TRUE;

  return FALSE;
}

/* Each session once, and one of this absence. */
static gboolean
check_choices (const Covering *self, const NxCoverChoice *choices, guint n_choices, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);

  if (n_choices == 0)
    return nx_error_refuse_member (error, "choices", _ ("Say what becomes of the sessions."));
  for (guint i = 0; i < n_choices; i++)
    {
      guint row;

      if (!find_touched (self, choices[i].session_id, &row))
        {
          g_set_error_literal (
              error, NX_ERROR, NX_ERROR_CONFLICT,
              _ ("There is no such session in this absence: it was moved or cancelled meanwhile. Please look again."));
          return FALSE;
        }
      if (!g_hash_table_add (seen, GUINT_TO_POINTER (row)))
        return nx_error_refuse_member (error, "choices", _ ("A session is named twice."));
      if (choices[i].action == NX_COVER_MOVE && choices[i].coach_id == NULL && choices[i].scheduled_at == NX_TIME_NONE)
        return nx_error_refuse_member (error, "choices", _ ("Say to which coach or time a session moves."));
    }

  return TRUE;
}

/* Of several, which one: "Tuesday 24 November, 10:00–11:00: …". */
static gboolean
name_session (const Covering *self, guint row, GError **error, GError *fault)
{
  gint64 start = nx_rows_time (self->touched, row, "start");
  g_autofree char *when = nx_format_range (start, start + nx_rows_int (self->touched, row, "duration") * NX_TIME_MINUTE,
                                           nx_time_zone (NX_TIME_CENTRE_ZONE));

  if (fault->domain == NX_ERROR && nx_error_status ((NxErrorCode) fault->code) < 500)
    {
      g_autofree char *sentence = g_strdup (fault->message);

      g_free (fault->message);
      /* Translators: a time, and why a session at that time cannot be moved. */
      fault->message = g_strdup_printf (_ ("%1$s: %2$s"), when, sentence);
    }
  g_propagate_error (error, fault);

  return FALSE;
}

static gboolean
move (NxDb *db, Covering *self, const NxCoverChoice *choice, guint row, GError **error)
{
  gint64 start = nx_rows_time (self->touched, row, "start");
  NxMove wanted
      = { .session_id = choice->session_id, .scheduled_at = choice->scheduled_at, .coach_id = choice->coach_id, .quiet = TRUE };
  GError *fault = NULL;
  NxSession *session;

  /* The same coach, or the same time, named once more is no wish. */
  if (wanted.coach_id != NULL && g_ascii_strcasecmp (wanted.coach_id, self->absence.coach_id) == 0
      && wanted.scheduled_at != NX_TIME_NONE)
    wanted.coach_id = NULL;
  if (wanted.scheduled_at == start && wanted.coach_id != NULL)
    wanted.scheduled_at = NX_TIME_NONE;

  session = nx_booking_move (db, self->actor, self->config, &wanted, &fault);
  if (session == NULL)
    return name_session (self, row, error, fault);
  g_ptr_array_add (self->sessions, session);
  nx_agenda_news_add (self->news, NX_NEWS_MOVED, session->id, start, self->absence.coach_id);
  self->moved++;

  return TRUE;
}

static gboolean
cancel (NxDb *db, Covering *self, const NxCoverChoice *choice, guint row, GError **error)
{
  NxCancellation cancellation = { .session_id = choice->session_id, .reason = _ ("The coach is away."), .quiet = TRUE };
  GError *fault = NULL;
  NxSession *session;

  if (!nx_booking_cancel (db, self->actor, &cancellation, &fault))
    return name_session (self, row, error, fault);
  session = nx_booking_get (db, self->actor, self->config, choice->session_id, error);
  if (session == NULL)
    return FALSE;
  g_ptr_array_add (self->sessions, session);
  nx_agenda_news_add (self->news, NX_NEWS_CANCELLED, session->id, NX_TIME_NONE, self->absence.coach_id);
  self->cancelled++;

  return TRUE;
}

/* Those that are cancelled first: another one may move to where they were. */
static gboolean
apply (NxDb *db, Covering *self, const NxCoverChoice *choices, guint n_choices, GError **error)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n_choices; i++)
      {
        guint row;

        if (choices[i].action != (round == 0 ? NX_COVER_CANCEL : NX_COVER_MOVE)
            || !find_touched (self, choices[i].session_id, &row))
          continue;
        if (round == 0 ? !cancel (db, self, &choices[i], row, error) : !move (db, self, &choices[i], row, error))
          return FALSE;
      }

  return TRUE;
}

static gboolean
add_news_step (NxDb *db, Covering *self, GError **error)
{
  return nx_agenda_news_add_step (db, self->actor, "absence.covered", self->absence.coach_id, "CHANGED", self->absence.id, error);
}

/* After the sessions, so that it is taken back before them: whoever goes back to the absent coach has to find the time open. */
static gboolean
add_door (NxDb *db, Covering *self, GError **error)
{
  g_autofree char *step = g_strdup_printf ("{\"op\":\"absence.door\",\"absenceId\":\"%s\",\"open\":true}", self->absence.id);

  return nx_action_add_step (db, self->actor, "absence.covered", self->absence.coach_id, step, error)
         && add_news_step (db, self, error);
}

static gboolean
record (NxDb *db, Covering *self, GError **error)
{
  g_autofree char *after = g_strdup_printf ("{\"moved\": %u, \"cancelled\": %u}", self->moved, self->cancelled);

  return nx_absences_store_set_covered (db, self->absence.id, self->actor->now, error) &&
         nx_audit (db, self->actor, "absence.covered", "absence", self->absence.id, NULL, after, error) &&
         nx_live_publish (db, self->actor, "availability.changed", self->absence.coach_id, self->absence.coach_id, NULL, error) &&
         nx_agenda_news_send (self->news, db, self->actor, error);
}

static gboolean
open_absence (NxDb *db, Covering *self, const char *absence_id, GError **error)
{
  const NxActor *actor = self->actor;

  if (nx_uuid_is_valid (absence_id) &&
      !nx_absences_store_lock (db, absence_id, actor->role == NX_ROLE_COACH ? actor->coach_id : NULL, &self->absence, error))
    return FALSE;
  if (self->absence.id == NULL || self->absence.cancelled_at != NX_TIME_NONE)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such absence."));
      return FALSE;
    }
  self->touched = nx_absences_store_touched (db, actor, &self->absence, error);

  return self->touched != NULL;
}

static gboolean
add_step (NxDb *db, Covering *self, GError **error)
{
  g_autofree char *step = g_strdup_printf ("{\"op\":\"absence.covered\",\"absenceId\":\"%s\",\"covered\":%s}", self->absence.id,
                                           self->absence.covered_at != NX_TIME_NONE ? "true" : "false");

  return add_news_step (db, self, error) &&
         nx_action_add_step (db, self->actor, "absence.covered", self->absence.coach_id, step, error);
}

static void
write_result (const Covering *self, NxJsonWriter *json)
{
  nx_json_begin_array (json, "sessions");
  for (guint i = 0; i < self->sessions->len; i++)
    nx_record_write (g_ptr_array_index (self->sessions, i), json, NULL);
  nx_json_end_array (json);
  nx_json_add_int (json, "moved", self->moved);
  nx_json_add_int (json, "cancelled", self->cancelled);
}

gboolean
nx_absence_cover (NxDb *db, const NxActor *actor, const NxConfig *config, const char *absence_id, const NxCoverChoice *choices,
                  guint n_choices, NxJsonWriter *json, GError **error)
{
  Covering self = { .actor = actor, .config = config, .sessions = g_ptr_array_new_with_free_func (g_object_unref) };
  gboolean done;

  g_return_val_if_fail (nx_db_in_transaction (db), FALSE);

  self.news = nx_agenda_news_new ("ABSENCE", absence_id, NULL);
  done = open_absence (db, &self, absence_id, error) && check_choices (&self, choices, n_choices, error)
         && add_step (db, &self, error) && apply (db, &self, choices, n_choices, error) && add_door (db, &self, error)
         && record (db, &self, error);
  if (done)
    write_result (&self, json);
  nx_agenda_news_free (self.news);
  g_clear_pointer (&self.touched, nx_rows_free);
  nx_absence_clear (&self.absence);
  g_ptr_array_unref (self.sessions);

  return done;
}
