/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/families-fixture.h"

#include <string.h>

#include "common/nx-json.h"
#include "server/payments/payments.h"
#include "server/subscriptions/subscriptions.h"

static NxTestReply *
change (FamiliesFixture *f, const char *token, const char *student_id, const char *plan, const char *subjects, const char *method, const char *key)
{
  g_autofree char *body = g_strdup_printf ("{\"studentId\": \"%s\", \"planName\": \"%s\", \"ariaSubjects\": %s%s%s%s}", student_id, plan,
                                           subjects, method != NULL ? ", \"method\": \"" : "", method != NULL ? method : "",
                                           method != NULL ? "\"" : "");
  const char *const headers[] = { "Idempotency-Key", key, NULL };

  return nx_test_send (f->server, &(NxTestRequest){ .method = "POST", .path = "/api/subscriptions/change", .token = token, .body = body,
                                                    .headers = key != NULL ? headers : NULL });
}

static NxTestReply *
sell (FamiliesFixture *f, const Family *family, const char *plan)
{
  return change (f, f->office, family->made.student_id, plan, "[\"MATHEMATIQUES\"]", "manual", NULL);
}

/* Rules without a server */

static void
test_price (void)
{
  static const struct { guint chosen; gint64 amount; } cases[] = {
    { 0, 179000 }, { 1, 179000 }, { 2, 229000 }, { 3, 279000 }, { 4, 299000 }, { 5, 299000 }, { 10, 299000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const NxMoney price = nx_subscriptions_price (NX_MONEY_TND (179000), 1, cases[i].chosen, NX_MONEY_TND (50000), NX_MONEY_TND (120000));

      g_assert_cmpint (price.amount, ==, cases[i].amount);
      g_assert_cmpstr (price.currency, ==, "TND");
    }
}

/* Every state but the first is reached; the final ones lead nowhere; no event leads to two states. */
static void
test_states (void)
{
  gboolean reached[4] = { FALSE }, leaves[4] = { FALSE };

  reached[NX_SUBSCRIPTION_INACTIVE] = TRUE;
  for (guint pass = 0; pass < 4; pass++)
    for (guint i = 0; i < nx_subscription_n_transitions; i++)
      if (reached[nx_subscription_transitions[i].from])
        reached[nx_subscription_transitions[i].to] = leaves[nx_subscription_transitions[i].from] = TRUE;
  for (guint i = 0; i < 4; i++)
    g_assert_true (reached[i]);
  g_assert_false (leaves[NX_SUBSCRIPTION_CANCELLED]);
  g_assert_false (leaves[NX_SUBSCRIPTION_EXPIRED]);
  for (guint i = 0; i < nx_subscription_n_transitions; i++)
    for (guint k = i + 1; k < nx_subscription_n_transitions; k++)
      g_assert_false (nx_subscription_transitions[i].from == nx_subscription_transitions[k].from
                      && nx_subscription_transitions[i].event == nx_subscription_transitions[k].event);
  g_assert_false (nx_subscription_transition (NX_SUBSCRIPTION_CANCELLED, NX_SUBSCRIPTION_EVENT_START, NULL));
}

static void
test_payment_states (void)
{
  gboolean reached[4] = { FALSE }, leaves[4] = { FALSE };

  reached[NX_PAYMENT_PENDING] = TRUE;
  for (guint pass = 0; pass < 4; pass++)
    for (guint i = 0; i < nx_payment_n_transitions; i++)
      if (reached[nx_payment_transitions[i].from])
        reached[nx_payment_transitions[i].to] = leaves[nx_payment_transitions[i].from] = TRUE;
  for (guint i = 0; i < 4; i++)
    g_assert_true (reached[i]);
  g_assert_false (leaves[NX_PAYMENT_REFUNDED]);
  g_assert_false (nx_payment_transition (NX_PAYMENT_COMPLETED, NX_PAYMENT_EVENT_SETTLE, NULL));
}

/* Over the server */

static void
test_catalogue (FamiliesFixture *f, gconstpointer data)
{
  g_autoptr (NxTestReply) reply = nx_test_get (f->server, "/api/catalogue", NULL);

  nx_test_assert_status (reply, 200);
  g_assert_cmpstr (nx_test_reply_string (reply, "items.1.key"), ==, "HYBRIDE");
  g_assert_true (json_node_get_boolean (nx_test_reply_node (reply, "items.1.popular")));
  g_assert_cmpfloat (nx_test_reply_number (reply, "items.1.price.amount"), ==, 179000);
  g_assert_cmpfloat (nx_test_reply_number (reply, "items.1.credits"), ==, 4);
  g_assert_nonnull (strstr (reply->body, "\"ATELIER_GROUPE\""));
  g_assert_nonnull (strstr (reply->body, "\"GRAND_ORAL\""));
}

static void
test_cash (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) reply = NULL, file = NULL;
  g_autofree char *path = NULL, *kinds = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  reply = sell (f, &family, "HYBRIDE");
  nx_test_assert_status (reply, 201);
  g_assert_cmpstr (nx_test_reply_string (reply, "subscription.status"), ==, "ACTIVE");
  g_assert_cmpstr (nx_test_reply_string (reply, "subscription.planName"), ==, "HYBRIDE");
  g_assert_cmpfloat (nx_test_reply_number (reply, "subscription.creditsPerMonth"), ==, 4);
  g_assert_cmpfloat (nx_test_reply_number (reply, "subscription.monthlyPrice.amount"), ==, 179000);
  g_assert_cmpstr (nx_test_reply_string (reply, "subscription.ariaSubjects.0"), ==, "MATHEMATIQUES");
  g_assert_cmpstr (nx_test_reply_string (reply, "payment.status"), ==, "COMPLETED");
  g_assert_cmpfloat (nx_test_reply_number (reply, "payment.amount.amount"), ==, 179000);

  path = g_strconcat ("/api/students/", family.made.student_id, NULL);
  file = nx_test_get (f->server, path, f->office);
  g_assert_cmpfloat (nx_test_reply_number (file, "student.balance"), ==, 4);
  g_assert_cmpstr (nx_test_reply_string (file, "student.subscription.planName"), ==, "HYBRIDE");
  g_assert_cmpstr (nx_test_reply_string (file, "student.subscription.paidUntil"), ==, "2026-12-24T09:00:00Z");
  g_assert_cmpstr (nx_test_reply_string (file, "student.nextExpiry"), ==, "2027-11-24T09:00:00Z");

  kinds = ask (f, "SELECT string_agg (kind, ' ' ORDER BY kind) AS a FROM outbox WHERE kind IN ('payment_confirmed', 'subscription_active')");
  g_assert_cmpstr (kinds, ==, "payment_confirmed subscription_active");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM settlements WHERE amount = 179000 AND settled_by IS NOT NULL"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM receipts WHERE year = 2026 AND number = 1"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payment_events"), ==, 2);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM events WHERE type = 'payment.settled'"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscription_periods WHERE granted_at IS NOT NULL AND payment_id IS NOT NULL"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM credit_lots WHERE type = 'MONTHLY_ALLOCATION' AND payment_id IS NOT NULL AND granted = 16"), ==, 1);
}

static void
test_parent_chooses (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } }, other = { { NULL } };
  g_autofree char *helios_id = NULL, *helios = add_coach (f, "Hélios", &helios_id);
  g_autoptr (NxTestReply) reply = NULL, cash = NULL, foreign = NULL, pupil = NULL, coach = NULL, unknown = NULL, again = NULL, bad = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &other);
  reply = change (f, family.parent, family.made.student_id, "HYBRIDE", "[\"MATHEMATIQUES\", \"NSI\"]", NULL, NULL);
  nx_test_assert_status (reply, 201);
  g_assert_cmpstr (nx_test_reply_string (reply, "subscription.status"), ==, "INACTIVE");
  g_assert_cmpstr (nx_test_reply_string (reply, "payment.status"), ==, "PENDING");
  g_assert_cmpfloat (nx_test_reply_number (reply, "payment.amount.amount"), ==, 229000);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM credit_lots"), ==, 0);

  cash = change (f, family.parent, family.made.student_id, "HYBRIDE", "[]", "manual", NULL);
  nx_test_assert_code (cash, 403, "forbidden");
  foreign = change (f, other.parent, family.made.student_id, "HYBRIDE", "[]", NULL, NULL);
  nx_test_assert_code (foreign, 404, "not_found");
  pupil = change (f, family.pupil, family.made.student_id, "HYBRIDE", "[]", NULL, NULL);
  nx_test_assert_code (pupil, 403, "forbidden");
  coach = change (f, helios, family.made.student_id, "HYBRIDE", "[]", NULL, NULL);
  nx_test_assert_code (coach, 403, "forbidden");
  unknown = change (f, family.parent, family.made.student_id, "GRATUIT", "[]", NULL, NULL);
  nx_test_assert_code (unknown, 422, "invalid");
  bad = change (f, family.parent, family.made.student_id, "HYBRIDE", "[\"MAGIE\"]", NULL, NULL);
  nx_test_assert_code (bad, 422, "invalid");

  /* Another choice before the first is paid takes its place. */
  again = change (f, family.parent, family.made.student_id, "IMMERSION", "[]", NULL, NULL);
  nx_test_assert_status (again, 201);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'INACTIVE'"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'CANCELLED' AND plan_name = 'HYBRIDE'"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments WHERE status = 'FAILED'"), ==, 1);
}

static void
test_replay (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) first = NULL, second = NULL, other = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  first = change (f, f->office, family.made.student_id, "HYBRIDE", "[]", "manual", "sale-0001");
  nx_test_assert_status (first, 201);
  second = change (f, f->office, family.made.student_id, "HYBRIDE", "[]", "manual", "sale-0001");
  nx_test_assert_status (second, 201);
  g_assert_cmpstr (first->body, ==, second->body);
  g_assert_cmpstr (nx_test_reply_header (second, "idempotent-replay"), ==, "true");
  other = change (f, f->office, family.made.student_id, "IMMERSION", "[]", "manual", "sale-0001");
  nx_test_assert_code (other, 409, "idempotency_conflict");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM payments"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT sum (balance) AS a FROM students"), ==, 16);
}

typedef struct
{
  FamiliesFixture *f;
  const Family *family;
} Sale;

static gpointer
sell_in_thread (gpointer data)
{
  const Sale *sale = data;
  g_autoptr (NxTestReply) reply = sell (sale->f, sale->family, "HYBRIDE");

  if (reply->status == 409)
    nx_test_assert_code (reply, 409, "conflict");
  return GUINT_TO_POINTER (reply->status);
}

static void
test_eight_at_once (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  Sale sale = { f, &family };
  GThread *threads[8];
  guint sold = 0, refused = 0;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("sale", sell_in_thread, &sale);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      const guint status = GPOINTER_TO_UINT (g_thread_join (threads[i]));

      sold += status == 201;
      refused += status == 409;
    }
  g_assert_cmpuint (sold, ==, 1);
  g_assert_cmpuint (refused, ==, 7);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE'"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscriptions"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT sum (balance) AS a FROM students"), ==, 16);
  g_assert_cmpint (ask_number (f, "SELECT last_number AS a FROM receipt_counters"), ==, 1);
}

static void
test_dearer (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) first = NULL, second = NULL, same = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  first = sell (f, &family, "HYBRIDE");
  same = sell (f, &family, "HYBRIDE");
  nx_test_assert_code (same, 409, "conflict");
  second = sell (f, &family, "IMMERSION");
  nx_test_assert_status (second, 201);
  g_assert_cmpstr (nx_test_reply_string (second, "subscription.status"), ==, "ACTIVE");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'CANCELLED' AND plan_name = 'HYBRIDE' AND ends_at IS NOT NULL"), ==, 1);
  /* Credits already granted stay. */
  g_assert_cmpint (ask_number (f, "SELECT sum (balance) AS a FROM students"), ==, 48);
}

static void
test_cheaper (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) first = NULL, second = NULL, third = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  first = sell (f, &family, "IMMERSION");
  second = sell (f, &family, "HYBRIDE");
  nx_test_assert_status (second, 201);
  g_assert_cmpstr (nx_test_reply_string (second, "subscription.status"), ==, "INACTIVE");
  g_assert_cmpstr (nx_test_reply_string (second, "subscription.startsAt"), ==, "2026-12-24T09:00:00Z");
  g_assert_cmpstr (nx_test_reply_string (second, "payment.status"), ==, "COMPLETED");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscriptions WHERE status = 'ACTIVE' AND plan_name = 'IMMERSION' AND ends_at = paid_until"), ==, 1);
  g_assert_cmpint (ask_number (f, "SELECT sum (balance) AS a FROM students"), ==, 32);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscription_periods WHERE granted_at IS NULL AND period = '2026-12-24'"), ==, 1);
  third = sell (f, &family, "ACCES_PLATEFORME");
  nx_test_assert_code (third, 409, "conflict");
}

static void
test_no_credits_in_plan (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) reply = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  reply = sell (f, &family, "ACCES_PLATEFORME");
  nx_test_assert_status (reply, 201);
  g_assert_cmpstr (nx_test_reply_string (reply, "subscription.status"), ==, "ACTIVE");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM credit_lots"), ==, 0);
}

/* Renewal: the payment of a plan that runs. */

typedef struct
{
  NxActor actor;
  NxNewPayment due;
  char *payment_id;
} Renewal;

static gboolean
pay (NxDb *db, gpointer data, GError **error)
{
  Renewal *renewal = data;
  g_autoptr (NxPayment) payment = nx_payments_create (db, &renewal->actor, &renewal->due, error);

  if (payment == NULL)
    return FALSE;
  g_free (renewal->payment_id);
  renewal->payment_id = g_strdup (payment->id);
  return nx_payments_settle (db, &renewal->actor, payment->id, renewal->due.amount, NULL, NULL, error);
}

static gboolean
settle_again (NxDb *db, gpointer data, GError **error)
{
  Renewal *renewal = data;

  return nx_payments_settle (db, &renewal->actor, renewal->payment_id, renewal->due.amount, NULL, NULL, error);
}

static void
test_renewal (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (NxTestReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *until = NULL;
  Renewal renewal = { .actor = { .user_id = f->office_id, .role = NX_ROLE_ASSISTANTE, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                                 .request_id = "test", .now = FAMILIES_NOW + 10 * NX_TIME_DAY },
                      .due = { .item_key = "HYBRIDE", .type = NX_PAYMENT_TYPE_SUBSCRIPTION, .method = NX_PAYMENT_METHOD_MANUAL,
                               .amount = NX_MONEY_TND (179000) } };

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  reply = sell (f, &family, "HYBRIDE");
  renewal.due.student_id = family.made.student_id;
  renewal.due.subscription_id = nx_test_reply_string (reply, "subscription.id");
  /* Ten days later, well before its day: the month is paid, its credits come with the day. */
  g_assert_true (nx_db_transaction (f->server->db, pay, &renewal, &error));
  g_assert_cmpint (ask_number (f, "SELECT sum (balance) AS a FROM students"), ==, 16);
  until = ask (f, "SELECT to_char (paid_until, 'YYYY-MM-DD') AS a FROM subscriptions");
  g_assert_cmpstr (until, ==, "2027-01-24");
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM subscription_periods WHERE granted_at IS NULL"), ==, 1);
  /* Two months late: granted at once, with the month that was paid before and whose day no job has seen. */
  renewal.actor.now = FAMILIES_NOW + 70 * NX_TIME_DAY;
  g_assert_true (nx_db_transaction (f->server->db, pay, &renewal, &error));
  g_assert_cmpint (ask_number (f, "SELECT sum (balance) AS a FROM students"), ==, 48);
  /* Receipts of each year begin at one. */
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM receipts WHERE (year, number) IN ((2026, 1), (2026, 2), (2027, 1))"), ==, 3);

  g_assert_false (nx_db_transaction (f->server->db, settle_again, &renewal, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_ALREADY_SETTLED);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM settlements"), ==, 3);
  g_free (renewal.payment_id);
}

static gboolean
pay_and_fail (NxDb *db, gpointer data, GError **error)
{
  if (!pay (db, data, error))
    return FALSE;
  g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "the power went out");
  return FALSE;
}

/* What is rolled back leaves no gap in the receipts, no mail, no credit. */
static void
test_receipts_without_gaps (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } };
  g_autoptr (GError) error = NULL;
  Renewal pack = { .actor = { .user_id = f->office_id, .role = NX_ROLE_ASSISTANTE, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr",
                              .request_id = "test", .now = FAMILIES_NOW },
                   .due = { .item_key = "CREDITS_8", .type = NX_PAYMENT_TYPE_CREDIT_PACK, .method = NX_PAYMENT_METHOD_MANUAL,
                            .amount = NX_MONEY_TND (340000), .credits = NX_CREDITS (8) } };

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  pack.due.student_id = family.made.student_id;
  g_assert_true (nx_db_transaction (f->server->db, pay, &pack, &error));
  g_assert_false (nx_db_transaction (f->server->db, pay_and_fail, &pack, &error));
  g_clear_error (&error);
  g_assert_true (nx_db_transaction (f->server->db, pay, &pack, &error));
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM receipts WHERE number IN (1, 2)"), ==, 2);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM receipts"), ==, 2);
  g_assert_cmpint (ask_number (f, "SELECT sum (balance) AS a FROM students"), ==, 64);
  g_assert_cmpint (ask_number (f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_confirmed'"), ==, 2);
  g_free (pack.payment_id);
}

static void
test_payments_are_read_by_their_own (FamiliesFixture *f, gconstpointer data)
{
  g_auto (Family) family = { { NULL } }, other = { { NULL } };
  g_autoptr (NxTestReply) sold = NULL, waiting = NULL, list = NULL, own = NULL, foreign = NULL, by_student = NULL, pending = NULL, nothing = NULL;
  g_autofree char *path = NULL, *filter = NULL;

  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &family);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &other);
  sold = sell (f, &family, "HYBRIDE");
  waiting = change (f, other.parent, other.made.student_id, "HYBRIDE", "[]", NULL, NULL);
  nx_test_assert_status (waiting, 201);
  path = g_strconcat ("/api/payments/", nx_test_reply_string (sold, "payment.id"), NULL);

  list = nx_test_get (f->server, "/api/payments", f->office);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (list, "items"))), ==, 2);
  pending = nx_test_get (f->server, "/api/payments?status=PENDING", f->office);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (nx_test_reply_node (pending, "items"))), ==, 1);
  own = nx_test_get (f->server, path, family.parent);
  nx_test_assert_status (own, 200);
  g_assert_cmpstr (nx_test_reply_string (own, "payment.method"), ==, "manual");
  foreign = nx_test_get (f->server, path, other.parent);
  nx_test_assert_code (foreign, 404, "not_found");
  filter = g_strconcat ("/api/payments?studentId=", family.made.student_id, NULL);
  by_student = nx_test_get (f->server, filter, other.parent);
  nx_test_assert_code (by_student, 404, "not_found");
  nothing = nx_test_get (f->server, "/api/payments/not-an-id", f->office);
  nx_test_assert_code (nothing, 404, "not_found");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/subscriptions/price", test_price);
  g_test_add_func ("/subscriptions/states", test_states);
  g_test_add_func ("/payments/states", test_payment_states);
#define ADD(path, function) g_test_add (path, FamiliesFixture, NULL, families_setup, function, families_teardown)
  ADD ("/subscriptions/catalogue", test_catalogue);
  ADD ("/subscriptions/cash", test_cash);
  ADD ("/subscriptions/parent-chooses", test_parent_chooses);
  ADD ("/subscriptions/replay", test_replay);
  ADD ("/subscriptions/eight-at-once", test_eight_at_once);
  ADD ("/subscriptions/dearer", test_dearer);
  ADD ("/subscriptions/cheaper", test_cheaper);
  ADD ("/subscriptions/no-credits-in-plan", test_no_credits_in_plan);
  ADD ("/subscriptions/renewal", test_renewal);
  ADD ("/payments/receipts-without-gaps", test_receipts_without_gaps);
  ADD ("/payments/read-by-their-own", test_payments_are_read_by_their_own);
  return g_test_run ();
}
