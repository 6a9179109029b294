/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/families/families-service.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-json.h"
#include "common/nx-random.h"
#include "server/accounts/accounts.h"
#include "server/families/families-rows.h"
#include "server/families/families-store.h"
#include "server/nx-audit.h"

/* Words of a query that are looked at: a name has no more. */
#define QUERY_WORDS 6

/* Who sees whom */

static gboolean
refuse_unknown (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _("There is no such pupil."));
  return FALSE;
}

/* Fills @reach with what the actor may see. Returns: FALSE where that is nothing. */
static gboolean
reach_of (const NxActor *actor, NxReach *reach)
{
  *reach = (NxReach){ NULL };
  switch (actor->role)
    {
    case NX_ROLE_ADMIN:
    case NX_ROLE_ASSISTANTE:
      return TRUE;
    case NX_ROLE_COACH:
      reach->coach_id = actor->coach_id;
      return actor->coach_id != NULL;
    case NX_ROLE_PARENT:
      reach->parent_id = actor->parent_id;
      return actor->parent_id != NULL;
    case NX_ROLE_ELEVE:
      reach->student_id = actor->student_id;
      return actor->student_id != NULL;
    default:
      return FALSE;
    }
}

gboolean
nx_families_check_student (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  NxReach reach;
  gboolean visible = FALSE;

  if (!nx_uuid_is_valid (student_id) || !reach_of (actor, &reach))
    return refuse_unknown (error);
  if (!nx_families_store_reaches (db, &reach, student_id, &visible, error))
    return FALSE;
  return visible || refuse_unknown (error);
}

NxStudent *
nx_families_student (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  NxReach reach;
  g_autoptr (NxRows) rows = NULL;

  if (!nx_uuid_is_valid (student_id) || !reach_of (actor, &reach))
    {
      refuse_unknown (error);
      return NULL;
    }
  rows = nx_families_store_student (db, &reach, student_id, actor->now, error);
  if (rows == NULL)
    return NULL;
  if (nx_rows_count (rows) == 0)
    {
      refuse_unknown (error);
      return NULL;
    }
  /* Contacts of the parents are the office's: a coach's file has none. */
  return nx_families_student_from_row (rows, 0, nx_actor_is_office (actor));
}

/* Lists and search */

/* Splits "sort name\nid" off @cursor; one that was not made here starts at the beginning. */
static void
read_cursor (const char *cursor, NxStudentPage *page, char ***parts)
{
  g_autofree guchar *raw = NULL;
  gsize length = 0;

  if (cursor == NULL)
    return;
  raw = g_base64_decode (cursor, &length);
  if (length == 0 || memchr (raw, '\0', length) != NULL || !g_utf8_validate ((const char *) raw, (gssize) length, NULL))
    return;
  {
    g_autofree char *text = g_strndup ((const char *) raw, length);

    *parts = g_strsplit (text, "\n", 2);
  }
  if (g_strv_length (*parts) != 2 || !nx_uuid_is_valid ((*parts)[1]))
    return;
  page->after_name = (*parts)[0];
  page->after_id = (*parts)[1];
}

static char *
write_cursor (NxRows *rows, guint row)
{
  g_autofree char *text = g_strconcat (nx_rows_text (rows, row, "sort_name"), "\n", nx_rows_text (rows, row, "id"), NULL);

  return g_base64_encode ((const guchar *) text, strlen (text));
}

/* (transfer full): the longest word of @folded; the others go to @others as an array literal (they hold no quote nor comma). */
static char *
split_query (const char *folded, char **others)
{
  g_auto (GStrv) words = g_strsplit (folded, " ", QUERY_WORDS + 1);
  guint n = MIN (g_strv_length (words), QUERY_WORDS), longest = 0;
  GString *rest = g_string_new ("{");

  for (guint i = 1; i < n; i++)
    if (strlen (words[i]) > strlen (words[longest]))
      longest = i;
  for (guint i = 0; i < n; i++)
    if (i != longest && *words[i] != '\0')
      g_string_append_printf (rest, "%s\"%s\"", rest->len > 1 ? "," : "", words[i]);
  g_string_append_c (rest, '}');
  *others = g_string_free (rest, FALSE);
  return g_strdup (words[longest]);
}

/* A phone number is stored without spaces: typed with them, it is one word too. */
static void
join_digits (char *folded)
{
  char *to = folded;

  if (strspn (folded, "0123456789+. ") != strlen (folded))
    return;
  for (const char *from = folded; *from != '\0'; from++)
    if (g_ascii_isdigit (*from))
      *to++ = *from;
  *to = '\0';
}

static NxRows *
find (NxDb *db, const NxReach *reach, const char *query, const NxStudentPage *page, gint64 now, gboolean *paged, GError **error)
{
  g_autofree char *folded = query != NULL ? nx_families_store_fold (db, query, error) : g_strdup ("");
  g_autofree char *others = NULL, *first = NULL;
  g_autoptr (NxRows) rows = NULL;

  *paged = TRUE;
  if (folded == NULL)
    return NULL;
  join_digits (folded);
  if (*folded == '\0')
    return nx_families_store_browse (db, reach, page, now, error);
  first = split_query (folded, &others);
  rows = nx_families_store_search (db, reach, first, others, page, now, error);
  if (rows == NULL || nx_rows_count (rows) > 0 || page->after_id != NULL || strlen (first) < 3)
    return g_steal_pointer (&rows);
  /* Nothing begins like this: perhaps it was mistyped. */
  *paged = FALSE;
  return nx_families_store_search_like (db, reach, first, others, page->limit - 1, now, error);
}

GPtrArray *
nx_families_students (NxDb *db, const NxActor *actor, const char *query, guint limit, const char *cursor, char **next,
                      GError **error)
{
  NxStudentPage page = { .limit = limit + 1 };
  NxReach reach;
  g_auto (GStrv) parts = NULL;
  g_autoptr (NxRows) rows = NULL;
  GPtrArray *students;
  gboolean paged = TRUE;

  if (next != NULL)
    *next = NULL;
  if (!reach_of (actor, &reach))
    {
      refuse_unknown (error);
      return NULL;
    }
  read_cursor (cursor, &page, &parts);
  rows = find (db, &reach, query, &page, actor->now, &paged, error);
  if (rows == NULL)
    return NULL;
  students = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < MIN (nx_rows_count (rows), limit); i++)
    g_ptr_array_add (students, nx_families_student_from_row (rows, i, FALSE));
  if (next != NULL && paged && nx_rows_count (rows) > limit)
    *next = write_cursor (rows, limit - 1);
  return students;
}

/* Changing a file */

gboolean
nx_families_edit (NxDb *db, const NxActor *actor, const char *student_id, const NxStudentEdit *edit, GError **error)
{
  return nx_families_check_student (db, actor, student_id, error)
         && nx_families_store_edit (db, student_id, edit->first_name, edit->last_name, edit->grade, edit->school,
                                    edit->birth_date, error)
         && nx_audit (db, actor, "student.edited", "student", student_id, NULL, NULL, error);
}

NxRows *
nx_families_notes (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
{
  return nx_families_check_student (db, actor, student_id, error) ? nx_families_store_notes (db, student_id, error) : NULL;
}

gboolean
nx_families_add_note (NxDb *db, const NxActor *actor, const char *student_id, const char *body, GError **error)
{
  g_autofree char *id = nx_uuid_new (actor->now);

  return nx_families_check_student (db, actor, student_id, error)
         && nx_families_store_add_note (db, id, student_id, actor->user_id, body, actor->now, error)
         && nx_audit (db, actor, "student.noted", "student", student_id, NULL, NULL, error);
}

static gboolean
send_activation (NxDb *db, const NxActor *actor, NxRows *row, const char *student_id, const char *link, GError **error)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *nonce = nx_uuid_new (actor->now);
  g_autofree char *dedupe = g_strconcat ("activation:", nx_rows_text (row, 0, "user_id"), ":", nonce, NULL);
  g_autofree char *payload = NULL;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "name", nx_rows_text (row, 0, "parent_name"));
  nx_json_add_string (writer, "studentName", nx_rows_text (row, 0, "name"));
  nx_json_add_string (writer, "login", nx_rows_text (row, 0, "login"));
  nx_json_add_string (writer, "link", link);
  nx_json_end_object (writer);
  payload = nx_json_writer_end (writer, NULL);
  return nx_outbox_add (db, actor,
                        &(NxMail){ .kind = "activation",
                                   .dedupe = dedupe,
                                   .to_address = nx_rows_text (row, 0, "parent_email"),
                                   .to_name = nx_rows_text (row, 0, "parent_name"),
                                   .locale = nx_rows_text (row, 0, "parent_locale"),
                                   .payload = payload,
                                   .not_before = NX_TIME_NONE },
                        error)
         && nx_audit (db, actor, "account.activation_sent", "student", student_id, NULL, NULL, error);
}

gboolean
nx_families_resend_activation (NxDb *db, NxApp *app, const NxActor *actor, const char *student_id, GError **error)
{
  g_autoptr (NxRows) row = NULL;
  g_autofree char *link = NULL;

  if (!nx_families_check_student (db, actor, student_id, error))
    return FALSE;
  row = nx_families_store_activation (db, student_id, error);
  if (row == NULL)
    return FALSE;
  if (nx_rows_bool (row, 0, "activated"))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_CONFLICT, _("This account is active already."));
      return FALSE;
    }
  link = nx_accounts_make_link (db, app, actor, NX_ONE_TIME_ACTIVATION, nx_rows_text (row, 0, "user_id"), error);
  return link != NULL && send_activation (db, actor, row, student_id, link, error);
}
