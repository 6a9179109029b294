/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/nx-random.h"
#include "server/payments/payments-service.h"
#include "server/transfers/transfers-service.h"
#include "tests/server/transfers-fixture.h"

/* Payment by transfer: from the instructions to the settlement, and every way in which it goes otherwise. */

#define WISE "/api/payments/wise"
#define DECLARE "/api/payments/wise/declare"
#define CONFIRM "/api/payments/wise/confirm"
#define VALIDATE "/api/payments/validate"

#define DECLARATION "{\"paymentId\": \"%s\", \"transferDate\": \"%s\", \"transferAmount\": {\"amount\": %d, \"currency\": \"%s\"}}"
#define RECEIPT "{\"paymentId\": \"%s\", \"receivedAmount\": {\"amount\": %d, \"currency\": \"TND\"}, \"receivedOn\": \"2026-11-23\"}"

static char *
column (TransfersFixture *t, const char *id, const char *what)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s::text AS a FROM payments WHERE id = '%s'", what, id);
  return ask (&t->f, sql);
}

static char *
events (TransfersFixture *t, const char *id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT string_agg (kind, ' ' ORDER BY kind) AS a FROM payment_events WHERE payment_id = '%s'", id);
  return ask (&t->f, sql);
}

static void
test_flow (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_choose (t, "HYBRIDE");
  g_autoptr (NxTestReply) first = transfers_post (t, WISE, t->family.parent, "{\"paymentId\": \"%s\"}", id);

  nx_test_assert_status (first, 201);
  g_autofree char *reference = g_strdup (nx_test_reply_string (first, "reference"));
  g_assert_true (nx_transfer_reference_check (reference));
  g_assert_cmpstr (nx_test_reply_string (first, "payment.method"), ==, "wise");
  g_assert_cmpstr (nx_test_reply_string (first, "instructions.iban"), ==, TRANSFERS_IBAN);
  g_assert_cmpstr (nx_test_reply_string (first, "instructions.reference"), ==, reference);
  g_assert_cmpstr (nx_test_reply_string (first, "instructions.beneficiaryName"), ==, "Nexus Réussite SARL");
  g_assert_cmpint (nx_test_reply_number (first, "instructions.amount.amount"), ==, 179000);

  g_autoptr (NxTestReply) again = transfers_post (t, WISE, t->family.parent, "{\"paymentId\": \"%s\"}", id);
  nx_test_assert_status (again, 201);
  g_assert_cmpstr (nx_test_reply_string (again, "reference"), ==, reference);
  g_assert_cmpstr (nx_test_reply_string (again, "payment.id"), ==, id);

  g_autoptr (NxTestReply) declared = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, "2026-11-23", 178000, "TND");
  nx_test_assert_status (declared, 200);
  g_assert_cmpstr (nx_test_reply_string (declared, "payment.transferDate"), ==, "2026-11-23");
  g_assert_cmpstr (nx_test_reply_string (declared, "payment.status"), ==, "PENDING");
  g_autoptr (NxTestReply) corrected = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, "2026-11-23", 179000, "TND");
  nx_test_assert_status (corrected, 200);
  g_assert_cmpint (nx_test_reply_number (corrected, "payment.declaredAmount.amount"), ==, 179000);
  g_autoptr (NxTestReply) same = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, "2026-11-23", 179000, "TND");
  nx_test_assert_status (same, 200);
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'transfer_declared' AND to_address IS NULL"), ==, 2);
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM events WHERE type = 'payment.declared'"), ==, 3);

  g_autoptr (NxTestReply) confirmed = transfers_post (t, CONFIRM, t->f.office, RECEIPT, id, 179000);
  nx_test_assert_status (confirmed, 200);
  g_assert_cmpstr (nx_test_reply_string (confirmed, "payment.status"), ==, "COMPLETED");
  g_assert_nonnull (nx_test_reply_string (confirmed, "granted.subscriptionId"));
  g_assert_cmpint (nx_test_reply_number (confirmed, "granted.credits"), ==, 4);
  g_assert_nonnull (nx_test_reply_string (confirmed, "payment.receiptNumber"));
  g_autofree char *received = ask (&t->f, "SELECT amount || ' ' || received_on || ' ' || method AS a FROM settlements");
  g_assert_cmpstr (received, ==, "179000 2026-11-23 wise");
  g_autofree char *kinds = events (t, id);
  g_assert_cmpstr (kinds, ==, "confirmed created declared declared declared instructed settled");

  g_autoptr (NxTestReply) twice = transfers_post (t, CONFIRM, t->colleague, RECEIPT, id, 179000);
  nx_test_assert_code (twice, 409, "already_settled");
  g_autoptr (NxTestReply) late = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, "2026-11-23", 179000, "TND");
  nx_test_assert_code (late, 409, "already_settled");
  g_autoptr (NxTestReply) begun = transfers_post (t, WISE, t->family.parent, "{\"paymentId\": \"%s\"}", id);
  nx_test_assert_code (begun, 409, "already_settled");
  g_autoptr (NxTestReply) rejected = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"reject\", \"note\": \"rien reçu\"}", id);
  nx_test_assert_code (rejected, 409, "already_settled");
}

static void
test_catalogue (TransfersFixture *t, gconstpointer data)
{
  const char *child = t->family.made.student_id;
  g_autoptr (NxTestReply) pack = transfers_post (t, WISE, t->family.parent, "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}", child);
  nx_test_assert_status (pack, 201);
  g_assert_cmpint (nx_test_reply_number (pack, "instructions.amount.amount"), ==, 180000);
  g_autoptr (NxTestReply) plan = transfers_post (t, WISE, t->family.parent, "{\"type\": \"SUBSCRIPTION\", \"key\": \"IMMERSION\", \"studentId\": \"%s\"}", child);
  nx_test_assert_status (plan, 201);
  g_assert_cmpint (nx_test_reply_number (plan, "instructions.amount.amount"), ==, 299000);
  g_assert_cmpstr (nx_test_reply_string (plan, "reference"), !=, nx_test_reply_string (pack, "reference"));

  static const char *const refused[] = {
    "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\", \"amount\": {\"amount\": 1, \"currency\": \"TND\"}}",
    "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_5\", \"studentId\": \"%s\"}",
    "{\"type\": \"SPECIAL_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}",
    "{\"type\": \"FREE\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}",
    "{\"type\": \"CREDIT_PACK\", \"studentId\": \"%s\"}",
    "{\"studentId\": \"%s\"}" };
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_auto (GStrv) around = g_strsplit (refused[i], "%s", 2);
      g_autofree char *body = g_strjoinv (child, around);
      g_autoptr (NxTestReply) reply = nx_test_post (t->f.server, WISE, t->family.parent, body);
      nx_test_assert_code (reply, 422, "invalid");
    }
  g_autoptr (NxTestReply) foreign = transfers_post (t, WISE, t->other.parent, "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}", child);
  nx_test_assert_code (foreign, 404, "not_found");
}

static void
test_bad_declarations (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE"), *nothing = nx_uuid_new (FAMILIES_NOW);
  static const struct { const char *date; int amount; const char *currency, *member; } wrong[] = {
    { "2026-11-25", 179000, "TND", "transferDate" }, { "2025-11-22", 179000, "TND", "transferDate" }, { "1900-01-01", 179000, "TND", "transferDate" },
    { "2026-02-30", 179000, "TND", "transferDate" }, { "24/11/2026", 179000, "TND", "transferDate" }, { "2026-11-23", 0, "TND", "transferAmount" },
    { "2026-11-23", -5, "TND", "transferAmount" }, { "2026-11-23", 179000, "EUR", "transferAmount" }, { "2026-11-23", 179000, "XXX", "transferAmount" },
    { "2026-11-23", 2000000000, "TND", "transferAmount" } };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_strconcat ("fields.", wrong[i].member, NULL);
      g_autoptr (NxTestReply) reply = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, wrong[i].date, wrong[i].amount, wrong[i].currency);
      nx_test_assert_code (reply, 422, "invalid");
      g_assert_nonnull (nx_test_reply_node (reply, path));
    }
  g_autofree char *still = column (t, id, "declared_at");
  g_assert_null (still);
  g_autoptr (NxTestReply) today = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, "2026-11-24", 1, "TND");
  nx_test_assert_status (today, 200);
  g_autoptr (NxTestReply) foreign = transfers_post (t, DECLARE, t->other.parent, DECLARATION, id, "2026-11-23", 179000, "TND");
  g_autoptr (NxTestReply) unknown = transfers_post (t, DECLARE, t->other.parent, DECLARATION, nothing, "2026-11-23", 179000, "TND");
  nx_test_assert_code (foreign, 404, "not_found");
  nx_test_assert_code (unknown, 404, "not_found");
  g_assert_cmpstr (nx_test_reply_string (foreign, "detail"), ==, nx_test_reply_string (unknown, "detail"));
}

static void
test_differences (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE");
  static const char *const headers[] = { "Accept-Language", "en", NULL };
  g_autofree char *body = g_strdup_printf (RECEIPT, id, 175000);
  g_autoptr (NxTestReply) less = nx_test_send (t->f.server, &(NxTestRequest){ .method = "POST", .path = CONFIRM, .token = t->f.office, .body = body, .headers = headers });
  nx_test_assert_code (less, 409, "amount_mismatch");
  const char *detail = nx_test_reply_string (less, "detail");
  g_assert_nonnull (strstr (detail, "179.000"));
  g_assert_nonnull (strstr (detail, "175.000"));
  g_assert_nonnull (strstr (detail, "4.000"));
  g_assert_nonnull (strstr (detail, "too little"));

  g_autoptr (NxTestReply) more = transfers_post (t, CONFIRM, t->f.office, RECEIPT, id, 180000);
  nx_test_assert_code (more, 409, "amount_mismatch");
  g_autoptr (NxTestReply) silent = transfers_post (t, CONFIRM, t->f.office, "{\"paymentId\": \"%s\", \"receivedAmount\": {\"amount\": 175000, \"currency\": \"TND\"}, \"receivedOn\": \"2026-11-23\", \"acceptDifference\": true, \"note\": \"  \"}", id);
  nx_test_assert_code (silent, 422, "invalid");
  g_assert_nonnull (nx_test_reply_node (silent, "fields.note"));
  g_autoptr (NxTestReply) euros = transfers_post (t, CONFIRM, t->f.office, "{\"paymentId\": \"%s\", \"receivedAmount\": {\"amount\": 179000, \"currency\": \"EUR\"}, \"receivedOn\": \"2026-11-23\"}", id);
  nx_test_assert_code (euros, 422, "invalid");
  g_autoptr (NxTestReply) tomorrow = transfers_post (t, CONFIRM, t->f.office, "{\"paymentId\": \"%s\", \"receivedAmount\": {\"amount\": 179000, \"currency\": \"TND\"}, \"receivedOn\": \"2026-11-25\"}", id);
  nx_test_assert_code (tomorrow, 422, "invalid");
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM settlements"), ==, 0);

  g_autoptr (NxTestReply) accepted = transfers_post (t, CONFIRM, t->f.office, "{\"paymentId\": \"%s\", \"receivedAmount\": {\"amount\": 175000, \"currency\": \"TND\"}, \"receivedOn\": \"2026-11-23\", \"acceptDifference\": true, \"note\": \"frais de banque\"}", id);
  nx_test_assert_status (accepted, 200);
  g_autofree char *kept = ask (&t->f, "SELECT detail->>'difference' || ' ' || (detail->>'note') AS a FROM payment_events WHERE kind = 'confirmed'");
  g_assert_cmpstr (kept, ==, "-4000 frais de banque");
  g_assert_cmpint (ask_number (&t->f, "SELECT amount AS a FROM settlements"), ==, 175000);
}

static void
test_rejection (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE"), *reference = column (t, id, "reference");
  g_autoptr (NxTestReply) declared = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, "2026-11-23", 179000, "TND");
  nx_test_assert_status (declared, 200);
  g_autoptr (NxTestReply) silent = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"reject\"}", id);
  nx_test_assert_code (silent, 422, "invalid");
  g_assert_nonnull (nx_test_reply_node (silent, "fields.note"));
  g_autoptr (NxTestReply) other = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"delete\"}", id);
  nx_test_assert_code (other, 422, "invalid");

  g_autoptr (NxTestReply) rejected = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"reject\", \"note\": \"Aucun virement reçu à ce jour.\"}", id);
  nx_test_assert_status (rejected, 200);
  g_assert_cmpstr (nx_test_reply_string (rejected, "payment.status"), ==, "FAILED");
  g_autofree char *mail = ask (&t->f, "SELECT to_address || ' ' || (payload->>'reason') AS a FROM outbox WHERE kind = 'payment_rejected'");
  g_assert_cmpstr (mail, ==, "a@example.tn Aucun virement reçu à ce jour.");
  g_autofree char *kept = ask (&t->f, "SELECT detail->>'note' AS a FROM payment_events WHERE kind = 'rejected' AND actor_id IS NOT NULL");
  g_assert_cmpstr (kept, ==, "Aucun virement reçu à ce jour.");
  g_autoptr (NxTestReply) again = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"reject\", \"note\": \"encore\"}", id);
  nx_test_assert_code (again, 409, "conflict");
  g_autoptr (NxTestReply) dead = transfers_post (t, DECLARE, t->family.parent, DECLARATION, id, "2026-11-23", 179000, "TND");
  nx_test_assert_code (dead, 409, "conflict");
  g_autoptr (NxTestReply) unexplained = transfers_post (t, CONFIRM, t->f.office, RECEIPT, id, 179000);
  nx_test_assert_code (unexplained, 409, "conflict");

  /* The family begins anew, with the reference that its bank may still have. */
  g_autoptr (NxTestReply) anew = transfers_post (t, WISE, t->family.parent, "{\"paymentId\": \"%s\"}", id);
  nx_test_assert_status (anew, 201);
  g_assert_cmpstr (nx_test_reply_string (anew, "reference"), ==, reference);
  g_assert_cmpstr (nx_test_reply_string (anew, "payment.status"), ==, "PENDING");
  g_autofree char *undeclared = column (t, id, "declared_at");
  g_assert_null (undeclared);
  g_autoptr (NxTestReply) second = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"reject\", \"note\": \"toujours rien\"}", id);
  nx_test_assert_status (second, 200);
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_rejected'"), ==, 1); /* the clock stands still */

  g_autoptr (NxTestReply) late = transfers_post (t, CONFIRM, t->f.office, "{\"paymentId\": \"%s\", \"receivedAmount\": {\"amount\": 179000, \"currency\": \"TND\"}, \"receivedOn\": \"2026-11-24\", \"note\": \"arrivé ce matin\"}", id);
  nx_test_assert_status (late, 200);
  g_assert_cmpstr (nx_test_reply_string (late, "payment.status"), ==, "COMPLETED");
}

static void
test_validate (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *plan = transfers_choose (t, "IMMERSION");
  g_autoptr (NxTestReply) by_card = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"approve\"}", plan);
  g_autofree char *method = column (t, plan, "method");
  if (strcmp (method, "konnect") == 0)
    nx_test_assert_code (by_card, 409, "conflict");
  g_autoptr (NxTestReply) pack = transfers_post (t, WISE, t->family.parent, "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_8\", \"studentId\": \"%s\"}", t->family.made.student_id);
  nx_test_assert_status (pack, 201);
  g_autoptr (NxTestReply) approved = transfers_post (t, VALIDATE, t->f.office, "{\"paymentId\": \"%s\", \"action\": \"approve\"}", nx_test_reply_string (pack, "payment.id"));
  nx_test_assert_status (approved, 200);
  g_assert_cmpint (nx_test_reply_number (approved, "granted.credits"), ==, 8);
  g_assert_null (nx_test_reply_node (approved, "granted.subscriptionId"));
  /* Chosen by card, sent by the bank: what came is what counts. */
  g_autoptr (NxTestReply) wired = transfers_post (t, CONFIRM, t->f.office, RECEIPT, plan, 299000);
  nx_test_assert_status (wired, 200);
  g_assert_cmpstr (nx_test_reply_string (wired, "payment.method"), ==, "wise");
}

static void
test_permissions (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE");
  const struct { const char *token; guint status; } family[] = {
    { NULL, 401 }, { t->family.pupil, 403 }, { t->coach, 403 }, { t->f.office, 403 }, { t->other.parent, 404 } };
  const struct { const char *token; guint status; } office[] = {
    { NULL, 401 }, { t->family.pupil, 403 }, { t->coach, 403 }, { t->family.parent, 403 }, { t->other.parent, 403 } };

  for (guint i = 0; i < G_N_ELEMENTS (family); i++)
    {
      g_autoptr (NxTestReply) begun = transfers_post (t, WISE, family[i].token, "{\"paymentId\": \"%s\"}", id);
      nx_test_assert_status (begun, family[i].status);
      g_autoptr (NxTestReply) declared = transfers_post (t, DECLARE, family[i].token, DECLARATION, id, "2026-11-23", 179000, "TND");
      nx_test_assert_status (declared, family[i].status);
      g_autoptr (NxTestReply) confirmed = transfers_post (t, CONFIRM, office[i].token, RECEIPT, id, 179000);
      nx_test_assert_status (confirmed, office[i].status);
      g_autoptr (NxTestReply) validated = transfers_post (t, VALIDATE, office[i].token, "{\"paymentId\": \"%s\", \"action\": \"approve\"}", id);
      nx_test_assert_status (validated, office[i].status);
    }
  g_autofree char *status = column (t, id, "status || coalesce (declared_at::text, '')");
  g_assert_cmpstr (status, ==, "PENDING");
}

typedef struct
{
  TransfersFixture *t;
  const char *id, *token, *path, *body;
  guint status;
} Deed;

static gpointer
do_deed (gpointer data)
{
  Deed *deed = data;
  g_auto (GStrv) around = g_strsplit (deed->body, "%s", 2);
  g_autofree char *body = g_strjoinv (deed->id, around);
  g_autoptr (NxTestReply) reply = nx_test_post (deed->t->f.server, deed->path, deed->token, body);

  deed->status = reply->status;
  return NULL;
}

static void
race (TransfersFixture *t, const char *other_path, const char *other_body)
{
  static const char receipt[] = "{\"paymentId\": \"%s\", \"receivedAmount\": {\"amount\": 180000, \"currency\": \"TND\"}, \"receivedOn\": \"2026-11-23\"}";
  guint firsts = 0;

  for (guint round = 0; round < 15; round++)
    {
      g_autoptr (NxTestReply) pack = transfers_post (t, WISE, t->family.parent, "{\"type\": \"CREDIT_PACK\", \"key\": \"CREDITS_4\", \"studentId\": \"%s\"}", t->family.made.student_id);
      nx_test_assert_status (pack, 201);
      const char *id = nx_test_reply_string (pack, "payment.id");
      Deed one = { t, id, t->f.office, CONFIRM, receipt, 0 }, two = { t, id, t->colleague, other_path, other_body != NULL ? other_body : receipt, 0 };
      GThread *threads[2] = { g_thread_new ("one", do_deed, round % 2 == 0 ? &one : &two), g_thread_new ("two", do_deed, round % 2 == 0 ? &two : &one) };
      g_thread_join (threads[0]);
      g_thread_join (threads[1]);
      g_assert_cmpuint (MIN (one.status, two.status), ==, 200);
      g_assert_cmpuint (MAX (one.status, two.status), ==, 409);
      firsts += one.status == 200;
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) AS a FROM settlements WHERE payment_id = '%s'", id);
      g_assert_cmpint (ask_number (&t->f, sql), ==, one.status == 200 || other_body == NULL ? 1 : 0);
    }
  g_test_message ("the first of the two came first %u times of 15", firsts);
}

static void
test_two_confirm (TransfersFixture *t, gconstpointer data)
{
  race (t, CONFIRM, NULL);
  g_assert_cmpint (ask_number (&t->f, "SELECT sum (amount) AS a FROM credit_transactions WHERE type = 'PURCHASE'"), ==, 15 * 16);
  g_assert_cmpint (ask_number (&t->f, "SELECT count (*) AS a FROM outbox WHERE kind = 'payment_confirmed'"), ==, 15);
}

static void
test_confirm_or_reject (TransfersFixture *t, gconstpointer data)
{
  race (t, VALIDATE, "{\"paymentId\": \"%s\", \"action\": \"reject\", \"note\": \"rien reçu\"}");
}

static void
test_off (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_choose (t, "HYBRIDE");
  g_autoptr (NxTestReply) reply = transfers_post (t, WISE, t->family.parent, "{\"paymentId\": \"%s\"}", id);
  nx_test_assert_code (reply, 503, "unavailable");
  g_assert_cmpstr (nx_test_reply_header (reply, "Retry-After"), ==, "3600");
  g_autofree char *reference = column (t, id, "reference");
  g_assert_null (reference);
}

static void
test_again (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE"), *body = g_strdup_printf (RECEIPT, id, 179000);
  static const char *const headers[] = { "Idempotency-Key", "confirm-1234", NULL };
  const NxTestRequest request = { .method = "POST", .path = CONFIRM, .token = t->f.office, .body = body, .headers = headers };
  g_autoptr (NxTestReply) first = nx_test_send (t->f.server, &request), second = nx_test_send (t->f.server, &request);
  nx_test_assert_status (first, 200);
  nx_test_assert_status (second, 200);
  g_assert_cmpstr (first->body, ==, second->body);
}

/* --- references in the database --- */

static char *taken;
static guint n_drawn;

static char *
draw_taken_first (void)
{
  return n_drawn++ < 3 ? g_strdup (taken) : nx_transfer_reference_new ();
}

static char *
draw_taken (void)
{
  n_drawn++;
  return g_strdup (taken);
}

typedef struct
{
  const NxActor *actor;
  NxPayment *payment;
  NxReferenceDraw draw;
} Giving;

static gboolean
give (NxDb *db, gpointer data, GError **error)
{
  Giving *giving = data;
  return nx_transfers_give_reference (db, giving->actor, giving->payment, giving->draw, error);
}

static void
test_drawn_again (TransfersFixture *t, gconstpointer data)
{
  g_autofree char *id = transfers_begin (t, "HYBRIDE");
  g_autofree char *other = transfers_choose (t, "IMMERSION");
  const NxActor office = { .role = NX_ROLE_ASSISTANTE, .user_id = t->f.office_id, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "test", .now = FAMILIES_NOW };
  g_autoptr (GError) error = NULL;
  g_autoptr (NxPayment) payment = nx_payments_get (t->f.server->db, &office, other, &error);
  Giving giving = { &office, payment, draw_taken };

  g_assert_no_error (error);
  g_assert_null (payment->reference);
  taken = column (t, id, "reference");
  n_drawn = 0;
  g_assert_false (nx_db_transaction (t->f.server->db, give, &giving, &error));
  g_assert_error (error, NX_ERROR, NX_ERROR_INTERNAL);
  g_assert_cmpuint (n_drawn, ==, 20);
  g_clear_error (&error);
  n_drawn = 0;
  giving.draw = draw_taken_first;
  g_assert_true (nx_db_transaction (t->f.server->db, give, &giving, &error));
  g_assert_cmpuint (n_drawn, ==, 4);
  g_autofree char *reference = column (t, other, "reference");
  g_assert_true (nx_transfer_reference_check (reference));
  g_assert_cmpstr (reference, !=, taken);
  g_clear_pointer (&taken, g_free);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, data, function) g_test_add ("/transfers/" path, TransfersFixture, data, transfers_setup, function, transfers_teardown)
  ADD ("flow", NULL, test_flow);
  ADD ("catalogue", NULL, test_catalogue);
  ADD ("bad-declarations", NULL, test_bad_declarations);
  ADD ("differences", NULL, test_differences);
  ADD ("rejection", NULL, test_rejection);
  ADD ("validate", NULL, test_validate);
  ADD ("permissions", NULL, test_permissions);
  ADD ("two-confirm", NULL, test_two_confirm);
  ADD ("confirm-or-reject", NULL, test_confirm_or_reject);
  ADD ("off", "off", test_off);
  ADD ("again", NULL, test_again);
  ADD ("drawn-again", NULL, test_drawn_again);
#undef ADD
  return g_test_run ();
}
