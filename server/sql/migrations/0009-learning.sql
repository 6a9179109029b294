-- ARIA, the teaching content that it quotes, badges, and leads.

CREATE TABLE teaching_content (
  id uuid NOT NULL,
  subject text NOT NULL,
  grade text,                              -- NULL: all grades
  title text NOT NULL,
  body text NOT NULL,                      -- Markdown
  source text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  tsv tsvector NOT NULL GENERATED ALWAYS AS (setweight (to_tsvector ('nexus_french', title), 'A')
    || setweight (to_tsvector ('nexus_french', body), 'B')) STORED,
  search text NOT NULL GENERATED ALWAYS AS (nx_fold (title || ' ' || body)) STORED,
  CONSTRAINT teaching_content_pkey PRIMARY KEY (id),
  CONSTRAINT teaching_content_subject_valid CHECK (subject IN ('MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE', 'HISTOIRE_GEO',
    'ANGLAIS', 'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES')),
  CONSTRAINT teaching_content_grade_valid CHECK (grade IN ('SECONDE', 'PREMIERE', 'TERMINALE'))
);
CREATE INDEX teaching_content_tsv_idx ON teaching_content USING gin (tsv);
CREATE INDEX teaching_content_search_idx ON teaching_content USING gin (search gin_trgm_ops);
CREATE INDEX teaching_content_subject_idx ON teaching_content (subject, grade);

CREATE TABLE aria_conversations (
  id uuid NOT NULL,
  student_id uuid NOT NULL,
  subject text NOT NULL,
  title text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT aria_conversations_pkey PRIMARY KEY (id),
  CONSTRAINT aria_conversations_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT aria_conversations_subject_valid CHECK (subject IN ('MATHEMATIQUES', 'NSI', 'FRANCAIS', 'PHILOSOPHIE', 'HISTOIRE_GEO',
    'ANGLAIS', 'ESPAGNOL', 'PHYSIQUE_CHIMIE', 'SVT', 'SES'))
);
CREATE INDEX aria_conversations_student_id_idx ON aria_conversations (student_id, updated_at DESC);
CREATE INDEX aria_conversations_updated_at_idx ON aria_conversations (updated_at);

CREATE TABLE aria_messages (
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  role text NOT NULL,
  content text NOT NULL,
  sources jsonb NOT NULL DEFAULT '[]',
  feedback boolean,                        -- NULL: not rated
  tokens_in integer NOT NULL DEFAULT 0,
  tokens_out integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  CONSTRAINT aria_messages_pkey PRIMARY KEY (id),
  CONSTRAINT aria_messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES aria_conversations (id) ON DELETE CASCADE,
  CONSTRAINT aria_messages_role_valid CHECK (role IN ('user', 'assistant')),
  CONSTRAINT aria_messages_feedback_on_answers CHECK (feedback IS NULL OR role = 'assistant')
);
CREATE INDEX aria_messages_conversation_id_idx ON aria_messages (conversation_id, created_at);

-- A badge is a metric that reached a threshold: a new one is a row, not code.
CREATE TABLE badges (
  key text NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  metric text NOT NULL,
  threshold integer NOT NULL,
  position smallint NOT NULL,
  CONSTRAINT badges_pkey PRIMARY KEY (key),
  CONSTRAINT badges_key_slug CHECK (key ~ '^[A-Z][A-Z0-9_]*$'),
  CONSTRAINT badges_threshold_positive CHECK (threshold > 0),
  CONSTRAINT badges_metric_valid CHECK (metric IN ('sign_ins', 'days_in_a_row', 'questions', 'questions_in_a_subject', 'subjects',
    'ratings'))
);

CREATE TABLE student_badges (
  student_id uuid NOT NULL,
  badge_key text NOT NULL,
  awarded_at timestamptz NOT NULL,
  CONSTRAINT student_badges_pkey PRIMARY KEY (student_id, badge_key),
  CONSTRAINT student_badges_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT student_badges_badge_key_fkey FOREIGN KEY (badge_key) REFERENCES badges (key)
);
CREATE INDEX student_badges_badge_key_idx ON student_badges (badge_key);

INSERT INTO badges (key, title, description, metric, threshold, position) VALUES
  ('FIRST_STEPS', 'Premiers pas', 'Première connexion à la plateforme', 'sign_ins', 1, 1),
  ('STREAK_3', 'Sur la lancée', 'Trois jours de suite', 'days_in_a_row', 3, 2),
  ('STREAK_5', 'Assidu', 'Cinq jours de suite', 'days_in_a_row', 5, 3),
  ('FIRST_QUESTION', 'Première question', 'Première question à ARIA', 'questions', 1, 4),
  ('QUESTIONS_25', 'Esprit curieux', 'Vingt-cinq questions à ARIA', 'questions', 25, 5),
  ('SUBJECT_100', 'Spécialiste', 'Cent questions dans une matière', 'questions_in_a_subject', 100, 6),
  ('SUBJECTS_3', 'Touche-à-tout', 'Des questions dans trois matières', 'subjects', 3, 7),
  ('RATINGS_10', 'Bon conseil', 'Dix réponses évaluées', 'ratings', 10, 8);

CREATE TABLE leads (
  id uuid NOT NULL,
  email citext NOT NULL,
  name text,
  phone text,
  source text NOT NULL,
  tag text,
  status text NOT NULL DEFAULT 'NEW',
  consent_version text NOT NULL,
  consent_at timestamptz NOT NULL,
  answers jsonb NOT NULL DEFAULT '{}',
  note text,
  assigned_to uuid,
  parent_id uuid,                          -- who it became
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT leads_pkey PRIMARY KEY (id),
  CONSTRAINT leads_assigned_to_fkey FOREIGN KEY (assigned_to) REFERENCES users (id),
  CONSTRAINT leads_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents (id),
  CONSTRAINT leads_status_valid CHECK (status IN ('NEW', 'CONTACTED', 'ASSESSMENT_BOOKED', 'CONVERTED', 'LOST')),
  CONSTRAINT leads_email_valid CHECK (email ~ '^[^@\s[:cntrl:]]+@[^@\s[:cntrl:]]+$' AND length (email::text) <= 254)
);
CREATE INDEX leads_email_idx ON leads (email);
CREATE INDEX leads_status_idx ON leads (status, created_at);
CREATE INDEX leads_assigned_to_idx ON leads (assigned_to);
CREATE INDEX leads_parent_id_idx ON leads (parent_id);
