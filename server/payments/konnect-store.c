/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/konnect-store.h"

enum
{
  LIVE,
  ASKED,
  ASK,
  OPEN,
  OPEN_PAYMENT,
  CLOSE,
  PAYER,
  WATCHED,
  FIND,
  LOCK,
  READ,
  HASTEN,
  CLAIM,
  UNANSWERED,
  HAS_UNANSWERED,
  HAS_OTHER,
  HAS_OPEN,
  PAID_BY
};

#define LINK_COLUMNS "k.id, k.payment_id, k.state, k.provider_ref, k.pay_url, k.asked_at, k.expires_at, k.said "

static const NxStatement statements[] = {
  [LIVE] = { "konnect.live",
    "SELECT " LINK_COLUMNS "FROM konnect_links k WHERE k.payment_id = $1::uuid AND k.state = 'OPEN' AND k.pay_url IS NOT NULL "
    "AND k.expires_at > $2::timestamptz ORDER BY k.asked_at DESC LIMIT 1", 2 },
  [ASKED] = { "konnect.asked", "SELECT " LINK_COLUMNS "FROM konnect_links k WHERE k.payment_id = $1::uuid AND k.state = 'ASKED'", 1 },
  [ASK] = { "konnect.ask",
    "INSERT INTO konnect_links (id, payment_id, asked_at, expires_at) VALUES ($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz)", 4 },
  [OPEN] = { "konnect.open",
    "UPDATE konnect_links SET state = 'OPEN', provider_ref = $2, pay_url = $3, next_check_at = $4::timestamptz WHERE id = $1::uuid", 4 },
  [OPEN_PAYMENT] = { "konnect.open_payment",
    "UPDATE payments p SET provider_ref = $2, pay_url = $3, version = version + 1 FROM konnect_links k WHERE k.id = $1::uuid "
    "AND p.id = k.payment_id AND p.status IN ('PENDING', 'FAILED') AND p.method = 'konnect'", 3 },
  [CLOSE] = { "konnect.close", "UPDATE konnect_links SET state = $2 WHERE id = $1::uuid AND state = 'ASKED'", 2 },
  [PAYER] = { "konnect.payer",
    "SELECT u.first_name, u.last_name, pa.phone, u.email, coalesce (pl.title, pk.title) AS title FROM payments p "
    "JOIN parents pa ON pa.id = p.parent_id JOIN users u ON u.id = pa.user_id "
    "LEFT JOIN plans pl ON p.type = 'SUBSCRIPTION' AND pl.name = p.item_key "
    "LEFT JOIN packs pk ON p.type <> 'SUBSCRIPTION' AND pk.key = p.item_key WHERE p.id = $1::uuid", 1 },
  [WATCHED] = { "konnect.watched",
    "SELECT " LINK_COLUMNS "FROM konnect_links k WHERE k.payment_id = $1::uuid AND k.state IN ('OPEN', 'FAILED', 'MISMATCH') "
    "ORDER BY k.asked_at DESC LIMIT 5", 1 },
  [FIND] = { "konnect.find", "SELECT " LINK_COLUMNS "FROM konnect_links k WHERE k.provider_ref = $1", 1 },
  [LOCK] = { "konnect.lock", "SELECT " LINK_COLUMNS "FROM konnect_links k WHERE k.id = $1::uuid FOR UPDATE", 1 },
  [READ] = { "konnect.read",
    "UPDATE konnect_links SET state = $2, said = $3, checked_at = $4::timestamptz, next_check_at = $5::timestamptz WHERE id = $1::uuid", 5 },
  [HASTEN] = { "konnect.hasten",
    "UPDATE konnect_links SET next_check_at = least (next_check_at, $2::timestamptz) WHERE id = $1::uuid AND state <> 'COMPLETED'", 2 },
  [CLAIM] = { "konnect.claim",
    "UPDATE konnect_links k SET next_check_at = $2::timestamptz FROM (SELECT id FROM konnect_links WHERE next_check_at <= $1::timestamptz "
    "ORDER BY next_check_at LIMIT $3::int FOR UPDATE SKIP LOCKED) due WHERE k.id = due.id RETURNING " LINK_COLUMNS, 3 },
  [UNANSWERED] = { "konnect.unanswered",
    "SELECT " LINK_COLUMNS "FROM konnect_links k WHERE k.payment_id = $1::uuid AND k.provider_ref IS NULL "
    "AND k.state IN ('ASKED', 'LOST') AND k.asked_at > $2::timestamptz ORDER BY k.asked_at DESC LIMIT 1", 2 },
  [HAS_UNANSWERED] = { "konnect.has_unanswered",
    "SELECT count (*) AS n FROM (SELECT FROM konnect_links WHERE provider_ref IS NULL AND state IN ('ASKED', 'LOST') "
    "AND asked_at > $1::timestamptz LIMIT 1) found", 1 },
  [HAS_OTHER] = { "konnect.has_other",
    "SELECT count (*) AS n FROM konnect_links WHERE payment_id = $1::uuid AND id <> $2::uuid AND state IN ('ASKED', 'OPEN')", 2 },
  [HAS_OPEN] = { "konnect.has_open",
    "SELECT count (*) AS n FROM konnect_links WHERE payment_id = $1::uuid AND state IN ('OPEN', 'MISMATCH')", 1 },
  [PAID_BY] = { "konnect.paid_by",
    "UPDATE payments SET method = 'konnect', provider_ref = $2, version = version + 1 WHERE id = $1::uuid", 2 },
};

NX_STATEMENTS (konnect, statements)

NxRows *
nx_konnect_store_live (NxDb *db, const char *payment_id, gint64 until, GError **error)
{
  return nx_db_run (db, &statements[LIVE], error, nx_text (payment_id), nx_time (until));
}

NxRows *
nx_konnect_store_asked (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_run (db, &statements[ASKED], error, nx_text (payment_id));
}

gboolean
nx_konnect_store_ask (NxDb *db, const char *id, const char *payment_id, gint64 asked_at, gint64 expires_at, GError **error)
{
  return nx_db_do (db, &statements[ASK], error, nx_text (id), nx_text (payment_id), nx_time (asked_at), nx_time (expires_at));
}

gboolean
nx_konnect_store_open (NxDb *db, const char *id, const char *reference, const char *pay_url, gint64 next_check_at, GError **error)
{
  return nx_db_do (db, &statements[OPEN], error, nx_text (id), nx_text (reference), nx_text (pay_url), nx_time (next_check_at))
         && nx_db_do (db, &statements[OPEN_PAYMENT], error, nx_text (id), nx_text (reference), nx_text (pay_url));
}

gboolean
nx_konnect_store_close (NxDb *db, const char *id, const char *state, GError **error)
{
  return nx_db_do (db, &statements[CLOSE], error, nx_text (id), nx_text (state));
}

NxRows *
nx_konnect_store_payer (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_run (db, &statements[PAYER], error, nx_text (payment_id));
}

NxRows *
nx_konnect_store_watched (NxDb *db, const char *payment_id, GError **error)
{
  return nx_db_run (db, &statements[WATCHED], error, nx_text (payment_id));
}

NxRows *
nx_konnect_store_find (NxDb *db, const char *reference, GError **error)
{
  return nx_db_run (db, &statements[FIND], error, nx_text (reference));
}

NxRows *
nx_konnect_store_lock (NxDb *db, const char *id, GError **error)
{
  return nx_db_run (db, &statements[LOCK], error, nx_text (id));
}

gboolean
nx_konnect_store_read (NxDb *db, const char *id, const char *state, const char *said, gint64 now, gint64 next_check_at, GError **error)
{
  return nx_db_do (db, &statements[READ], error, nx_text (id), nx_text (state), nx_text (said), nx_time (now), nx_time (next_check_at));
}

gboolean
nx_konnect_store_hasten (NxDb *db, const char *id, gint64 at, GError **error)
{
  return nx_db_do (db, &statements[HASTEN], error, nx_text (id), nx_time (at));
}

NxRows *
nx_konnect_store_claim (NxDb *db, gint64 now, gint64 until, guint limit, GError **error)
{
  return nx_db_run (db, &statements[CLAIM], error, nx_time (now), nx_time (until), nx_int (limit));
}

NxRows *
nx_konnect_store_unanswered (NxDb *db, const char *payment_id, gint64 since, GError **error)
{
  return nx_db_run (db, &statements[UNANSWERED], error, nx_text (payment_id), nx_time (since));
}

static gboolean
read_whether (NxRows *rows, gboolean *whether)
{
  if (rows != NULL)
    *whether = nx_rows_int (rows, 0, "n") > 0;
  return rows != NULL;
}

gboolean
nx_konnect_store_has_unanswered (NxDb *db, gint64 since, gboolean *has, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[HAS_UNANSWERED], error, nx_time (since));

  return read_whether (rows, has);
}

gboolean
nx_konnect_store_has_other (NxDb *db, const char *payment_id, const char *id, gboolean *has, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[HAS_OTHER], error, nx_text (payment_id), nx_text (id));

  return read_whether (rows, has);
}

gboolean
nx_konnect_store_has_open (NxDb *db, const char *payment_id, gboolean *has, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[HAS_OPEN], error, nx_text (payment_id));

  return read_whether (rows, has);
}

gboolean
nx_konnect_store_paid_by (NxDb *db, const char *payment_id, const char *reference, GError **error)
{
  return nx_db_do (db, &statements[PAID_BY], error, nx_text (payment_id), nx_text (reference));
}
