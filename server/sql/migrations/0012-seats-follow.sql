-- A session that moves takes all its seats with it, also those that were given up: a pupil's sessions are found by the time of
-- their seats.

CREATE OR REPLACE FUNCTION nx_sessions_move_seats () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE seats SET during = NEW.during WHERE session_id = NEW.id;
  RETURN NULL;
END
$$;

UPDATE seats t SET during = s.during FROM sessions s WHERE s.id = t.session_id AND t.during <> s.during;
