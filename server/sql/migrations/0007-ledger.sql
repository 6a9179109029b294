-- The ledger: lots of credits, transactions, and which lots a transaction touched. All amounts in quarter-credits.
--
--   students.balance      = sum (credit_transactions.amount)          = sum (credit_lots.remaining)
--   credit_lots.remaining = granted + sum (credit_draws.amount)
--
-- kept by the application in the transaction of the change, guarded by the CHECKs, proved by `nexus-server check`.

CREATE TABLE credit_lots (
  id uuid NOT NULL,
  student_id uuid NOT NULL,
  type text NOT NULL,
  granted integer NOT NULL,
  remaining integer NOT NULL,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  payment_id uuid,
  subscription_id uuid,
  period date,                             -- first day of the renewal's month
  reason text,
  granted_by uuid,
  expiry_notice_at timestamptz,            -- when the parent was told that it is about to expire
  CONSTRAINT credit_lots_pkey PRIMARY KEY (id),
  CONSTRAINT credit_lots_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT credit_lots_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT credit_lots_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES subscriptions (id),
  CONSTRAINT credit_lots_type_valid CHECK (type IN ('MONTHLY_ALLOCATION', 'PURCHASE', 'ADJUSTMENT', 'REFUND')),
  CONSTRAINT credit_lots_granted_positive CHECK (granted > 0),
  CONSTRAINT credit_lots_remaining_valid CHECK (remaining BETWEEN 0 AND granted),
  CONSTRAINT credit_lots_expires_later CHECK (expires_at > granted_at),
  CONSTRAINT credit_lots_provenance CHECK (CASE type
    WHEN 'MONTHLY_ALLOCATION' THEN payment_id IS NOT NULL OR (subscription_id IS NOT NULL AND period IS NOT NULL)
    WHEN 'PURCHASE' THEN payment_id IS NOT NULL
    ELSE reason IS NOT NULL END)
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX credit_lots_once_per_payment ON credit_lots (payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX credit_lots_once_per_period ON credit_lots (subscription_id, period) WHERE period IS NOT NULL;
CREATE INDEX credit_lots_student_id_idx ON credit_lots (student_id, expires_at);
CREATE INDEX credit_lots_subscription_id_idx ON credit_lots (subscription_id) WHERE subscription_id IS NOT NULL;
CREATE INDEX credit_lots_expires_at_idx ON credit_lots (expires_at) WHERE remaining > 0;

CREATE SEQUENCE credit_transactions_seq AS bigint;

CREATE TABLE credit_transactions (
  id uuid NOT NULL,
  seq bigint NOT NULL,                     -- order of the ledger, set by the trigger
  student_id uuid NOT NULL,
  type text NOT NULL,
  amount integer NOT NULL,                 -- signed: usage, expiration < 0
  balance_after integer NOT NULL,
  session_id uuid,
  payment_id uuid,
  lot_id uuid,                             -- the lot that was granted, or that expired
  refund_of uuid,                          -- the USAGE that a REFUND gives back
  reason text,
  actor_id uuid,
  request_id text,
  created_at timestamptz NOT NULL,
  prev_hash bytea,                         -- of the student's row before; NULL for the first
  hash bytea NOT NULL,
  CONSTRAINT credit_transactions_pkey PRIMARY KEY (id),
  CONSTRAINT credit_transactions_seq_key UNIQUE (seq),
  CONSTRAINT credit_transactions_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT credit_transactions_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id),
  CONSTRAINT credit_transactions_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT credit_transactions_lot_id_fkey FOREIGN KEY (lot_id) REFERENCES credit_lots (id),
  CONSTRAINT credit_transactions_refund_of_fkey FOREIGN KEY (refund_of) REFERENCES credit_transactions (id),
  CONSTRAINT credit_transactions_type_valid CHECK (type IN ('MONTHLY_ALLOCATION', 'PURCHASE', 'USAGE', 'REFUND', 'EXPIRATION',
    'ADJUSTMENT')),
  CONSTRAINT credit_transactions_balance_not_negative CHECK (balance_after >= 0),
  CONSTRAINT credit_transactions_sign CHECK (CASE
    WHEN type IN ('MONTHLY_ALLOCATION', 'PURCHASE', 'REFUND') THEN amount > 0
    WHEN type IN ('USAGE', 'EXPIRATION') THEN amount < 0
    ELSE amount <> 0 END),
  CONSTRAINT credit_transactions_session_known CHECK (type NOT IN ('USAGE', 'REFUND') OR session_id IS NOT NULL),
  CONSTRAINT credit_transactions_refund_known CHECK ((type = 'REFUND') = (refund_of IS NOT NULL)),
  CONSTRAINT credit_transactions_lot_known CHECK (type NOT IN ('MONTHLY_ALLOCATION', 'PURCHASE', 'EXPIRATION') OR lot_id IS NOT NULL),
  CONSTRAINT credit_transactions_adjustment_reason CHECK (type <> 'ADJUSTMENT' OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX credit_transactions_refunded_once ON credit_transactions (refund_of) WHERE refund_of IS NOT NULL;
CREATE UNIQUE INDEX credit_transactions_granted_once ON credit_transactions (lot_id) WHERE lot_id IS NOT NULL AND type <> 'EXPIRATION';
CREATE UNIQUE INDEX credit_transactions_expired_once ON credit_transactions (lot_id) WHERE type = 'EXPIRATION';
CREATE INDEX credit_transactions_student_id_idx ON credit_transactions (student_id, seq DESC);
CREATE INDEX credit_transactions_session_id_idx ON credit_transactions (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX credit_transactions_payment_id_idx ON credit_transactions (payment_id) WHERE payment_id IS NOT NULL;

-- What a row's hash covers. Written so that no setting of the connection changes it.
CREATE FUNCTION nx_transaction_digest (prev bytea, t credit_transactions) RETURNS bytea
  LANGUAGE sql STABLE AS $$
  SELECT sha256 (coalesce (prev, ''::bytea) || convert_to (jsonb_build_array (t.id, t.seq, t.student_id, t.type, t.amount,
    t.balance_after, t.session_id, t.payment_id, t.lot_id, t.refund_of, t.reason, t.actor_id, t.request_id,
    (extract (epoch FROM t.created_at) * 1000000)::bigint)::text, 'UTF8'))
$$;

-- The student's row is locked before the order and the hash are taken: rows of one student are a chain also under load.
CREATE FUNCTION nx_transactions_chain () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM students WHERE id = NEW.student_id FOR NO KEY UPDATE;
  NEW.seq := nextval ('credit_transactions_seq');
  NEW.prev_hash := (SELECT hash FROM credit_transactions WHERE student_id = NEW.student_id ORDER BY seq DESC LIMIT 1);
  NEW.hash := nx_transaction_digest (NEW.prev_hash, NEW);
  RETURN NEW;
END
$$;
CREATE TRIGGER credit_transactions_chain BEFORE INSERT ON credit_transactions
  FOR EACH ROW EXECUTE FUNCTION nx_transactions_chain ();
CREATE TRIGGER credit_transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION nx_refuse_change ();

-- What a transaction did to a lot after its grant: amount < 0 takes (usage, expiration, negative adjustment), > 0 gives back
-- (refund, pointing to the draw that it gives back). A refund that cannot return to its lot has no draw: it is a lot of its own.
CREATE TABLE credit_draws (
  id uuid NOT NULL,
  transaction_id uuid NOT NULL,
  lot_id uuid NOT NULL,
  amount integer NOT NULL,
  refund_of uuid,
  CONSTRAINT credit_draws_pkey PRIMARY KEY (id),
  CONSTRAINT credit_draws_transaction_id_fkey FOREIGN KEY (transaction_id) REFERENCES credit_transactions (id),
  CONSTRAINT credit_draws_lot_id_fkey FOREIGN KEY (lot_id) REFERENCES credit_lots (id),
  CONSTRAINT credit_draws_refund_of_fkey FOREIGN KEY (refund_of) REFERENCES credit_draws (id),
  CONSTRAINT credit_draws_once UNIQUE (transaction_id, lot_id),
  CONSTRAINT credit_draws_not_zero CHECK (amount <> 0),
  CONSTRAINT credit_draws_sign CHECK ((amount > 0) = (refund_of IS NOT NULL))
);
CREATE INDEX credit_draws_lot_id_idx ON credit_draws (lot_id);
CREATE UNIQUE INDEX credit_draws_refunded_once ON credit_draws (refund_of) WHERE refund_of IS NOT NULL;
CREATE TRIGGER credit_draws_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_draws
  FOR EACH STATEMENT EXECUTE FUNCTION nx_refuse_change ();
