-- A payment that was refunded is paid back in full: what comes back to its credits later, because a session that they had paid for is
-- cancelled, is not spent a second time. It comes back to the lot, so that the ledger says so, and is taken back in the same breath.

-- The payment that a lot was bought with.
CREATE FUNCTION nx_lot_payment (l credit_lots) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce (l.payment_id, (SELECT m.payment_id FROM subscription_periods m
                                   WHERE m.subscription_id = l.subscription_id AND m.period = l.period))
$$;

-- Gives back what the last usage of a session took: to the same lots, and to one new lot what would land in ones whose time is over.
-- A usage that was given back already, or none, gives 0. refunded: what the student may spend again.
CREATE OR REPLACE FUNCTION nx_ledger_refund (p_id uuid, p_lot uuid, p_student uuid, p_session uuid, p_reason text, p_actor uuid,
                                  p_request text, p_now timestamptz, OUT refunded integer, OUT balance integer) LANGUAGE plpgsql AS $$
DECLARE
  v_usage credit_transactions;
  v_late integer;
  v_open uuid[];
  v_n integer := 0;
  v_gone record;
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

  -- One row for each refunded payment and lot: rows and draws are named after the new lot, whose name nothing else has.
  FOR v_gone IN
    SELECT CASE WHEN l.id = ANY (v_open) THEN l.id ELSE p_lot END AS lot, p.id AS payment, -sum (d.amount)::integer AS amount,
           coalesce ((SELECT i.reason FROM invoices i WHERE i.payment_id = p.id AND i.kind = 'CREDIT_NOTE' LIMIT 1), p_reason) AS reason
      FROM credit_draws d JOIN credit_lots l ON l.id = d.lot_id JOIN payments p ON p.id = nx_lot_payment (l)
     WHERE d.transaction_id = v_usage.id AND p.status = 'REFUNDED' GROUP BY 1, 2 ORDER BY 1, 2
  LOOP
    v_n := v_n + 1;
    UPDATE students s SET balance = s.balance - v_gone.amount WHERE s.id = p_student RETURNING s.balance INTO balance;
    INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, payment_id, reason, actor_id, request_id, created_at)
    VALUES (nx_draw_id (p_lot, v_n), p_student, 'ADJUSTMENT', -v_gone.amount, balance, v_gone.payment, v_gone.reason, p_actor, p_request,
            p_now);
    INSERT INTO credit_draws (id, transaction_id, lot_id, amount)
    VALUES (nx_draw_id (p_lot, v_n), nx_draw_id (p_lot, v_n), v_gone.lot, -v_gone.amount);
    UPDATE credit_lots l SET remaining = l.remaining - v_gone.amount WHERE l.id = v_gone.lot;
    refunded := refunded - v_gone.amount;
  END LOOP;
END
$$;
