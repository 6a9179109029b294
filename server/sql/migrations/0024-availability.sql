-- Slots kept while somebody books, and closures that are only shown.

-- School holidays are shown and warn; booking goes on. Other closures close the centre.
ALTER TABLE closures ADD COLUMN bookable boolean NOT NULL DEFAULT false;
ALTER TABLE closures ADD CONSTRAINT closures_name_not_empty CHECK (length (name) BETWEEN 1 AND 120);

-- A time of a coach, and of a room, that is kept for whoever has its form open, or for the pupil of the waiting list to whom it is
-- offered. It ends by its clock: a row whose expires_at has passed counts for nothing, and is removed by the next hold that meets it.
CREATE TABLE holds (
  id uuid NOT NULL,
  coach_id uuid NOT NULL,
  room_id uuid,
  during tstzrange NOT NULL,
  user_id uuid,                            -- who has the form open; NULL for an offer
  student_id uuid,                         -- whom it is for
  waiting_id uuid,                         -- the entry of the waiting list that it is an offer of
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT holds_pkey PRIMARY KEY (id),
  CONSTRAINT holds_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id) ON DELETE CASCADE,
  CONSTRAINT holds_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE CASCADE,
  CONSTRAINT holds_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT holds_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE,
  CONSTRAINT holds_somebodys CHECK (user_id IS NOT NULL OR (waiting_id IS NOT NULL AND student_id IS NOT NULL)),
  CONSTRAINT holds_during_valid CHECK (NOT isempty (during) AND lower_inc (during) AND NOT upper_inc (during)
    AND NOT lower_inf (during) AND NOT upper_inf (during)),
  CONSTRAINT holds_expire_later CHECK (expires_at > created_at),
  CONSTRAINT holds_coach_no_overlap EXCLUDE USING gist (coach_id WITH =, during WITH &&),
  CONSTRAINT holds_room_no_overlap EXCLUDE USING gist (room_id WITH =, during WITH &&) WHERE (room_id IS NOT NULL)
);
CREATE INDEX holds_room_id_idx ON holds (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX holds_user_id_idx ON holds (user_id);
CREATE INDEX holds_student_id_idx ON holds (student_id) WHERE student_id IS NOT NULL;
CREATE INDEX holds_waiting_id_idx ON holds (waiting_id) WHERE waiting_id IS NOT NULL;
CREATE INDEX holds_expires_at_idx ON holds (expires_at);

-- Keeps a time. Everybody who wants a coach's time, to hold it or for a session, locks the coach first, then the room: whoever comes
-- second sees what the first did. @p_session: a session that is being moved does not stand in its own way. @p_only: whoever may
-- keep one time only gives up all others.
CREATE FUNCTION nx_hold_slot (p_id uuid, p_coach uuid, p_room uuid, p_start timestamptz, p_end timestamptz, p_user uuid, p_student uuid,
                              p_waiting uuid, p_session uuid, p_only boolean, p_now timestamptz, p_expires timestamptz) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  v_during tstzrange := tstzrange (p_start, p_end);
BEGIN
  PERFORM FROM coaches c WHERE c.id = p_coach FOR NO KEY UPDATE;
  IF p_room IS NOT NULL THEN
    PERFORM FROM rooms r WHERE r.id = p_room FOR NO KEY UPDATE;
  END IF;

  DELETE FROM holds h WHERE h.user_id = p_user AND h.waiting_id IS NULL AND p_waiting IS NULL AND (p_only OR h.coach_id = p_coach);
  -- What has expired must not stand in the way; the rest of it is swept up a little at a time.
  DELETE FROM holds h WHERE h.coach_id = p_coach AND h.during && v_during AND h.expires_at <= p_now;
  DELETE FROM holds h WHERE h.room_id = p_room AND h.during && v_during AND h.expires_at <= p_now;
  DELETE FROM holds h WHERE h.id IN (SELECT o.id FROM holds o WHERE o.expires_at <= p_now AND o.waiting_id IS NULL
    ORDER BY o.expires_at LIMIT 20 FOR UPDATE SKIP LOCKED);

  IF EXISTS (SELECT FROM sessions x WHERE x.coach_id = p_coach AND x.status <> 'CANCELLED' AND x.during && v_during
      AND x.id IS DISTINCT FROM p_session) THEN
    RAISE EXCEPTION 'coach % has a session', p_coach USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'sessions_coach_no_overlap';
  END IF;
  IF EXISTS (SELECT FROM sessions x WHERE x.room_id = p_room AND x.status <> 'CANCELLED' AND x.during && v_during
      AND x.id IS DISTINCT FROM p_session) THEN
    RAISE EXCEPTION 'room % is in use', p_room USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'sessions_room_no_overlap';
  END IF;

  INSERT INTO holds (id, coach_id, room_id, during, user_id, student_id, waiting_id, created_at, expires_at)
  VALUES (p_id, p_coach, p_room, v_during, p_user, p_student, p_waiting, p_now, p_expires);
END
$$;

-- No session takes a time that is held. Whoever holds it ends the hold first, in the same transaction: what is left is others'. The
-- row's updated_at is the time of the change, by which holds expire.
CREATE FUNCTION nx_sessions_respect_holds () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM coaches c WHERE c.id = NEW.coach_id FOR NO KEY UPDATE;
  IF NEW.room_id IS NOT NULL THEN
    PERFORM FROM rooms r WHERE r.id = NEW.room_id FOR NO KEY UPDATE;
  END IF;
  IF EXISTS (SELECT FROM holds h WHERE h.coach_id = NEW.coach_id AND h.during && NEW.during AND h.expires_at > NEW.updated_at) THEN
    RAISE EXCEPTION 'the time of coach % is held', NEW.coach_id
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'sessions_coach_no_overlap';
  END IF;
  IF EXISTS (SELECT FROM holds h WHERE h.room_id = NEW.room_id AND h.during && NEW.during AND h.expires_at > NEW.updated_at) THEN
    RAISE EXCEPTION 'room % is held', NEW.room_id USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'sessions_room_no_overlap';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER sessions_respect_holds_new BEFORE INSERT ON sessions
  FOR EACH ROW WHEN (NEW.status = 'SCHEDULED') EXECUTE FUNCTION nx_sessions_respect_holds ();
CREATE TRIGGER sessions_respect_holds_moved BEFORE UPDATE ON sessions
  FOR EACH ROW WHEN (NEW.status = 'SCHEDULED' AND (OLD.status = 'CANCELLED'
    OR (OLD.coach_id, OLD.during) IS DISTINCT FROM (NEW.coach_id, NEW.during)
    OR OLD.room_id IS DISTINCT FROM NEW.room_id)) EXECUTE FUNCTION nx_sessions_respect_holds ();
