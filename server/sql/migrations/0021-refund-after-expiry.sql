-- A lot that was taken by its expiry takes nothing back, whatever the clock of whoever cancels says: a request that waited, or another
-- server, may be some seconds behind the job. What came back to it would stay for ever, since a lot expires once.

-- Gives back what the last usage of a session took: to the same lots, and to one new lot what would land in ones whose time is over.
-- A usage that was given back already, or none, gives 0.
CREATE OR REPLACE FUNCTION nx_ledger_refund (p_id uuid, p_lot uuid, p_student uuid, p_session uuid, p_reason text, p_actor uuid,
                                  p_request text, p_now timestamptz, OUT refunded integer, OUT balance integer) LANGUAGE plpgsql AS $$
DECLARE
  v_usage credit_transactions;
  v_late integer;
  v_open uuid[];
BEGIN
  SELECT s.balance INTO STRICT balance FROM students s WHERE s.id = p_student FOR NO KEY UPDATE;
  refunded := 0;

  SELECT * INTO v_usage FROM credit_transactions t
   WHERE t.session_id = p_session AND t.student_id = p_student AND t.type = 'USAGE' ORDER BY t.seq DESC LIMIT 1;
  IF NOT FOUND OR EXISTS (SELECT FROM credit_transactions r WHERE r.refund_of = v_usage.id) THEN
    RETURN;
  END IF;

  SELECT coalesce (array_agg (l.id), '{}') INTO v_open FROM credit_draws d JOIN credit_lots l ON l.id = d.lot_id
   WHERE d.transaction_id = v_usage.id AND l.expires_at > p_now
     AND NOT EXISTS (SELECT FROM credit_transactions e WHERE e.lot_id = l.id AND e.type = 'EXPIRATION');
  SELECT coalesce (-sum (d.amount), 0) INTO v_late FROM credit_draws d
   WHERE d.transaction_id = v_usage.id AND d.lot_id <> ALL (v_open);
  refunded := -v_usage.amount;
  UPDATE students s SET balance = s.balance + nx_ledger_refund.refunded WHERE s.id = p_student RETURNING s.balance INTO balance;

  IF v_late > 0 THEN
    INSERT INTO credit_lots (id, student_id, type, granted, remaining, granted_at, expires_at, reason, granted_by)
    VALUES (p_lot, p_student, 'REFUND', v_late, v_late, p_now,
            p_now + make_interval (days => (SELECT value::text::integer FROM settings WHERE key = 'refund_lot_days')),
            p_reason, p_actor);
  END IF;

  INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, session_id, lot_id, refund_of, reason, actor_id,
                                   request_id, created_at)
  VALUES (p_id, p_student, 'REFUND', refunded, balance, p_session, CASE WHEN v_late > 0 THEN p_lot END, v_usage.id, p_reason,
          p_actor, p_request, p_now);

  INSERT INTO credit_draws (id, transaction_id, lot_id, amount, refund_of)
  SELECT nx_draw_id (p_id, (row_number () OVER (ORDER BY d.id))::integer), p_id, d.lot_id, -d.amount, d.id
    FROM credit_draws d WHERE d.transaction_id = v_usage.id AND d.lot_id = ANY (v_open);

  UPDATE credit_lots l SET remaining = l.remaining - d.amount
    FROM credit_draws d WHERE d.transaction_id = v_usage.id AND l.id = d.lot_id AND l.id = ANY (v_open);
END
$$;
