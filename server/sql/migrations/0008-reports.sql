-- Post-session reports, one a pupil and session; corrections after 48 hours are visible addenda.

CREATE TABLE reports (
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  student_id uuid NOT NULL,
  coach_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'DRAFT',
  attendance text,
  worked text,
  strengths text,
  improve text,
  homework text,
  homework_due date,
  marks jsonb NOT NULL DEFAULT '{}',       -- competence → 1 to 5
  private_note text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  submitted_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT reports_pkey PRIMARY KEY (id),
  CONSTRAINT reports_session_student_key UNIQUE (session_id, student_id),
  CONSTRAINT reports_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions (id),
  CONSTRAINT reports_student_id_fkey FOREIGN KEY (student_id) REFERENCES students (id),
  CONSTRAINT reports_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES coaches (id),
  CONSTRAINT reports_status_valid CHECK (status IN ('DRAFT', 'SUBMITTED')),
  CONSTRAINT reports_attendance_valid CHECK (attendance IN ('PRESENT', 'LATE', 'ABSENT')),
  CONSTRAINT reports_submitted_with_time CHECK ((status = 'SUBMITTED') = (submitted_at IS NOT NULL)),
  CONSTRAINT reports_submitted_complete CHECK (status = 'DRAFT' OR attendance IS NOT NULL),
  CONSTRAINT reports_marks_object CHECK (jsonb_typeof (marks) = 'object')
);
CREATE INDEX reports_student_id_idx ON reports (student_id, submitted_at DESC);
CREATE INDEX reports_coach_id_idx ON reports (coach_id, updated_at DESC);

CREATE TABLE report_addenda (
  id uuid NOT NULL,
  report_id uuid NOT NULL,
  author_id uuid NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT report_addenda_pkey PRIMARY KEY (id),
  CONSTRAINT report_addenda_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports (id),
  CONSTRAINT report_addenda_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id)
);
CREATE INDEX report_addenda_report_id_idx ON report_addenda (report_id, created_at);
CREATE INDEX report_addenda_author_id_idx ON report_addenda (author_id);
CREATE TRIGGER report_addenda_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON report_addenda
  FOR EACH STATEMENT EXECUTE FUNCTION nx_refuse_change ();
