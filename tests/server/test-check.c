/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-check.h"

#include "tests/lib/nx-test-db.h"

#define NOW G_GINT64_CONSTANT (1795363200000000) /* 2026-11-22T16:00:00Z */

/* A family, two coaches, a plan and a pack that were paid, sessions that were booked, held, cancelled and refunded. */
static const char healthy[] =
  "INSERT INTO users (id, email, role, first_name, last_name, created_at) VALUES"
  " ('00000000-0000-7000-8000-000000000001', 'office@example.org', 'ASSISTANTE', 'Olfa', 'B', '2026-09-01'),"
  " ('00000000-0000-7000-8000-000000000002', 'parent@example.org', 'PARENT', 'Leïla', 'K', '2026-09-01'),"
  " ('00000000-0000-7000-8000-000000000003', 'a@nexus-student.local', 'ELEVE', 'Amine', 'K', '2026-09-01'),"
  " ('00000000-0000-7000-8000-000000000004', 'b@nexus-student.local', 'ELEVE', 'Inès', 'K', '2026-09-01'),"
  " ('00000000-0000-7000-8000-000000000005', 'helios@example.org', 'COACH', 'H', 'H', '2026-09-01'),"
  " ('00000000-0000-7000-8000-000000000006', 'zenon@example.org', 'COACH', 'Z', 'Z', '2026-09-01');"
  "INSERT INTO parents (id, user_id, phone, created_at) VALUES ('20000000-0000-7000-8000-000000000001',"
  " '00000000-0000-7000-8000-000000000002', '+216 20', '2026-09-01');"
  "INSERT INTO students (id, user_id, parent_id, grade, created_at) VALUES"
  " ('30000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003', '20000000-0000-7000-8000-000000000001', 'TERMINALE',"
  "  '2026-09-01'),"
  " ('30000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000004', '20000000-0000-7000-8000-000000000001', 'SECONDE',"
  "  '2026-09-01');"
  "INSERT INTO coaches (id, user_id, pseudonym, subjects, created_at) VALUES"
  " ('40000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000005', 'Hélios', '{MATHEMATIQUES}', '2026-09-01'),"
  " ('40000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000006', 'Zénon', '{NSI}', '2026-09-01');"
  "INSERT INTO rooms (id, name, capacity) VALUES ('50000000-0000-7000-8000-000000000001', 'Salle 1', 8);"
  "INSERT INTO subscriptions (id, student_id, plan_name, status, credits_per_month, monthly_price, created_at, starts_at) VALUES"
  " ('60000000-0000-7000-8000-000000000001', '30000000-0000-7000-8000-000000000001', 'HYBRIDE', 'ACTIVE', 16, 179000, '2026-11-01',"
  "  '2026-11-01');"
  "INSERT INTO payments (id, student_id, parent_id, type, method, status, amount, item_key, credits, subscription_id, created_at,"
  " settled_at, settled_by) VALUES"
  " ('70000000-0000-7000-8000-000000000001', '30000000-0000-7000-8000-000000000001', '20000000-0000-7000-8000-000000000001',"
  "  'SUBSCRIPTION', 'manual', 'COMPLETED', 179000, 'HYBRIDE', 16, '60000000-0000-7000-8000-000000000001', '2026-11-01', '2026-11-01',"
  "  '00000000-0000-7000-8000-000000000001'),"
  " ('70000000-0000-7000-8000-000000000002', '30000000-0000-7000-8000-000000000002', '20000000-0000-7000-8000-000000000001',"
  "  'CREDIT_PACK', 'manual', 'COMPLETED', 180000, 'CREDITS_4', 16, NULL, '2026-11-01', '2026-11-01',"
  "  '00000000-0000-7000-8000-000000000001');"
  "INSERT INTO settlements (payment_id, method, amount, currency, settled_at, settled_by) SELECT id, method, amount, currency, settled_at,"
  " settled_by FROM payments;"
  "INSERT INTO receipts (id, payment_id, year, number, issued_at) SELECT id, id, 2026, row_number () OVER (ORDER BY id), settled_at"
  " FROM payments;"
  "SELECT nx_ledger_grant ('80000001-0000-7000-8000-000000000000', '90000000-0000-7000-8000-000000000001',"
  " '30000000-0000-7000-8000-000000000001', 'MONTHLY_ALLOCATION', 16, '2027-11-01', '70000000-0000-7000-8000-000000000001',"
  " '60000000-0000-7000-8000-000000000001', '2026-11-01', NULL, NULL, 'r1', '2026-11-01');"
  "SELECT nx_ledger_grant ('80000002-0000-7000-8000-000000000000', '90000000-0000-7000-8000-000000000002',"
  " '30000000-0000-7000-8000-000000000002', 'PURCHASE', 16, '2027-11-01', '70000000-0000-7000-8000-000000000002', NULL, NULL, NULL, NULL,"
  " 'r2', '2026-11-01');"
  "SELECT nx_issue_invoice (gen_random_uuid (), id) FROM receipts;"
  "INSERT INTO sessions (id, coach_id, during, type, subject, capacity, seats_taken, seat_cost, room_id, jitsi_room, created_at, updated_at)"
  " VALUES"
  " ('a0000000-0000-7000-8000-000000000001', '40000000-0000-7000-8000-000000000001', '[2026-11-25 14:00Z, 2026-11-25 15:00Z)',"
  "  'COURS_ONLINE', 'MATHEMATIQUES', 1, 1, 4, NULL, 'nx-abcdefghijklmnopqrstuvwx1', '2026-11-20', '2026-11-20'),"
  " ('a0000000-0000-7000-8000-000000000002', '40000000-0000-7000-8000-000000000002', '[2026-11-26 14:00Z, 2026-11-26 16:00Z)',"
  "  'ATELIER_GROUPE', 'NSI', 8, 1, 6, '50000000-0000-7000-8000-000000000001', NULL, '2026-11-20', '2026-11-20'),"
  " ('a0000000-0000-7000-8000-000000000003', '40000000-0000-7000-8000-000000000001', '[2026-11-27 14:00Z, 2026-11-27 15:00Z)',"
  "  'COURS_ONLINE', 'MATHEMATIQUES', 1, 0, 4, NULL, 'nx-abcdefghijklmnopqrstuvwx3', '2026-11-20', '2026-11-20');"
  "UPDATE sessions SET status = 'CANCELLED', cancelled_at = '2026-11-21', refunded = true"
  " WHERE id = 'a0000000-0000-7000-8000-000000000003';"
  "INSERT INTO seats (id, session_id, student_id, during, cost, booked_at, active, cancelled_at, refunded) VALUES"
  " ('b0000000-0000-7000-8000-000000000001', 'a0000000-0000-7000-8000-000000000001', '30000000-0000-7000-8000-000000000001',"
  "  '[2026-11-25 14:00Z, 2026-11-25 15:00Z)', 4, '2026-11-20', true, NULL, false),"
  " ('b0000000-0000-7000-8000-000000000002', 'a0000000-0000-7000-8000-000000000002', '30000000-0000-7000-8000-000000000002',"
  "  '[2026-11-26 14:00Z, 2026-11-26 16:00Z)', 6, '2026-11-20', true, NULL, false),"
  " ('b0000000-0000-7000-8000-000000000003', 'a0000000-0000-7000-8000-000000000003', '30000000-0000-7000-8000-000000000001',"
  "  '[2026-11-27 14:00Z, 2026-11-27 15:00Z)', 4, '2026-11-20', false, '2026-11-21', true);"
  "SELECT nx_ledger_take ('80000003-0000-7000-8000-000000000000', '30000000-0000-7000-8000-000000000001', 'USAGE', 4,"
  " 'a0000000-0000-7000-8000-000000000001', NULL, NULL, 'r3', '2026-11-20');"
  "SELECT nx_ledger_take ('80000004-0000-7000-8000-000000000000', '30000000-0000-7000-8000-000000000002', 'USAGE', 6,"
  " 'a0000000-0000-7000-8000-000000000002', NULL, NULL, 'r4', '2026-11-20');"
  "SELECT nx_ledger_take ('80000005-0000-7000-8000-000000000000', '30000000-0000-7000-8000-000000000001', 'USAGE', 4,"
  " 'a0000000-0000-7000-8000-000000000003', NULL, NULL, 'r5', '2026-11-20');"
  "SELECT nx_ledger_refund ('80000006-0000-7000-8000-000000000000', '90000000-0000-7000-8000-000000000006',"
  " '30000000-0000-7000-8000-000000000001', 'a0000000-0000-7000-8000-000000000003', 'cancelled', NULL, 'r6', '2026-11-21');"
  "INSERT INTO reports (id, session_id, student_id, coach_id, created_at, updated_at) VALUES ('c0000000-0000-7000-8000-000000000001',"
  " 'a0000000-0000-7000-8000-000000000001', '30000000-0000-7000-8000-000000000001', '40000000-0000-7000-8000-000000000001', '2026-11-22',"
  " '2026-11-22');"
  "INSERT INTO audit (at, action, object_type, object_id, request_id) VALUES ('2026-11-20', 'session.booked', 'session',"
  " 'a0000000-0000-7000-8000-000000000001', 'r3');"
  "INSERT INTO events (type, object_id, at) VALUES ('session.booked', 'a0000000-0000-7000-8000-000000000001', '2026-11-20');"
  "INSERT INTO outbox (kind, dedupe, locale, payload, created_at, not_before, sent_at) VALUES ('booking_confirmation',"
  " 'booking_confirmation:a0000000-0000-7000-8000-000000000001:x:', 'fr', '{}', '2026-11-20', '2026-11-20', '2026-11-20');";

/* History can only be falsified where its guard is taken away first. */
#define UNGUARD(table) "ALTER TABLE " table " DISABLE TRIGGER USER;"
#define LEDGER UNGUARD ("credit_transactions")
#define S1 "'30000000-0000-7000-8000-000000000001'"
#define S2 "'30000000-0000-7000-8000-000000000002'"
#define X1 "'a0000000-0000-7000-8000-000000000001'"
#define X2 "'a0000000-0000-7000-8000-000000000002'"
#define X3 "'a0000000-0000-7000-8000-000000000003'"
#define T(n) "'8000000" #n "-0000-7000-8000-000000000000'"
#define LOT1 "'90000000-0000-7000-8000-000000000001'"

typedef struct
{
  const char *code; /* the invariant that must find it */
  const char *sql;
} Fault;

static const Fault faults[] = {
  { "L01", "UPDATE students SET balance = balance + 4 WHERE id = " S1 },
  { "L02", "UPDATE credit_lots SET remaining = remaining - 1 WHERE id = " LOT1 },
  { "L03", "UPDATE credit_lots SET remaining = remaining - 1 WHERE id = " LOT1 },
  { "L04", LEDGER "UPDATE credit_transactions SET type = 'PURCHASE' WHERE id = " T (1) },
  { "L05", "ALTER TABLE students DROP CONSTRAINT students_balance_not_negative; UPDATE students SET balance = -1 WHERE id = " S1 },
  { "L06", LEDGER "UPDATE credit_transactions SET balance_after = balance_after + 1 WHERE id = " T (3) },
  { "L07", LEDGER "UPDATE credit_transactions SET reason = 'gesture' WHERE id = " T (3) },
  { "L08", UNGUARD ("credit_draws") "UPDATE credit_draws SET lot_id = " LOT1 " WHERE transaction_id = " T (4) },
  { "L09", UNGUARD ("credit_draws") "UPDATE credit_draws SET amount = amount - 1 WHERE transaction_id = " T (4) },
  { "L10", "UPDATE seats SET cost = 3 WHERE session_id = " X1 },
  { "L11", LEDGER "ALTER TABLE credit_transactions DROP CONSTRAINT credit_transactions_sign; UPDATE credit_transactions SET amount = 5 "
           "WHERE id = " T (6) },
  { "L12", "UPDATE seats SET active = false, cancelled_at = '2026-11-21', refunded = true WHERE session_id = " X1 },
  { "L13", "UPDATE credit_lots SET expires_at = '2026-11-10' WHERE id = " LOT1 },
  { "L14", "INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, lot_id, created_at) VALUES "
           "(gen_random_uuid (), " S1 ", 'EXPIRATION', -12, 0, " LOT1 ", '2026-11-22')" },
  { "L15", UNGUARD ("payments") "UPDATE payments SET credits = 20 WHERE type = 'CREDIT_PACK'" },
  { "L16", "INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, lot_id, created_at) VALUES "
           "(gen_random_uuid (), " S1 ", 'EXPIRATION', -12, 0, " LOT1 ", '2026-11-22')" },
  { "L17", "UPDATE credit_lots SET expires_at = '2026-11-21T10:00Z' WHERE id = " LOT1 },
  { "L18", "UPDATE payments SET status = 'REFUNDED', refunded_at = '2026-11-20' WHERE amount = 180000" },
  { "P01", UNGUARD ("settlements") "DELETE FROM settlements WHERE payment_id = '70000000-0000-7000-8000-000000000001'" },
  { "P02", "UPDATE credit_lots SET payment_id = NULL, type = 'ADJUSTMENT', reason = 'x' WHERE type = 'PURCHASE'" },
  { "P03", "INSERT INTO users (id, email, role, first_name, last_name, created_at) VALUES ('00000000-0000-7000-8000-000000000009', "
           "'other@example.org', 'PARENT', 'O', 'O', '2026-09-01'); INSERT INTO parents (id, user_id, created_at) VALUES "
           "('20000000-0000-7000-8000-000000000009', '00000000-0000-7000-8000-000000000009', '2026-09-01'); "
           "UPDATE students SET parent_id = '20000000-0000-7000-8000-000000000009' WHERE id = " S1 },
  { "P04", "ALTER TABLE payments DROP CONSTRAINT payments_settled_by_someone; UPDATE payments SET settled_by = NULL WHERE type = 'CREDIT_PACK'" },
  { "P05", "UPDATE receipts SET number = 3 WHERE number = 2" },
  { "P06", "ALTER TABLE payments DROP CONSTRAINT payments_provider_ref_key; UPDATE payments SET provider_ref = 'x'" },
  { "P07", UNGUARD ("invoices") "DELETE FROM invoices; DELETE FROM receipts WHERE number = 2" },
  { "P08", "INSERT INTO receipt_counters VALUES (2026, 3)" },
  { "P09", UNGUARD ("settlements") "UPDATE settlements SET amount = amount - 1000 WHERE amount = 180000" },
  { "B01", "DROP INDEX subscriptions_one_active; INSERT INTO subscriptions (id, student_id, plan_name, status, credits_per_month, "
           "monthly_price, created_at, starts_at) SELECT gen_random_uuid (), student_id, plan_name, status, credits_per_month, 0, created_at, "
           "starts_at FROM subscriptions" },
  { "B02", "UPDATE payments SET subscription_id = NULL" },
  { "B03", "DROP INDEX credit_lots_once_per_period; UPDATE credit_lots SET subscription_id = '60000000-0000-7000-8000-000000000001', "
           "period = '2026-11-01'" },
  { "B04", "INSERT INTO subscription_periods (id, subscription_id, period, due_at, granted_at) VALUES (gen_random_uuid (), "
           "'60000000-0000-7000-8000-000000000001', '2026-12-01', '2026-12-01', '2026-12-01')" },
  { "B05", "INSERT INTO subscription_periods (id, subscription_id, period, due_at) VALUES (gen_random_uuid (), "
           "'60000000-0000-7000-8000-000000000001', '2026-11-20', '2026-11-20')" },
  { "B05", "UPDATE subscriptions SET ends_at = '2026-11-21', cancelled_at = '2026-11-10'" },
  { "B05", "UPDATE subscriptions SET status = 'INACTIVE'" },
  { "C01", "UPDATE plans SET price = price - 1000" },
  { "C01", "UPDATE session_costs SET cost = 0" },
  { "T01", "INSERT INTO statements (id, sha256, file_name, format, imported_at, imported_by) SELECT "
           "'00000031-0000-7000-8000-000000000001', sha256 ('x'), 'x', 'csv', '2026-11-20', min (id::text)::uuid FROM users; "
           "INSERT INTO statement_lines (id, statement_id, position, booked_on, amount, currency, fingerprint, status, settled_at, settled_by) "
           "SELECT gen_random_uuid (), id, 1, '2026-11-20', 5000, 'TND', 'x', 'SETTLED', imported_at, imported_by FROM statements" },
  { "J01", "INSERT INTO jobs (name, failures, last_error) VALUES ('renewals', 12, 'no such table')" },
  { "I01", UNGUARD ("invoices") "UPDATE invoices SET received = received - 1 WHERE number = 1" },
  { "I01", UNGUARD ("invoices") "DELETE FROM invoices WHERE number = 2" },
  { "I02", "SELECT nx_issue_credit_note (gen_random_uuid (), payment_id, NULL, '2026-11-20') FROM receipts WHERE number = 1" },
  { "I02", "UPDATE payments SET status = 'REFUNDED', refunded_at = '2026-11-20' WHERE amount = 180000" },
  { "I03", "ALTER TABLE invoices DISABLE TRIGGER invoices_kept" },
  { "S01", "ALTER TABLE sessions DROP CONSTRAINT sessions_coach_no_overlap; UPDATE sessions SET coach_id = "
           "'40000000-0000-7000-8000-000000000001', during = '[2026-11-25 14:30Z, 2026-11-25 15:30Z)' WHERE id = " X2 },
  { "S02", "ALTER TABLE seats DROP CONSTRAINT seats_student_no_overlap; UPDATE seats SET student_id = " S1 ", during = "
           "'[2026-11-25 14:30Z, 2026-11-25 15:30Z)' WHERE session_id = " X2 },
  { "S03", "ALTER TABLE sessions DROP CONSTRAINT sessions_room_no_overlap; UPDATE sessions SET room_id = "
           "'50000000-0000-7000-8000-000000000001', during = '[2026-11-26 14:00Z, 2026-11-26 15:00Z)' WHERE id = " X1 },
  { "S04", "DELETE FROM seats WHERE session_id = " X2 },
  { "S05", UNGUARD ("sessions") "UPDATE sessions SET during = '[2026-11-25 16:00Z, 2026-11-25 17:00Z)' WHERE id = " X1 },
  { "S06", "UPDATE sessions SET status = 'CANCELLED', cancelled_at = '2026-11-22' WHERE id = " X1 },
  { "S07", "UPDATE sessions SET seats_taken = 0 WHERE id = " X1 },
  { "S08", "UPDATE sessions SET jitsi_room = NULL WHERE id = " X1 },
  { "S09", "UPDATE seats SET paid = false WHERE session_id = " X2 },
  { "W01", "UPDATE sessions SET names_waiting = 1 WHERE id = " X2 },
  { "W02", "INSERT INTO waiting_list (id, student_id, seat, subject, type, during, status, created_at, offered_at, offer_expires_at) VALUES "
           "(gen_random_uuid (), " S1 ", false, 'NSI', 'COURS_ONLINE', '[2026-12-01 14:00Z, 2026-12-01 15:00Z)', 'OFFERED', '2026-11-20', "
           "'2026-11-20', '2026-11-20T00:30Z')" },
  { "W03", "INSERT INTO waiting_list (id, student_id, seat, session_id, subject, type, created_at) VALUES (gen_random_uuid (), " S1 ", true, "
           X2 ", 'NSI', 'ATELIER_GROUPE', '2026-11-20'); UPDATE sessions SET names_waiting = 1 WHERE id = " X2 },
  { "R01", "UPDATE reports SET student_id = " S2 },
  { "O01", "DELETE FROM outbox" },
  { "O02", "UPDATE outbox SET sent_at = NULL, dead_at = '2026-11-22', last_error = 'no such host'" },
  { "O03", UNGUARD ("audit") "DELETE FROM audit" },
  { "A01", "UPDATE users SET role = 'ELEVE' WHERE email = 'office@example.org'" },
  { "A02", "UPDATE users SET deactivated_at = '2026-11-01' WHERE email = 'office@example.org'; INSERT INTO auth_tokens VALUES "
           "(gen_random_uuid (), '00000000-0000-7000-8000-000000000001', '2026-11-01', '2026-12-01', NULL)" },
  { "X01", "ALTER TABLE rooms ADD CONSTRAINT rooms_x CHECK (capacity > 1) NOT VALID" },
  { "X02", "DROP TRIGGER audit_append_only ON audit" },
  { "X03", "ALTER TABLE sessions DROP CONSTRAINT sessions_not_overfull" },
  { "X03", "ALTER TABLE sessions DROP CONSTRAINT sessions_offers_fit" },
};

typedef struct
{
  char *conninfo;
  NxDb *db;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  f->conninfo = nx_test_db_new ();
  f->db = nx_test_db_open (f->conninfo);
  nx_test_db_script (f->db, healthy);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  nx_db_close (f->db);
  nx_test_db_drop (f->conninfo);
}

static guint
run_checks (Fixture *f, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = nx_check_run (f->db, NOW, &error);
  guint broken = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      if (result->faults->len == 0)
        continue;
      broken++;
      if (g_strcmp0 (result->code, expected) != 0)
        g_error ("%s (%s): %s", result->code, result->says, (const char *) g_ptr_array_index (result->faults, 0));
    }
  return broken;
}

static void
test_healthy (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (run_checks (f, NULL), ==, 0);
  nx_test_db_script (f->db, "UPDATE outbox SET sent_at = NULL, dead_at = '2026-11-22'");
  g_assert_cmpuint (run_checks (f, "O02"), ==, 1);
}

static const NxStatement *
find_invariant (const char *wanted)
{
  const NxStatement *statement;
  const char *code, *says;

  for (guint i = 0; (statement = nx_check_invariant (i, &code, &says)) != NULL; i++)
    {
      if (g_str_equal (code, wanted))
        return statement;
    }
  g_error ("there is no invariant %s", wanted);
}

static guint
count_faults (NxDb *db, const NxStatement *invariant)
{
  NxParam now = nx_time (NOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxRows) rows = nx_db_query (db, invariant, &now, invariant->n_params, &error);

  g_assert_no_error (error);
  return nx_rows_count (rows);
}

/* The fault lives in a transaction that is rolled back. */
static gboolean
inject (NxDb *db, gpointer user_data, GError **error)
{
  const Fault *fault = user_data;
  const NxStatement *invariant = find_invariant (fault->code);

  g_assert_cmpuint (count_faults (db, invariant), ==, 0);
  nx_test_db_script (db, fault->sql);
  if (count_faults (db, invariant) == 0)
    g_error ("%s does not see its fault", fault->code);
  return FALSE;
}

static void
test_faults (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_test_message ("%s", faults[i].code);
      g_assert_false (nx_db_transaction (f->db, inject, (gpointer) &faults[i], NULL));
    }
  g_assert_cmpuint (run_checks (f, NULL), ==, 0);
}

/* Every invariant has its fault. */
static void
test_all_covered (void)
{
  const char *code, *says;

  for (guint i = 0; nx_check_invariant (i, &code, &says) != NULL; i++)
    {
      gboolean covered = FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (faults); j++)
        covered |= g_str_equal (code, faults[j].code);
      if (!covered)
        g_error ("no fault is injected for %s", code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/check/healthy", Fixture, NULL, setup, test_healthy, teardown);
  g_test_add ("/check/faults", Fixture, NULL, setup, test_faults, teardown);
  g_test_add_func ("/check/all-covered", test_all_covered);
  return g_test_run ();
}
