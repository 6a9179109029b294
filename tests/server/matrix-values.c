/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/matrix-values.h"

#include <string.h>

/* pupils 1 and 3 have nothing in common: not the parent, not the coach. */
static const guint pupil_of[] = { 1, 3 }, coach_of[] = { 1, 2 };

#define NOBODY "0000dead-0000-7000-8000-000000000000"

static char *
next_start (Matrix *self)
{
  guint hour = self->hour++;
  gint64 time = at ("2026-11-26T08:00:00Z") + (hour / 8) * NX_TIME_DAY;
  g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc (time / NX_TIME_SECOND + hour % 8 * 3600);

  if (g_date_time_get_day_of_week (day) == 7)
    {
      self->hour += 8 - hour % 8;
      return next_start (self);
    }
  return g_date_time_format (day, "%Y-%m-%dT%H:%M:%SZ");
}

static char *
registration (Matrix *self, gboolean form)
{
  static const char json[] = "{\"parentFirstName\":\"Leïla\",\"parentLastName\":\"Ben "
                             "Salah\",\"parentEmail\":\"m%u@example.com\",\"parentPhone\":\"+216 20 111 222\","
                             "\"parentPassword\":\"un-tapis-de-fleurs\",\"studentFirstName\":\"Yasmine\",\"studentLastName\":"
                             "\"BenSalah\",\"studentGrade\":\"TERMINALE\","
                             "\"subjects\":[\"NSI\"],\"currentLevel\":\"12\",\"objectives\":\"La-mention-très-bien\","
                             "\"preferredModality\":\"online\",\"acceptTerms\":true}";
  static const char pairs[]
      = "parentFirstName=Le%%C3%%AFla&parentLastName=Ben+Salah&parentEmail=m%u@example.com&parentPhone=%%2B216+20+111+222&"
        "parentPassword=un-tapis-de-fleurs&studentFirstName=Yasmine&studentLastName=BenSalah&studentGrade=TERMINALE&subjects=NSI&"
        "currentLevel=12&"
        "objectives=La-mention-bien&preferredModality=online&acceptTerms=1";

  self->unique++;
  return form ? g_strdup_printf (pairs, self->unique) : g_strdup_printf (json, self->unique);
}

static char *
ranges (void)
{
  GString *text = g_string_new ("[");

  for (guint day = 1; day <= 6; day++)
    g_string_append_printf (
        text, "%s{\"weekday\":%u,\"startMinute\":480,\"endMinute\":1200,\"types\":[\"COURS_ONLINE\",\"ATELIER_GROUPE\"]}",
        day > 1 ? "," : "", day);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static char *
new_session (Matrix *self, guint relation)
{
  g_autofree char *start = next_start (self);
  NxBooking booking = lesson (pupil_of[relation], coach_of[relation], start);

  booking.title = relation == FOREIGN ? "Canaricours" : "Intégrales";
  return book_ok (&self->breakers.centre, &booking);
}

/* Two hours, with a third family in it; not with the coach who must not meet pupil 3. */
static char *
new_workshop (Matrix *self)
{
  if (self->hour % 8 == 7)
    self->hour++;
  g_autofree char *start = next_start (self);
  NxBooking booking = lesson (5, 2, start);

  self->hour++;
  booking.type = NX_SERVICE_ATELIER_GROUPE;
  return book_ok (&self->breakers.centre, &booking);
}

/* A place of a workshop that is offered to the pupil, or one without a place. */
static char *
new_waiting (Matrix *self, guint relation, gboolean offered)
{
  g_autofree char *start = next_start (self), *sql = NULL, *session = NULL;
  NxBooking booking = lesson (5, coach_of[relation], start);

  booking.type = NX_SERVICE_ATELIER_GROUPE;
  booking.duration = 60;
  session = book_ok (&self->breakers.centre, &booking);
  self->unique++;
  sql = offered ? g_strdup_printf ("UPDATE sessions SET capacity = 2, seats_offered = 1, names_waiting = 1 WHERE id = '%s';"
                                   "INSERT INTO waiting_list (id, student_id, seat, session_id, subject, type, status, created_at, offered_at,"
                                   " offer_expires_at, mailed_at) VALUES ('00000029-0000-7000-8000-%012u', '%s', true, '%s', 'MATHEMATIQUES',"
                                   " 'ATELIER_GROUPE', 'OFFERED', '2026-11-24', '2026-11-24', '2026-11-25', '2026-11-24')",
                                   session, self->unique, STUDENT (pupil_of[relation]), session)
                : g_strdup_printf ("UPDATE sessions SET capacity = 1 WHERE id = '%s'", session);
  nx_test_db_script (self->breakers.centre.db, sql);
  return offered ? g_strdup_printf ("00000029-0000-7000-8000-%012u", self->unique) : g_steal_pointer (&session);
}

/* A bank statement of one line, as it was before anybody touched it. */
static char *
new_statement (Matrix *self, const char *kind)
{
  nx_test_db_script (self->breakers.centre.db,
                     "DELETE FROM statement_contents; DELETE FROM matches; DELETE FROM statement_lines; DELETE FROM statements;"
                     "INSERT INTO statements (id, sha256, file_name, format, imported_at, imported_by) SELECT "
                     "'00000031-0000-7000-8000-000000000001', sha256 ('x'), 'x.csv', 'csv', '2026-11-20', min (id::text)::uuid "
                     "FROM users WHERE role = 'ASSISTANTE';"
                     "INSERT INTO statement_lines (id, statement_id, position, booked_on, amount, currency, fingerprint) VALUES "
                     "('00000032-0000-7000-8000-000000000001', '00000031-0000-7000-8000-000000000001', 1, '2026-11-20', 5000, 'TND', 'x');"
                     "INSERT INTO statement_contents VALUES ('00000031-0000-7000-8000-000000000001', 1, "
                     "'00000032-0000-7000-8000-000000000001')");
  return g_strdup_printf ("%s-0000-7000-8000-000000000001", kind);
}

/* Far from the hours in which sessions are made; a hold is the parent's. */
static char *
new_hours (Matrix *self, const char *name, guint relation)
{
  NxDb *db = self->breakers.centre.db;

  nx_test_db_script (db, "DELETE FROM closures; DELETE FROM availability_exceptions; DELETE FROM holds");
  if (strcmp (name, "room") == 0)
    return g_strdup (id_of (ID_ROOM, 1));
  if (strcmp (name, "closure") == 0)
    nx_test_db_script (db, "INSERT INTO closures (id, first_day, last_day, name) VALUES "
                           "('00000033-0000-7000-8000-000000000001', '2027-08-01', '2027-08-31', 'Canaricours')");
  else if (strcmp (name, "exception") == 0)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO availability_exceptions (id, coach_id, during, available, created_at) VALUES "
                                              "('00000033-0000-7000-8000-000000000001', '%s', "
                                              "'[2027-07-01 07:00+00,2027-07-01 17:00+00)', false, '2026-11-01')", COACH (coach_of[relation]));

      nx_test_db_script (db, sql);
    }
  else
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO holds (id, coach_id, during, user_id, created_at, expires_at) VALUES "
                                              "('00000033-0000-7000-8000-000000000001', '%s', '[2027-07-01 07:00+00,2027-07-01 08:00+00)', "
                                              "'%s', '2026-11-24 08:59+00', '2027-07-01')",
                                              COACH (1), id_of (ID_PARENT_USER, pupil_of[relation]));

      nx_test_db_script (db, sql);
    }
  return g_strdup ("00000033-0000-7000-8000-000000000001");
}

/* Returns: (transfer full): what {name} stands for. */
static char *
value_of (Matrix *self, const char *name, guint relation)
{
  gboolean missing = relation == MISSING;

  if (strcmp (name, "student") == 0)
    return g_strdup (missing ? NOBODY : STUDENT (pupil_of[relation]));
  if (strcmp (name, "coach") == 0)
    return g_strdup (missing ? NOBODY : COACH (coach_of[relation]));
  if (strcmp (name, "session") == 0)
    return missing ? g_strdup (NOBODY) : new_session (self, relation);
  if (strcmp (name, "held") == 0)
    return missing ? g_strdup (NOBODY) : g_strdup_printf ("00000023-0000-7000-8000-00000000000%u", pupil_of[relation]);
  if (strcmp (name, "series") == 0)
    return g_strdup_printf ("00000027-0000-7000-8000-00000000000%s", missing ? "9" : relation == FOREIGN ? "2" : "1");
  if (strcmp (name, "absence") == 0)
    return g_strdup_printf ("00000028-0000-7000-8000-00000000000%s", missing ? "9" : relation == FOREIGN ? "2" : "1");
  if (strcmp (name, "payment") == 0)
    return missing ? g_strdup (NOBODY) : g_strdup_printf ("00000012-0000-7000-8000-00000000000%u", pupil_of[relation]);
  if (strcmp (name, "plan") == 0)
    return g_strdup (missing ? "NOTHING" : "HYBRIDE");
  if (strcmp (name, "pack") == 0)
    return g_strdup (missing ? "NOTHING" : "CREDITS_4");
  if (strcmp (name, "workshop") == 0)
    return missing ? g_strdup (NOBODY) : new_workshop (self);
  if (strcmp (name, "waiting") == 0 || strcmp (name, "full") == 0)
    return missing ? g_strdup (NOBODY) : new_waiting (self, relation, strcmp (name, "waiting") == 0);
  if (strcmp (name, "mail") == 0)
    {
      nx_test_db_script (self->breakers.centre.db, "UPDATE outbox SET dead_at = '2026-11-21' WHERE dedupe = 'canari'");
      return g_strdup (missing ? "987654" : self->mail);
    }
  if (strcmp (name, "statement") == 0)
    return missing ? g_strdup (NOBODY) : new_statement (self, "00000031");
  if (strcmp (name, "line") == 0)
    return missing ? g_strdup (NOBODY) : new_statement (self, "00000032");
  if (strcmp (name, "closure") == 0 || strcmp (name, "room") == 0 || strcmp (name, "hold") == 0 || strcmp (name, "exception") == 0)
    return missing ? g_strdup (NOBODY) : new_hours (self, name, relation);
  if (strcmp (name, "start") == 0)
    return next_start (self);
  if (strcmp (name, "ranges") == 0)
    return ranges ();
  if (strcmp (name, "registration") == 0)
    return registration (self, FALSE);
  g_assert_cmpstr (name, ==, "form");
  return registration (self, TRUE);
}

char *
matrix_fill (Matrix *self, const char *template, guint relation)
{
  GString *text = g_string_new (NULL);

  for (const char *at = template; *at != '\0'; at++)
    {
      const char *end = *at == '{' && g_ascii_isalpha (at[1]) ? strchr (at, '}') : NULL;

      if (end == NULL)
        {
          g_string_append_c (text, *at);
          continue;
        }
      g_autofree char *name = g_strndup (at + 1, end - at - 1), *value = value_of (self, name, relation);
      g_string_append (text, value);
      at = end;
    }
  return g_string_free (text, FALSE);
}
