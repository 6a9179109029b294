-- Payment by card: every link that Konnect made for a payment, and what it says of each; what the office has to look at; and
-- refunds. A payment may have had several links (one expired, the family asked again): each is watched until its end is known.

CREATE TABLE konnect_links (
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'ASKED',
  provider_ref text,                       -- Konnect's own; NULL until it has answered
  pay_url text,
  asked_at timestamptz NOT NULL,
  expires_at timestamptz,                  -- after which Konnect takes no payment by it
  checked_at timestamptz,                  -- when we last read its state
  next_check_at timestamptz,               -- NULL: not watched any more
  said text,                               -- what was read last: only news become events
  CONSTRAINT konnect_links_pkey PRIMARY KEY (id),
  CONSTRAINT konnect_links_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT konnect_links_provider_ref_key UNIQUE (provider_ref),
  -- ASKED under way; LOST no answer came, nobody was shown a link; REFUSED Konnect said no; OPEN; FAILED; COMPLETED its money came;
  -- MISMATCH it says completed, but not of what was asked for.
  CONSTRAINT konnect_links_state_valid CHECK (state IN ('ASKED', 'LOST', 'REFUSED', 'OPEN', 'FAILED', 'COMPLETED', 'MISMATCH')),
  CONSTRAINT konnect_links_known CHECK (state IN ('ASKED', 'LOST', 'REFUSED') OR provider_ref IS NOT NULL),
  CONSTRAINT konnect_links_open CHECK (state <> 'OPEN' OR expires_at IS NOT NULL)
);
CREATE INDEX konnect_links_payment_id_idx ON konnect_links (payment_id, asked_at DESC);
-- Two that ask at once: the second waits for the first one's link.
CREATE UNIQUE INDEX konnect_links_one_asked ON konnect_links (payment_id) WHERE state = 'ASKED';
CREATE INDEX konnect_links_next_check_at_idx ON konnect_links (next_check_at) WHERE next_check_at IS NOT NULL;

-- What the office has to look at: money that came for a plan that was replaced meanwhile, that came twice, or that is not what was due.
ALTER TABLE payments ADD COLUMN attention text;
ALTER TABLE payments ADD CONSTRAINT payments_attention_valid CHECK (attention IN ('PLAN_REPLACED', 'PAID_TWICE', 'MISMATCH'));
CREATE INDEX payments_attention_idx ON payments (created_at) WHERE attention IS NOT NULL;
ALTER TABLE payments ADD COLUMN refunded_at timestamptz;
ALTER TABLE payments ADD COLUMN refunded_by uuid;
ALTER TABLE payments ADD CONSTRAINT payments_refunded_by_fkey FOREIGN KEY (refunded_by) REFERENCES users (id);
UPDATE payments SET refunded_at = settled_at WHERE status = 'REFUNDED';
ALTER TABLE payments ADD CONSTRAINT payments_refunded_with_time CHECK (status <> 'REFUNDED' OR refunded_at IS NOT NULL);
CREATE INDEX payments_refunded_by_idx ON payments (refunded_by) WHERE refunded_by IS NOT NULL;

-- Events of one moment keep their order.
ALTER TABLE payment_events ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;

-- How it is paid is open until it is paid, also after an attempt that failed; and what failed may be tried again.
CREATE OR REPLACE FUNCTION nx_payments_guard () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.student_id, OLD.parent_id, OLD.type, OLD.amount, OLD.currency, OLD.item_key, OLD.credits)
     IS DISTINCT FROM (NEW.student_id, NEW.parent_id, NEW.type, NEW.amount, NEW.currency, NEW.item_key, NEW.credits)
     OR (OLD.method <> NEW.method AND OLD.status NOT IN ('PENDING', 'FAILED')) THEN
    RAISE EXCEPTION 'the terms of payment % cannot change', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_terms_fixed', TABLE = 'payments';
  END IF;
  IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('PENDING', 'COMPLETED'), ('PENDING', 'FAILED'),
     ('FAILED', 'PENDING'), ('FAILED', 'COMPLETED'), ('COMPLETED', 'REFUNDED')) THEN
    RAISE EXCEPTION 'payment % cannot go from % to %', OLD.id, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_status_moves', TABLE = 'payments';
  END IF;
  RETURN NEW;
END
$$;

-- Takes back what is left of a lot whose payment is refunded: a negative adjustment with its one draw. Gives what it took.
CREATE FUNCTION nx_ledger_take_back (p_id uuid, p_lot uuid, p_payment uuid, p_reason text, p_actor uuid, p_request text,
                                     p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_lot credit_lots;
  v_balance integer;
BEGIN
  PERFORM FROM students s WHERE s.id = (SELECT l.student_id FROM credit_lots l WHERE l.id = p_lot) FOR NO KEY UPDATE;
  SELECT * INTO STRICT v_lot FROM credit_lots l WHERE l.id = p_lot FOR UPDATE;
  IF v_lot.remaining = 0 THEN
    RETURN 0;
  END IF;

  UPDATE students SET balance = balance - v_lot.remaining WHERE id = v_lot.student_id RETURNING balance INTO STRICT v_balance;
  INSERT INTO credit_transactions (id, student_id, type, amount, balance_after, payment_id, reason, actor_id, request_id, created_at)
  VALUES (p_id, v_lot.student_id, 'ADJUSTMENT', -v_lot.remaining, v_balance, p_payment, p_reason, p_actor, p_request, p_now);
  INSERT INTO credit_draws (id, transaction_id, lot_id, amount) VALUES (nx_draw_id (p_id, 1), p_id, p_lot, -v_lot.remaining);
  UPDATE credit_lots SET remaining = 0 WHERE id = p_lot;
  RETURN v_lot.remaining;
END
$$;
