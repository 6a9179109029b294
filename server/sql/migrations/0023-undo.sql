-- Undo: a change by staff is an action, with the steps that take it back (domain.md section 14). Also: marks of attendance, and
-- what happened to whose seats.

CREATE TABLE actions (
  id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY, -- their order
  actor_id uuid NOT NULL,
  kind text NOT NULL,
  object_id uuid,
  at timestamptz NOT NULL,
  request_id text,
  undoes uuid,                             -- the action that this one took back
  undone_by uuid,                          -- the action that took this one back
  redo boolean NOT NULL DEFAULT false,     -- takes back an undo
  mails_taken_back boolean NOT NULL DEFAULT false, -- nobody had been told of what it took back
  CONSTRAINT actions_pkey PRIMARY KEY (id),
  CONSTRAINT actions_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES users (id),
  CONSTRAINT actions_undoes_fkey FOREIGN KEY (undoes) REFERENCES actions (id),
  CONSTRAINT actions_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES actions (id)
);
CREATE INDEX actions_actor_id_idx ON actions (actor_id, seq DESC);
CREATE UNIQUE INDEX actions_undone_once ON actions (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX actions_undone_by_idx ON actions (undone_by) WHERE undone_by IS NOT NULL;

CREATE TABLE action_steps (
  action_id uuid NOT NULL,
  n smallint NOT NULL,
  step jsonb NOT NULL,
  CONSTRAINT action_steps_pkey PRIMARY KEY (action_id, n),
  CONSTRAINT action_steps_action_id_fkey FOREIGN KEY (action_id) REFERENCES actions (id),
  CONSTRAINT action_steps_op_known CHECK (step ->> 'op' IS NOT NULL)
);

-- Which action a mail, an answer that is repeated and a row of the audit belong to.
ALTER TABLE outbox ADD COLUMN action_id uuid;
CREATE INDEX outbox_action_id_idx ON outbox (action_id) WHERE action_id IS NOT NULL;
ALTER TABLE idempotency_keys ADD COLUMN action_id uuid;
ALTER TABLE audit ADD COLUMN action_id uuid;
CREATE INDEX audit_action_id_idx ON audit (action_id) WHERE action_id IS NOT NULL;

ALTER TABLE seats ADD COLUMN attendance text;
ALTER TABLE seats ADD CONSTRAINT seats_attendance_valid CHECK (attendance IN ('PRESENT', 'LATE', 'ABSENT'));
-- Who did not come keeps the seat in the history; the office may give the credits back all the same.
ALTER TABLE seats DROP CONSTRAINT seats_refunded_when_cancelled;
ALTER TABLE seats ADD CONSTRAINT seats_refunded_when_cancelled CHECK (NOT refunded OR NOT active OR attendance IS NOT DISTINCT FROM 'ABSENT');

-- Where the credits of a refund went: back to the lots that they came from, and to its own lot what those could not take.
CREATE FUNCTION nx_refund_landed (r credit_transactions) RETURNS TABLE (lot_id uuid, amount integer) LANGUAGE sql STABLE AS $$
  SELECT d.lot_id, d.amount FROM credit_draws d WHERE d.transaction_id = r.id
  UNION ALL
  SELECT r.lot_id, r.amount - coalesce ((SELECT sum (d.amount)::integer FROM credit_draws d WHERE d.transaction_id = r.id), 0)
   WHERE r.lot_id IS NOT NULL
$$;

-- Takes again what the last refund of a session gave back: from exactly the lots that it went to, where these still hold it; else in
-- the ordinary way. Nothing where no refund stands.
CREATE FUNCTION nx_ledger_retake (p_id uuid, p_student uuid, p_session uuid, p_reason text, p_actor uuid, p_request text,
                                  p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_balance integer;
  v_refund credit_transactions;
BEGIN
  SELECT balance INTO STRICT v_balance FROM students WHERE id = p_student FOR NO KEY UPDATE;
  SELECT * INTO v_refund FROM credit_transactions t
   WHERE t.session_id = p_session AND t.student_id = p_student AND t.type IN ('USAGE', 'REFUND') ORDER BY t.seq DESC LIMIT 1;
  IF NOT FOUND OR v_refund.type <> 'REFUND' THEN
    RETURN v_balance;
  END IF;
  IF EXISTS (SELECT FROM nx_refund_landed (v_refund) w JOIN credit_lots l ON l.id = w.lot_id
              WHERE l.remaining < w.amount OR l.expires_at <= p_now) THEN
    RETURN nx_ledger_take (p_id, p_student, 'USAGE', v_refund.amount, p_session, p_reason, p_actor, p_request, p_now);
  END IF;

  UPDATE students SET balance = balance - v_refund.amount WHERE id = p_student RETURNING balance INTO v_balance;
  INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, session_id, reason, actor_id, request_id, created_at)
  VALUES (p_id, p_student, 'USAGE', -v_refund.amount, v_balance, p_session, p_reason, p_actor, p_request, p_now);
  INSERT INTO credit_draws (id, transaction_id, lot_id, amount)
  SELECT nx_draw_id (p_id, (row_number () OVER (ORDER BY w.lot_id))::integer), p_id, w.lot_id, -w.amount
    FROM nx_refund_landed (v_refund) w;
  UPDATE credit_lots l SET remaining = l.remaining - w.amount FROM nx_refund_landed (v_refund) w WHERE l.id = w.lot_id;

  RETURN v_balance;
END
$$;
