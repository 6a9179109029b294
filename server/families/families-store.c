/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/families/families-store.h"

enum
{
  LOCK_LOGINS,
  FREE_LOGIN,
  INSERT_PARENT,
  INSERT_STUDENT,
  ADD_CONSENT,
  CONVERT_LEADS,
  REACHES,
  STUDENT,
  FOLD,
  BROWSE,
  SEARCH,
  SEARCH_COACH,
  THRESHOLD,
  LIKE,
  LIKE_COACH,
  ACTIVATION,
  NOTES,
  ADD_NOTE,
  EDIT_USER,
  EDIT_STUDENT
};

/* What a row of a list shows, with the running plan and the next session. */
#define STUDENT_COLUMNS                                                                                                        \
  "s.id, u.first_name, u.last_name, u.email, s.grade, s.school, s.birth_date, s.balance, s.subjects, s.objectives, s.difficulties, " \
  "s.current_level, s.preferred_modality, u.activated_at IS NOT NULL AS activated, s.created_at, s.sort_name, "                \
  "(SELECT min (l.expires_at) FROM credit_lots l WHERE l.student_id = s.id AND l.remaining > 0 AND l.expires_at > $1::timestamptz) "  \
  "AS next_expiry, "                                                                                                            \
  "x.id AS plan_id, x.plan_name, x.status AS plan_status, x.credits_per_month, x.monthly_price AS plan_price, "                \
  "x.currency AS plan_currency, x.aria_subjects, x.starts_at, x.paid_until, x.ends_at, "                                        \
  "n.id AS next_id, n.title AS next_title, n.subject AS next_subject, n.type AS next_type, n.starts AS next_at, n.minutes AS next_minutes, " \
  "n.cost AS next_cost, n.coach_id AS next_coach_id, n.pseudonym AS next_pseudonym, n.mark AS next_mark, n.color AS next_color "

#define STUDENT_JOINS                                                                                                           \
  "FROM students s JOIN users u ON u.id = s.user_id "                                                                           \
  "LEFT JOIN subscriptions x ON x.student_id = s.id AND x.status = 'ACTIVE' "                                                   \
  "LEFT JOIN LATERAL (SELECT z.id, z.title, z.subject, z.type, lower (z.during) AS starts, "                                    \
  "extract (epoch FROM upper (z.during) - lower (z.during))::int / 60 AS minutes, t.cost, z.coach_id, c.pseudonym, c.mark, c.color " \
  "FROM seats t JOIN sessions z ON z.id = t.session_id JOIN coaches c ON c.id = z.coach_id "                                    \
  "WHERE t.student_id = s.id AND t.active AND z.status = 'SCHEDULED' AND lower (t.during) >= $1::timestamptz - interval '3 hours' " \
  "AND upper (t.during) > $1::timestamptz ORDER BY lower (t.during) LIMIT 1) n ON true "

/* $2 parent, $3 student, $4 coach: NULL does not narrow. */
#define REACH                                                                                                                   \
  "($2::uuid IS NULL OR s.parent_id = $2::uuid) AND ($3::uuid IS NULL OR s.id = $3::uuid) "                                     \
  "AND ($4::uuid IS NULL OR EXISTS (SELECT FROM seats t JOIN sessions z ON z.id = t.session_id "                                \
  "WHERE t.student_id = s.id AND t.active AND z.coach_id = $4::uuid AND z.status <> 'CANCELLED')) "

/* A word begins a word of @text; patterns that the trigram index of students.search serves. */
#define BEGINS(text) "(" text " LIKE $5::text || '%' OR " text " LIKE '% ' || $5::text || '%') "
#define OTHERS_BEGIN(text) "AND (SELECT coalesce (bool_and (' ' || " text " LIKE '% ' || w || '%'), true) FROM unnest ($6::text[]) w) "
#define OTHERS_LIKE(text) "AND (SELECT coalesce (bool_and (word_similarity (w, " text ") >= 0.4), true) FROM unnest ($6::text[]) w) "
#define PAGE(name, id, limit) "AND (" name "::text IS NULL OR (s.sort_name, s.id) > (" name "::text, " id "::uuid)) ORDER BY s.sort_name, s.id LIMIT " limit "::int"

static const NxStatement statements[] = {
  /* Homonyms that register at the same moment take their numbers one after the other. */
  [LOCK_LOGINS] = { "families.lock_logins", "SELECT pg_advisory_xact_lock (hashtext ('login:' || $1::text))", 1 },
  [FREE_LOGIN] = { "families.free_login",
    "WITH RECURSIVE c (n, email) AS (SELECT 1, $1::text || '@' || $2::text UNION ALL "
    "SELECT n + 1, $1::text || n + 1 || '@' || $2::text FROM c WHERE EXISTS (SELECT FROM users u WHERE u.email = c.email::citext)) "
    "SELECT email FROM c ORDER BY n DESC LIMIT 1", 2 },
  [INSERT_PARENT] = { "families.insert_parent",
    "INSERT INTO parents (id, user_id, phone, created_at) VALUES ($1::uuid, $2::uuid, $3, $4::timestamptz)", 4 },
  [INSERT_STUDENT] = { "families.insert_student",
    "INSERT INTO students (id, user_id, parent_id, grade, school, birth_date, subjects, current_level, objectives, difficulties, "
    "preferred_modality, availability, created_at) "
    "VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::date, $7::text[], $8, $9, $10, $11, $12, $13::timestamptz)", 13 },
  [ADD_CONSENT] = { "families.add_consent",
    "INSERT INTO consents (id, purpose, student_id, given_by, version, granted, at) "
    "VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5, true, $6::timestamptz)", 6 },
  [CONVERT_LEADS] = { "families.convert_leads",
    "UPDATE leads SET status = 'CONVERTED', parent_id = $2::uuid, updated_at = $3::timestamptz, version = version + 1 "
    "WHERE email = $1::citext AND status <> 'CONVERTED'", 3 },
  [REACHES] = { "families.reaches", "SELECT 1 AS one FROM students s WHERE s.id = $1::uuid AND " REACH, 4 },
  [STUDENT] = { "families.student",
    "SELECT " STUDENT_COLUMNS ", pa.id AS parent_id, pu.first_name AS parent_first_name, pu.last_name AS parent_last_name, "
    "pu.email AS parent_email, pa.phone AS parent_phone, pu.locale AS parent_locale, pu.zone AS parent_zone "
    STUDENT_JOINS "JOIN parents pa ON pa.id = s.parent_id JOIN users pu ON pu.id = pa.user_id "
    "WHERE s.id = $5::uuid AND " REACH, 5 },
  [FOLD] = { "families.fold", "SELECT nx_fold ($1::text) AS text", 1 },
  [BROWSE] = { "families.browse", "SELECT " STUDENT_COLUMNS STUDENT_JOINS "WHERE " REACH PAGE ("$5", "$6", "$7"), 7 },
  [SEARCH] = { "families.search",
    "SELECT " STUDENT_COLUMNS STUDENT_JOINS "WHERE " BEGINS ("s.search") OTHERS_BEGIN ("s.search") "AND " REACH
    PAGE ("$7", "$8", "$9"), 9 },
  /* A coach searches the pupils' own names only: the other column would tell whose parent has which address. */
  [SEARCH_COACH] = { "families.search_coach",
    "SELECT " STUDENT_COLUMNS STUDENT_JOINS "WHERE " BEGINS ("s.sort_name") OTHERS_BEGIN ("s.sort_name") "AND " REACH
    PAGE ("$7", "$8", "$9"), 9 },
  /* The operator that the index serves reads it at each use; the default of 0.6 misses a letter dropped in a short name. */
  [THRESHOLD] = { "families.threshold", "SELECT set_config ('pg_trgm.word_similarity_threshold', '0.45', false)", 0 },
  [LIKE] = { "families.search_like",
    "SELECT " STUDENT_COLUMNS STUDENT_JOINS "WHERE $5::text <% s.search " OTHERS_LIKE ("s.search") "AND " REACH
    "ORDER BY word_similarity ($5::text, s.search) DESC, s.sort_name LIMIT $7::int", 7 },
  [LIKE_COACH] = { "families.search_like_coach",
    "SELECT " STUDENT_COLUMNS STUDENT_JOINS "WHERE $5::text <% s.sort_name " OTHERS_LIKE ("s.sort_name") "AND " REACH
    "ORDER BY word_similarity ($5::text, s.sort_name) DESC, s.sort_name LIMIT $7::int", 7 },
  [ACTIVATION] = { "families.activation",
    "SELECT u.id AS user_id, u.first_name AS name, u.email AS login, u.activated_at IS NOT NULL AS activated, "
    "pu.id AS parent_user, pu.first_name AS parent_name, pu.email AS parent_email, pu.locale AS parent_locale "
    "FROM students s JOIN users u ON u.id = s.user_id JOIN parents pa ON pa.id = s.parent_id JOIN users pu ON pu.id = pa.user_id "
    "WHERE s.id = $1::uuid", 1 },
  [NOTES] = { "families.notes",
    "SELECT n.id, n.body, coalesce (c.pseudonym, u.first_name || ' ' || u.last_name) AS author, n.created_at "
    "FROM student_notes n JOIN users u ON u.id = n.author_id LEFT JOIN coaches c ON c.user_id = u.id "
    "WHERE n.student_id = $1::uuid ORDER BY n.id DESC LIMIT 200", 1 },
  [ADD_NOTE] = { "families.add_note",
    "INSERT INTO student_notes (id, student_id, author_id, body, created_at) VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5::timestamptz)", 5 },
  [EDIT_USER] = { "families.edit_user",
    "UPDATE users u SET first_name = coalesce ($2::text, u.first_name), last_name = coalesce ($3::text, u.last_name), "
    "version = u.version + 1 FROM students s WHERE s.id = $1::uuid AND u.id = s.user_id", 3 },
  [EDIT_STUDENT] = { "families.edit_student",
    "UPDATE students SET grade = coalesce ($2::text, grade), school = coalesce ($3::text, school), "
    "birth_date = coalesce ($4::date, birth_date), version = version + 1 WHERE id = $1::uuid", 4 },
};

NX_STATEMENTS (families, statements)

char *
nx_families_store_free_login (NxDb *db, const char *stem, const char *domain, GError **error)
{
  g_autoptr (NxRows) rows = NULL;

  if (!nx_db_do (db, &statements[LOCK_LOGINS], error, nx_text (stem)))
    return NULL;
  rows = nx_db_run (db, &statements[FREE_LOGIN], error, nx_text (stem), nx_text (domain));
  return rows == NULL ? NULL : g_strdup (nx_rows_text (rows, 0, "email"));
}

gboolean
nx_families_store_insert_parent (NxDb *db, const char *id, const char *user_id, const char *phone, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[INSERT_PARENT], error, nx_text (id), nx_text (user_id), nx_text (phone), nx_time (now));
}

gboolean
nx_families_store_insert_student (NxDb *db, const char *id, const char *user_id, const char *parent_id, NxValues *values,
                                  const char *subjects, gint64 now, GError **error)
{
  return nx_db_do (db, &statements[INSERT_STUDENT], error, nx_text (id), nx_text (user_id), nx_text (parent_id),
                   nx_text (nx_enum_slug (&nx_grade_enum, nx_values_enum (values, "studentGrade"))),
                   nx_text (nx_values_string (values, "studentSchool")), nx_date (nx_values_date (values, "studentBirthDate")),
                   nx_text (subjects), nx_text (nx_values_string (values, "currentLevel")),
                   nx_text (nx_values_string (values, "objectives")), nx_text (nx_values_string (values, "difficulties")),
                   nx_text (nx_enum_slug (&nx_modality_enum, nx_values_enum (values, "preferredModality"))),
                   nx_text (nx_values_string (values, "availability")), nx_time (now));
}

gboolean
nx_families_store_add_consent (NxDb *db, const char *id, const char *purpose, const char *student_id, const char *given_by,
                               const char *version, gint64 now, GError **error)
{
  return nx_db_later (db, &statements[ADD_CONSENT], error, nx_text (id), nx_text (purpose), nx_text (student_id),
                      nx_text (given_by), nx_text (version), nx_time (now));
}

gboolean
nx_families_store_convert_leads (NxDb *db, const char *email, const char *parent_id, gint64 now, GError **error)
{
  return nx_db_later (db, &statements[CONVERT_LEADS], error, nx_text (email), nx_text (parent_id), nx_time (now));
}

gboolean
nx_families_store_reaches (NxDb *db, const NxReach *reach, const char *student_id, gboolean *visible, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[REACHES], error, nx_text (student_id), nx_text (reach->parent_id),
                                       nx_text (reach->student_id), nx_text (reach->coach_id));

  if (rows == NULL)
    return FALSE;
  *visible = nx_rows_count (rows) == 1;
  return TRUE;
}

NxRows *
nx_families_store_student (NxDb *db, const NxReach *reach, const char *student_id, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[STUDENT], error, nx_time (now), nx_text (reach->parent_id), nx_text (reach->student_id),
                    nx_text (reach->coach_id), nx_text (student_id));
}

char *
nx_families_store_fold (NxDb *db, const char *text, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (db, &statements[FOLD], error, nx_text (text));

  return rows == NULL ? NULL : g_strdup (nx_rows_text (rows, 0, "text"));
}

NxRows *
nx_families_store_browse (NxDb *db, const NxReach *reach, const NxStudentPage *page, gint64 now, GError **error)
{
  return nx_db_run (db, &statements[BROWSE], error, nx_time (now), nx_text (reach->parent_id), nx_text (reach->student_id),
                    nx_text (reach->coach_id), nx_text (page->after_name), nx_text (page->after_id), nx_int (page->limit));
}

NxRows *
nx_families_store_search (NxDb *db, const NxReach *reach, const char *first, const char *others, const NxStudentPage *page,
                          gint64 now, GError **error)
{
  return nx_db_run (db, &statements[reach->coach_id != NULL ? SEARCH_COACH : SEARCH], error, nx_time (now),
                    nx_text (reach->parent_id), nx_text (reach->student_id), nx_text (reach->coach_id), nx_text (first),
                    nx_text (others), nx_text (page->after_name), nx_text (page->after_id), nx_int (page->limit));
}

NxRows *
nx_families_store_search_like (NxDb *db, const NxReach *reach, const char *first, const char *others, guint limit, gint64 now,
                               GError **error)
{
  if (!nx_db_execute (db, &statements[THRESHOLD], NULL, 0, error))
    return NULL;
  return nx_db_run (db, &statements[reach->coach_id != NULL ? LIKE_COACH : LIKE], error, nx_time (now),
                    nx_text (reach->parent_id), nx_text (reach->student_id), nx_text (reach->coach_id), nx_text (first),
                    nx_text (others), nx_int (limit));
}

NxRows *
nx_families_store_activation (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_run (db, &statements[ACTIVATION], error, nx_text (student_id));
}

NxRows *
nx_families_store_notes (NxDb *db, const char *student_id, GError **error)
{
  return nx_db_run (db, &statements[NOTES], error, nx_text (student_id));
}

gboolean
nx_families_store_add_note (NxDb *db, const char *id, const char *student_id, const char *author_id, const char *body, gint64 now,
                            GError **error)
{
  return nx_db_do (db, &statements[ADD_NOTE], error, nx_text (id), nx_text (student_id), nx_text (author_id), nx_text (body),
                   nx_time (now));
}

gboolean
nx_families_store_edit (NxDb *db, const char *student_id, const char *first_name, const char *last_name, int grade,
                        const char *school, gint32 birth_date, GError **error)
{
  return nx_db_do (db, &statements[EDIT_USER], error, nx_text (student_id), nx_text (first_name), nx_text (last_name))
         && nx_db_do (db, &statements[EDIT_STUDENT], error, nx_text (student_id), nx_text (nx_enum_slug (&nx_grade_enum, grade)),
                      nx_text (school), nx_date (birth_date));
}
