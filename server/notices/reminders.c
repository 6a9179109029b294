/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/notices/reminders.h"

#include "common/nx-enums.h"
#include "common/nx-json.h"
#include "server/booking/booking-location.h"
#include "server/booking/booking-mail.h"
#include "server/notices/reminders-store.h"
#include "server/nx-audit.h"

/* What is older was missed for another reason than a server that stood still. */
#define OVERDUE_CATCH_UP (8 * NX_TIME_DAY)

static NxSessionNews
news_of (NxRows *rows)
{
  return (NxSessionNews){
    .session_id = nx_rows_text (rows, 0, "id"),
    .coach_name = nx_rows_text (rows, 0, "pseudonym"),
    .room = nx_rows_text (rows, 0, "room"),
    .subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, 0, "subject")),
    .type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, 0, "type")),
    .duration = (int) nx_rows_int (rows, 0, "duration"),
    .scheduled_at = nx_rows_time (rows, 0, "start"),
  };
}

static NxReader
coach_of (NxRows *rows)
{
  return (NxReader){
    .user_id = nx_rows_text (rows, 0, "coach_user"),
    .address = nx_rows_text (rows, 0, "coach_address"),
    .name = nx_rows_text (rows, 0, "coach_name"),
    .locale = nx_rows_text (rows, 0, "coach_locale"),
    .zone = nx_rows_text (rows, 0, "coach_zone"),
  };
}

/* Reminders */

static gboolean
remind_families (NxJobRun *run, NxRows *rows, NxSessionNews *news, GString *names, GError **error)
{
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      const NxReader family = {
        .user_id = nx_rows_text (rows, i, "user_id"),
        .address = nx_rows_text (rows, i, "email"),
        .name = nx_rows_text (rows, i, "first_name"),
        .locale = nx_rows_text (rows, i, "locale"),
        .zone = nx_rows_text (rows, i, "zone"),
      };
      /* A parent may have two children in one workshop. */
      g_autofree char *turn = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", news->scheduled_at, nx_rows_text (rows, i, "student_id"));

      news->student_name = nx_rows_text (rows, i, "student_name");
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", news->student_name);
      if (!nx_booking_mail (run->db, &run->actor, "reminder", turn, &family, news, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
remind (NxJobRun *run, const char *session_id, GError **error)
{
  g_autoptr (NxRows) rows = nx_reminders_store_claim (run->db, session_id, run->actor.now, NX_REMINDER_NOTICE, error);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *turn = NULL;
  NxSessionNews news;
  NxReader coach;

  if (rows == NULL || nx_rows_count (rows) == 0)
    return rows != NULL;

  news = news_of (rows);
  news.has_link = TRUE;
  if (!remind_families (run, rows, &news, names, error))
    return FALSE;
  news.has_link = FALSE;
  news.student_name = names->str;
  coach = coach_of (rows);
  turn = g_strdup_printf ("%" G_GINT64_FORMAT, news.scheduled_at);

  return nx_booking_mail (run->db, &run->actor, "reminder", turn, &coach, &news, error);
}

gboolean
nx_reminders_due (NxJobRun *run, GError **error)
{
  g_autoptr (NxRows) rows = nx_reminders_store_due (run->db, run->actor.now, run->actor.now + NX_REMINDER_NOTICE, error);

  return nx_job_each (run, rows, remind, error);
}

/* Reports that are missing */

static char *
write_overdue (NxRows *row, const NxReader *reader)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_bool (json, "byOffice", reader == NULL);
  if (reader != NULL)
    {
      nx_json_add_string (json, "name", reader->name);
      nx_json_add_string (json, "zone", reader->zone);
    }
  nx_json_add_string (json, "sessionId", nx_rows_text (row, 0, "id"));
  nx_json_add_string (json, "studentName", nx_rows_text (row, 0, "student_name"));
  nx_json_add_string (json, "coachName", nx_rows_text (row, 0, "pseudonym"));
  nx_json_add_string (json, "subject", nx_rows_text (row, 0, "subject"));
  nx_json_add_string (json, "type", nx_rows_text (row, 0, "type"));
  nx_json_add_time (json, "at", nx_rows_time (row, 0, "start"));
  nx_json_add_int (json, "duration", nx_rows_int (row, 0, "duration"));
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

/* @reader: (nullable): %NULL: the office. */
static gboolean
mail_overdue (NxJobRun *run, NxRows *row, const NxReader *reader, GError **error)
{
  g_autofree char *payload = write_overdue (row, reader);
  g_autofree char *dedupe = g_strjoin (":", "report_overdue", nx_rows_text (row, 0, "id"), reader != NULL ? reader->user_id : "office", NULL);
  NxMail mail = {
    .kind = "report_overdue",
    .dedupe = dedupe,
    .to_address = reader != NULL ? reader->address : NULL,
    .to_name = reader != NULL ? reader->name : NULL,
    .locale = reader != NULL ? reader->locale : "fr",
    .payload = payload,
    .not_before = NX_TIME_NONE,
  };

  return nx_outbox_add (run->db, &run->actor, &mail, error);
}

static gboolean
tell_overdue (NxJobRun *run, const char *session_id, GError **error)
{
  g_autoptr (NxRows) row = nx_reminders_store_claim_overdue (run->db, session_id, run->actor.now, error);
  NxReader coach;

  if (row == NULL || nx_rows_count (row) == 0)
    return row != NULL;
  coach = coach_of (row);

  return mail_overdue (run, row, &coach, error) && mail_overdue (run, row, NULL, error) &&
         nx_live_publish (run->db, &run->actor, "report.due", session_id, nx_rows_text (row, 0, "coach_id"), NULL, error);
}

gboolean
nx_reports_overdue_due (NxJobRun *run, GError **error)
{
  const gint64 by = run->actor.now - NX_BOOKING_REPORT_DUE_AFTER;
  g_autoptr (NxRows) rows = nx_reminders_store_overdue (run->db, by - OVERDUE_CATCH_UP, by, error);

  return nx_job_each (run, rows, tell_overdue, error);
}
