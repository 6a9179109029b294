-- SPDX-License-Identifier: GPL-3.0-or-later
-- Planted in booking-fixture's centre for test-matrix: whatever is of pupil 3's family says "canari", coaches have real names,
-- the staff's own words say "secret". Pupils 1, 3 and 5 have credits for every booking of the matrix; 1 and 3 a session that
-- was held.

UPDATE users SET first_name = 'Canaribel', last_name = 'Canarisson', email = 'canari.eleve@example.com'
  WHERE id = '00000003-0000-7000-8000-000000000003';
UPDATE users SET first_name = 'Canaripère', last_name = 'Canarisson', email = 'canari.parent@example.com'
  WHERE id = '00000001-0000-7000-8000-000000000003';
UPDATE users SET last_name = 'Vrainom', email = 'vrainom' || substr (id::text, 36) || '@nexus.test'
  WHERE role = 'COACH';
UPDATE parents SET phone = '+216 98 765 432' WHERE id = '00000002-0000-7000-8000-000000000003';
UPDATE students
  SET school = 'Lycée Canaribois', current_level = 'canariniveau', objectives = 'canariobjectifs',
    difficulties = 'canaridifficultes', availability = 'canarimercredi'
  WHERE id = '00000004-0000-7000-8000-000000000003';
SELECT nx_ledger_grant (('00000021-0000-7000-8000-00000000000' || n)::uuid,
    ('00000022-0000-7000-8000-00000000000' || n)::uuid, ('00000004-0000-7000-8000-00000000000' || n)::uuid,
    'ADJUSTMENT', 40000, '2027-11-01'::timestamptz, NULL, NULL, NULL,
    CASE n WHEN 3 THEN 'canarigeste' ELSE 'geste' END, NULL, 'fixture', '2026-11-02'::timestamptz)
  FROM unnest (ARRAY[1, 3, 5]) n;
INSERT INTO sessions (id, coach_id, during, type, subject, status, title, description, seats_taken, seat_cost,
    jitsi_room, created_at, updated_at)
  SELECT ('00000023-0000-7000-8000-00000000000' || p)::uuid, ('00000006-0000-7000-8000-00000000000' || c)::uuid,
    '[2026-11-23 13:00+00,2026-11-23 14:00+00)', 'COURS_ONLINE', 'MATHEMATIQUES', 'COMPLETED',
    CASE p WHEN 3 THEN 'Canarititre' ELSE 'Dérivées' END, CASE p WHEN 3 THEN 'canaridescription' END, 1, 0,
    'a-room-that-nobody-guesses-' || p, '2026-11-20', '2026-11-20'
  FROM (VALUES (1, 1), (3, 2)) v (p, c);
INSERT INTO seats (id, session_id, student_id, during, cost, booked_at)
  SELECT gen_random_uuid (), id, ('00000004' || substr (id::text, 9))::uuid, during, 0, created_at FROM sessions;
INSERT INTO reports (id, session_id, student_id, coach_id, status, attendance, worked, strengths, improve,
    homework, private_note, created_at, updated_at, submitted_at)
  SELECT gen_random_uuid (), x.id, t.student_id, x.coach_id, 'SUBMITTED', 'PRESENT', w || 'travail', w || 'forces',
    w || 'progres', w || 'devoirs', 'secretprive' || w, '2026-11-23', '2026-11-23', '2026-11-23'
  FROM sessions x JOIN seats t ON t.session_id = x.id,
    LATERAL (SELECT CASE WHEN x.title = 'Canarititre' THEN 'canari' ELSE 'x' END) v (w);
INSERT INTO student_notes (id, student_id, author_id, body, created_at)
  SELECT gen_random_uuid (), id, '00000008-0000-7000-8000-000000000001',
    CASE WHEN school IS NULL THEN 'secretnote' ELSE 'secretnote canarinote' END, '2026-11-20'
  FROM students WHERE parent_id IN ('00000002-0000-7000-8000-000000000001', '00000002-0000-7000-8000-000000000003');
UPDATE payments SET note = 'canaripaiement' WHERE student_id = '00000004-0000-7000-8000-000000000003';
INSERT INTO outbox (kind, dedupe, to_address, locale, payload, created_at, not_before, dead_at)
  VALUES ('welcome', 'canari', 'canari.parent@example.com', 'fr', '{}', '2026-11-20', '2026-11-20', '2026-11-21');
-- A series that has no session left, and an absence, of coaches 1 and 2.
INSERT INTO series (id, coach_id, student_id, subject, type, first_at, duration, until, created_at)
  SELECT ('00000027-0000-7000-8000-00000000000' || c)::uuid, ('00000006-0000-7000-8000-00000000000' || c)::uuid,
    ('00000004-0000-7000-8000-00000000000' || p)::uuid, 'MATHEMATIQUES', 'COURS_ONLINE', '2027-05-04 10:00Z', 60, '2027-05-04', '2026-11-20'
  FROM (VALUES (1, 1), (3, 2)) v (p, c);
INSERT INTO absences (id, coach_id, during, created_at)
  SELECT ('00000028-0000-7000-8000-00000000000' || c)::uuid, ('00000006-0000-7000-8000-00000000000' || c)::uuid,
    '[2027-05-08 08:00Z, 2027-05-08 18:00Z)', '2026-11-20' FROM generate_series (1, 2) c;
