-- The indexes for free slots name the states that they hold, so that only a statement that names them too is planned with them.
-- Under "status <> 'CANCELLED'" they drew the guards of a booking away from the indexes of the exclusion constraints, and a
-- statement planned while the table was small read all of a coach's sessions for ever.
DROP INDEX sessions_coach_weeks_idx;
DROP INDEX sessions_room_weeks_idx;
CREATE INDEX sessions_coach_weeks_idx ON sessions (coach_id, lower (during)) INCLUDE (during)
  WHERE status IN ('SCHEDULED', 'COMPLETED', 'NO_SHOW');
CREATE INDEX sessions_room_weeks_idx ON sessions (room_id, lower (during)) INCLUDE (during)
  WHERE status IN ('SCHEDULED', 'COMPLETED', 'NO_SHOW') AND room_id IS NOT NULL;
