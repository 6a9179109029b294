/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/waiting/waiting-store.h"

#include "common/nx-json.h"
#include "server/nx-audit.h"

/*
 * What has a time instead of a caller. Every item is claimed by the row that it changes, so that any number of processes may do
 * this at once, late, or twice.
 */

/* The mails */

static char *
write_payload (NxRows *row, gboolean offer)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();
  g_autofree char *link = offer ? g_strconcat ("/seances/attente/", nx_rows_text (row, 0, "id"), NULL) : NULL;

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "name", nx_rows_text (row, 0, "first_name"));
  nx_json_add_string (json, "studentName", nx_rows_text (row, 0, "student_name"));
  nx_json_add_string (json, "coachName", nx_rows_text (row, 0, "coach_name"));
  nx_json_add_string (json, "subject", nx_rows_text (row, 0, "subject"));
  nx_json_add_string (json, "type", nx_rows_text (row, 0, "type"));
  nx_json_add_time (json, "at", nx_rows_time (row, 0, "start"));
  nx_json_add_int (json, "duration", nx_rows_int (row, 0, "duration"));
  nx_json_add_string (json, "zone", nx_rows_text (row, 0, "zone"));
  if (offer)
    {
      nx_json_add_time (json, "until", nx_rows_time (row, 0, "offer_expires_at"));
      nx_json_add_string (json, "link", link);
    }
  else
    nx_json_add_string (json, "end", nx_rows_text (row, 0, "end_reason"));
  nx_json_end_object (json);

  return nx_json_writer_end (json, NULL);
}

static gboolean
mail_family (NxJobRun *run, NxRows *row, gboolean offer, GError **error)
{
  const char *kind = offer ? "waiting_offer" : "waiting_expired";
  g_autofree char *payload = write_payload (row, offer);
  /* A name that came back to its place may be offered one again. */
  g_autofree char *dedupe = g_strdup_printf ("%s:%s:%" G_GINT64_FORMAT, kind, nx_rows_text (row, 0, "id"),
                                             nx_rows_time (row, 0, offer ? "offered_at" : "ended_at"));
  NxMail mail = {
    .kind = kind,
    .dedupe = dedupe,
    .to_address = nx_rows_text (row, 0, "email"),
    .to_name = nx_rows_text (row, 0, "first_name"),
    .locale = nx_rows_text (row, 0, "locale"),
    .payload = payload,
    .not_before = NX_TIME_NONE,
  };

  return nx_outbox_add (run->db, &run->actor, &mail, error);
}

static gboolean
tell_offer (NxJobRun *run, const char *id, GError **error)
{
  g_autoptr (NxRows) row = nx_waiting_store_tell_offer (run->db, id, run->actor.now, error);

  if (row == NULL || nx_rows_count (row) == 0)
    return row != NULL;

  return mail_family (run, row, TRUE, error) && nx_audit (run->db, &run->actor, "waiting.offered", "waiting", id, NULL, NULL, error);
}

static gboolean
tell_end (NxJobRun *run, const char *id, GError **error)
{
  g_autoptr (NxRows) row = nx_waiting_store_tell_end (run->db, id, run->actor.now, error);

  if (row == NULL || nx_rows_count (row) == 0)
    return row != NULL;

  return mail_family (run, row, FALSE, error) && nx_audit (run->db, &run->actor, "waiting.expired", "waiting", id, NULL, NULL, error) &&
         nx_live_publish (run->db, &run->actor, "waiting.changed",
                          nx_rows_text (row, 0, "session_id") != NULL ? nx_rows_text (row, 0, "session_id") : id,
                          nx_rows_text (row, 0, "coach_id"), nx_rows_text (row, 0, "student_id"), error);
}

/* The list */

static gboolean
expire (NxJobRun *run, const char *id, GError **error)
{
  gboolean ended;

  return nx_waiting_store_end (run->db, id, "EXPIRED", "OFFER", run->actor.now, &ended, error);
}

static gboolean
close_started (NxJobRun *run, const char *id, GError **error)
{
  gboolean ended;

  return nx_waiting_store_end (run->db, id, "EXPIRED", "STARTED", run->actor.now, &ended, error);
}

static gboolean
fill (NxJobRun *run, const char *id, GError **error)
{
  return nx_waiting_store_fill (run->db, id, run->actor.now, error);
}

static gboolean
catch_time (NxJobRun *run, const char *id, GError **error)
{
  return nx_waiting_store_catch (run->db, id, run->actor.now, error);
}

static gboolean
attach (NxJobRun *run, const char *id, GError **error)
{
  return nx_waiting_store_attach (run->db, id, error);
}

typedef NxRows *(*Query) (NxDb *db, gint64 now, GError **error);

static gboolean
each (NxJobRun *run, Query query, NxJobItem item, GError **error)
{
  g_autoptr (NxRows) rows = query (run->db, run->actor.now, error);

  return nx_job_each (run, rows, item, error);
}

static NxRows *
untold (NxDb *db, gint64 now, GError **error)
{
  return nx_waiting_store_untold (db, error);
}

gboolean
nx_waiting_offers_due (NxJobRun *run, GError **error)
{
  /* Whoever was told too late gets the 30 minutes anew, before anything ends. */
  static const struct
  {
    Query query;
    NxJobItem item;
  } work[] = {
    { nx_waiting_store_to_mail, tell_offer }, { nx_waiting_store_started, close_started }, { nx_waiting_store_to_expire, expire },
    { nx_waiting_store_to_fill, fill },       { nx_waiting_store_to_catch, catch_time },   { nx_waiting_store_to_attach, attach },
    { nx_waiting_store_to_mail, tell_offer }, { untold, tell_end },
  };

  if (!nx_waiting_store_reset_lapsed (run->db, run->actor.now, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (work); i++)
    if (!each (run, work[i].query, work[i].item, error))
      return FALSE;

  return TRUE;
}
