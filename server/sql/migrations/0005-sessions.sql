-- Sessions, their seats, weekly series. Intervals are half-open: one that ends at 15:00 does not touch one that starts then.

CREATE TABLE series (
  id uuid NOT NULL,
  coach_id uuid NOT NULL,
  student_id uuid NOT NULL,
  subject text NOT NULL,
  type text NOT NULL,
  first_at timestamptz NOT NULL,
  zone text NOT NULL DEFAULT 'Africa/Tunis', -- repeats at the same clock time in this zone
  duration smallint NOT NULL,
  until date NOT NULL,
  payment text NOT NULL DEFAULT 'AT_ONCE',
  created_at timestamptz NOT NULL,
  created_by uuid,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT series_pkey PRIMARY KEY (id),
  CONSTRAINT series_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id),
  CONSTRAINT series_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT series_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
  CONSTRAINT series_subject_valid CHECK (subject IN ('MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE', 'HISTOIRE_GEO', 'ANGLAIS',
    'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES')),
  CONSTRAINT series_type_valid CHECK (type IN ('COURS_ONLINE', 'COURS_PRESENTIEL', 'ATELIER_GROUPE')),
  CONSTRAINT series_duration_valid CHECK (duration BETWEEN 30 AND 180 AND duration % 15 = 0),
  CONSTRAINT series_payment_valid CHECK (payment IN ('AT_ONCE', 'MONTHLY'))
);
CREATE INDEX series_coach_id_idx ON series (coach_id);
CREATE INDEX series_student_id_idx ON series (student_id);
CREATE INDEX series_created_by_idx ON series (created_by);

-- Individual lessons and workshops alike: the pupils are seats, a lesson has one.
CREATE TABLE sessions (
  id uuid NOT NULL,
  coach_id uuid NOT NULL,
  during tstzrange NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  status text NOT NULL DEFAULT 'SCHEDULED',
  title text NOT NULL DEFAULT '',
  description text,
  capacity smallint NOT NULL DEFAULT 1,
  seats_taken smallint NOT NULL DEFAULT 0,
  seat_cost integer NOT NULL,              -- quarter-credits of one seat, as it was when the session was made
  room_id uuid,                            -- of the centre; NULL online
  jitsi_room text,                         -- unguessable; NULL in person
  series_id uuid,
  created_at timestamptz NOT NULL,
  created_by uuid,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  cancelled_at timestamptz,
  cancelled_by uuid,
  cancel_reason text,
  refunded boolean NOT NULL DEFAULT false,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id),
  CONSTRAINT sessions_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms (id),
  CONSTRAINT sessions_series_id_fkey FOREIGN KEY (series_id) REFERENCES series (id),
  CONSTRAINT sessions_jitsi_room_key UNIQUE (jitsi_room),
  CONSTRAINT sessions_during_valid CHECK (NOT isempty (during) AND lower_inc (during) AND NOT upper_inc (during)
    AND NOT lower_inf (during) AND NOT upper_inf (during)),
  CONSTRAINT sessions_duration_valid CHECK (upper (during) - lower (during) BETWEEN interval '30 minutes' AND interval '180 minutes'),
  CONSTRAINT sessions_on_grid CHECK (extract (epoch FROM lower (during))::bigint % 900 = 0
    AND extract (epoch FROM upper (during))::bigint % 900 = 0),
  CONSTRAINT sessions_type_valid CHECK (type IN ('COURS_ONLINE', 'COURS_PRESENTIEL', 'ATELIER_GROUPE')),
  CONSTRAINT sessions_subject_valid CHECK (subject IN ('MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE', 'HISTOIRE_GEO', 'ANGLAIS',
    'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES')),
  CONSTRAINT sessions_status_valid CHECK (status IN ('SCHEDULED', 'COMPLETED', 'CANCELLED', 'NO_SHOW')),
  CONSTRAINT sessions_capacity_positive CHECK (capacity BETWEEN 1 AND 100),
  CONSTRAINT sessions_not_overfull CHECK (seats_taken BETWEEN 0 AND capacity),
  CONSTRAINT sessions_seat_cost_not_negative CHECK (seat_cost >= 0),
  CONSTRAINT sessions_jitsi_room_unguessable CHECK (length (jitsi_room) >= 22),
  CONSTRAINT sessions_cancelled_with_time CHECK ((status = 'CANCELLED') = (cancelled_at IS NOT NULL)),
  CONSTRAINT sessions_coach_no_overlap EXCLUDE USING gist (coach_id WITH =, during WITH &&) WHERE (status <> 'CANCELLED'),
  CONSTRAINT sessions_room_no_overlap EXCLUDE USING gist (room_id WITH =, during WITH &&)
    WHERE (status <> 'CANCELLED' AND room_id IS NOT NULL)
);
CREATE INDEX sessions_start_idx ON sessions (lower (during), id);
CREATE INDEX sessions_coach_start_idx ON sessions (coach_id, lower (during));
CREATE INDEX sessions_room_id_idx ON sessions (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX sessions_series_id_idx ON sessions (series_id) WHERE series_id IS NOT NULL;

-- A pupil's place. One that is given up stays, inactive, for the history.
CREATE TABLE seats (
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  student_id uuid NOT NULL,
  during tstzrange NOT NULL,               -- the session's, kept equal by a trigger where the session moves
  cost integer NOT NULL,                   -- quarter-credits that this pupil paid
  active boolean NOT NULL DEFAULT true,
  booked_at timestamptz NOT NULL,
  booked_by uuid,
  cancelled_at timestamptz,
  refunded boolean NOT NULL DEFAULT false,
  CONSTRAINT seats_pkey PRIMARY KEY (id),
  CONSTRAINT seats_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id),
  CONSTRAINT seats_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT seats_cost_not_negative CHECK (cost >= 0),
  CONSTRAINT seats_cancelled_with_time CHECK (active = (cancelled_at IS NULL)),
  CONSTRAINT seats_refunded_when_cancelled CHECK (NOT refunded OR NOT active),
  CONSTRAINT seats_student_no_overlap EXCLUDE USING gist (student_id WITH =, during WITH &&) WHERE (active)
);
CREATE UNIQUE INDEX seats_one_per_student ON seats (session_id, student_id) WHERE active;
CREATE INDEX seats_session_id_idx ON seats (session_id);
CREATE INDEX seats_student_start_idx ON seats (student_id, lower (during));

-- A session that moves takes its seats with it, past the same guard.
CREATE FUNCTION nx_sessions_move_seats () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE seats SET during = NEW.during WHERE session_id = NEW.id AND active;
  RETURN NULL;
END
$$;
CREATE TRIGGER sessions_move_seats AFTER UPDATE OF during ON sessions
  FOR EACH ROW WHEN (OLD.during <> NEW.during) EXECUTE FUNCTION nx_sessions_move_seats ();
