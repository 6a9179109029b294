-- What has a time instead of a caller: runs of jobs, renewals of plans, credits that expire.

-- A run that began and did not finish is taken over once its claim is over; a job that failed waits before it is tried again.
ALTER TABLE job_runs
  ADD COLUMN claimed_until timestamptz,
  ADD COLUMN attempts integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT job_runs_attempts_positive CHECK (attempts > 0);
CREATE INDEX job_runs_under_way_idx ON job_runs (job, claimed_until) WHERE finished_at IS NULL;
ALTER TABLE jobs
  ADD COLUMN retry_at timestamptz,
  ADD CONSTRAINT jobs_failures_not_negative CHECK (failures >= 0);

-- A subscription keeps all terms that it was chosen with, also how long its credits are valid. A family that ends it keeps it until
-- what is paid is over: ends_at says when, cancelled_at that it was the family.
ALTER TABLE subscriptions
  ADD COLUMN validity_months smallint NOT NULL DEFAULT 12,
  ADD COLUMN cancelled_at timestamptz,
  ADD COLUMN cancelled_by uuid,
  ADD COLUMN cancel_reason text,
  ADD CONSTRAINT subscriptions_validity_positive CHECK (validity_months BETWEEN 1 AND 60),
  ADD CONSTRAINT subscriptions_cancelled_ends CHECK (cancelled_at IS NULL OR ends_at IS NOT NULL);
UPDATE subscriptions x SET validity_months = p.validity_months FROM plans p WHERE p.name = x.plan_name;
CREATE INDEX subscriptions_paid_until_idx ON subscriptions (paid_until) WHERE status = 'ACTIVE';
CREATE INDEX subscriptions_starts_at_idx ON subscriptions (starts_at) WHERE status = 'INACTIVE' AND starts_at IS NOT NULL;
CREATE INDEX subscription_periods_due_at_idx ON subscription_periods (due_at) WHERE granted_at IS NULL;

-- The month that a renewal pays for: one payment of it waits at a time.
ALTER TABLE payments ADD COLUMN period date;
CREATE UNIQUE INDEX payments_once_per_period ON payments (subscription_id, period) WHERE period IS NOT NULL AND status = 'PENDING';

-- Takes what is left of a lot whose time is over. A lot that was taken already, is empty or is still valid gives 0.
CREATE FUNCTION nx_ledger_expire (p_id uuid, p_lot uuid, p_request text, p_now timestamptz, OUT taken integer, OUT balance integer)
  LANGUAGE plpgsql AS $$
DECLARE
  v_lot credit_lots;
BEGIN
  SELECT s.balance INTO STRICT balance FROM students s
   WHERE s.id = (SELECT student_id FROM credit_lots WHERE id = p_lot) FOR NO KEY UPDATE;
  SELECT * INTO STRICT v_lot FROM credit_lots WHERE id = p_lot;
  taken := 0;
  IF v_lot.remaining = 0 OR v_lot.expires_at > p_now THEN
    RETURN;
  END IF;

  taken := v_lot.remaining;
  UPDATE students s SET balance = s.balance - v_lot.remaining WHERE s.id = v_lot.student_id RETURNING s.balance INTO balance;
  INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, lot_id, request_id, created_at)
  VALUES (p_id, v_lot.student_id, 'EXPIRATION', -v_lot.remaining, balance, p_lot, p_request, p_now);
  INSERT INTO credit_draws (id, transaction_id, lot_id, amount) VALUES (nx_draw_id (p_id, 1), p_id, p_lot, -v_lot.remaining);
  UPDATE credit_lots SET remaining = 0 WHERE id = p_lot;
END
$$;

INSERT INTO settings (key, value) VALUES ('renewal_notice_days', '7');
