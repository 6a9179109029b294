/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "common/models/nx-models.h"
#include "common/nx-error.h"
#include "common/nx-json.h"
#include "tests/fuzz/nx-fuzz.h"

/* The same bytes as a JSON object, as each field of a form, and as each column of a row. */

static const NxField fields[] = {
  { "string", NX_FIELD_STRING, NX_FIELD_OPTIONAL, 2, 80 },
  { "text", NX_FIELD_TEXT },
  { "secret", NX_FIELD_SECRET },
  { "email", NX_FIELD_EMAIL },
  { "phone", NX_FIELD_PHONE },
  { "id", NX_FIELD_ID, NX_FIELD_NULLABLE },
  { "int", NX_FIELD_INT, NX_FIELD_OPTIONAL, 30, 180 },
  { "bool", NX_FIELD_BOOL },
  { "time", NX_FIELD_TIME },
  { "date", NX_FIELD_DATE },
  { "credits", NX_FIELD_CREDITS },
  { "money", NX_FIELD_MONEY },
  { "enum", NX_FIELD_ENUM, .enum_type = &nx_grade_enum },
  { "enumList", NX_FIELD_ENUM_LIST, .enum_type = &nx_subject_enum },
  { "stringList", NX_FIELD_STRING_LIST },
  { "record", NX_FIELD_RECORD, .record_type = nx_person_get_type },
  { "recordList", NX_FIELD_RECORD_LIST, .record_type = nx_availability_range_get_type },
  { "json", NX_FIELD_JSON },
  { NULL },
};

static void
assert_outcome (NxValues *values, const GError *error)
{
  g_assert_true ((values == NULL) == (error != NULL));
  if (error == NULL)
    return;
  g_assert_error (error, NX_ERROR, NX_ERROR_INVALID);
  g_assert_nonnull (nx_error_get_fields (error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
try_json (const guint8 *data, gsize size)
{
  g_autoptr (JsonNode) node = nx_json_parse ((const char *) data, (gssize) size, &nx_json_limits_request, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NxValues) values = NULL;
  g_autoptr (NxSession) session = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  values = nx_values_from_json (fields, json_node_get_object (node), &error);
  assert_outcome (values, error);
  session = nx_record_from_json (NX_TYPE_SESSION, json_node_get_object (node), NULL);
}

static void
try_form (const char *text)
{
  guint i;

  for (i = 0; fields[i].name != NULL; i++)
    {
      g_autoptr (GHashTable) pairs = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GError) error = NULL;
      g_autoptr (NxValues) values = NULL;

      g_hash_table_insert (pairs, (gpointer) fields[i].name, (gpointer) text);
      values = nx_values_from_pairs (fields, pairs, &error);
      assert_outcome (values, error);
      if (values != NULL && fields[i].kind <= NX_FIELD_ID && nx_values_has (values, fields[i].name))
        g_assert_true (g_utf8_validate (nx_values_string (values, fields[i].name), -1, NULL));
    }
}

static void
try_row (GType type, const char *text)
{
  g_autoptr (NxRecord) record = g_object_new (type, NULL);
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autofree char *json = NULL;
  const NxField *field;

  for (field = nx_record_get_fields (record); field->name != NULL; field++)
    (void) !nx_record_set_text (record, field, text);
  nx_record_write (record, writer, NULL);
  json = nx_json_writer_end (writer, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  try_json (data, size);
  try_form (text);
  try_row (NX_TYPE_REPORT, text);
  try_row (NX_TYPE_STUDENT, text);
  return 0;
}
