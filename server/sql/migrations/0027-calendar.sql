-- Calendars that follow the agenda: a secret address for each person, and what an invitation in a mail must say.

-- The address itself is nowhere: it is made from AUTH_SECRET and the salt whenever its owner asks, and found by its hash.
-- Whoever reads this table alone can use none of them.
CREATE TABLE calendars (
  user_id uuid NOT NULL,
  salt bytea NOT NULL,
  hash bytea NOT NULL,                     -- SHA-256 of the secret
  renewed_at timestamptz NOT NULL,
  CONSTRAINT calendars_pkey PRIMARY KEY (user_id),
  CONSTRAINT calendars_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT calendars_hash_key UNIQUE (hash),
  CONSTRAINT calendars_salt_length CHECK (octet_length (salt) = 16),
  CONSTRAINT calendars_hash_length CHECK (octet_length (hash) = 32)
);

-- A mail about a session carries an invitation, whose SEQUENCE rises with each change: the session's version as it is in the
-- transaction of its cause. Said here, so that no way to write such a mail can leave it out.
CREATE FUNCTION nx_outbox_set_version () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.payload := NEW.payload
    || coalesce ((SELECT jsonb_build_object ('version', version) FROM sessions WHERE id = (NEW.payload ->> 'sessionId')::uuid), '{}');
  RETURN NEW;
END
$$;
CREATE TRIGGER outbox_set_version BEFORE INSERT ON outbox FOR EACH ROW
  WHEN (NEW.kind IN ('booking_confirmation', 'move', 'cancellation', 'reminder') AND NOT NEW.payload ? 'version'
    AND NEW.payload ->> 'sessionId' ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$')
  EXECUTE FUNCTION nx_outbox_set_version ();
