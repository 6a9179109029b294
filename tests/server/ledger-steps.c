/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/ledger-steps.h"

#include <string.h>

#include "server/payments/payments.h"

static const struct
{
  const char *name;
  int weight; /* in a hundred */
} kinds[N_KINDS] = {
  [BOOK] = { "book", 26 },     [CANCEL] = { "cancel", 18 }, [REFUND_AGAIN] = { "refund again", 4 },
  [ADD] = { "adjust +", 12 },  [TAKE] = { "adjust -", 7 },  [GRANT] = { "grant", 3 },
  [EXPIRE] = { "expire", 12 }, [BUY] = { "buy", 4 },        [SETTLE] = { "settle", 14 },
};

typedef struct
{
  Property *property;
  GRand *rand;
  Tally *tally;
  guint student; /* 0 … STUDENTS - 1 */
  char target[37];
  NxActor actor;
  NxBooking booking;
  NxCancellation cancellation;
  NxGrant grant;
  gint32 quarters;
  /* what the transaction gave; set anew where it is repeated */
  char made[37];
  gint32 given;
} Step;

static gboolean
pool_pick (Pool *pool, GRand *rand, char *id, guint *owner)
{
  guint n;

  pthread_mutex_lock (&pool->lock);
  n = MIN (pool->n, POOL);
  if (n > 0)
    {
      /* Half the time one of the last: what is undone at once. */
      guint i = g_rand_boolean (rand) ? (guint) g_rand_int_range (rand, 0, n) : (pool->n - 1 - g_rand_int_range (rand, 0, MIN (n, 8))) % POOL;

      memcpy (id, pool->id[i], sizeof pool->id[i]);
      *owner = pool->owner[i];
    }
  pthread_mutex_unlock (&pool->lock);
  return n > 0;
}

static void
pool_add (Pool *pool, const char *id, guint owner)
{
  pthread_mutex_lock (&pool->lock);
  g_strlcpy (pool->id[pool->n % POOL], id, sizeof pool->id[0]);
  pool->owner[pool->n++ % POOL] = owner;
  pthread_mutex_unlock (&pool->lock);
}

/* The operations, each in a transaction of its own. */

static gboolean
book_one (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  g_autoptr (NxSession) session = nx_booking_book (db, &step->actor, &step->property->centre.config, &step->booking, NULL, error);

  if (session == NULL)
    return FALSE;
  g_strlcpy (step->made, session->id, sizeof step->made);
  step->given = -session->creditCost;
  return TRUE;
}

static gboolean
cancel_one (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;

  if (!nx_booking_cancel (db, &step->actor, &step->cancellation, error))
    return FALSE;
  step->given = step->cancellation.credits_refunded;
  return TRUE;
}

static gboolean
refund_one (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;

  return nx_credits_refund (db, &step->actor, PUPIL (step->student), step->target, "Once more", &step->given, NULL, error);
}

static gboolean
adjust_one (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  g_autoptr (NxTransaction) transaction = NULL;

  transaction = nx_credits_adjust (db, &step->actor, PUPIL (step->student), step->quarters, "At random", step->grant.expires_at,
                                   NULL, error);
  if (transaction == NULL)
    return FALSE;
  step->given = transaction->amount;
  return TRUE;
}

static gboolean
grant_one (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;

  step->given = step->grant.quarters;
  return nx_credits_grant (db, &step->actor, PUPIL (step->student), &step->grant, NULL, error);
}

/* The job itself, of everybody whose lots are over; it has small transactions of its own. */
static gboolean
expire_all (NxDb *db, gpointer data, GError **error)
{
  Step *step = data;
  NxJobRun run = { .db = db, .actor = { .role = -1, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = "job", .now = step->actor.now },
                   .until = step->actor.now };

  return nx_credits_expire_due (&run, error);
}

static gboolean
buy_one (NxDb *db, gpointer data, GError **error)
{
  static const NxMoney price = { 180000, "TND" };
  Step *step = data;
  NxNewPayment wanted = { .student_id = PUPIL (step->student), .item_key = "CREDITS_4", .type = NX_PAYMENT_TYPE_CREDIT_PACK,
                          .method = NX_PAYMENT_METHOD_WISE, .amount = price, .credits = 16 };
  g_autoptr (NxPayment) payment = nx_payments_create (db, &step->actor, &wanted, error);

  if (payment == NULL)
    return FALSE;
  g_strlcpy (step->made, payment->id, sizeof step->made);
  return TRUE;
}

static gboolean
settle_one (NxDb *db, gpointer data, GError **error)
{
  static const NxMoney price = { 180000, "TND" };
  Step *step = data;

  step->given = 16;
  return nx_payments_settle (db, &step->actor, step->target, price, NULL, NULL, error);
}

static const NxDbFunc works[N_KINDS] = {
  [BOOK] = book_one,   [CANCEL] = cancel_one, [REFUND_AGAIN] = refund_one, [ADD] = adjust_one, [TAKE] = adjust_one,
  [GRANT] = grant_one, [EXPIRE] = expire_all, [BUY] = buy_one,             [SETTLE] = settle_one,
};

/* The dice of each operation. Returns: %FALSE where there is nothing yet to do it with. */

static void
become_parent (Step *step)
{
  gint64 now = step->actor.now;

  step->actor = as_parent (&step->property->centre, step->student + 3);
  step->actor.now = now;
}

static void
throw_booking (Step *step)
{
  gint64 today = step->actor.now / NX_TIME_DAY * NX_TIME_DAY;
  /* The coaches work from 7:00 to 19:00 UTC. */
  gint64 start = today + g_rand_int_range (step->rand, 0, 3) * NX_TIME_DAY + g_rand_int_range (step->rand, 7 * 4, 18 * 4 + 1) * 15 * NX_TIME_MINUTE;

  if (start <= step->actor.now)
    start += 3 * NX_TIME_DAY;

  if (g_rand_int_range (step->rand, 0, 3) == 0)
    become_parent (step);
  step->booking = (NxBooking){ .student_id = PUPIL (step->student), .subject = NX_SUBJECT_MATHEMATIQUES,
                               .type = g_rand_boolean (step->rand) ? NX_SERVICE_COURS_ONLINE : NX_SERVICE_COURS_PRESENTIEL,
                               .scheduled_at = start };
  if (g_rand_int_range (step->rand, 0, 4) != 0)
    step->booking.coach_id = COACH (g_rand_int_range (step->rand, 1, COACHES));
}

static void
throw_cancellation (Step *step)
{
  int who = g_rand_int_range (step->rand, 0, 4);

  step->cancellation = (NxCancellation){ .session_id = step->target, .reason = "At random" };
  if (who == 0)
    {
      become_parent (step);
      step->cancellation.accept_no_refund = TRUE;
    }
  else if (who == 1)
    step->cancellation.refund = NX_REFUND_NO;
}

static gboolean
throw_dice (Step *step, Kind kind)
{
  Property *property = step->property;

  switch (kind)
    {
    case BOOK:
      throw_booking (step);
      return TRUE;
    case CANCEL:
      if (!pool_pick (&property->sessions, step->rand, step->target, &step->student))
        return FALSE;
      throw_cancellation (step);
      return TRUE;
    case REFUND_AGAIN:
      return pool_pick (&property->refunded, step->rand, step->target, &step->student);
    case ADD:
      step->quarters = g_rand_int_range (step->rand, 1, 13);
      /* Some end within the hour: used, given back and expired at nearly the same time. */
      step->grant.expires_at = step->actor.now + g_rand_int_range (step->rand, 1, g_rand_boolean (step->rand) ? 60 : 72 * 60) * NX_TIME_MINUTE;
      return TRUE;
    case TAKE:
      step->quarters = -g_rand_int_range (step->rand, 1, 25);
      step->grant.expires_at = NX_TIME_NONE;
      return TRUE;
    case GRANT:
      step->grant = (NxGrant){ .type = NX_TRANSACTION_MONTHLY_ALLOCATION, .quarters = 16,
                               .subscription_id = id_of (ID_PLAN, step->student + 3),
                               .period = nx_date_from_ymd (2027 + g_rand_int_range (step->rand, 0, 80), g_rand_int_range (step->rand, 1, 13), 1),
                               .expires_at = step->actor.now + g_rand_int_range (step->rand, 1, 20) * NX_TIME_DAY };
      return TRUE;
    case EXPIRE:
    case BUY:
      return TRUE;
    case SETTLE:
      return pool_pick (&property->payments, step->rand, step->target, &step->student);
    case N_KINDS:
      break;
    }
  g_assert_not_reached ();
}

/* What came through is counted as it was told. */

static void
count (Step *step, NxTransactionType type, gint64 rows, gint64 sum)
{
  step->tally->rows[step->student][type] += rows;
  step->tally->sum[step->student][type] += sum;
}

static void
count_settlement (Step *step)
{
  gboolean first;

  pthread_mutex_lock (&step->property->settled_lock);
  first = g_hash_table_add (step->property->settled, g_strdup (step->target));
  pthread_mutex_unlock (&step->property->settled_lock);
  if (!first)
    g_error ("seed %u: payment %s was settled twice", step->property->seed, step->target);
  count (step, NX_TRANSACTION_PURCHASE, 1, step->given);
}

static void
note (Step *step, Kind kind)
{
  Property *property = step->property;

  switch (kind)
    {
    case BOOK:
      pool_add (&property->sessions, step->made, step->student);
      count (step, NX_TRANSACTION_USAGE, 1, step->given);
      break;
    case CANCEL:
      step->tally->cancelled++;
      count (step, NX_TRANSACTION_REFUND, step->given > 0, step->given);
      if (step->given > 0)
        pool_add (&property->refunded, step->target, step->student);
      break;
    case REFUND_AGAIN:
      if (step->given != 0)
        g_error ("seed %u: session %s was refunded twice", property->seed, step->target);
      break;
    case ADD:
    case TAKE:
      g_assert_cmpint (step->given, ==, step->quarters);
      count (step, NX_TRANSACTION_ADJUSTMENT, 1, step->given);
      break;
    case GRANT:
      count (step, NX_TRANSACTION_MONTHLY_ALLOCATION, 1, step->given);
      break;
    case EXPIRE:
      break;
    case BUY:
      pool_add (&property->payments, step->made, step->student);
      break;
    case SETTLE:
      count_settlement (step);
      break;
    case N_KINDS:
      g_assert_not_reached ();
    }
}

/* Only what a person is told, never a fault of ours. */
static void
note_refusal (Step *step, Kind kind, const GError *error)
{
  static const int proper[] = { NX_ERROR_INSUFFICIENT_CREDITS, NX_ERROR_SLOT_TAKEN,        NX_ERROR_ROOM_TAKEN,
                                NX_ERROR_STUDENT_BUSY,         NX_ERROR_NO_COACH_AVAILABLE, NX_ERROR_OUTSIDE_AVAILABILITY,
                                NX_ERROR_ALREADY_CANCELLED,    NX_ERROR_ALREADY_HELD,      NX_ERROR_ALREADY_SETTLED };

  if (g_error_matches (error, NX_ERROR, NX_ERROR_UNAVAILABLE))
    {
      step->tally->busy++;
      return;
    }
  step->tally->refused[kind]++;
  for (guint i = 0; i < G_N_ELEMENTS (proper); i++)
    if (g_error_matches (error, NX_ERROR, proper[i]))
      return;
  /* The same month of the same plan a second time. */
  if (kind == GRANT && g_error_matches (error, NX_ERROR, NX_ERROR_CONFLICT))
    return;
  g_error ("seed %u: %s: %s", step->property->seed, kinds[kind].name, error->message);
}

static Kind
throw_kind (GRand *rand)
{
  int dice = g_rand_int_range (rand, 0, 100);
  Kind kind = BOOK;

  while (dice >= kinds[kind].weight)
    dice -= kinds[kind++].weight;
  return kind;
}

void
property_step (Client *client)
{
  Property *property = client->property;
  Kind kind = throw_kind (client->rand);
  gint64 passed = (gint64) g_atomic_int_add (&property->step, 1) * SECONDS_A_STEP * NX_TIME_SECOND;
  Step step = { .property = property, .rand = client->rand, .tally = client->tally, .actor = as_office (&property->centre),
                .student = (guint) g_rand_int_range (client->rand, 0, STUDENTS) };
  g_autoptr (GError) error = NULL;

  step.actor.now = property->centre.now + passed;
  /* A request that waited for a lock, or another server's clock. */
  if (g_rand_int_range (client->rand, 0, 3) == 0)
    step.actor.now -= g_rand_int_range (client->rand, 0, SECONDS_BEHIND) * NX_TIME_SECOND;
  if (!throw_dice (&step, kind))
    kind = EXPIRE;
  if (!(kind == EXPIRE ? expire_all (client->db, &step, &error) : nx_db_transaction (client->db, works[kind], &step, &error)))
    {
      note_refusal (&step, kind, error);
      return;
    }
  step.tally->done[kind]++;
  note (&step, kind);
}

void
property_expire (Client *client, gint64 now)
{
  Step step = { .actor = { .now = now } };
  g_autoptr (GError) error = NULL;

  g_assert_true (expire_all (client->db, &step, &error));
  g_assert_no_error (error);
}

const char *
property_kind_name (Kind kind)
{
  return kinds[kind].name;
}

void
property_setup (Property *self)
{
  pthread_mutex_init (&self->sessions.lock, NULL);
  pthread_mutex_init (&self->payments.lock, NULL);
  pthread_mutex_init (&self->refunded.lock, NULL);
  pthread_mutex_init (&self->settled_lock, NULL);
  self->settled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
