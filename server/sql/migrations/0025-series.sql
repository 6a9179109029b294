-- Weekly series as they are edited, seats that a later month pays, and what a coach's absence touches.

-- Of a series that is paid month by month: nothing was taken from the ledger for such a seat yet.
ALTER TABLE seats ADD COLUMN paid boolean NOT NULL DEFAULT true;
ALTER TABLE seats ADD CONSTRAINT seats_refunded_when_paid CHECK (NOT refunded OR paid);
CREATE INDEX seats_unpaid_idx ON seats (student_id, lower (during)) WHERE active AND NOT paid;

ALTER TABLE series ADD COLUMN room_id uuid;             -- the room that was asked for; NULL: any that is free
ALTER TABLE series ADD COLUMN cancelled_at timestamptz;
ALTER TABLE series ADD CONSTRAINT series_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id);
CREATE INDEX series_room_id_idx ON series (room_id) WHERE room_id IS NOT NULL;

-- Which week of its series a session is, and when the series wants it: one that was moved by itself is elsewhere. A week that was
-- cancelled keeps its number, so that no edit makes it again; one that fell out because the series ends earlier gives it back.
ALTER TABLE sessions ADD COLUMN series_n smallint;
ALTER TABLE sessions ADD COLUMN series_at timestamptz;
ALTER TABLE sessions ADD CONSTRAINT sessions_series_week CHECK (series_n IS NULL
  OR (series_n >= 0 AND series_id IS NOT NULL AND series_at IS NOT NULL));
CREATE UNIQUE INDEX sessions_series_once ON sessions (series_id, series_n) WHERE series_n IS NOT NULL;

-- A coach who is away. The exception keeps new bookings out; the sessions that were there are covered one by one.
CREATE TABLE absences (
  id uuid NOT NULL,
  coach_id uuid NOT NULL,
  during tstzrange NOT NULL,
  reason text,
  exception_id uuid,
  created_at timestamptz NOT NULL,
  created_by uuid,
  covered_at timestamptz,
  cancelled_at timestamptz,
  CONSTRAINT absences_pkey PRIMARY KEY (id),
  CONSTRAINT absences_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id),
  CONSTRAINT absences_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES availability_exceptions (id) ON DELETE SET NULL,
  CONSTRAINT absences_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
  CONSTRAINT absences_during_valid CHECK (NOT isempty (during) AND lower_inc (during) AND NOT upper_inc (during)
    AND NOT lower_inf (during) AND NOT upper_inf (during))
);
CREATE INDEX absences_coach_id_idx ON absences USING gist (coach_id, during);
CREATE INDEX absences_exception_id_idx ON absences (exception_id) WHERE exception_id IS NOT NULL;
CREATE INDEX absences_created_by_idx ON absences (created_by);
