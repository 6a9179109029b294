/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-service.h"

#include <glib/gi18n-lib.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/gateways/nx-konnect.h"
#include "server/nx-audit.h"
#include "server/payments/konnect-store.h"

/*
 * A link where a family pays by card: claimed in the database, asked for without a transaction, kept. What is written before the
 * question says that there is one, so that two who ask at once get one link, and a server that dies between question and answer has
 * shown nobody a link that it does not know of.
 */

#define LIFESPAN_MINUTES 60
/* A link that ends sooner is not worth sending a family to. */
#define WORTH (2 * NX_TIME_MINUTE)
/* A question takes 15 s at most: an older one was never answered. */
#define ANSWERED_WITHIN (45 * NX_TIME_SECOND)
#define FIRST_CHECK (10 * NX_TIME_MINUTE)
#define WAIT_STEP_MS 100
#define WAIT_MS 17000

typedef struct
{
  NxApp *app;
  const NxActor *actor;
  NxPaymentOrder order;
  gint64 now;         /* moves while we wait for another who asks */
  NxPayment *payment; /* owned */
  char *pay_url;      /* (nullable) owned: found or made */
  char *link_id;      /* (nullable) owned: ours to ask for */
  char *found_id;     /* (nullable) owned: what @order names once it was made */
  NxRows *payer;      /* (nullable) owned */
  NxKonnectLink made;
  const char *lost;   /* state of a link that was not made */
} Card;

static void
card_clear (Card *self)
{
  g_clear_object (&self->payment);
  g_clear_pointer (&self->pay_url, g_free);
  g_clear_pointer (&self->link_id, g_free);
  g_clear_pointer (&self->found_id, g_free);
  g_clear_pointer (&self->payer, nx_rows_free);
  nx_konnect_link_clear (&self->made);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Card, card_clear)

static char *
detail_of_link (const char *reference, gint64 expires_at)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "ref", reference);
  nx_json_add_time (writer, "expiresAt", expires_at);
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

/* Whether another is asking right now; a question that was never answered is given up. */
static gboolean
find_other (NxDb *db, Card *card, gboolean *asking, GError **error)
{
  g_autoptr (NxRows) asked = nx_konnect_store_asked (db, card->payment->id, error);

  *asking = FALSE;
  if (asked == NULL)
    return FALSE;
  if (nx_rows_count (asked) == 0)
    return TRUE;
  *asking = nx_rows_time (asked, 0, "asked_at") > card->now - ANSWERED_WITHIN;
  return *asking
         || (nx_konnect_store_close (db, nx_rows_text (asked, 0, "id"), "LOST", error)
             && nx_payments_note (db, card->actor, card->payment->id, "link_lost", NULL, error));
}

/* Finds the link, or claims the right to ask for one; neither where another is asking. */
static gboolean
claim (NxDb *db, gpointer data, GError **error)
{
  Card *card = data;
  g_autoptr (NxRows) live = NULL;
  gboolean asking;

  g_clear_object (&card->payment);
  g_clear_pointer (&card->pay_url, g_free);
  g_clear_pointer (&card->link_id, g_free);
  g_clear_pointer (&card->payer, nx_rows_free);
  card->payment = nx_payments_order (db, card->actor, &card->order, NX_PAYMENT_METHOD_KONNECT, error);
  if (card->payment == NULL)
    return FALSE;
  if (!g_str_equal (card->payment->amount.currency, "TND"))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("Only amounts in dinars are paid by card."));
      return FALSE;
    }
  live = nx_konnect_store_live (db, card->payment->id, card->now + WORTH, error);
  if (live == NULL)
    return FALSE;
  if (nx_rows_count (live) > 0)
    {
      card->pay_url = g_strdup (nx_rows_text (live, 0, "pay_url"));
      return TRUE;
    }
  if (!find_other (db, card, &asking, error) || asking)
    return asking;
  card->payer = nx_konnect_store_payer (db, card->payment->id, error);
  card->link_id = nx_uuid_new (card->now);
  return card->payer != NULL
         && nx_konnect_store_ask (db, card->link_id, card->payment->id, card->now, card->now + LIFESPAN_MINUTES * NX_TIME_MINUTE, error);
}

/* Another asks for the same payment at this moment: its answer is ours. */
static gboolean
claim_with_patience (NxDb *db, Card *card, GError **error)
{
  const gint64 until = g_get_monotonic_time () + WAIT_MS * 1000;

  for (;;)
    {
      if (!nx_db_transaction (db, claim, card, error))
        return FALSE;
      if (card->pay_url != NULL || card->link_id != NULL)
        return TRUE;
      if (g_get_monotonic_time () > until)
        break;
      g_usleep (WAIT_STEP_MS * 1000);
      card->now = MAX (card->now, nx_clock_now (card->app->clock));
      /* By now it exists, whoever made it. */
      if (card->order.payment_id == NULL)
        {
          card->found_id = g_strdup (card->payment->id);
          card->order = (NxPaymentOrder){ .payment_id = card->found_id, .type = -1 };
        }
    }
  g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _("The same request is under way. Try again in a moment."));
  return FALSE;
}

static gboolean
ask_konnect (Card *card, GError **error)
{
  const char *site = card->app->config->app_url;
  g_autofree char *webhook = g_strconcat (site, "/api/webhooks/konnect", NULL);
  g_autofree char *back = g_strconcat (site, "/parent/paiements/", card->payment->id, "/retour", NULL);
  g_autofree char *description = g_strdup_printf ("Nexus Réussite : %s", nx_rows_text (card->payer, 0, "title"));
  const NxKonnectOrder order = { .order_id = card->payment->id,
                                 .amount = card->payment->amount,
                                 .description = description,
                                 .webhook = webhook,
                                 .success_url = back,
                                 .fail_url = back,
                                 .first_name = nx_rows_text (card->payer, 0, "first_name"),
                                 .last_name = nx_rows_text (card->payer, 0, "last_name"),
                                 .phone = nx_rows_text (card->payer, 0, "phone"),
                                 .email = nx_rows_text (card->payer, 0, "email"),
                                 .lifespan_minutes = LIFESPAN_MINUTES };
  gboolean refused = FALSE, done = nx_konnect_init (card->app->config, card->app->konnect, &order, &card->made, &refused, error);

  card->lost = refused ? "REFUSED" : "LOST";
  return done;
}

static gboolean
keep_link (NxDb *db, gpointer data, GError **error)
{
  const Card *card = data;
  g_autofree char *detail = detail_of_link (card->made.reference, card->now + LIFESPAN_MINUTES * NX_TIME_MINUTE);

  return nx_konnect_store_open (db, card->link_id, card->made.reference, card->made.pay_url, card->now + FIRST_CHECK, error)
         && nx_payments_note (db, card->actor, card->payment->id, "link_made", detail, error);
}

static gboolean
keep_failure (NxDb *db, gpointer data, GError **error)
{
  const Card *card = data;

  return nx_konnect_store_close (db, card->link_id, card->lost, error)
         && nx_payments_note (db, card->actor, card->payment->id, "link_failed", NULL, error);
}

/* What cannot be kept is shown to nobody. */
static gboolean
make_link (NxDb *db, Card *card, GError **error)
{
  g_autoptr (GError) second = NULL;

  if (ask_konnect (card, error))
    {
      if (nx_db_transaction (db, keep_link, card, error))
        {
          card->pay_url = g_strdup (card->made.pay_url);
          return TRUE;
        }
      card->lost = "LOST";
    }
  if (!nx_db_transaction (db, keep_failure, card, &second))
    g_message ("payment %s: that its link failed could not be kept: %s", card->payment->id, second->message);
  return FALSE;
}

gboolean
nx_payments_pay_by_card (NxApp *app, NxDb *db, const NxActor *actor, const NxPaymentOrder *order, NxPayment **payment, char **pay_url,
                         GError **error)
{
  g_auto (Card) card = { .app = app, .actor = actor, .order = *order, .now = actor->now };
  gboolean done;

  g_return_val_if_fail (!nx_db_in_transaction (db), FALSE);

  *payment = NULL;
  *pay_url = NULL;
  if (!nx_konnect_is_offered (app->config))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_UNAVAILABLE, _("Payment by card is not offered at the moment."));
      return FALSE;
    }
  done = claim_with_patience (db, &card, error) && (card.pay_url != NULL || make_link (db, &card, error));
  *payment = g_steal_pointer (&card.payment);
  *pay_url = g_steal_pointer (&card.pay_url);
  return done;
}
