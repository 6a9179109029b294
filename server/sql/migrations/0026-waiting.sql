-- The waiting list: names for a full workshop, or for a time of a coach that is taken. A freed place is offered in the order of the
-- list, 30 minutes each, and while it is offered it is nobody else's: the database counts it beside the seats that are taken.
-- Also: of which sessions everybody was reminded, and whose missing report the office was told of.
-- Locks are taken in one order: student, session, coach, name on the list, hold.

ALTER TABLE sessions ADD COLUMN seats_offered smallint NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN names_waiting smallint NOT NULL DEFAULT 0; -- open names whose session_id is this one
ALTER TABLE sessions ADD COLUMN reminded_for timestamptz;                  -- the start that everybody was reminded of
ALTER TABLE sessions ADD COLUMN overdue_told_at timestamptz;               -- when coach and office were told that its report is missing
ALTER TABLE sessions ADD CONSTRAINT sessions_offers_fit CHECK (seats_offered >= 0 AND seats_taken + seats_offered <= capacity);
ALTER TABLE sessions ADD CONSTRAINT sessions_names_waiting_valid CHECK (names_waiting >= seats_offered);

CREATE TABLE waiting_list (
  id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY, -- the order; who comes back keeps the place
  student_id uuid NOT NULL,
  seat boolean NOT NULL,                   -- for a seat of the workshop session_id; else for a time of a coach
  session_id uuid,                         -- the workshop; or what fills the time; or what came of it
  coach_id uuid,                           -- of a time: whose; NULL: any who teaches it
  offered_coach_id uuid,                   -- of a time that is offered
  subject text NOT NULL,
  type text NOT NULL,
  during tstzrange,                        -- of a time; a workshop has its own
  status text NOT NULL DEFAULT 'WAITING',
  created_at timestamptz NOT NULL,
  created_by uuid,
  offered_at timestamptz,
  offer_expires_at timestamptz,
  mailed_at timestamptz,                   -- when the family was told of the offer
  ended_at timestamptz,
  end_reason text,
  end_told_at timestamptz,
  CONSTRAINT waiting_list_pkey PRIMARY KEY (id),
  CONSTRAINT waiting_list_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT waiting_list_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id),
  CONSTRAINT waiting_list_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id),
  CONSTRAINT waiting_list_offered_coach_id_fkey FOREIGN KEY (offered_coach_id) REFERENCES coaches (id),
  CONSTRAINT waiting_list_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
  CONSTRAINT waiting_list_status_valid CHECK (status IN ('WAITING', 'OFFERED', 'ACCEPTED', 'EXPIRED', 'LEFT')),
  CONSTRAINT waiting_list_reason_valid CHECK (end_reason IN ('OFFER', 'STARTED', 'CANCELLED')),
  CONSTRAINT waiting_list_kind_valid CHECK (CASE WHEN seat THEN session_id IS NOT NULL AND during IS NULL ELSE during IS NOT NULL END),
  CONSTRAINT waiting_list_offer_valid CHECK (status <> 'OFFERED' OR num_nulls (offered_at, offer_expires_at) = 0),
  CONSTRAINT waiting_list_ended_with_time CHECK ((status IN ('WAITING', 'OFFERED')) = (ended_at IS NULL)),
  CONSTRAINT waiting_list_subject_valid CHECK (subject IN ('MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE', 'HISTOIRE_GEO', 'ANGLAIS',
    'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES')),
  CONSTRAINT waiting_list_type_valid CHECK (type IN ('COURS_ONLINE', 'COURS_PRESENTIEL', 'ATELIER_GROUPE'))
);
CREATE UNIQUE INDEX waiting_list_seat_once ON waiting_list (session_id, student_id) WHERE seat AND status IN ('WAITING', 'OFFERED');
CREATE UNIQUE INDEX waiting_list_time_once ON waiting_list (student_id, lower (during),
  coalesce (coach_id, '00000000-0000-0000-0000-000000000000')) WHERE NOT seat AND status IN ('WAITING', 'OFFERED');
CREATE INDEX waiting_list_session_id_idx ON waiting_list (session_id, seq);
CREATE INDEX waiting_list_student_id_idx ON waiting_list (student_id, seq);
CREATE INDEX waiting_list_coach_id_idx ON waiting_list (coach_id) WHERE coach_id IS NOT NULL;
CREATE INDEX waiting_list_offered_coach_id_idx ON waiting_list (offered_coach_id) WHERE offered_coach_id IS NOT NULL;
CREATE INDEX waiting_list_created_by_idx ON waiting_list (created_by);
CREATE INDEX waiting_list_open_idx ON waiting_list (seq) WHERE status IN ('WAITING', 'OFFERED');
CREATE INDEX waiting_list_times_idx ON waiting_list USING gist (during) WHERE NOT seat AND status IN ('WAITING', 'OFFERED');
CREATE INDEX waiting_list_untold_idx ON waiting_list (seq) WHERE status = 'EXPIRED' AND end_told_at IS NULL AND end_reason <> 'STARTED';

-- A name may come and go within one transaction of somebody else: every desktop hears of it.
CREATE FUNCTION nx_waiting_tell (p_object uuid, p_coach uuid, p_student uuid, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_seq bigint;
BEGIN
  INSERT INTO events (type, object_id, coach_id, student_id, at) VALUES ('waiting.changed', p_object, p_coach, p_student, p_now)
  RETURNING seq INTO v_seq;
  PERFORM pg_notify ('nx_live', v_seq::text);
END
$$;

CREATE FUNCTION nx_waiting_offer_end (p_start timestamptz, p_now timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT least (p_now + interval '30 minutes', p_start)
$$;

-- Offers up to p_free seats to the next names. The caller has locked the session, and counts what comes back in seats_offered.
CREATE FUNCTION nx_waiting_offer_seats (p_session uuid, p_coach uuid, p_free integer, p_start timestamptz, p_now timestamptz)
  RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_count integer := 0;
  v_name record;
BEGIN
  IF p_free <= 0 OR p_start <= p_now THEN
    RETURN 0;
  END IF;
  FOR v_name IN SELECT w.id, w.student_id FROM waiting_list w WHERE w.session_id = p_session AND w.seat AND w.status = 'WAITING'
    ORDER BY w.seq LIMIT p_free FOR UPDATE
  LOOP
    UPDATE waiting_list SET status = 'OFFERED', offered_at = p_now, offer_expires_at = nx_waiting_offer_end (p_start, p_now),
      mailed_at = NULL WHERE id = v_name.id;
    PERFORM nx_waiting_tell (p_session, p_coach, v_name.student_id, p_now);
    v_count := v_count + 1;
  END LOOP;
  RETURN v_count;
END
$$;

-- The same for a session that is not being changed otherwise. Returns how many were offered.
CREATE FUNCTION nx_waiting_fill (p_session uuid, p_now timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  v_session sessions;
  v_count integer;
BEGIN
  SELECT * INTO v_session FROM sessions WHERE id = p_session FOR NO KEY UPDATE;
  IF NOT FOUND OR v_session.status <> 'SCHEDULED' THEN
    RETURN 0;
  END IF;
  v_count := nx_waiting_offer_seats (p_session, v_session.coach_id,
    v_session.capacity - v_session.seats_taken - v_session.seats_offered, lower (v_session.during), p_now);
  IF v_count > 0 THEN
    UPDATE sessions SET seats_offered = seats_offered + v_count WHERE id = p_session;
  END IF;
  RETURN v_count;
END
$$;

-- Whether the coach works all of that time, on the centre's clock.
CREATE FUNCTION nx_waiting_works (p_coach uuid, p_during tstzrange, p_type text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_day date := (lower (p_during) AT TIME ZONE 'Africa/Tunis')::date;
  v_midnight timestamptz := v_day::timestamp AT TIME ZONE 'Africa/Tunis';
BEGIN
  IF EXISTS (SELECT FROM closures f WHERE NOT f.bookable AND daterange (f.first_day, f.last_day, '[]') @> v_day) THEN
    RETURN false;
  END IF;
  IF EXISTS (SELECT FROM availability_exceptions e WHERE e.coach_id = p_coach AND NOT e.available AND p_type = ANY (e.types)
      AND e.during && p_during) THEN
    RETURN false;
  END IF;
  RETURN coalesce ((SELECT range_agg (o.during) @> p_during FROM (
    SELECT tstzrange (v_midnight + make_interval (mins => a.start_minute), v_midnight + make_interval (mins => a.end_minute)) AS during
      FROM availability a WHERE a.coach_id = p_coach AND a.weekday = extract (isodow FROM v_day) AND p_type = ANY (a.types)
    UNION ALL
    SELECT e.during FROM availability_exceptions e WHERE e.coach_id = p_coach AND e.available AND p_type = ANY (e.types)
      AND e.during && p_during) o), false);
END
$$;

-- Offers one name the time that it waits for, with that coach: a hold that is theirs for 30 minutes. False where it is not free.
CREATE FUNCTION nx_waiting_offer_time (p_id uuid, p_coach uuid, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_name waiting_list;
  v_room uuid;
BEGIN
  SELECT * INTO v_name FROM waiting_list WHERE id = p_id FOR UPDATE;
  IF v_name.seat OR v_name.status <> 'WAITING' OR lower (v_name.during) <= p_now
    OR EXISTS (SELECT FROM sessions x WHERE x.coach_id = p_coach AND x.status <> 'CANCELLED' AND x.during && v_name.during)
    OR EXISTS (SELECT FROM holds h WHERE h.coach_id = p_coach AND h.during && v_name.during AND h.expires_at > p_now)
    OR NOT nx_waiting_works (p_coach, v_name.during, v_name.type) THEN
    RETURN false;
  END IF;
  IF v_name.type <> 'COURS_ONLINE' THEN
    SELECT r.id INTO v_room FROM rooms r WHERE r.active AND r.capacity >= (SELECT capacity FROM session_costs WHERE type = v_name.type)
      AND NOT EXISTS (SELECT FROM sessions x WHERE x.room_id = r.id AND x.status <> 'CANCELLED' AND x.during && v_name.during)
      AND NOT EXISTS (SELECT FROM holds h WHERE h.room_id = r.id AND h.during && v_name.during AND h.expires_at > p_now)
      ORDER BY r.capacity, r.name LIMIT 1;
    IF NOT FOUND THEN
      RETURN false;
    END IF;
  END IF;

  BEGIN
    DELETE FROM holds h WHERE (h.coach_id = p_coach OR h.room_id = v_room) AND h.during && v_name.during AND h.expires_at <= p_now;
    DELETE FROM holds h WHERE h.waiting_id = p_id;
    INSERT INTO holds (id, coach_id, room_id, during, student_id, waiting_id, created_at, expires_at)
    VALUES (p_id, p_coach, v_room, v_name.during, v_name.student_id, p_id, p_now, nx_waiting_offer_end (lower (v_name.during), p_now));
  EXCEPTION WHEN exclusion_violation THEN
    RETURN false; -- somebody was first; whoever waits is asked again by the job
  END;
  UPDATE waiting_list SET status = 'OFFERED', offered_at = p_now, offer_expires_at = nx_waiting_offer_end (lower (v_name.during), p_now),
    mailed_at = NULL, offered_coach_id = p_coach WHERE id = p_id;
  PERFORM nx_waiting_tell (p_id, p_coach, v_name.student_id, p_now);
  RETURN true;
END
$$;

-- A time of a coach is free again: whoever waits for it is asked, in order. No lock on the coach: the caller may have a session's.
CREATE FUNCTION nx_waiting_offer_times (p_coach uuid, p_during tstzrange, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_id uuid;
BEGIN
  FOR v_id IN SELECT w.id FROM waiting_list w JOIN coaches c ON c.id = p_coach
    WHERE NOT w.seat AND w.status = 'WAITING' AND w.during && p_during AND (w.coach_id = p_coach OR w.coach_id IS NULL
      AND w.subject = ANY (c.subjects) AND CASE WHEN w.type = 'COURS_ONLINE' THEN c.online ELSE c.in_person END)
    ORDER BY w.seq
  LOOP
    PERFORM nx_waiting_offer_time (v_id, p_coach, p_now);
  END LOOP;
END
$$;

-- What the job does for a name that waits for a time: whatever freed it, it is found within a minute.
CREATE FUNCTION nx_waiting_catch (p_id uuid, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_coach uuid;
BEGIN
  FOR v_coach IN SELECT c.id FROM waiting_list w JOIN coaches c ON c.id = w.coach_id OR w.coach_id IS NULL
    AND w.subject = ANY (c.subjects) AND CASE WHEN w.type = 'COURS_ONLINE' THEN c.online ELSE c.in_person END
    JOIN users u ON u.id = c.user_id AND u.deactivated_at IS NULL
    WHERE w.id = p_id AND NOT w.seat AND w.status = 'WAITING'
    ORDER BY c.pseudonym
  LOOP
    PERFORM FROM coaches c WHERE c.id = v_coach FOR NO KEY UPDATE;
    IF nx_waiting_offer_time (p_id, v_coach, p_now) THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END
$$;

-- The session that fills the time which a name waits for: the office sees the name beside it.
CREATE FUNCTION nx_waiting_attach (p_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_session uuid;
BEGIN
  SELECT x.id INTO v_session FROM waiting_list w JOIN sessions x ON x.coach_id = w.coach_id AND x.status = 'SCHEDULED'
    AND x.during && w.during WHERE w.id = p_id ORDER BY lower (x.during) LIMIT 1 FOR NO KEY UPDATE OF x;
  IF NOT FOUND OR NOT EXISTS (SELECT FROM waiting_list w JOIN sessions x ON x.id = v_session AND x.status = 'SCHEDULED'
      AND x.coach_id = w.coach_id AND x.during && w.during WHERE w.id = p_id) THEN
    RETURN;
  END IF;
  UPDATE waiting_list SET session_id = v_session WHERE id = p_id AND NOT seat AND status = 'WAITING' AND session_id IS NULL;
  IF FOUND THEN
    UPDATE sessions SET names_waiting = names_waiting + 1 WHERE id = v_session;
  END IF;
END
$$;

-- A name for a seat. False where a place is free: it can be booked.
CREATE FUNCTION nx_waiting_join_seat (p_id uuid, p_student uuid, p_session uuid, p_actor uuid, p_now timestamptz) RETURNS boolean
  LANGUAGE plpgsql AS $$
DECLARE
  v_session sessions;
BEGIN
  SELECT * INTO STRICT v_session FROM sessions WHERE id = p_session FOR NO KEY UPDATE;
  IF v_session.status <> 'SCHEDULED' OR v_session.seats_taken + v_session.seats_offered < v_session.capacity THEN
    RETURN false;
  END IF;
  INSERT INTO waiting_list (id, student_id, seat, session_id, subject, type, created_at, created_by)
  VALUES (p_id, p_student, true, p_session, v_session.subject, v_session.type, p_now, p_actor);
  UPDATE sessions SET names_waiting = names_waiting + 1 WHERE id = p_session;
  RETURN true;
END
$$;

-- Takes an open name off its session's counts. The caller has locked both.
CREATE FUNCTION nx_waiting_uncount (p_session uuid, p_offered_seat boolean) RETURNS void LANGUAGE sql AS $$
  UPDATE sessions SET names_waiting = names_waiting - 1, seats_offered = seats_offered - CASE WHEN p_offered_seat THEN 1 ELSE 0 END
   WHERE id = p_session
$$;

-- Locks what an entry hangs on, in the order of locks, then the entry.
CREATE FUNCTION nx_waiting_lock (p_id uuid) RETURNS waiting_list LANGUAGE plpgsql AS $$
DECLARE
  v_name waiting_list;
BEGIN
  SELECT * INTO v_name FROM waiting_list WHERE id = p_id;
  PERFORM FROM sessions x WHERE x.id = v_name.session_id FOR NO KEY UPDATE;
  PERFORM FROM coaches c WHERE c.id = v_name.offered_coach_id FOR NO KEY UPDATE;
  SELECT * INTO v_name FROM waiting_list WHERE id = p_id FOR UPDATE;
  RETURN v_name;
END
$$;

-- Ends a name: LEFT, or EXPIRED with its reason. What was offered to it goes to the next. False where there was nothing to end.
CREATE FUNCTION nx_waiting_end (p_id uuid, p_status text, p_reason text, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_name waiting_list := nx_waiting_lock (p_id);
  v_booked uuid;
BEGIN
  IF v_name.status NOT IN ('WAITING', 'OFFERED') OR p_reason IS NOT DISTINCT FROM 'OFFER'
    AND (v_name.status <> 'OFFERED' OR v_name.offer_expires_at > p_now OR v_name.mailed_at IS NULL) THEN
    RETURN false;
  END IF;
  -- Whoever was offered a time may also have booked it in the ordinary way.
  IF p_reason = 'OFFER' AND NOT v_name.seat THEN
    SELECT x.id INTO v_booked FROM seats t JOIN sessions x ON x.id = t.session_id AND x.coach_id = v_name.offered_coach_id
     WHERE t.student_id = v_name.student_id AND t.active AND t.during && v_name.during LIMIT 1;
  END IF;
  UPDATE waiting_list SET status = CASE WHEN v_booked IS NULL THEN p_status ELSE 'ACCEPTED' END,
    end_reason = CASE WHEN v_booked IS NULL THEN p_reason END, session_id = coalesce (v_booked, session_id), ended_at = p_now,
    end_told_at = NULL WHERE id = p_id;
  DELETE FROM holds h WHERE NOT v_name.seat AND h.waiting_id = p_id;
  IF v_name.session_id IS NOT NULL THEN
    PERFORM nx_waiting_uncount (v_name.session_id, v_name.seat AND v_name.status = 'OFFERED');
  END IF;
  IF v_name.status = 'OFFERED' AND v_name.seat THEN
    PERFORM nx_waiting_fill (v_name.session_id, p_now);
  ELSIF v_name.status = 'OFFERED' THEN
    PERFORM nx_waiting_offer_times (v_name.offered_coach_id, v_name.during, p_now);
  END IF;
  RETURN true;
END
$$;

-- A pupil is about to take a seat: the place that was kept for their name is theirs. An offer that has ended is worth nothing.
CREATE FUNCTION nx_waiting_take_seat (p_session uuid, p_student uuid, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_name waiting_list;
BEGIN
  PERFORM FROM sessions x WHERE x.id = p_session FOR NO KEY UPDATE;
  SELECT * INTO v_name FROM waiting_list WHERE session_id = p_session AND student_id = p_student AND seat
    AND status IN ('WAITING', 'OFFERED') FOR UPDATE;
  IF NOT FOUND OR v_name.status = 'OFFERED' AND v_name.offer_expires_at <= p_now THEN
    RETURN;
  END IF;
  UPDATE waiting_list SET status = 'ACCEPTED', ended_at = p_now WHERE id = v_name.id;
  PERFORM nx_waiting_uncount (p_session, v_name.status = 'OFFERED');
END
$$;

-- The same for a time: ends the hold, so that the booking which follows in this transaction finds it free. False where it has ended.
CREATE FUNCTION nx_waiting_take_time (p_id uuid, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_name waiting_list := nx_waiting_lock (p_id);
BEGIN
  IF v_name.seat OR v_name.status <> 'OFFERED' OR v_name.offer_expires_at <= p_now THEN
    RETURN false;
  END IF;
  DELETE FROM holds h WHERE h.waiting_id = p_id;
  UPDATE waiting_list SET status = 'ACCEPTED', ended_at = p_now, session_id = NULL WHERE id = p_id;
  IF v_name.session_id IS NOT NULL THEN
    PERFORM nx_waiting_uncount (v_name.session_id, false);
  END IF;
  RETURN true;
END
$$;

-- Brings a name back to its old place: of somebody who left by mistake, or whose booking is about to be taken back. False where it
-- is open already, or the time has come.
CREATE FUNCTION nx_waiting_reopen (p_id uuid, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_name waiting_list := nx_waiting_lock (p_id);
BEGIN
  IF v_name.status NOT IN ('LEFT', 'ACCEPTED') OR NOT v_name.seat AND lower (v_name.during) <= p_now OR v_name.seat AND NOT EXISTS
    (SELECT FROM sessions x WHERE x.id = v_name.session_id AND x.status = 'SCHEDULED' AND lower (x.during) > p_now) THEN
    RETURN false;
  END IF;
  IF v_name.session_id IS NOT NULL THEN
    UPDATE sessions SET names_waiting = names_waiting + 1 WHERE id = v_name.session_id;
  END IF;
  UPDATE waiting_list SET status = 'WAITING', ended_at = NULL, end_reason = NULL, offered_at = NULL, offer_expires_at = NULL,
    offered_coach_id = NULL, mailed_at = NULL WHERE id = p_id;
  IF v_name.seat THEN
    PERFORM nx_waiting_fill (v_name.session_id, p_now);
  END IF;
  RETURN true;
END
$$;

-- Takes offers back that nobody was told of yet, as far as they stand in the way of a session that comes back to where it was:
-- @p_session's next seat, or all of @p_during of its coach. The names keep their places.
CREATE FUNCTION nx_waiting_make_room (p_session uuid, p_coach uuid, p_during tstzrange, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_session sessions;
  v_id uuid;
BEGIN
  SELECT * INTO STRICT v_session FROM sessions WHERE id = p_session FOR NO KEY UPDATE;
  IF v_session.status = 'SCHEDULED' AND v_session.seats_offered > 0 AND v_session.seats_taken + v_session.seats_offered >= v_session.capacity THEN
    SELECT w.id INTO v_id FROM waiting_list w WHERE w.session_id = p_session AND w.seat AND w.status = 'OFFERED' AND w.mailed_at IS NULL
      ORDER BY w.seq DESC LIMIT 1 FOR UPDATE;
    IF FOUND THEN
      UPDATE waiting_list SET status = 'WAITING', offered_at = NULL, offer_expires_at = NULL WHERE id = v_id;
      UPDATE sessions SET seats_offered = seats_offered - 1 WHERE id = p_session;
      PERFORM nx_waiting_tell (p_session, v_session.coach_id, NULL, p_now);
    END IF;
  END IF;
  FOR v_id IN SELECT w.id FROM waiting_list w WHERE NOT w.seat AND w.status = 'OFFERED' AND w.offered_coach_id = p_coach
    AND w.during && p_during AND w.mailed_at IS NULL FOR UPDATE
  LOOP
    DELETE FROM holds h WHERE h.waiting_id = v_id;
    UPDATE waiting_list SET status = 'WAITING', offered_at = NULL, offer_expires_at = NULL, offered_coach_id = NULL WHERE id = v_id;
    PERFORM nx_waiting_tell (v_id, p_coach, NULL, p_now);
  END LOOP;
END
$$;

-- What a session's change means for its names. The row's updated_at is the time of the change.
CREATE FUNCTION nx_sessions_waiting () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_count integer;
BEGIN
  -- Whoever is told of a move that is less than a day ahead needs no reminder besides.
  IF NEW.during <> OLD.during AND lower (NEW.during) - interval '24 hours' < NEW.updated_at THEN
    NEW.reminded_for := lower (NEW.during);
  END IF;

  IF NEW.status <> 'SCHEDULED' AND OLD.status = 'SCHEDULED' AND OLD.names_waiting > 0 THEN
    UPDATE waiting_list SET status = 'EXPIRED', ended_at = NEW.updated_at,
      end_reason = CASE WHEN NEW.status = 'CANCELLED' THEN 'CANCELLED' ELSE 'STARTED' END
      WHERE session_id = NEW.id AND seat AND status IN ('WAITING', 'OFFERED');
    UPDATE waiting_list SET session_id = NULL WHERE session_id = NEW.id AND NOT seat AND status IN ('WAITING', 'OFFERED');
    NEW.names_waiting := 0;
    NEW.seats_offered := 0;
  ELSIF NEW.status = 'SCHEDULED' AND OLD.status = 'CANCELLED' THEN
    UPDATE waiting_list SET status = 'WAITING', ended_at = NULL, end_reason = NULL, offered_at = NULL, offer_expires_at = NULL,
      mailed_at = NULL WHERE session_id = NEW.id AND seat AND status = 'EXPIRED' AND end_reason = 'CANCELLED' AND end_told_at IS NULL;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    NEW.names_waiting := NEW.names_waiting + v_count;
  ELSIF OLD.names_waiting > 0 AND (NEW.during <> OLD.during OR NEW.coach_id <> OLD.coach_id) THEN
    UPDATE waiting_list SET session_id = NULL WHERE session_id = NEW.id AND NOT seat AND status IN ('WAITING', 'OFFERED')
      AND NOT (coach_id IS NOT DISTINCT FROM NEW.coach_id AND during && NEW.during);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    NEW.names_waiting := NEW.names_waiting - v_count;
  END IF;

  IF NEW.status = 'SCHEDULED' AND NEW.names_waiting > NEW.seats_offered THEN
    NEW.seats_offered := NEW.seats_offered + nx_waiting_offer_seats (NEW.id, NEW.coach_id,
      NEW.capacity - NEW.seats_taken - NEW.seats_offered, lower (NEW.during), NEW.updated_at);
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER sessions_waiting BEFORE UPDATE OF seats_taken, status, during, coach_id, capacity ON sessions
  FOR EACH ROW EXECUTE FUNCTION nx_sessions_waiting ();

CREATE FUNCTION nx_sessions_free_time () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM nx_waiting_offer_times (OLD.coach_id, OLD.during, NEW.updated_at);
  RETURN NULL;
END
$$;
CREATE TRIGGER sessions_free_time AFTER UPDATE OF status, during, coach_id ON sessions
  FOR EACH ROW WHEN (OLD.status = 'SCHEDULED' AND (NEW.status = 'CANCELLED' OR OLD.during <> NEW.during OR OLD.coach_id <> NEW.coach_id))
  EXECUTE FUNCTION nx_sessions_free_time ();
