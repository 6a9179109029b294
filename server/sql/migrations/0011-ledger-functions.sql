-- How the ledger moves: the student's row first (its lock makes one student's changes follow each other), then the row of the
-- ledger, then the lots. The constraints refuse what must not be; nothing here decides whether a change is allowed.

-- The n-th draw of a transaction: the transaction's identifier with its last four digits counting.
CREATE FUNCTION nx_draw_id (transaction_id uuid, n integer) RETURNS uuid
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (left ($1::text, 32) || lpad (to_hex ($2), 4, '0'))::uuid;

-- Takes credits (usage of a seat, negative adjustment) from the lots that are valid, the earliest expiry first.
CREATE FUNCTION nx_ledger_take (p_id uuid, p_student uuid, p_type text, p_quarters integer, p_session uuid, p_reason text,
                                p_actor uuid, p_request text, p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_balance integer;
  v_left integer := p_quarters;
  v_take integer;
  v_n integer := 0;
  v_lot record;
BEGIN
  UPDATE students SET balance = balance - p_quarters WHERE id = p_student RETURNING balance INTO STRICT v_balance;
  IF p_quarters = 0 THEN
    RETURN v_balance;
  END IF;

  INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, session_id, reason, actor_id, request_id, created_at)
  VALUES (p_id, p_student, p_type, -p_quarters, v_balance, p_session, p_reason, p_actor, p_request, p_now);

  FOR v_lot IN
    SELECT id, remaining FROM credit_lots
     WHERE student_id = p_student AND remaining > 0 AND expires_at > p_now
     ORDER BY expires_at, granted_at, id
  LOOP
    v_take := least (v_lot.remaining, v_left);
    v_n := v_n + 1;
    UPDATE credit_lots SET remaining = remaining - v_take WHERE id = v_lot.id;
    INSERT INTO credit_draws (id, transaction_id, lot_id, amount) VALUES (nx_draw_id (p_id, v_n), p_id, v_lot.id, -v_take);
    v_left := v_left - v_take;
    EXIT WHEN v_left = 0;
  END LOOP;

  -- The balance still holds what has expired and was not taken yet: it cannot be spent.
  IF v_left > 0 THEN
    RAISE EXCEPTION 'only expired credits are left' USING ERRCODE = 'check_violation', CONSTRAINT = 'students_balance_not_negative';
  END IF;

  RETURN v_balance;
END
$$;

-- Makes a lot, with the row of the ledger that grants it.
CREATE FUNCTION nx_ledger_grant (p_id uuid, p_lot uuid, p_student uuid, p_type text, p_quarters integer, p_expires timestamptz,
                                 p_payment uuid, p_subscription uuid, p_period date, p_reason text, p_actor uuid, p_request text,
                                 p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_balance integer;
BEGIN
  UPDATE students SET balance = balance + p_quarters WHERE id = p_student RETURNING balance INTO STRICT v_balance;

  INSERT INTO credit_lots (id, student_id, type, granted, remaining, granted_at, expires_at, payment_id, subscription_id, period,
                           reason, granted_by)
  VALUES (p_lot, p_student, p_type, p_quarters, p_quarters, p_now, p_expires, p_payment, p_subscription, p_period, p_reason, p_actor);

  INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, payment_id, lot_id, reason, actor_id, request_id,
                                   created_at)
  VALUES (p_id, p_student, p_type, p_quarters, v_balance, p_payment, p_lot, p_reason, p_actor, p_request, p_now);

  RETURN v_balance;
END
$$;

-- Gives back what the last usage of a session took: to the same lots, and to one new lot what would land in expired ones.
-- A usage that was given back already, or none, gives 0.
CREATE FUNCTION nx_ledger_refund (p_id uuid, p_lot uuid, p_student uuid, p_session uuid, p_reason text, p_actor uuid,
                                  p_request text, p_now timestamptz, OUT refunded integer, OUT balance integer) LANGUAGE plpgsql AS $$
DECLARE
  v_usage credit_transactions;
  v_late integer;
BEGIN
  SELECT s.balance INTO STRICT balance FROM students s WHERE s.id = p_student FOR NO KEY UPDATE;
  refunded := 0;

  SELECT * INTO v_usage FROM credit_transactions t
   WHERE t.session_id = p_session AND t.student_id = p_student AND t.type = 'USAGE' ORDER BY t.seq DESC LIMIT 1;
  IF NOT FOUND OR EXISTS (SELECT FROM credit_transactions r WHERE r.refund_of = v_usage.id) THEN
    RETURN;
  END IF;

  SELECT coalesce (-sum (d.amount), 0) INTO v_late FROM credit_draws d JOIN credit_lots l ON l.id = d.lot_id
   WHERE d.transaction_id = v_usage.id AND l.expires_at <= p_now;
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
    FROM credit_draws d JOIN credit_lots l ON l.id = d.lot_id
   WHERE d.transaction_id = v_usage.id AND l.expires_at > p_now;

  UPDATE credit_lots l SET remaining = l.remaining - d.amount
    FROM credit_draws d WHERE d.transaction_id = v_usage.id AND l.id = d.lot_id AND l.expires_at > p_now;
END
$$;

-- Puts a session at the first coach and room of the lists that nobody has taken meanwhile. Coaches and rooms are locked before the
-- insert: two bookings that race for one slot wait for each other instead of running into a deadlock on the exclusion constraint.
CREATE FUNCTION nx_place_session (p_id uuid, p_coaches uuid[], p_rooms uuid[], p_start timestamptz, p_end timestamptz, p_type text,
                                  p_subject text, p_title text, p_description text, p_capacity integer, p_cost integer,
                                  p_jitsi_room text, p_actor uuid, p_now timestamptz, OUT coach_id uuid, OUT room_id uuid)
  LANGUAGE plpgsql AS $$
DECLARE
  v_constraint text;
  v_coach integer := 1;
  v_room integer := 1;
BEGIN
  LOOP
    coach_id := p_coaches[v_coach];
    room_id := p_rooms[v_room];
    PERFORM FROM coaches c WHERE c.id = coach_id FOR NO KEY UPDATE;
    IF room_id IS NOT NULL THEN
      PERFORM FROM rooms r WHERE r.id = room_id FOR NO KEY UPDATE;
    END IF;

    BEGIN
      INSERT INTO sessions (id, coach_id, during, type, subject, title, description, capacity, seats_taken, seat_cost, room_id,
                            jitsi_room, created_at, created_by, updated_at)
      VALUES (p_id, coach_id, tstzrange (p_start, p_end), p_type, p_subject, p_title, p_description, p_capacity, 1, p_cost, room_id,
              p_jitsi_room, p_now, p_actor, p_now);
      RETURN;
    EXCEPTION WHEN exclusion_violation THEN
      GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
      IF v_constraint = 'sessions_room_no_overlap' AND v_room < cardinality (p_rooms) THEN
        v_room := v_room + 1;
      ELSIF v_constraint = 'sessions_coach_no_overlap' AND v_coach < cardinality (p_coaches) THEN
        v_coach := v_coach + 1;
      ELSE
        RAISE;
      END IF;
    END;
  END LOOP;
END
$$;
