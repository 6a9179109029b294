/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/credits/credits.h"

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "common/nx-time.h"
#include "server/credits/credits-expiry-store.h"
#include "server/nx-audit.h"

/* Nobody is woken by a warning. */
#define MORNING_MINUTE (8 * 60)

/* A lot as a mail tells about it. */
typedef struct
{
  gint32 quarters;
  gint64 expires_at;
} Share;

static int
compare_shares (gconstpointer a, gconstpointer b)
{
  const Share *one = a, *other = b;

  return (one->expires_at > other->expires_at) - (one->expires_at < other->expires_at);
}

/* One mail for all of them, those of one day as one line. */
static char *
write_payload (NxRows *parent, GArray *shares, gint32 balance)
{
  GTimeZone *zone = nx_time_zone (NX_TIME_CENTRE_ZONE);
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  gint32 sum = 0;

  g_array_sort (shares, compare_shares);
  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_rows_text (parent, 0, "first_name"));
  nx_json_add_string (writer, "studentName", nx_rows_text (parent, 0, "student_name"));
  nx_json_begin_array (writer, "lots");
  for (guint i = 0, next; i < shares->len; i = next)
    {
      const gint64 expires_at = g_array_index (shares, Share, i).expires_at;
      gint32 together = 0;

      for (next = i; next < shares->len
                     && nx_time_date_in_zone (g_array_index (shares, Share, next).expires_at, zone) == nx_time_date_in_zone (expires_at, zone);
           next++)
        together += g_array_index (shares, Share, next).quarters;
      nx_json_begin_object (writer, NULL);
      nx_json_add_credits (writer, "credits", together);
      nx_json_add_time (writer, "expiresAt", expires_at);
      nx_json_end_object (writer);
      sum += together;
    }
  nx_json_end_array (writer);
  nx_json_add_credits (writer, "credits", sum);
  nx_json_add_credits (writer, "balance", balance);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

static gboolean
mail_parent (NxJobRun *run, const char *kind, NxRows *parent, const char *first_lot, gint64 not_before, const char *payload,
             GError **error)
{
  g_autofree char *dedupe = g_strdup_printf ("%s:%s", kind, first_lot);

  return nx_outbox_add (run->db, &run->actor,
                        &(NxMail){ .kind = kind,
                                   .dedupe = dedupe,
                                   .to_address = nx_rows_text (parent, 0, "email"),
                                   .to_name = nx_rows_text (parent, 0, "first_name"),
                                   .locale = nx_rows_text (parent, 0, "locale"),
                                   .payload = payload,
                                   .not_before = not_before },
                        error);
}

/* Expiry */

static char *
write_balance (gint32 balance)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_credits (writer, "balance", balance);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

static gboolean
record_expiry (NxJobRun *run, const char *student_id, NxRows *parent, GArray *shares, const char *first_lot, gint32 before,
               gint32 after, GError **error)
{
  g_autofree char *before_json = write_balance (before), *after_json = write_balance (after);
  g_autofree char *payload = write_payload (parent, shares, after);

  return nx_audit (run->db, &run->actor, "credits.expired", "student", student_id, before_json, after_json, error)
         && nx_live_publish (run->db, &run->actor, "credits.expired", student_id, NULL, student_id, error)
         && mail_parent (run, "credits_expired", parent, first_lot, NX_TIME_NONE, payload, error);
}

static gboolean
expire_student (NxJobRun *run, const char *student_id, GError **error)
{
  /* The student's row is locked first: bookings and other runs wait, and then find what is left. */
  g_autoptr (NxRows) parent = nx_credits_expiry_store_parent (run->db, student_id, error);
  g_autoptr (NxRows) lots = parent != NULL ? nx_credits_expiry_store_lots (run->db, student_id, run->until, error) : NULL;
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (Share));
  const char *first = NULL;
  gint32 balance = 0;

  if (lots == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (lots); i++)
    {
      g_autofree char *id = nx_uuid_new (run->actor.now);
      Share share = { 0, nx_rows_time (lots, i, "expires_at") };

      if (!nx_credits_expiry_store_expire (run->db, id, nx_rows_text (lots, i, "id"), run->actor.request_id, run->actor.now,
                                           &share.quarters, &balance, error))
        return FALSE;
      if (share.quarters == 0)
        continue;
      if (first == NULL)
        first = nx_rows_text (lots, i, "id");
      g_array_append_val (shares, share);
    }
  return first == NULL
         || record_expiry (run, student_id, parent, shares, first, (gint32) nx_rows_int (parent, 0, "balance"), balance, error);
}

gboolean
nx_credits_expire_due (NxJobRun *run, GError **error)
{
  g_autoptr (NxRows) students = nx_credits_expiry_store_students (run->db, run->until, error);

  return nx_job_each (run, students, expire_student, error);
}

/* Warning */

/* The end of the run's day: with the setting's days, lots of the whole seventh day are told about. */
static gint64
end_of_day (NxJobRun *run)
{
  gint64 end = run->until;

  /* Midnight exists on every day of the centre's zone. */
  if (!nx_time_from_local (run->day + 1, 0, nx_time_zone (NX_TIME_CENTRE_ZONE), &end))
    g_warn_if_reached ();
  return end;
}

static gboolean
warn_student (NxJobRun *run, const char *student_id, GError **error)
{
  g_autoptr (NxRows) parent = nx_credits_expiry_store_parent (run->db, student_id, error);
  g_autoptr (NxRows) lots = NULL;
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (Share));
  g_autofree char *payload = NULL;
  gint64 morning = NX_TIME_NONE;

  if (parent == NULL)
    return FALSE;
  lots = nx_credits_expiry_store_warn (run->db, student_id, run->actor.now, end_of_day (run), error);
  if (lots == NULL || nx_rows_count (lots) == 0)
    return lots != NULL;
  for (guint i = 0; i < nx_rows_count (lots); i++)
    {
      Share share = { (gint32) nx_rows_int (lots, i, "remaining"), nx_rows_time (lots, i, "expires_at") };

      g_array_append_val (shares, share);
    }
  payload = write_payload (parent, shares, (gint32) nx_rows_int (parent, 0, "balance"));
  if (!nx_time_from_local (run->day, MORNING_MINUTE, nx_time_zone (NX_TIME_CENTRE_ZONE), &morning) || morning < run->actor.now)
    morning = NX_TIME_NONE;
  return mail_parent (run, "credits_expiring", parent, nx_rows_text (lots, 0, "id"), morning, payload, error);
}

gboolean
nx_credits_warn_due (NxJobRun *run, GError **error)
{
  g_autoptr (NxRows) students = nx_credits_expiry_store_to_warn (run->db, run->actor.now, end_of_day (run), error);

  return nx_job_each (run, students, warn_student, error);
}
