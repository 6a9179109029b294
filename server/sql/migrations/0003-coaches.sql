-- Coaches, when they work, when the centre is closed, its rooms.

CREATE TABLE coaches (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  pseudonym text NOT NULL,
  title text NOT NULL DEFAULT '',
  tag text NOT NULL DEFAULT '',
  description text NOT NULL DEFAULT '',
  subjects text[] NOT NULL,
  online boolean NOT NULL DEFAULT true,
  in_person boolean NOT NULL DEFAULT true,
  color smallint NOT NULL DEFAULT 0,       -- index in the palette
  mark text NOT NULL DEFAULT '',           -- two letters shown beside the colour
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT coaches_pkey PRIMARY KEY (id),
  CONSTRAINT coaches_user_id_key UNIQUE (user_id),
  CONSTRAINT coaches_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
  CONSTRAINT coaches_pseudonym_key UNIQUE (pseudonym),
  CONSTRAINT coaches_color_in_palette CHECK (color BETWEEN 0 AND 11),
  CONSTRAINT coaches_mark_short CHECK (length (mark) <= 2),
  CONSTRAINT coaches_subjects_valid CHECK (subjects <@ ARRAY['MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE', 'HISTOIRE_GEO',
    'ANGLAIS', 'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES'])
);

-- Weekly ranges, in minutes of the day on the centre's clock.
CREATE TABLE availability (
  id uuid NOT NULL,
  coach_id uuid NOT NULL,
  weekday smallint NOT NULL,               -- ISO: 1 Monday … 7 Sunday
  start_minute smallint NOT NULL,
  end_minute smallint NOT NULL,
  types text[] NOT NULL,
  CONSTRAINT availability_pkey PRIMARY KEY (id),
  CONSTRAINT availability_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id) ON DELETE CASCADE,
  CONSTRAINT availability_weekday_valid CHECK (weekday BETWEEN 1 AND 7),
  CONSTRAINT availability_minutes_valid CHECK (start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440),
  CONSTRAINT availability_types_valid CHECK (cardinality (types) >= 1
    AND types <@ ARRAY['COURS_ONLINE', 'COURS_PRESENTIEL', 'ATELIER_GROUPE'])
);
CREATE INDEX availability_coach_id_idx ON availability (coach_id, weekday, start_minute);

-- Dated exceptions: an absence, or extra time.
CREATE TABLE availability_exceptions (
  id uuid NOT NULL,
  coach_id uuid NOT NULL,
  during tstzrange NOT NULL,
  available boolean NOT NULL,
  types text[] NOT NULL DEFAULT '{COURS_ONLINE,COURS_PRESENTIEL,ATELIER_GROUPE}',
  reason text,
  created_at timestamptz NOT NULL,
  created_by uuid,
  CONSTRAINT availability_exceptions_pkey PRIMARY KEY (id),
  CONSTRAINT availability_exceptions_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id) ON DELETE CASCADE,
  CONSTRAINT availability_exceptions_created_by_fkey FOREIGN KEY (created_by) REFERENCES users (id),
  CONSTRAINT availability_exceptions_during_valid CHECK (NOT isempty (during) AND lower_inc (during) AND NOT upper_inc (during)
    AND NOT lower_inf (during) AND NOT upper_inf (during)),
  CONSTRAINT availability_exceptions_types_valid CHECK (types <@ ARRAY['COURS_ONLINE', 'COURS_PRESENTIEL', 'ATELIER_GROUPE'])
);
CREATE INDEX availability_exceptions_coach_id_idx ON availability_exceptions USING gist (coach_id, during);
CREATE INDEX availability_exceptions_created_by_idx ON availability_exceptions (created_by);

-- Holidays of the whole centre, days on its clock, both included.
CREATE TABLE closures (
  id uuid NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL,
  name text NOT NULL,
  CONSTRAINT closures_pkey PRIMARY KEY (id),
  CONSTRAINT closures_days_ordered CHECK (last_day >= first_day)
);
CREATE INDEX closures_days_idx ON closures USING gist (daterange (first_day, last_day, '[]'));

CREATE TABLE rooms (
  id uuid NOT NULL,
  name text NOT NULL,
  capacity smallint NOT NULL,
  active boolean NOT NULL DEFAULT true,
  CONSTRAINT rooms_pkey PRIMARY KEY (id),
  CONSTRAINT rooms_name_key UNIQUE (name),
  CONSTRAINT rooms_capacity_positive CHECK (capacity > 0)
);
