/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/html/nx-page-form.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"

static const char *
sentence_for (GHashTable *faults, const char *name)
{
  return faults != NULL ? g_hash_table_lookup (faults, name) : NULL;
}

/* A form holds a list as lines. */
static gboolean
is_chosen (const char *value, const char *slug)
{
  gsize length = strlen (slug);

  for (const char *at = value; at != NULL; at = strchr (at, '\n'))
    {
      at += *at == '\n';
      if (strncmp (at, slug, length) == 0 && (at[length] == '\n' || at[length] == '\0'))
        return TRUE;
    }
  return FALSE;
}

static void
write_options (NxJsonWriter *writer, const NxField *field, const char *value)
{
  nx_json_begin_array (writer, "options");
  for (guint i = 0; field->enum_type != NULL && i < nx_enum_count (field->enum_type); i++)
    {
      const char *slug = nx_enum_slug (field->enum_type, i);
      g_autofree char *id = i == 0 ? g_strdup (field->name) : g_strconcat (field->name, "-", slug, NULL);

      nx_json_begin_object (writer, NULL);
      nx_json_add_string (writer, "id", id);
      nx_json_add_string (writer, "value", slug);
      nx_json_add_string (writer, "label", nx_enum_label (field->enum_type, i));
      nx_json_add_bool (writer, "checked", is_chosen (value, slug));
      nx_json_end_object (writer);
    }
  nx_json_end_array (writer);
}

static void
write_input (NxJsonWriter *writer, NxRequest *request, const NxField *field, const NxPageInput *input, const char *fault)
{
  const char *value = nx_request_form (request, input->name);
  g_autofree char *hint_id = input->hint != NULL ? g_strconcat (input->name, "-hint", NULL) : NULL;
  g_autofree char *fault_id = fault != NULL ? g_strconcat (input->name, "-fault", NULL) : NULL;
  g_autofree char *described = g_strjoin (hint_id != NULL && fault_id != NULL ? " " : "", hint_id != NULL ? hint_id : "",
                                          fault_id != NULL ? fault_id : "", NULL);

  nx_json_begin_object (writer, input->name);
  nx_json_add_string (writer, "id", input->name);
  nx_json_add_string (writer, "name", input->name);
  nx_json_add_string (writer, "label", _ (input->label));
  nx_json_add_string (writer, "hint", input->hint != NULL ? _ (input->hint) : NULL);
  nx_json_add_string (writer, "type", input->type != NULL ? input->type : "text");
  nx_json_add_string (writer, "choice", field->kind == NX_FIELD_ENUM_LIST ? "checkbox" : "radio");
  nx_json_add_string (writer, "autocomplete", input->autocomplete);
  nx_json_add_string (writer, "value", field->kind != NX_FIELD_SECRET ? value : "");
  nx_json_add_bool (writer, "checked", field->kind == NX_FIELD_BOOL && *value != '\0');
  nx_json_add_bool (writer, "required", (field->flags & (NX_FIELD_REQUIRED | NX_FIELD_MUST_BE_TRUE)) != 0);
  nx_json_add_string (writer, "fault", fault);
  nx_json_add_string (writer, "described", described);
  write_options (writer, field, value);
  nx_json_end_object (writer);
}

static void
write_fault (NxJsonWriter *writer, const char *anchor, const char *sentence)
{
  g_autofree char *href = anchor != NULL ? g_strconcat ("#", anchor, NULL) : NULL;

  nx_json_begin_object (writer, NULL);
  nx_json_add_string (writer, "anchor", href);
  nx_json_add_string (writer, "sentence", sentence);
  nx_json_end_object (writer);
}

static const NxPageInput *
find_input (const NxPageInput *inputs, const char *name)
{
  for (; inputs->name != NULL; inputs++)
    if (strcmp (inputs->name, name) == 0)
      return inputs;
  return NULL;
}

/* In the order of the fields on the page, then what belongs to none of them. */
static void
write_summary (NxJsonWriter *writer, const NxPageInput *inputs, GHashTable *faults)
{
  GHashTableIter iter;
  gpointer name, sentence;

  nx_json_begin_array (writer, "faults");
  for (const NxPageInput *input = inputs; faults != NULL && input->name != NULL; input++)
    if (sentence_for (faults, input->name) != NULL)
      write_fault (writer, input->name, sentence_for (faults, input->name));
  if (faults != NULL)
    {
      g_hash_table_iter_init (&iter, faults);
      while (g_hash_table_iter_next (&iter, &name, &sentence))
        if (find_input (inputs, name) == NULL)
          write_fault (writer, NULL, sentence);
    }
  nx_json_end_array (writer);
  nx_json_add_bool (writer, "hasFaults", faults != NULL && g_hash_table_size (faults) > 0);
}

void
nx_page_write_form (NxJsonWriter *writer, NxRequest *request, const NxField *fields, const NxPageInput *inputs,
                    GHashTable *faults)
{
  nx_json_begin_object (writer, "form");
  for (const NxPageInput *input = inputs; input->name != NULL; input++)
    {
      const NxField *field = nx_fields_find (fields, input->name);

      if (field == NULL)
        {
          g_critical ("a form asks for “%s”, which its table does not have", input->name);
          continue;
        }
      write_input (writer, request, field, input, sentence_for (faults, input->name));
    }
  nx_json_end_object (writer);
  write_summary (writer, inputs, faults);
}

GHashTable *
nx_page_faults (const GError *error)
{
  GHashTable *fields = nx_error_get_fields (error), *faults;

  if (fields != NULL && g_hash_table_size (fields) > 0)
    return g_hash_table_ref (fields);

  faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (faults, g_strdup (""), g_strdup (error->message));
  return faults;
}
