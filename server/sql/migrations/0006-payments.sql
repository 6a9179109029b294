-- Subscriptions and payments: what is due, what was settled, by whom, and the bank's word for it.

CREATE TABLE subscriptions (
  id uuid NOT NULL,
  student_id uuid NOT NULL,
  plan_name text NOT NULL,
  status text NOT NULL,
  credits_per_month integer NOT NULL,      -- plan's terms as they were when it was chosen
  monthly_price bigint NOT NULL,
  currency char(3) NOT NULL DEFAULT 'TND',
  aria_subjects text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  created_by uuid,
  starts_at timestamptz,                   -- NULL until ACTIVE; its day is the monthly anniversary
  paid_until timestamptz,
  ends_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT subscriptions_pkey PRIMARY KEY (id),
  CONSTRAINT subscriptions_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT subscriptions_plan_name_fkey FOREIGN KEY (plan_name) REFERENCES plans (name),
  CONSTRAINT subscriptions_status_valid CHECK (status IN ('ACTIVE', 'INACTIVE', 'CANCELLED', 'EXPIRED')),
  CONSTRAINT subscriptions_credits_not_negative CHECK (credits_per_month >= 0),
  CONSTRAINT subscriptions_price_not_negative CHECK (monthly_price >= 0),
  CONSTRAINT subscriptions_active_started CHECK (status <> 'ACTIVE' OR starts_at IS NOT NULL),
  CONSTRAINT subscriptions_aria_subjects_valid CHECK (aria_subjects <@ ARRAY['MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE',
    'HISTOIRE_GEO', 'ANGLAIS', 'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES'])
);
CREATE UNIQUE INDEX subscriptions_one_active ON subscriptions (student_id) WHERE status = 'ACTIVE';
CREATE INDEX subscriptions_student_id_idx ON subscriptions (student_id, created_at DESC);
CREATE INDEX subscriptions_plan_name_idx ON subscriptions (plan_name);

CREATE TABLE payments (
  id uuid NOT NULL,
  student_id uuid NOT NULL,
  parent_id uuid NOT NULL,
  type text NOT NULL,
  method text NOT NULL,
  status text NOT NULL DEFAULT 'PENDING',
  amount bigint NOT NULL,
  currency char(3) NOT NULL DEFAULT 'TND',
  item_key text NOT NULL,                  -- plan or pack
  credits integer NOT NULL DEFAULT 0,      -- quarter-credits that its settlement grants
  subscription_id uuid,
  reference text,                          -- of a transfer
  provider_ref text,                       -- Konnect's own
  pay_url text,
  note text,
  created_at timestamptz NOT NULL,
  created_by uuid,
  declared_at timestamptz,                 -- the family says that the transfer was sent
  declared_amount bigint,
  transfer_date date,
  settled_at timestamptz,
  settled_by uuid,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT payments_pkey PRIMARY KEY (id),
  CONSTRAINT payments_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT payments_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents (id),
  CONSTRAINT payments_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES subscriptions (id),
  CONSTRAINT payments_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES users (id),
  CONSTRAINT payments_type_valid CHECK (type IN ('SUBSCRIPTION', 'CREDIT_PACK', 'SPECIAL_PACK')),
  CONSTRAINT payments_method_valid CHECK (method IN ('konnect', 'wise', 'manual')),
  CONSTRAINT payments_status_valid CHECK (status IN ('PENDING', 'COMPLETED', 'FAILED', 'REFUNDED')),
  CONSTRAINT payments_amount_not_negative CHECK (amount >= 0),
  CONSTRAINT payments_credits_not_negative CHECK (credits >= 0),
  CONSTRAINT payments_currency_valid CHECK (currency IN ('TND', 'EUR', 'USD')),
  CONSTRAINT payments_reference_key UNIQUE (reference),
  CONSTRAINT payments_provider_ref_key UNIQUE (method, provider_ref),
  CONSTRAINT payments_settled_with_time CHECK ((status IN ('COMPLETED', 'REFUNDED')) = (settled_at IS NOT NULL)),
  CONSTRAINT payments_settled_by_someone CHECK (method = 'konnect' OR settled_at IS NULL OR settled_by IS NOT NULL)
);
CREATE INDEX payments_student_id_idx ON payments (student_id, created_at DESC);
CREATE INDEX payments_parent_id_idx ON payments (parent_id);
CREATE INDEX payments_subscription_id_idx ON payments (subscription_id);
CREATE INDEX payments_settled_by_idx ON payments (settled_by);
CREATE INDEX payments_status_idx ON payments (status, created_at);

-- Terms never change; states move only along domain.md's lines (a late success may follow a failure).
CREATE FUNCTION nx_payments_guard () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- How it is paid is the family's choice until it is paid.
  IF (OLD.student_id, OLD.parent_id, OLD.type, OLD.amount, OLD.currency, OLD.item_key, OLD.credits)
     IS DISTINCT FROM (NEW.student_id, NEW.parent_id, NEW.type, NEW.amount, NEW.currency, NEW.item_key, NEW.credits)
     OR (OLD.method <> NEW.method AND OLD.status <> 'PENDING') THEN
    RAISE EXCEPTION 'the terms of payment % cannot change', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_terms_fixed', TABLE = 'payments';
  END IF;
  IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('PENDING', 'COMPLETED'), ('PENDING', 'FAILED'),
     ('FAILED', 'COMPLETED'), ('COMPLETED', 'REFUNDED')) THEN
    RAISE EXCEPTION 'payment % cannot go from % to %', OLD.id, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_status_moves', TABLE = 'payments';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER payments_guard BEFORE UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION nx_payments_guard ();

-- One row a month that a subscription runs; the second grant of a month is refused here.
CREATE TABLE subscription_periods (
  id uuid NOT NULL,
  subscription_id uuid NOT NULL,
  period date NOT NULL,                    -- first day of the month that it pays for
  due_at timestamptz NOT NULL,
  payment_id uuid,
  granted_at timestamptz,
  CONSTRAINT subscription_periods_pkey PRIMARY KEY (id),
  CONSTRAINT subscription_periods_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES subscriptions (id),
  CONSTRAINT subscription_periods_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT subscription_periods_once UNIQUE (subscription_id, period)
);
CREATE INDEX subscription_periods_payment_id_idx ON subscription_periods (payment_id);

-- What happened to a payment: notices of the provider, what we read from it, declarations, decisions. Append-only.
CREATE TABLE payment_events (
  id uuid NOT NULL,
  payment_id uuid,                         -- NULL: a call about a payment that we do not know
  kind text NOT NULL,
  at timestamptz NOT NULL,
  actor_id uuid,
  request_id text,
  detail jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT payment_events_pkey PRIMARY KEY (id),
  CONSTRAINT payment_events_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id)
);
CREATE INDEX payment_events_payment_id_idx ON payment_events (payment_id, at);
CREATE TRIGGER payment_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_events
  FOR EACH STATEMENT EXECUTE FUNCTION nx_refuse_change ();

-- Settling is inserting here: whoever comes second finds the row taken. Append-only.
CREATE TABLE settlements (
  payment_id uuid NOT NULL,
  method text NOT NULL,
  amount bigint NOT NULL,                  -- received
  currency char(3) NOT NULL,
  received_on date,
  settled_at timestamptz NOT NULL,
  settled_by uuid,
  request_id text,
  note text,
  CONSTRAINT settlements_pkey PRIMARY KEY (payment_id),
  CONSTRAINT settlements_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT settlements_amount_not_negative CHECK (amount >= 0)
);
CREATE TRIGGER settlements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlements
  FOR EACH STATEMENT EXECUTE FUNCTION nx_refuse_change ();

-- The next receipt number of a year is taken from here under its row lock, so that a rollback leaves no gap.
CREATE TABLE receipt_counters (
  year smallint NOT NULL,
  last_number integer NOT NULL,
  CONSTRAINT receipt_counters_pkey PRIMARY KEY (year),
  CONSTRAINT receipt_counters_not_negative CHECK (last_number >= 0)
);

CREATE TABLE receipts (
  id uuid NOT NULL,
  payment_id uuid NOT NULL,
  year smallint NOT NULL,
  number integer NOT NULL,
  issued_at timestamptz NOT NULL,
  CONSTRAINT receipts_pkey PRIMARY KEY (id),
  CONSTRAINT receipts_payment_id_key UNIQUE (payment_id),
  CONSTRAINT receipts_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT receipts_number_once UNIQUE (year, number),
  CONSTRAINT receipts_number_positive CHECK (number > 0)
);

-- Bank statements: a file seen before is the same statement.
CREATE TABLE statements (
  id uuid NOT NULL,
  sha256 bytea NOT NULL,
  file_name text NOT NULL,
  format text NOT NULL,
  imported_at timestamptz NOT NULL,
  imported_by uuid NOT NULL,
  CONSTRAINT statements_pkey PRIMARY KEY (id),
  CONSTRAINT statements_sha256_key UNIQUE (sha256),
  CONSTRAINT statements_imported_by_fkey FOREIGN KEY (imported_by) REFERENCES users (id),
  CONSTRAINT statements_sha256_length CHECK (octet_length (sha256) = 32),
  CONSTRAINT statements_format_valid CHECK (format IN ('wise_csv', 'camt053', 'csv'))
);
CREATE INDEX statements_imported_by_idx ON statements (imported_by);

CREATE TABLE statement_lines (
  id uuid NOT NULL,
  statement_id uuid NOT NULL,
  position integer NOT NULL,
  booked_on date NOT NULL,
  amount bigint NOT NULL,
  currency char(3) NOT NULL,
  payer text NOT NULL DEFAULT '',
  label text NOT NULL DEFAULT '',
  reference text,
  fingerprint bytea NOT NULL,              -- the same line in two overlapping statements is one
  status text NOT NULL DEFAULT 'OPEN',
  CONSTRAINT statement_lines_pkey PRIMARY KEY (id),
  CONSTRAINT statement_lines_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements (id),
  CONSTRAINT statement_lines_fingerprint_key UNIQUE (fingerprint),
  CONSTRAINT statement_lines_position_key UNIQUE (statement_id, position),
  CONSTRAINT statement_lines_status_valid CHECK (status IN ('OPEN', 'MATCHED', 'IGNORED'))
);

CREATE TABLE matches (
  id uuid NOT NULL,
  line_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  amount bigint NOT NULL,                  -- of the line: two transfers may share one
  confidence smallint NOT NULL,            -- per cent
  reasons text[] NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'PROPOSED',
  decided_at timestamptz,
  decided_by uuid,
  CONSTRAINT matches_pkey PRIMARY KEY (id),
  CONSTRAINT matches_line_id_fkey FOREIGN KEY (line_id) REFERENCES statement_lines (id),
  CONSTRAINT matches_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments (id),
  CONSTRAINT matches_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users (id),
  CONSTRAINT matches_once UNIQUE (line_id, payment_id),
  CONSTRAINT matches_confidence_valid CHECK (confidence BETWEEN 0 AND 100),
  CONSTRAINT matches_status_valid CHECK (status IN ('PROPOSED', 'CONFIRMED', 'REJECTED')),
  CONSTRAINT matches_decided_by_someone CHECK ((status = 'PROPOSED') = (decided_by IS NULL))
);
CREATE INDEX matches_payment_id_idx ON matches (payment_id);
CREATE INDEX matches_decided_by_idx ON matches (decided_by);
