-- A coach's and a room's weeks in order, with all that free slots ask of a session: read without the table. The indexes of the
-- exclusion constraints find the same, but are searched all over for it.
CREATE INDEX sessions_coach_weeks_idx ON sessions (coach_id, lower (during)) INCLUDE (during) WHERE status <> 'CANCELLED';
CREATE INDEX sessions_room_weeks_idx ON sessions (room_id, lower (during)) INCLUDE (during)
  WHERE status <> 'CANCELLED' AND room_id IS NOT NULL;
