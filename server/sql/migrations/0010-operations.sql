-- What keeps the platform running: live events, outbox, jobs, idempotency, audit, settings, rate limits.

-- One row a change; NOTIFY carries its number, and a client that was away asks for what came after the last one it saw.
CREATE TABLE events (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  type text NOT NULL,
  object_id uuid NOT NULL,
  coach_id uuid,
  student_id uuid,
  by_name text,
  at timestamptz NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (seq),
  CONSTRAINT events_type_valid CHECK (type ~ '^[a-z_]+\.[a-z_]+$')
);
CREATE INDEX events_at_idx ON events (at);

-- Effects outside the database, written in the transaction of their cause.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  dedupe text NOT NULL,
  to_address text,                         -- NULL: the office
  to_name text,
  locale text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  not_before timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  locked_until timestamptz,
  sent_at timestamptz,
  dead_at timestamptz,
  cancelled_at timestamptz,                -- undone before it left
  last_error text,
  request_id text,
  CONSTRAINT outbox_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_dedupe_key UNIQUE (dedupe),
  CONSTRAINT outbox_locale_valid CHECK (locale IN ('fr', 'en')),
  CONSTRAINT outbox_one_end CHECK (num_nonnulls (sent_at, dead_at, cancelled_at) <= 1)
);
CREATE INDEX outbox_waiting_idx ON outbox (not_before, id) WHERE sent_at IS NULL AND dead_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX outbox_dead_idx ON outbox (dead_at) WHERE dead_at IS NOT NULL;

CREATE TABLE jobs (
  name text NOT NULL,
  last_run_at timestamptz,
  last_error text,
  failures integer NOT NULL DEFAULT 0,
  CONSTRAINT jobs_pkey PRIMARY KEY (name)
);

-- A run is claimed by inserting it: the second process finds it taken.
CREATE TABLE job_runs (
  job text NOT NULL,
  period text NOT NULL,                    -- what the run is for: a day, a month, a minute
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  worker text,
  result text,
  CONSTRAINT job_runs_pkey PRIMARY KEY (job, period)
);
CREATE INDEX job_runs_started_at_idx ON job_runs (started_at);

CREATE TABLE idempotency_keys (
  caller text NOT NULL,                    -- user, or address where nobody is signed in
  key text NOT NULL,
  route text NOT NULL,
  request_hash bytea NOT NULL,
  status smallint,                         -- NULL: the first request is still under way
  content_type text,
  body bytea,
  created_at timestamptz NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key),
  CONSTRAINT idempotency_keys_key_length CHECK (length (key) BETWEEN 8 AND 64)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  actor_id uuid,
  actor_role text,
  action text NOT NULL,
  object_type text NOT NULL,
  object_id uuid,
  before jsonb,
  after jsonb,
  request_id text NOT NULL,
  remote text,
  CONSTRAINT audit_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_object_idx ON audit (object_type, object_id, id);
CREATE INDEX audit_actor_id_idx ON audit (actor_id, id);
CREATE INDEX audit_at_idx ON audit USING brin (at);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION nx_refuse_change ();

CREATE TABLE settings (
  key text NOT NULL,
  value jsonb NOT NULL,
  updated_at timestamptz,
  updated_by uuid,
  CONSTRAINT settings_pkey PRIMARY KEY (key),
  CONSTRAINT settings_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users (id)
);
CREATE INDEX settings_updated_by_idx ON settings (updated_by);

CREATE TABLE rate_limits (
  bucket text NOT NULL,
  window_start timestamptz NOT NULL,
  hits integer NOT NULL,
  CONSTRAINT rate_limits_pkey PRIMARY KEY (bucket)
) WITH (fillfactor = 70);
CREATE INDEX rate_limits_window_start_idx ON rate_limits (window_start);

INSERT INTO settings (key, value) VALUES
  ('family_refund_hours', '{"COURS_ONLINE": 24, "COURS_PRESENTIEL": 24, "ATELIER_GROUPE": 48}'),
  ('renewal_grace_days', '7'),
  ('expiry_notice_days', '7'),
  ('refund_lot_days', '30'),
  ('retention_lead_months', '12'),
  ('retention_aria_months', '24'),
  ('retention_log_days', '90');
