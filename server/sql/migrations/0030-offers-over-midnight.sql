-- Offers of times: of a time that goes over midnight both days count, as they do for a booking, and of a coach who has left none is
-- offered.

CREATE OR REPLACE FUNCTION nx_waiting_works (p_coach uuid, p_during tstzrange, p_type text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_day date := (lower (p_during) AT TIME ZONE 'Africa/Tunis')::date;
  v_last date := ((upper (p_during) - interval '1 microsecond') AT TIME ZONE 'Africa/Tunis')::date;
BEGIN
  IF NOT EXISTS (SELECT FROM coaches c JOIN users u ON u.id = c.user_id AND u.deactivated_at IS NULL WHERE c.id = p_coach) THEN
    RETURN false;
  END IF;
  IF EXISTS (SELECT FROM closures f WHERE NOT f.bookable AND daterange (f.first_day, f.last_day, '[]') && daterange (v_day, v_last, '[]')) THEN
    RETURN false;
  END IF;
  IF EXISTS (SELECT FROM availability_exceptions e WHERE e.coach_id = p_coach AND NOT e.available AND p_type = ANY (e.types)
      AND e.during && p_during) THEN
    RETURN false;
  END IF;
  RETURN coalesce ((SELECT range_agg (o.during) @> p_during FROM (
    SELECT tstzrange (d.midnight + make_interval (mins => a.start_minute), d.midnight + make_interval (mins => a.end_minute)) AS during
      FROM (SELECT day, day::timestamp AT TIME ZONE 'Africa/Tunis' AS midnight FROM unnest (ARRAY[v_day, v_last]) day GROUP BY day) d
      JOIN availability a ON a.coach_id = p_coach AND a.weekday = extract (isodow FROM d.day) AND p_type = ANY (a.types)
    UNION ALL
    SELECT e.during FROM availability_exceptions e WHERE e.coach_id = p_coach AND e.available AND p_type = ANY (e.types)
      AND e.during && p_during) o), false);
END
$$;
