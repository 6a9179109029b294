-- Statements as they are worked through: balances, every line of the file in its order, what a person decided, what was settled.

ALTER TABLE statements
  ADD COLUMN opening bigint,
  ADD COLUMN closing bigint,
  ADD COLUMN account text,
  ADD COLUMN columns jsonb,                -- of a bank's CSV: where it has what
  ADD COLUMN skipped integer NOT NULL DEFAULT 0, -- movements that the bank had not booked yet
  ADD CONSTRAINT statements_balances_together CHECK ((opening IS NULL) = (closing IS NULL));

ALTER TABLE statement_lines
  DROP CONSTRAINT statement_lines_status_valid,
  ADD COLUMN ignored_because text,
  ADD COLUMN note text,
  ADD COLUMN settled_at timestamptz,
  ADD COLUMN settled_by uuid,
  ADD CONSTRAINT statement_lines_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES users (id),
  ADD CONSTRAINT statement_lines_status_valid CHECK (status IN ('OPEN', 'MATCHED', 'IGNORED', 'SETTLED')),
  ADD CONSTRAINT statement_lines_ignored_because_valid CHECK (ignored_because IN ('debit', 'person')),
  ADD CONSTRAINT statement_lines_ignored_because_something CHECK ((status = 'IGNORED') = (ignored_because IS NOT NULL)),
  ADD CONSTRAINT statement_lines_debit_ignored CHECK (amount > 0 OR status = 'IGNORED'),
  ADD CONSTRAINT statement_lines_settled_by_someone
    CHECK ((status = 'SETTLED') = (settled_at IS NOT NULL) AND (settled_at IS NULL) = (settled_by IS NULL));
CREATE INDEX statement_lines_settled_by_idx ON statement_lines (settled_by);

-- Overlapping statements share lines: a line is once in statement_lines, and in each file's contents.
CREATE TABLE statement_contents (
  statement_id uuid NOT NULL,
  position integer NOT NULL,
  line_id uuid NOT NULL,
  CONSTRAINT statement_contents_pkey PRIMARY KEY (statement_id, position),
  CONSTRAINT statement_contents_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES statements (id),
  CONSTRAINT statement_contents_line_id_fkey FOREIGN KEY (line_id) REFERENCES statement_lines (id),
  CONSTRAINT statement_contents_once UNIQUE (line_id, statement_id),
  CONSTRAINT statement_contents_position_valid CHECK (position > 0)
);

INSERT INTO statement_contents (statement_id, position, line_id)
SELECT statement_id, row_number () OVER (PARTITION BY statement_id ORDER BY position), id FROM statement_lines;

-- The choice of columns that a person made, for the next file with the same header.
CREATE TABLE statement_layouts (
  signature bytea NOT NULL,
  columns jsonb NOT NULL,
  chosen_at timestamptz NOT NULL,
  chosen_by uuid NOT NULL,
  CONSTRAINT statement_layouts_pkey PRIMARY KEY (signature),
  CONSTRAINT statement_layouts_chosen_by_fkey FOREIGN KEY (chosen_by) REFERENCES users (id),
  CONSTRAINT statement_layouts_signature_length CHECK (octet_length (signature) = 32)
);
CREATE INDEX statement_layouts_chosen_by_idx ON statement_layouts (chosen_by);

ALTER TABLE matches ADD CONSTRAINT matches_amount_positive CHECK (amount > 0);

-- What the bank wrote never changes; what was settled stays.
CREATE FUNCTION nx_statement_lines_guard () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'SETTLED' AND (TG_OP = 'DELETE' OR NEW.status <> 'SETTLED') THEN
    RAISE EXCEPTION 'line % is settled', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_lines_settled_stay', TABLE = 'statement_lines';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF (OLD.booked_on, OLD.amount, OLD.currency, OLD.payer, OLD.label, OLD.fingerprint)
     IS DISTINCT FROM (NEW.booked_on, NEW.amount, NEW.currency, NEW.payer, NEW.label, NEW.fingerprint) THEN
    RAISE EXCEPTION 'what the bank wrote on line % cannot change', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'statement_lines_fixed', TABLE = 'statement_lines';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER statement_lines_guard BEFORE UPDATE OR DELETE ON statement_lines
  FOR EACH ROW EXECUTE FUNCTION nx_statement_lines_guard ();
