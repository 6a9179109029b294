-- Bookings that look for any coach, or any room, prefer different ones first: each locked its first choice and then waited for the
-- other's. All that may come into question are locked before the first attempt, in the order of their identifiers.

CREATE OR REPLACE FUNCTION nx_place_session (p_id uuid, p_coaches uuid[], p_rooms uuid[], p_start timestamptz, p_end timestamptz,
                                             p_type text, p_subject text, p_title text, p_description text, p_capacity integer,
                                             p_cost integer, p_jitsi_room text, p_actor uuid, p_now timestamptz, OUT coach_id uuid,
                                             OUT room_id uuid) LANGUAGE plpgsql AS $$
DECLARE
  v_constraint text;
  v_coach integer := 1;
  v_room integer := 1;
BEGIN
  PERFORM FROM coaches c WHERE c.id = ANY (p_coaches) ORDER BY c.id FOR NO KEY UPDATE;
  PERFORM FROM rooms r WHERE r.id = ANY (p_rooms) ORDER BY r.id FOR NO KEY UPDATE;

  LOOP
    coach_id := p_coaches[v_coach];
    room_id := p_rooms[v_room];
    BEGIN
      INSERT INTO sessions (id, coach_id, during, type, subject, title, description, capacity, seats_taken, seat_cost, room_id,
                            jitsi_room, created_at, created_by, updated_at)
      VALUES (p_id, coach_id, tstzrange (p_start, p_end), p_type, p_subject, p_title, p_description, p_capacity, 1, p_cost, room_id,
              p_jitsi_room, p_now, p_actor, p_now);
      RETURN;
    EXCEPTION WHEN exclusion_violation THEN
      GET STACKED DIAGNOSTICS v_constraint = CONSTRAINT_NAME;
      IF v_constraint = 'sessions_room_no_overlap' AND v_room < cardinality (p_rooms) THEN
        v_room := v_room + 1;
      ELSIF v_constraint = 'sessions_coach_no_overlap' AND v_coach < cardinality (p_coaches) THEN
        v_coach := v_coach + 1;
      ELSE
        RAISE;
      END IF;
    END;
  END LOOP;
END
$$;
