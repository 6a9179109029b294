/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/booking-fixture.h"

#include "server/nx-check.h"
#include "tests/lib/nx-test-db.h"

#define ID(kind, n) "('" kind "-0000-7000-8000-' || lpad ((" n ")::text, 12, '0'))::uuid"

static const char centre[] =
  "INSERT INTO users (id, email, role, first_name, last_name, created_at)"
  " SELECT " ID ("00000001", "n") ", 'parent' || n || '@example.com', 'PARENT', 'Salma', 'Parent' || n, '2026-09-01'::timestamptz"
  "   FROM generate_series (1, 60) n WHERE n <> 2"
  " UNION ALL SELECT " ID ("00000003", "n") ", CASE WHEN n % 2 = 0 THEN 'eleve' || n || '@example.com'"
  "   ELSE 'eleve' || n || '@nexus-student.local' END, 'ELEVE', 'Élève', 'N' || n, '2026-09-01'::timestamptz FROM generate_series (1, 60) n"
  " UNION ALL SELECT " ID ("00000005", "n") ", 'coach' || n || '@nexus.test', 'COACH', 'Coach', 'N' || n, '2026-09-01'::timestamptz"
  "   FROM generate_series (1, 3) n"
  " UNION ALL SELECT " ID ("00000008", "1") ", 'bureau@nexus.test', 'ASSISTANTE', 'Amel', 'Bureau', '2026-09-01'::timestamptz;"
  "INSERT INTO parents (id, user_id, created_at) SELECT " ID ("00000002", "n") ", " ID ("00000001", "n") ", '2026-09-01'::timestamptz"
  "   FROM generate_series (1, 60) n WHERE n <> 2;"
  "INSERT INTO students (id, user_id, parent_id, grade, created_at) SELECT " ID ("00000004", "n") ", " ID ("00000003", "n") ","
  " " ID ("00000002", "CASE WHEN n = 2 THEN 1 ELSE n END") ", 'TERMINALE', '2026-09-01'::timestamptz FROM generate_series (1, 60) n;"
  "INSERT INTO coaches (id, user_id, pseudonym, subjects, online, in_person, created_at) VALUES"
  " (" ID ("00000006", "1") ", " ID ("00000005", "1") ", 'Hélios', '{MATHEMATIQUES,NSI}', true, true, '2026-09-01'::timestamptz),"
  " (" ID ("00000006", "2") ", " ID ("00000005", "2") ", 'Athéna', '{MATHEMATIQUES}', true, true, '2026-09-01'::timestamptz),"
  " (" ID ("00000006", "3") ", " ID ("00000005", "3") ", 'Zénon', '{FRANCAIS}', true, false, '2026-09-01'::timestamptz);"
  "INSERT INTO availability (id, coach_id, weekday, start_minute, end_minute, types) SELECT gen_random_uuid (), c.id, d, 480, 1200,"
  " '{COURS_ONLINE,COURS_PRESENTIEL,ATELIER_GROUPE}' FROM coaches c, generate_series (1, 6) d;"
  "INSERT INTO rooms (id, name, capacity) VALUES (" ID ("00000007", "1") ", 'Salle 1', 10), (" ID ("00000007", "2") ", 'Salle 2', 10);"
  "INSERT INTO subscriptions (id, student_id, plan_name, status, credits_per_month, monthly_price, created_at, starts_at, paid_until)"
  " SELECT " ID ("00000009", "n") ", " ID ("00000004", "n") ", 'HYBRIDE', 'ACTIVE', 16, 179000, '2026-11-01'::timestamptz, '2026-11-01'::timestamptz,"
  " '2026-12-01'::timestamptz FROM generate_series (1, 60) n;"
  "SELECT nx_ledger_grant (" ID ("00000011", "n") ", " ID ("00000010", "n") ", " ID ("00000004", "n") ", 'MONTHLY_ALLOCATION', 16,"
  " '2027-11-01'::timestamptz, NULL, " ID ("00000009", "n") ", '2026-11-01'::date, NULL, NULL, 'fixture', '2026-11-01'::timestamptz) FROM generate_series (1, 60) n;";

/* The centre's plans, as money: what `nexus-server check` asks of a live database. */
static const char paid[] = "INSERT INTO payments (id, student_id, parent_id, type, method, status, amount, item_key, credits, "
                           "subscription_id, created_at,"
                           " settled_at, settled_by)"
                           " SELECT ('00000012' || substr (b.id::text, 9))::uuid, b.student_id, s.parent_id, 'SUBSCRIPTION', "
                           "'manual', 'COMPLETED', 179000,"
                           " 'HYBRIDE', 16, b.id, b.created_at, b.created_at, '00000008-0000-7000-8000-000000000001'"
                           "   FROM subscriptions b JOIN students s ON s.id = b.student_id;"
                           "INSERT INTO settlements (payment_id, method, amount, currency, settled_at, settled_by)"
                           " SELECT id, method, amount, currency, settled_at, settled_by FROM payments;"
                           "INSERT INTO receipts (id, payment_id, year, number, issued_at)"
                           " SELECT id, id, 2026, row_number () OVER (ORDER BY id), settled_at FROM payments;"
                           "INSERT INTO receipt_counters SELECT 2026, count (*) FROM receipts;"
                           "SELECT nx_issue_invoice (gen_random_uuid (), id) FROM receipts;";

void
booking_setup (BookingFixture *self, gconstpointer data)
{
  self->conninfo = nx_test_db_new ();
  self->db = nx_test_db_open (self->conninfo);
  self->config.jitsi_domain = (char *) "meet.nexus.test";
  self->now = at ("2026-11-24T09:00:00Z");
  nx_test_db_script (self->db, centre);
}

void
booking_pay_plans (BookingFixture *self)
{
  nx_test_db_script (self->db, paid);
}

void
booking_teardown (BookingFixture *self, gconstpointer data)
{
  check_invariants (self);
  nx_db_close (self->db);
  nx_test_db_drop (self->conninfo);
}

const char *
id_of (IdKind kind, guint n)
{
  g_autofree char *id = g_strdup_printf ("%08u-0000-7000-8000-%012u", (guint) kind, n);

  return g_intern_string (id);
}

static NxActor
actor_of (BookingFixture *self, int role, const char *user_id)
{
  return (NxActor){ .user_id = user_id, .role = role, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "test", .now = self->now };
}

NxActor
as_office (BookingFixture *self)
{
  return actor_of (self, NX_ROLE_ASSISTANTE, id_of (ID_OFFICE_USER, 1));
}

NxActor
as_coach (BookingFixture *self, guint n)
{
  NxActor actor = actor_of (self, NX_ROLE_COACH, id_of (ID_COACH_USER, n));

  actor.coach_id = id_of (ID_COACH, n);
  return actor;
}

NxActor
as_parent (BookingFixture *self, guint n)
{
  NxActor actor = actor_of (self, NX_ROLE_PARENT, id_of (ID_PARENT_USER, n));

  actor.parent_id = id_of (ID_PARENT, n);
  return actor;
}

NxActor
as_pupil (BookingFixture *self, guint n)
{
  NxActor actor = actor_of (self, NX_ROLE_ELEVE, id_of (ID_PUPIL_USER, n));

  actor.student_id = id_of (ID_STUDENT, n);
  return actor;
}

gint64
at (const char *text)
{
  gint64 time;

  g_assert_true (nx_time_parse (text, &time));
  return time;
}

/* A connection knows a statement by its address: each question keeps its own for the life of the test. */
static const NxStatement *
question (const char *sql)
{
  static GHashTable *questions = NULL;
  NxStatement *statement;

  if (questions == NULL)
    questions = g_hash_table_new (g_str_hash, g_str_equal);
  statement = g_hash_table_lookup (questions, sql);
  if (statement == NULL)
    {
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_MD5, sql, -1);

      statement = g_new0 (NxStatement, 1);
      statement->name = g_strconcat ("ask.", hash, NULL);
      statement->sql = g_strdup (sql);
      g_hash_table_insert (questions, (gpointer) statement->sql, statement);
    }

  return statement;
}

char *
ask_text (BookingFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (self->db, question (sql), NULL, 0, &error);

  g_assert_no_error (error);
  return nx_rows_count (rows) == 0 ? NULL : g_strdup (nx_rows_text (rows, 0, "a"));
}

gint64
ask_number (BookingFixture *self, const char *sql)
{
  g_autofree char *text = ask_text (self, sql);

  return text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
}

NxBooking
lesson (guint student, guint coach, const char *start)
{
  return (NxBooking){ .student_id = STUDENT (student), .coach_id = coach > 0 ? COACH (coach) : NULL,
                      .subject = NX_SUBJECT_MATHEMATIQUES, .type = NX_SERVICE_COURS_ONLINE, .scheduled_at = at (start) };
}

typedef struct
{
  BookingFixture *fixture;
  const NxActor *actor;
  const NxBooking *booking;
  NxCancellation *cancellation;
  const NxGrant *grant;
  guint student;
  NxSession *session;
  gint32 *balance;
} Work;

static gboolean
book_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Work *work = data;

  g_clear_object (&work->session);
  work->session = nx_booking_book (db, work->actor, &work->fixture->config, work->booking, work->balance, error);

  return work->session != NULL;
}

NxSession *
book (BookingFixture *self, NxDb *db, const NxActor *actor, const NxBooking *booking, gint32 *balance, GError **error)
{
  Work work = { .fixture = self, .actor = actor, .booking = booking, .balance = balance };

  if (nx_db_transaction (db, book_in_transaction, &work, error))
    return work.session;
  g_clear_object (&work.session);

  return NULL;
}

char *
book_ok (BookingFixture *self, const NxBooking *booking)
{
  g_autoptr (GError) error = NULL;
  NxActor office = as_office (self);
  g_autoptr (NxSession) session = book (self, self->db, &office, booking, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (session);
  return g_strdup (session->id);
}

void
book_refused (BookingFixture *self, const NxActor *actor, const NxBooking *booking, NxErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NxSession) session = book (self, self->db, actor, booking, NULL, &error);

  g_assert_error (error, NX_ERROR, (int) code);
  g_assert_null (session);
}

static gboolean
cancel_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Work *work = data;

  return nx_booking_cancel (db, work->actor, work->cancellation, error);
}

gboolean
cancel (NxDb *db, const NxActor *actor, NxCancellation *cancellation, GError **error)
{
  Work work = { .actor = actor, .cancellation = cancellation };

  return nx_db_transaction (db, cancel_in_transaction, &work, error);
}

static gboolean
grant_in_transaction (NxDb *db, gpointer data, GError **error)
{
  Work *work = data;

  return nx_credits_grant (db, work->actor, STUDENT (work->student), work->grant, work->balance, error);
}

gboolean
grant (NxDb *db, const NxActor *actor, guint student, const NxGrant *wanted, gint32 *balance, GError **error)
{
  Work work = { .actor = actor, .student = student, .grant = wanted, .balance = balance };

  return nx_db_transaction (db, grant_in_transaction, &work, error);
}

void
check_invariants (BookingFixture *self)
{
  static const char *const checks[] = {
    "SELECT count (*) AS a FROM students s WHERE balance <> (SELECT coalesce (sum (amount), 0) FROM credit_transactions WHERE student_id = s.id)",
    "SELECT count (*) AS a FROM students s WHERE balance <> (SELECT coalesce (sum (remaining), 0) FROM credit_lots WHERE student_id = s.id)",
    "SELECT count (*) AS a FROM credit_lots l WHERE remaining <> granted + (SELECT coalesce (sum (amount), 0) FROM credit_draws WHERE lot_id = l.id)",
    "SELECT count (*) AS a FROM credit_transactions t WHERE type = 'USAGE' AND amount <> (SELECT sum (amount) FROM credit_draws WHERE transaction_id = t.id)",
    "SELECT count (*) AS a FROM (SELECT balance_after, amount, lag (balance_after, 1, 0) OVER (PARTITION BY student_id ORDER BY seq) AS before"
    " FROM credit_transactions) t WHERE balance_after <> before + amount",
    "SELECT count (*) AS a FROM sessions s WHERE status <> 'CANCELLED' AND seats_taken <> (SELECT count (*) FROM seats WHERE session_id = s.id AND active)",
    "SELECT count (*) AS a FROM sessions s WHERE status = 'CANCELLED' AND EXISTS (SELECT FROM seats WHERE session_id = s.id AND active)",
    "SELECT count (*) AS a FROM seats t WHERE cost > 0 AND NOT EXISTS (SELECT FROM credit_transactions c WHERE c.session_id = t.session_id"
    " AND c.student_id = t.student_id AND c.type = 'USAGE')",
    "SELECT count (*) AS a FROM seats t WHERE refunded AND cost > 0 AND NOT EXISTS (SELECT FROM credit_transactions c"
    " WHERE c.session_id = t.session_id AND c.student_id = t.student_id AND c.type = 'REFUND')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      gint64 faults = ask_number (self, checks[i]);

      if (faults != 0)
        g_error ("invariant %u is broken %" G_GINT64_FORMAT " times: %s", i, faults, checks[i]);
    }
}

char *
booking_faults (NxDb *db, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = nx_check_run (db, now, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_cmpuint (results->len, >, 20);
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      for (guint j = 0; j < result->faults->len; j++)
        g_string_append_printf (text, "%s %s: %s\n", result->code, result->says,
                                (const char *) g_ptr_array_index (result->faults, j));
    }
  return g_string_free (text, FALSE);
}
