/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/families/families.h"

G_BEGIN_DECLS

/* Rows of parents, students, consents, leads and notes. No rules here: families-register.c and families-service.c have them. */

/** NxReach: whose pupils a statement may touch; all %NULL: everybody's. */
typedef struct
{
  const char *parent_id, *student_id, *coach_id;
} NxReach;

/** Takes the technical addresses of this stem for the transaction. Returns: (transfer full): the first one that is free. */
char *nx_families_store_free_login (NxDb *db, const char *stem, const char *domain, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_families_store_insert_parent (NxDb *db, const char *id, const char *user_id, const char *phone, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** @values: a registration's. @subjects: an array literal. */
gboolean nx_families_store_insert_student (NxDb *db, const char *id, const char *user_id, const char *parent_id, NxValues *values,
                                           const char *subjects, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @student_id: (nullable): the parent's own consent. */
gboolean nx_families_store_add_consent (NxDb *db, const char *id, const char *purpose, const char *student_id, const char *given_by,
                                        const char *version, gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_families_store_convert_leads (NxDb *db, const char *email, const char *parent_id, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** @visible: (out): whether @reach holds @student_id. */
gboolean nx_families_store_reaches (NxDb *db, const NxReach *reach, const char *student_id, gboolean *visible, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** Columns of families-rows.h; no row where @reach does not hold it. */
NxRows *nx_families_store_student (NxDb *db, const NxReach *reach, const char *student_id, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): @text as names are stored for searching: lower case, no accents, one space between words. */
char *nx_families_store_fold (NxDb *db, const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxStudentPage: where a list goes on: after this name and id; both %NULL at its beginning. */
typedef struct
{
  const char *after_name, *after_id;
  guint limit;
} NxStudentPage;

/** By name. */
NxRows *nx_families_store_browse (NxDb *db, const NxReach *reach, const NxStudentPage *page, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
/** @first: the longest word of a query; @others: an array literal of the others. Each must begin a word of the names, folded. By name. */
NxRows *nx_families_store_search (NxDb *db, const NxReach *reach, const char *first, const char *others, const NxStudentPage *page,
                                  gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same for words that were typed wrong; the likest first. */
NxRows *nx_families_store_search_like (NxDb *db, const NxReach *reach, const char *first, const char *others, guint limit, gint64 now,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Columns: user_id, name, login, activated, parent_user, parent_name, parent_email, parent_locale. */
NxRows *nx_families_store_activation (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Columns: id, body, author, created_at; the newest first. */
NxRows *nx_families_store_notes (NxDb *db, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean nx_families_store_add_note (NxDb *db, const char *id, const char *student_id, const char *author_id, const char *body,
                                     gint64 now, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** What is %NULL, -1 or %NX_DATE_NONE stays. */
gboolean nx_families_store_edit (NxDb *db, const char *student_id, const char *first_name, const char *last_name, int grade,
                                 const char *school, gint32 birth_date, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
