-- People: users and their sign-in, parents, students, consents.
-- Times are given by the application (its clock), never by the database.

CREATE TABLE users (
  id uuid NOT NULL,
  email citext NOT NULL,
  password_hash text,                      -- NULL until the person has set a password
  role text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  locale text NOT NULL DEFAULT 'fr',
  zone text NOT NULL DEFAULT 'Africa/Tunis',
  created_at timestamptz NOT NULL,
  activated_at timestamptz,
  last_sign_in_at timestamptz,
  deactivated_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_email_valid CHECK (email ~ '^[^@\s[:cntrl:]]+@[^@\s[:cntrl:]]+$' AND length (email::text) <= 254),
  CONSTRAINT users_role_valid CHECK (role IN ('ADMIN', 'ASSISTANTE', 'COACH', 'PARENT', 'ELEVE')),
  CONSTRAINT users_locale_valid CHECK (locale IN ('fr', 'en')),
  CONSTRAINT users_password_hash_bcrypt CHECK (password_hash ~ '^\$2[aby]\$[01][0-9]\$[./A-Za-z0-9]{53}$')
);

-- One row a sign-in; the token is honoured only while its row is neither revoked nor past its end.
CREATE TABLE auth_tokens (
  jti uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT auth_tokens_pkey PRIMARY KEY (jti),
  CONSTRAINT auth_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT auth_tokens_expires_later CHECK (expires_at > created_at)
);
CREATE INDEX auth_tokens_user_id_idx ON auth_tokens (user_id);
CREATE INDEX auth_tokens_expires_at_idx ON auth_tokens (expires_at);

-- Links sent by mail, kept as SHA-256 only: whoever reads the table can use none of them.
CREATE TABLE one_time_tokens (
  hash bytea NOT NULL,
  kind text NOT NULL,
  user_id uuid,                            -- NULL for first_admin: the account is made by the link
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT one_time_tokens_pkey PRIMARY KEY (hash),
  CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT one_time_tokens_kind_valid CHECK (kind IN ('activation', 'password_reset', 'first_admin')),
  CONSTRAINT one_time_tokens_hash_length CHECK (octet_length (hash) = 32),
  CONSTRAINT one_time_tokens_user_known CHECK (kind = 'first_admin' OR user_id IS NOT NULL),
  CONSTRAINT one_time_tokens_expires_later CHECK (expires_at > created_at)
);
CREATE INDEX one_time_tokens_user_id_idx ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at);

-- Attempts to sign in to one account since its last success, known or not: after a few, each further one waits longer.
CREATE TABLE sign_in_attempts (
  key text NOT NULL,                       -- SHA-256 of the address that was typed
  attempts integer NOT NULL,
  last_at timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL,
  CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (key)
) WITH (fillfactor = 70);
CREATE INDEX sign_in_attempts_last_at_idx ON sign_in_attempts (last_at);

CREATE TABLE parents (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  phone text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  CONSTRAINT parents_pkey PRIMARY KEY (id),
  CONSTRAINT parents_user_id_key UNIQUE (user_id),
  CONSTRAINT parents_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id)
);

-- A student always has a users row (name, perhaps a technical address); it has no password until the account is activated.
CREATE TABLE students (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  parent_id uuid NOT NULL,
  grade text NOT NULL,
  school text,
  birth_date date,
  balance integer NOT NULL DEFAULT 0,      -- quarter-credits: sum of the ledger, kept in its transactions
  subjects text[] NOT NULL DEFAULT '{}',
  current_level text,
  objectives text,
  difficulties text,
  preferred_modality text,
  availability text,
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  search text NOT NULL DEFAULT '',         -- kept by triggers: folded names of student and parent, phone, e-mail
  sort_name text NOT NULL DEFAULT '',      -- kept by triggers: folded last and first name: the order of lists; all that a coach may search
  CONSTRAINT students_pkey PRIMARY KEY (id),
  CONSTRAINT students_user_id_key UNIQUE (user_id),
  CONSTRAINT students_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
  CONSTRAINT students_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents (id),
  CONSTRAINT students_balance_not_negative CHECK (balance >= 0),
  CONSTRAINT students_grade_valid CHECK (grade IN ('SECONDE', 'PREMIERE', 'TERMINALE')),
  CONSTRAINT students_modality_valid CHECK (preferred_modality IN ('online', 'presentiel', 'hybride')),
  CONSTRAINT students_subjects_valid CHECK (subjects <@ ARRAY['MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE', 'HISTOIRE_GEO',
    'ANGLAIS', 'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES'])
) WITH (fillfactor = 85);                  -- the balance changes often: room for updates in place
CREATE INDEX students_parent_id_idx ON students (parent_id);
-- Names change seldom and are searched at every key: no list of pending entries to read through.
CREATE INDEX students_search_idx ON students USING gin (search gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX students_sort_name_idx ON students (sort_name, id);

CREATE FUNCTION nx_student_search (student_user uuid, student_parent uuid) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT nx_fold (concat_ws (' ', u.first_name, u.last_name, pu.first_name, pu.last_name, u.email, pu.email))
         || ' ' || regexp_replace (p.phone, '[^0-9]', '', 'g')
    FROM users u, parents p JOIN users pu ON pu.id = p.user_id
   WHERE u.id = student_user AND p.id = student_parent
$$;

CREATE FUNCTION nx_students_set_search () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := coalesce (nx_student_search (NEW.user_id, NEW.parent_id), '');
  NEW.sort_name := coalesce ((SELECT nx_fold (last_name || ' ' || first_name) FROM users WHERE id = NEW.user_id), '');
  RETURN NEW;
END
$$;
CREATE TRIGGER students_search BEFORE INSERT OR UPDATE OF user_id, parent_id ON students
  FOR EACH ROW EXECUTE FUNCTION nx_students_set_search ();

CREATE FUNCTION nx_users_touch_search () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE students SET sort_name = nx_fold (NEW.last_name || ' ' || NEW.first_name) WHERE user_id = NEW.id;
  UPDATE students SET search = nx_student_search (user_id, parent_id)
   WHERE user_id = NEW.id OR parent_id IN (SELECT id FROM parents WHERE user_id = NEW.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER users_search AFTER UPDATE OF first_name, last_name, email ON users
  FOR EACH ROW EXECUTE FUNCTION nx_users_touch_search ();

CREATE FUNCTION nx_parents_touch_search () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE students SET search = nx_student_search (user_id, parent_id) WHERE parent_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER parents_search AFTER UPDATE OF phone ON parents
  FOR EACH ROW EXECUTE FUNCTION nx_parents_touch_search ();

-- What the office and a pupil's coaches tell each other; never shown to families. Kept as written.
CREATE TABLE student_notes (
  id uuid NOT NULL,
  student_id uuid NOT NULL,
  author_id uuid NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT student_notes_pkey PRIMARY KEY (id),
  CONSTRAINT student_notes_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT student_notes_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id)
);
CREATE INDEX student_notes_student_id_idx ON student_notes (student_id, id);
CREATE INDEX student_notes_author_id_idx ON student_notes (author_id);

-- Consent per purpose, with the text's version, the time and who gave it; a withdrawal is a row too.
CREATE TABLE consents (
  id uuid NOT NULL,
  purpose text NOT NULL,
  student_id uuid,                         -- NULL: the parent's own (newsletter)
  given_by uuid NOT NULL,
  version text NOT NULL,
  granted boolean NOT NULL DEFAULT true,
  at timestamptz NOT NULL,
  CONSTRAINT consents_pkey PRIMARY KEY (id),
  CONSTRAINT consents_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT consents_given_by_fkey FOREIGN KEY (given_by) REFERENCES users (id),
  CONSTRAINT consents_purpose_valid CHECK (purpose IN ('tuition', 'aria', 'newsletter'))
);
CREATE INDEX consents_student_id_idx ON consents (student_id, purpose, at DESC);
CREATE INDEX consents_given_by_idx ON consents (given_by, purpose, at DESC);
