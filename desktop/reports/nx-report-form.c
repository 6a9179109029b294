/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/reports/nx-report-form.h"

#include "common/nx-i18n.h"
#include <string.h>
#include "common/nx-error.h"
#include "common/nx-format.h"

static const char *const text_members[NX_REPORT_N_TEXTS] = {
  [NX_REPORT_WORKED] = "worked",     [NX_REPORT_STRENGTHS] = "strengths", [NX_REPORT_IMPROVE] = "improve",
  [NX_REPORT_HOMEWORK] = "homework", [NX_REPORT_PRIVATE] = "privateNote",
};

static const char *const text_titles[NX_REPORT_N_TEXTS] = {
  [NX_REPORT_WORKED] = N_ ("What was worked on"),
  [NX_REPORT_STRENGTHS] = N_ ("What went well"),
  [NX_REPORT_IMPROVE] = N_ ("What to work on"),
  [NX_REPORT_HOMEWORK] = N_ ("Homework"),
};

/* Pupils */

static NxReportPupil *
pupil_new (const char *student_id, const char *name)
{
  NxReportPupil *self = g_new0 (NxReportPupil, 1);

  self->student_id = g_strdup (student_id);
  self->name = g_strdup (name);
  self->attendance = -1;
  self->homework_due = NX_DATE_NONE;
  self->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

static void
pupil_free (NxReportPupil *self)
{
  for (guint i = 0; i < NX_REPORT_N_TEXTS; i++)
    g_free (self->texts[i]);
  g_hash_table_unref (self->marks);
  g_free (self->student_id);
  g_free (self->name);
  g_free (self);
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

gboolean
nx_report_pupil_is_empty (NxReportPupil *pupil)
{
  for (guint i = 0; i < NX_REPORT_N_TEXTS; i++)
    if (!is_blank (pupil->texts[i]))
      return FALSE;
  return pupil->attendance < 0 && g_hash_table_size (pupil->marks) == 0;
}

static void
take_marks (NxReportPupil *pupil, JsonObject *marks)
{
  JsonObjectIter iter;
  const char *slug;
  JsonNode *node;

  g_hash_table_remove_all (pupil->marks);
  if (marks == NULL)
    return;
  json_object_iter_init (&iter, marks);
  while (json_object_iter_next (&iter, &slug, &node))
    {
      gint64 mark;

      if (nx_json_get_int (marks, slug, &mark) && mark >= 1 && mark <= 5)
        g_hash_table_insert (pupil->marks, g_strdup (slug), GINT_TO_POINTER ((int) mark));
    }
}

/* The form */

NxReportForm *
nx_report_form_new (NxSession *session)
{
  NxReportForm *self = g_new0 (NxReportForm, 1);

  self->session_id = g_strdup (session->id);
  self->saved_at = self->sent_at = NX_TIME_NONE;
  self->pupils = g_ptr_array_new_with_free_func ((GDestroyNotify) pupil_free);
  for (guint i = 0; session->students != NULL && i < session->students->len; i++)
    {
      NxPerson *person = g_ptr_array_index (session->students, i);
      g_autofree char *name = g_strdup_printf ("%s %s", person->firstName, person->lastName != NULL ? person->lastName : "");

      g_ptr_array_add (self->pupils, pupil_new (person->id, g_strstrip (name)));
    }
  return self;
}

void
nx_report_form_free (NxReportForm *self)
{
  g_ptr_array_unref (self->pupils);
  g_free (self->session_id);
  g_free (self->etag);
  g_free (self);
}

NxReportPupil *
nx_report_form_find (NxReportForm *self, const char *student_id)
{
  for (guint i = 0; i < self->pupils->len; i++)
    {
      NxReportPupil *pupil = g_ptr_array_index (self->pupils, i);

      if (g_strcmp0 (pupil->student_id, student_id) == 0)
        return pupil;
    }
  return NULL;
}

static void
set_text (NxReportPupil *pupil, NxReportText which, const char *text)
{
  g_free (pupil->texts[which]);
  pupil->texts[which] = g_strdup (text);
}

void
nx_report_form_take_attendance (NxReportForm *self, JsonArray *marks)
{
  for (guint i = 0; marks != NULL && i < json_array_get_length (marks); i++)
    {
      JsonNode *node = json_array_get_element (marks, i);
      JsonObject *mark = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *student_id, *attendance;
      NxReportPupil *pupil;

      if (mark == NULL || !nx_json_get_string (mark, "studentId", &student_id) || !nx_json_get_string (mark, "attendance", &attendance))
        continue;
      pupil = nx_report_form_find (self, student_id);
      if (pupil != NULL && pupil->attendance < 0)
        pupil->attendance = nx_enum_value (&nx_attendance_enum, attendance);
    }
}

void
nx_report_form_take_reports (NxReportForm *self, GPtrArray *reports, const char *etag)
{
  guint submitted = 0;

  g_free (self->etag);
  self->etag = g_strdup (etag);
  for (guint i = 0; i < reports->len; i++)
    {
      NxReport *report = g_ptr_array_index (reports, i);
      NxReportPupil *pupil = nx_report_form_find (self, report->studentId);

      submitted += report->status == NX_REPORT_SUBMITTED;
      if (pupil == NULL)
        continue;
      pupil->attendance = report->attendance;
      set_text (pupil, NX_REPORT_WORKED, report->worked);
      set_text (pupil, NX_REPORT_STRENGTHS, report->strengths);
      set_text (pupil, NX_REPORT_IMPROVE, report->improve);
      set_text (pupil, NX_REPORT_HOMEWORK, report->homework);
      set_text (pupil, NX_REPORT_PRIVATE, report->privateNote);
      pupil->homework_due = report->homeworkDue;
      take_marks (pupil,
                  report->marks != NULL && JSON_NODE_HOLDS_OBJECT (report->marks) ? json_node_get_object (report->marks) : NULL);
    }
  self->submitted = submitted > 0 && submitted >= self->pupils->len;
  self->unsent = FALSE;
}

/* Writing */

static int
compare_slugs (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
write_pupil (NxReportPupil *pupil, NxJsonWriter *json)
{
  g_autoptr (GList) slugs = g_list_sort (g_hash_table_get_keys (pupil->marks), compare_slugs);

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "studentId", pupil->student_id);
  nx_json_add_string (json, "attendance", nx_enum_slug (&nx_attendance_enum, pupil->attendance));
  for (guint i = 0; i < NX_REPORT_N_TEXTS; i++)
    nx_json_add_string (json, text_members[i], is_blank (pupil->texts[i]) ? NULL : pupil->texts[i]);
  nx_json_add_date (json, "homeworkDue", pupil->homework_due);
  nx_json_begin_object (json, "marks");
  for (GList *slug = slugs; slug != NULL; slug = slug->next)
    nx_json_add_int (json, slug->data, GPOINTER_TO_INT (g_hash_table_lookup (pupil->marks, slug->data)));
  nx_json_end_object (json);
  nx_json_end_object (json);
}

NxJsonWriter *
nx_report_form_to_json (NxReportForm *self, gboolean submit)
{
  NxJsonWriter *json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_begin_array (json, "students");
  for (guint i = 0; i < self->pupils->len; i++)
    write_pupil (g_ptr_array_index (self->pupils, i), json);
  nx_json_end_array (json);
  nx_json_add_bool (json, "submit", submit);
  nx_json_end_object (json);
  return json;
}

char *
nx_report_form_to_draft (NxReportForm *self)
{
  g_autoptr (NxJsonWriter) json = nx_json_writer_new ();

  nx_json_begin_object (json, NULL);
  nx_json_add_string (json, "sessionId", self->session_id);
  nx_json_add_string (json, "etag", self->etag);
  nx_json_add_bool (json, "unsent", self->unsent);
  nx_json_add_time (json, "savedAt", self->saved_at);
  nx_json_begin_array (json, "students");
  for (guint i = 0; i < self->pupils->len; i++)
    write_pupil (g_ptr_array_index (self->pupils, i), json);
  nx_json_end_array (json);
  nx_json_end_object (json);
  return nx_json_writer_end (json, NULL);
}

static void
take_pupil (NxReportForm *self, JsonObject *object)
{
  const char *text = NULL;
  NxReportPupil *pupil;

  if (!nx_json_get_string (object, "studentId", &text))
    return;
  pupil = nx_report_form_find (self, text);
  if (pupil == NULL)
    return;
  pupil->attendance = nx_json_get_string (object, "attendance", &text) ? nx_enum_value (&nx_attendance_enum, text) : -1;
  for (guint i = 0; i < NX_REPORT_N_TEXTS; i++)
    set_text (pupil, i, nx_json_get_string (object, text_members[i], &text) ? text : NULL);
  if (!nx_json_get_string (object, "homeworkDue", &text) || !nx_date_parse (text, &pupil->homework_due))
    pupil->homework_due = NX_DATE_NONE;
  take_marks (pupil, nx_json_get_object (object, "marks"));
}

gboolean
nx_report_form_take_draft (NxReportForm *self, const char *text, GError **error)
{
  g_autoptr (JsonNode) root = nx_json_parse (text, -1, &nx_json_limits_answer, error);
  JsonObject *object;
  JsonArray *students;
  const char *value = NULL;

  if (root == NULL)
    return FALSE;
  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  students = object != NULL ? nx_json_get_array (object, "students") : NULL;
  if (students == NULL || !nx_json_get_string (object, "sessionId", &value) || g_strcmp0 (value, self->session_id) != 0)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the draft is not of this session");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (students); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (students, i)))
      take_pupil (self, json_array_get_object_element (students, i));
  g_free (self->etag);
  self->etag = nx_json_get_string (object, "etag", &value) ? g_strdup (value) : NULL;
  if (!nx_json_get_bool (object, "unsent", &self->unsent))
    self->unsent = TRUE;
  if (!nx_json_get_time (object, "savedAt", &self->saved_at))
    self->saved_at = NX_TIME_NONE;
  return TRUE;
}

/* Reading */

char *
nx_report_form_missing (NxReportForm *self, guint *index)
{
  for (guint i = 0; i < self->pupils->len; i++)
    {
      NxReportPupil *pupil = g_ptr_array_index (self->pupils, i);

      if (index != NULL)
        *index = i;
      if (pupil->attendance < 0)
        return g_strdup_printf (_ ("Say whether %s was there: P, L or A."), pupil->name);
      for (guint text = NX_REPORT_WORKED; text <= NX_REPORT_IMPROVE && pupil->attendance != NX_ATTENDANCE_ABSENT; text++)
        if (is_blank (pupil->texts[text]))
          return g_strdup_printf (_ ("“%s” is still empty for %s."), _ (text_titles[text]), pupil->name);
    }
  return NULL;
}

static void
preview_marks (NxReportPupil *pupil, GPtrArray *competences, GString *markup)
{
  if (g_hash_table_size (pupil->marks) == 0)
    return;
  g_string_append_printf (markup, "\n<b>%s</b>\n", _ ("Progress"));
  for (guint i = 0; i < competences->len; i++)
    {
      NxReportCompetence *competence = g_ptr_array_index (competences, i);
      int mark = GPOINTER_TO_INT (g_hash_table_lookup (pupil->marks, competence->slug));
      g_autofree char *label = g_markup_escape_text (competence->label, -1);

      if (mark == 0)
        continue;
      /* Translators: a competence and its mark from 1 to 5: "Calculating: 4 of 5" */
      g_string_append_printf (markup, _ ("%s: %d of 5"), label, mark);
      g_string_append_c (markup, '\n');
    }
}

char *
nx_report_form_preview (NxReportPupil *pupil, GPtrArray *competences)
{
  GString *markup = g_string_new (NULL);
  g_autofree char *name = g_markup_escape_text (pupil->name, -1);

  g_string_append_printf (markup, "<big><b>%s</b></big>\n", name);
  if (pupil->attendance >= 0)
    g_string_append_printf (markup, "%s\n", nx_enum_label (&nx_attendance_enum, pupil->attendance));
  for (guint i = NX_REPORT_WORKED; i <= NX_REPORT_HOMEWORK; i++)
    {
      g_autofree char *text = is_blank (pupil->texts[i]) ? NULL : g_markup_escape_text (pupil->texts[i], -1);

      if (text == NULL)
        continue;
      g_string_append_printf (markup, "\n<b>%s</b>\n%s\n", _ (text_titles[i]), text);
      if (i == NX_REPORT_HOMEWORK && pupil->homework_due != NX_DATE_NONE)
        {
          g_autofree char *date = nx_format_date (pupil->homework_due);

          g_string_append_printf (markup, _ ("For %s"), date);
          g_string_append_c (markup, '\n');
        }
    }
  preview_marks (pupil, competences, markup);
  return g_string_free (markup, FALSE);
}

/* Competences */

void
nx_report_competence_free (NxReportCompetence *self)
{
  g_free (self->slug);
  g_free (self->label);
  g_free (self);
}

GPtrArray *
nx_report_competences_from_json (JsonNode *root)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_report_competence_free);
  JsonArray *items = JSON_NODE_HOLDS_OBJECT (root) ? nx_json_get_array (json_node_get_object (root), "items") : NULL;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      const char *slug, *label;
      NxReportCompetence *competence;

      if (!JSON_NODE_HOLDS_OBJECT (node) || !nx_json_get_string (json_node_get_object (node), "slug", &slug)
          || !nx_json_get_string (json_node_get_object (node), "label", &label))
        continue;
      competence = g_new0 (NxReportCompetence, 1);
      competence->slug = g_strdup (slug);
      competence->label = g_strdup (label);
      g_ptr_array_add (list, competence);
    }
  return list;
}
