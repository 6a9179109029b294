/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-check.h"

#include <string.h>

/*
 * Every query gives what breaks its invariant, as the text column "fault"; on a healthy database none. $1, where there is one, is
 * the time. L ledger, P payments, B subscriptions, S sessions, W waiting lists, R reports, O outbox and audit, A accounts, X the schema itself.
 */
#define INVARIANTS(X) \
  X (L01, 0, "a student's balance is the sum of the ledger", \
  "SELECT s.id::text AS fault FROM students s LEFT JOIN credit_transactions t ON t.student_id = s.id GROUP BY s.id " \
  "HAVING s.balance <> coalesce (sum (t.amount), 0)") \
  X (L02, 0, "a student's balance is what is left in the lots", \
  "SELECT s.id::text AS fault FROM students s LEFT JOIN credit_lots l ON l.student_id = s.id GROUP BY s.id " \
  "HAVING s.balance <> coalesce (sum (l.remaining), 0)") \
  X (L03, 0, "what is left in a lot is what was granted and drawn", \
  "SELECT l.id::text AS fault FROM credit_lots l LEFT JOIN credit_draws d ON d.lot_id = l.id GROUP BY l.id " \
  "HAVING l.remaining <> l.granted + coalesce (sum (d.amount), 0)") \
  X (L04, 0, "a lot was granted by one row of the ledger of its kind, size and student", \
  "SELECT l.id::text AS fault FROM credit_lots l LEFT JOIN credit_transactions t ON t.lot_id = l.id AND t.type <> 'EXPIRATION' " \
  "GROUP BY l.id HAVING count (t.id) <> 1 OR NOT bool_and (t.type = l.type AND t.student_id = l.student_id " \
  "AND (t.type = 'REFUND' OR t.amount = l.granted))") \
  X (L05, 0, "no balance and no lot is below zero or above its grant", \
  "SELECT id::text AS fault FROM students WHERE balance < 0 UNION ALL SELECT id::text FROM credit_transactions " \
  "WHERE balance_after < 0 UNION ALL SELECT id::text FROM credit_lots WHERE remaining NOT BETWEEN 0 AND granted") \
  X (L06, 0, "running balances follow from row to row", \
  "SELECT id::text AS fault FROM (SELECT id, amount, balance_after, lag (balance_after, 1, 0) OVER (PARTITION BY student_id " \
  "ORDER BY seq) AS before FROM credit_transactions) x WHERE balance_after <> before + amount") \
  X (L07, 0, "the chain of hashes is unbroken", \
  "SELECT id::text AS fault FROM (SELECT t.id, t.prev_hash, lag (t.hash) OVER (PARTITION BY t.student_id ORDER " \
  "BY t.seq) AS prev, " \
  "t.hash, nx_transaction_digest (t.prev_hash, t) AS digest FROM credit_transactions t) x " \
  "WHERE prev_hash IS DISTINCT FROM prev OR hash <> digest") \
  X (L08, 0, "a draw, its transaction and its lot are of one student", \
  "SELECT d.id::text AS fault FROM credit_draws d JOIN credit_transactions t ON t.id = d.transaction_id " \
  "JOIN credit_lots l ON l.id = d.lot_id WHERE t.student_id <> l.student_id") \
  X (L09, 0, "a transaction is what it drew, given back or granted", \
  "SELECT t.id::text AS fault FROM credit_transactions t LEFT JOIN credit_lots l ON l.id = t.lot_id AND t.type <> 'EXPIRATION' " \
  "LEFT JOIN LATERAL (SELECT coalesce (sum (d.amount), 0) AS drawn FROM credit_draws d WHERE d.transaction_id = " \
  "t.id) x ON true " \
  "WHERE t.amount <> x.drawn + coalesce (l.granted, 0)") \
  X (L10, 0, "what a student used for a session, and was not given back, is what their seats cost", \
  "SELECT coalesce (u.session_id, c.session_id) || ' ' || coalesce (u.student_id, c.student_id) AS fault " \
  "FROM (SELECT session_id, student_id, -sum (amount) AS used FROM credit_transactions WHERE type IN ('USAGE', 'REFUND') GROUP BY 1, 2) u " \
  "FULL JOIN (SELECT session_id, student_id, sum (cost) FILTER (WHERE paid AND NOT refunded) AS cost FROM seats GROUP BY 1, 2) c " \
  "ON c.session_id = u.session_id AND c.student_id = u.student_id WHERE coalesce (u.used, 0) <> coalesce (c.cost, 0)") \
  X (L11, 0, "a refund is of a usage of the same student and session, and no more", \
  "SELECT r.id::text AS fault FROM credit_transactions r JOIN credit_transactions u ON u.id = r.refund_of " \
  "WHERE u.type <> 'USAGE' OR u.student_id <> r.student_id OR u.session_id <> r.session_id OR r.amount > -u.amount " \
  "OR r.seq < u.seq") \
  X (L12, 0, "credits came back for every seat marked refunded", \
  "SELECT coalesce (r.session_id, c.session_id) || ' ' || coalesce (r.student_id, c.student_id) AS fault " \
  "FROM (SELECT session_id, student_id, sum (amount) AS back FROM credit_transactions WHERE type = 'REFUND' GROUP BY 1, 2) r " \
  "FULL JOIN (SELECT session_id, student_id, sum (cost) FILTER (WHERE refunded AND paid) AS cost FROM seats GROUP BY 1, 2) c " \
  "ON c.session_id = r.session_id AND c.student_id = r.student_id WHERE coalesce (r.back, 0) < coalesce (c.cost, 0)") \
  X (L13, 0, "nothing is spent from a lot after its expiry", \
  "SELECT d.id::text AS fault FROM credit_draws d JOIN credit_transactions t ON t.id = d.transaction_id " \
  "JOIN credit_lots l ON l.id = d.lot_id WHERE t.type = 'USAGE' AND t.created_at >= l.expires_at") \
  X (L14, 0, "nothing expires early or twice", \
  "SELECT l.id::text AS fault FROM credit_transactions t JOIN credit_lots l ON l.id = t.lot_id WHERE t.type = 'EXPIRATION' " \
  "GROUP BY l.id HAVING count (*) > 1 OR min (t.created_at) < l.expires_at") \
  X (L15, 0, "a lot that was bought comes from a settled payment of that student and size", \
  "SELECT l.id::text AS fault FROM credit_lots l JOIN payments p ON p.id = l.payment_id WHERE p.status NOT IN ('COMPLETED', " \
  "'REFUNDED') OR p.student_id <> l.student_id OR l.type = 'PURCHASE' AND p.credits <> l.granted") \
  X (L16, 0, "nothing came back to a lot after it expired", \
  "SELECT l.id::text AS fault FROM credit_lots l WHERE l.remaining > 0 AND EXISTS (SELECT FROM credit_transactions t " \
  "WHERE t.lot_id = l.id AND t.type = 'EXPIRATION')") \
  X (L17, 1, "nothing is left in a lot that ended more than a day ago", \
  "SELECT id::text AS fault FROM credit_lots WHERE remaining > 0 AND expires_at < $1::timestamptz - interval '25 hours'") \
  X (L18, 0, "nothing is left to spend of a payment that was refunded", \
  "SELECT l.id::text AS fault FROM credit_lots l JOIN payments p ON p.id = nx_lot_payment (l) " \
  "WHERE l.remaining > 0 AND p.status = 'REFUNDED'") \
  X (P01, 0, "a settled payment has its settlement, another has none", \
  "SELECT p.id::text AS fault FROM payments p LEFT JOIN settlements s ON s.payment_id = p.id GROUP BY p.id " \
  "HAVING count (s.payment_id) <> CASE WHEN p.status IN ('COMPLETED', 'REFUNDED') THEN 1 ELSE 0 END") \
  X (P02, 0, "a settled pack was credited exactly once", \
  "SELECT p.id::text AS fault FROM payments p LEFT JOIN credit_lots l ON l.payment_id = p.id " \
  "WHERE p.status IN ('COMPLETED', 'REFUNDED') AND p.type <> 'SUBSCRIPTION' AND p.credits > 0 GROUP BY p.id " \
  "HAVING count (l.id) <> 1") \
  X (P03, 0, "the payer is the student's parent", \
  "SELECT p.id::text AS fault FROM payments p JOIN students s ON s.id = p.student_id WHERE s.parent_id <> p.parent_id") \
  X (P04, 0, "a transfer or cash was settled by a named person", \
  "SELECT id::text AS fault FROM payments WHERE method <> 'konnect' AND settled_at IS NOT NULL AND settled_by IS NULL") \
  X (P05, 0, "receipts are numbered without a gap", \
  "SELECT year::text AS fault FROM receipts GROUP BY year HAVING count (*) <> max (number) OR min (number) <> 1") \
  X (P06, 0, "a provider's reference pays once", \
  "SELECT provider_ref AS fault FROM payments WHERE provider_ref IS NOT NULL GROUP BY method, provider_ref " \
  "HAVING count (*) > 1") \
  X (P07, 0, "a settled payment has its receipt, another has none", \
  "SELECT p.id::text AS fault FROM payments p LEFT JOIN receipts r ON r.payment_id = p.id " \
  "WHERE (r.id IS NOT NULL) <> (p.status IN ('COMPLETED', 'REFUNDED'))") \
  X (P08, 0, "the next receipt has the number after the last", \
  "SELECT c.year::text AS fault FROM receipt_counters c LEFT JOIN receipts r ON r.year = c.year GROUP BY c.year, c.last_number " \
  "HAVING c.last_number <> coalesce (max (r.number), 0)") \
  X (P09, 0, "what was received is what was due, or a word says why", \
  "SELECT p.id::text AS fault FROM payments p JOIN settlements s ON s.payment_id = p.id " \
  "WHERE (s.amount, s.currency) <> (p.amount, p.currency) AND coalesce (s.note, '') = ''") \
  X (I01, 0, "a receipt has its invoice, which says the same", \
  "SELECT r.year || '-' || r.number AS fault FROM receipts r LEFT JOIN settlements s ON s.payment_id = r.payment_id " \
  "LEFT JOIN invoices i ON i.receipt_id = r.id AND i.kind = 'INVOICE' WHERE (i.year, i.number, i.payment_id, i.received, i.currency) " \
  "IS DISTINCT FROM (r.year, r.number, r.payment_id, s.amount, s.currency)") \
  X (I02, 0, "credit notes are numbered without a gap, one for each refunded payment", \
  "SELECT year::text AS fault FROM invoices WHERE kind = 'CREDIT_NOTE' GROUP BY year HAVING count (*) <> max (number) " \
  "OR min (number) <> 1 UNION ALL SELECT p.id::text FROM payments p LEFT JOIN invoices i ON i.payment_id = p.id " \
  "AND i.kind = 'CREDIT_NOTE' WHERE (i.id IS NOT NULL) <> (p.status = 'REFUNDED')") \
  X (I03, 0, "an invoice cannot be rewritten: its triggers are there and on", \
  "SELECT w.name AS fault FROM unnest (ARRAY['invoices_guard', 'invoices_kept']) AS w (name) WHERE NOT EXISTS (SELECT FROM pg_trigger g " \
  "WHERE g.tgrelid = to_regclass ('invoices') AND g.tgname = w.name AND g.tgenabled IN ('O', 'A'))") \
  X (B01, 0, "a student has at most one active plan", \
  "SELECT student_id::text AS fault FROM subscriptions WHERE status = 'ACTIVE' GROUP BY student_id HAVING count (*) > 1") \
  X (B02, 0, "an active plan was paid for", \
  "SELECT b.id::text AS fault FROM subscriptions b WHERE b.status = 'ACTIVE' AND b.monthly_price > 0 AND NOT EXISTS " \
  "(SELECT FROM payments p WHERE p.subscription_id = b.id AND p.status IN ('COMPLETED', 'REFUNDED'))") \
  X (B03, 0, "a month is granted once", \
  "SELECT subscription_id || ' ' || period AS fault FROM credit_lots WHERE period IS NOT NULL GROUP BY subscription_id, period " \
  "HAVING count (*) > 1") \
  X (B04, 0, "a month that was granted has its credits, as many as its plan was chosen with", \
  "SELECT p.subscription_id || ' ' || p.period AS fault FROM subscription_periods p JOIN subscriptions b ON b.id = p.subscription_id " \
  "LEFT JOIN credit_lots l ON l.subscription_id = p.subscription_id AND l.period = p.period " \
  "WHERE p.granted_at IS NOT NULL AND coalesce (l.granted, 0) <> b.credits_per_month") \
  X (B05, 1, "a plan whose day has come did what its day asks for", \
  "SELECT id::text AS fault FROM subscriptions WHERE status = 'INACTIVE' AND starts_at < $1::timestamptz - interval '25 hours' " \
  "UNION ALL SELECT id::text FROM subscriptions WHERE status = 'ACTIVE' AND cancelled_at IS NOT NULL " \
  "AND ends_at < $1::timestamptz - interval '25 hours' " \
  "UNION ALL SELECT b.id::text FROM subscriptions b JOIN subscription_periods p ON p.subscription_id = b.id WHERE b.status = 'ACTIVE' " \
  "AND p.granted_at IS NULL AND p.due_at < $1::timestamptz - interval '25 hours'") \
  X (C01, 1, "what is sold is what the terms in force say", \
  "SELECT c.kind || ' ' || c.key AS fault FROM catalogue_terms c LEFT JOIN plans p ON c.kind = 'plan' AND p.name = c.key " \
  "LEFT JOIN packs k ON c.kind = 'pack' AND k.key = c.key LEFT JOIN aria_addons a ON c.kind = 'aria' AND a.key = c.key " \
  "LEFT JOIN session_costs s ON c.kind = 'session' AND s.type = c.key " \
  "WHERE (c.valid_from IS NULL OR c.valid_from < $1::timestamptz - interval '1 hour') " \
  "AND (c.valid_until IS NULL OR c.valid_until > $1::timestamptz) " \
  "AND (c.price IS DISTINCT FROM coalesce (p.price, k.price, a.price) OR c.credits <> coalesce (p.credits, k.credits, s.cost, 0))") \
  X (T01, 0, "a settled line of a bank statement went to payments that were settled, to the millime", \
  "SELECT l.id::text AS fault FROM statement_lines l WHERE l.status = 'SETTLED' AND (l.amount <> (SELECT coalesce (sum (m.amount), 0) " \
  "FROM matches m WHERE m.line_id = l.id AND m.status = 'CONFIRMED') OR EXISTS (SELECT FROM matches m LEFT JOIN settlements s " \
  "ON s.payment_id = m.payment_id WHERE m.line_id = l.id AND m.status = 'CONFIRMED' AND s.payment_id IS NULL))") \
  X (J01, 0, "no job fails again and again", \
  "SELECT name || ': ' || coalesce (last_error, '') AS fault FROM jobs WHERE failures >= 10") \
  X (S01, 0, "a coach is in one session at a time", \
  "SELECT a.id || ' ' || b.id AS fault FROM sessions a JOIN sessions b ON b.coach_id = a.coach_id AND a.id < b.id " \
  "AND a.during && b.during WHERE a.status <> 'CANCELLED' AND b.status <> 'CANCELLED'") \
  X (S02, 0, "a student is in one session at a time", \
  "SELECT a.id || ' ' || b.id AS fault FROM seats a JOIN seats b ON b.student_id = a.student_id AND a.id < b.id " \
  "AND a.during && b.during WHERE a.active AND b.active") \
  X (S03, 0, "a room holds one session at a time", \
  "SELECT a.id || ' ' || b.id AS fault FROM sessions a JOIN sessions b ON b.room_id = a.room_id AND a.id < b.id " \
  "AND a.during && b.during WHERE a.status <> 'CANCELLED' AND b.status <> 'CANCELLED'") \
  X (S04, 0, "a session counts its seats and has no more than its capacity", \
  "SELECT x.id::text AS fault FROM sessions x LEFT JOIN seats t ON t.session_id = x.id AND t.active GROUP BY x.id " \
  "HAVING count (t.id) <> x.seats_taken OR x.seats_taken > x.capacity") \
  X (S05, 0, "a seat is at its session's time", \
  "SELECT t.id::text AS fault FROM seats t JOIN sessions x ON x.id = t.session_id WHERE t.active AND t.during <> x.during") \
  X (S06, 0, "nobody has a place in a cancelled session", \
  "SELECT t.id::text AS fault FROM seats t JOIN sessions x ON x.id = t.session_id WHERE t.active AND x.status = 'CANCELLED'") \
  X (S07, 0, "a lesson that goes on has its pupil", \
  "SELECT id::text AS fault FROM sessions WHERE type <> 'ATELIER_GROUPE' AND status <> 'CANCELLED' AND seats_taken = 0") \
  X (S08, 0, "an online session has an unguessable room of its own", \
  "SELECT id::text AS fault FROM sessions WHERE type = 'COURS_ONLINE' AND (jitsi_room IS NULL OR length (jitsi_room) < 22) " \
  "UNION ALL SELECT min (id::text) FROM sessions WHERE jitsi_room IS NOT NULL GROUP BY jitsi_room HAVING count (*) > 1") \
  X (W01, 0, "a session counts the names that wait for it, and keeps a place for every offer", \
  "SELECT x.id::text AS fault FROM sessions x LEFT JOIN waiting_list w ON w.session_id = x.id AND w.status IN ('WAITING', 'OFFERED') " \
  "WHERE x.names_waiting > 0 OR x.seats_offered > 0 OR w.id IS NOT NULL GROUP BY x.id HAVING count (w.id) <> x.names_waiting " \
  "OR count (w.id) FILTER (WHERE w.seat AND w.status = 'OFFERED') <> x.seats_offered " \
  "OR x.seats_taken + x.seats_offered > x.capacity OR x.status <> 'SCHEDULED'") \
  X (W02, 1, "an offer ends in its time, and a time that is offered is held", \
  "SELECT w.id::text AS fault FROM waiting_list w WHERE w.status = 'OFFERED' AND w.offer_expires_at < $1::timestamptz - interval '1 hour' " \
  "UNION ALL SELECT w.id::text FROM waiting_list w WHERE w.status = 'OFFERED' AND NOT w.seat AND w.offer_expires_at > $1::timestamptz " \
  "AND NOT EXISTS (SELECT FROM holds h WHERE h.waiting_id = w.id AND h.coach_id = w.offered_coach_id AND h.during = w.during) " \
  "AND NOT EXISTS (SELECT FROM seats t WHERE t.student_id = w.student_id AND t.active AND t.during && w.during)") \
  X (W03, 0, "a free place is offered where names wait for it", \
  "SELECT x.id::text AS fault FROM sessions x JOIN waiting_list w ON w.session_id = x.id AND w.seat AND w.status = 'WAITING' " \
  "AND lower (x.during) > w.created_at WHERE x.status = 'SCHEDULED' AND x.seats_taken + x.seats_offered < x.capacity " \
  "AND lower (x.during) > x.updated_at") \
  X (S09, 0, "a seat that is still to be paid is of a series that is paid by the month", \
  "SELECT t.id::text AS fault FROM seats t JOIN sessions x ON x.id = t.session_id LEFT JOIN series e ON e.id = x.series_id " \
  "WHERE NOT t.paid AND e.payment IS DISTINCT FROM 'MONTHLY'") \
  X (R01, 0, "a report is of a pupil who had a place", \
  "SELECT r.id::text AS fault FROM reports r WHERE NOT EXISTS (SELECT FROM seats t WHERE t.session_id = r.session_id " \
  "AND t.student_id = r.student_id)") \
  X (O01, 1, "a booking of the last week left its mail", \
  "SELECT a.object_id::text AS fault FROM audit a WHERE a.action = 'session.booked' AND a.at > $1::timestamptz " \
  "- interval '7 days' " \
  "AND NOT EXISTS (SELECT FROM outbox o WHERE o.kind = 'booking_confirmation' " \
  "AND split_part (o.dedupe, ':', 2) = a.object_id::text) " \
  "AND NOT EXISTS (SELECT FROM sessions x JOIN outbox o ON o.kind = 'agenda_changes' " \
  "AND split_part (o.dedupe, ':', 2) = x.series_id::text WHERE x.id = a.object_id)") \
  X (O02, 0, "no mail was given up", \
  "SELECT id || ' ' || kind || ': ' || coalesce (last_error, '') AS fault FROM outbox WHERE dead_at IS NOT NULL") \
  X (O03, 0, "a booking left its audit row beside its event", \
  "SELECT x.id::text AS fault FROM sessions x JOIN events e ON e.object_id = x.id AND e.type = 'session.booked' " \
  "WHERE NOT EXISTS (SELECT FROM audit a WHERE a.object_id = x.id AND a.action = 'session.booked')") \
  X (A01, 0, "a person has the row of their role", \
  "SELECT u.id::text AS fault FROM users u WHERE u.role = 'PARENT' AND NOT EXISTS (SELECT FROM parents p WHERE " \
  "p.user_id = u.id) " \
  "OR u.role = 'ELEVE' AND NOT EXISTS (SELECT FROM students s WHERE s.user_id = u.id)") \
  X (A02, 1, "who was shut out has no sign-in left", \
  "SELECT t.jti::text AS fault FROM auth_tokens t JOIN users u ON u.id = t.user_id WHERE u.deactivated_at IS NOT NULL " \
  "AND t.revoked_at IS NULL AND t.expires_at > $1::timestamptz") \
  X (X01, 0, "every constraint is validated", \
  "SELECT conname::text AS fault FROM pg_constraint WHERE NOT convalidated") \
  X (X02, 0, "history cannot be rewritten: append-only triggers are there and on", \
  "SELECT w.name AS fault FROM unnest (ARRAY['audit', 'credit_draws', 'credit_transactions', 'payment_events', " \
  "'report_addenda', " \
  "'settlements']) AS w (name) WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = to_regclass (w.name) " \
  "AND g.tgname = w.name || '_append_only' AND g.tgenabled IN ('O', 'A') AND g.tgtype & 58 = 58)") \
  X (X03, 0, "the constraints that guard bookings and the ledger are there", \
  "SELECT w.name AS fault FROM unnest (ARRAY['sessions_coach_no_overlap', 'sessions_room_no_overlap', " \
  "'seats_student_no_overlap', " \
  "'sessions_not_overfull', 'sessions_offers_fit', 'students_balance_not_negative', 'credit_lots_remaining_valid', " \
  "'credit_transactions_balance_not_negative', 'settlements_pkey', 'receipts_number_once', 'subscription_periods_once', " \
  "'catalogue_terms_one_at_a_time']) AS w (name) " \
  "WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = w.name) UNION ALL " \
  "SELECT w.name FROM unnest (ARRAY['subscriptions_one_active', 'credit_lots_once_per_payment', 'credit_lots_once_per_period', " \
  "'credit_transactions_refunded_once', 'credit_transactions_expired_once', 'payments_once_per_period', 'seats_one_per_student']) AS w (name) WHERE NOT EXISTS (SELECT FROM pg_class c " \
  "JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname = w.name AND i.indisunique AND i.indisvalid)")

#define AS_INDEX(code, n, says, sql) code,
#define AS_STATEMENT(code, n, says, sql) [code] = { "check." #code, sql, n },
#define AS_CODE(code, n, says, sql) [code] = #code,
#define AS_TEXT(code, n, says, sql) [code] = says,

enum { INVARIANTS (AS_INDEX) N_INVARIANTS };

static const NxStatement statements[] = {
  INVARIANTS (AS_STATEMENT)
  [N_INVARIANTS] = { "check.patience", "SELECT set_config ('statement_timeout', '0', true)", 0 },
};
NX_STATEMENTS (check, statements)

static const char *const codes[] = { INVARIANTS (AS_CODE) };
static const char *const texts[] = { INVARIANTS (AS_TEXT) };

const NxStatement *
nx_check_invariant (guint i, const char **code, const char **says)
{
  if (i >= N_INVARIANTS)
    return NULL;
  *code = codes[i];
  *says = texts[i];
  return &statements[i];
}

const NxStatement *
nx_check_patience (void)
{
  return &statements[N_INVARIANTS];
}
