-- What the processes tell each other (server/http/nx-live.h): said by the database, so that no way to change it stays silent.

CREATE FUNCTION nx_notify () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify (TG_ARGV[0], '');
  RETURN NULL;
END
$$;

-- Whoever may no longer be signed in: open connections are looked at again.
CREATE TRIGGER auth_tokens_notify AFTER UPDATE OF revoked_at OR DELETE ON auth_tokens
  FOR EACH STATEMENT EXECUTE FUNCTION nx_notify ('nx_auth');
CREATE TRIGGER users_notify_auth AFTER UPDATE OF deactivated_at, role, password_hash ON users FOR EACH ROW
  WHEN ((OLD.deactivated_at, OLD.role, OLD.password_hash) IS DISTINCT FROM (NEW.deactivated_at, NEW.role, NEW.password_hash))
  EXECUTE FUNCTION nx_notify ('nx_auth');

-- What visitors are shown: pages that were kept are made anew.
CREATE TRIGGER plans_notify AFTER INSERT OR UPDATE OR DELETE ON plans FOR EACH STATEMENT EXECUTE FUNCTION nx_notify ('catalogue');
CREATE TRIGGER packs_notify AFTER INSERT OR UPDATE OR DELETE ON packs FOR EACH STATEMENT EXECUTE FUNCTION nx_notify ('catalogue');
CREATE TRIGGER aria_addons_notify AFTER INSERT OR UPDATE OR DELETE ON aria_addons
  FOR EACH STATEMENT EXECUTE FUNCTION nx_notify ('catalogue');
CREATE TRIGGER session_costs_notify AFTER INSERT OR UPDATE OR DELETE ON session_costs
  FOR EACH STATEMENT EXECUTE FUNCTION nx_notify ('catalogue');
CREATE TRIGGER coaches_notify AFTER INSERT OR UPDATE OR DELETE ON coaches
  FOR EACH STATEMENT EXECUTE FUNCTION nx_notify ('catalogue');
CREATE TRIGGER users_notify_catalogue AFTER UPDATE OF deactivated_at ON users FOR EACH ROW
  WHEN (NEW.role = 'COACH' AND OLD.deactivated_at IS DISTINCT FROM NEW.deactivated_at) EXECUTE FUNCTION nx_notify ('catalogue');

-- Sent mails whose content is still kept.
CREATE INDEX outbox_sent_idx ON outbox (sent_at) WHERE sent_at IS NOT NULL AND payload <> '{}';
