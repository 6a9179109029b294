/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-record-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"
#include "common/nx-json-private.h"

#define SLOT NX_RECORD_SLOT

static void write_object (NxRecord *self, NxJsonWriter *writer);

static void
write_text (NxJsonWriter *writer, const char *text)
{
  if (text != NULL)
    nx_json_writer_put_string (writer, text);
  else
    NX_JSON_PUT (writer, "null");
}

static void
write_bool (NxJsonWriter *writer, gboolean value)
{
  if (value)
    NX_JSON_PUT (writer, "true");
  else
    NX_JSON_PUT (writer, "false");
}

static void
write_slugs (NxJsonWriter *writer, const NxEnum *type, guint32 bits)
{
  gboolean first = TRUE;
  int i;

  NX_JSON_PUT (writer, "[");
  for (i = 0; bits != 0 && type->values[i].slug != NULL; i++, bits >>= 1)
    {
      if ((bits & 1) == 0)
        continue;
      if (!first)
        NX_JSON_PUT (writer, ",");
      first = FALSE;
      nx_json_writer_put_string (writer, type->values[i].slug);
    }
  NX_JSON_PUT (writer, "]");
}

static void
write_strings (NxJsonWriter *writer, char **strings)
{
  guint i;

  NX_JSON_PUT (writer, "[");
  for (i = 0; strings != NULL && strings[i] != NULL; i++)
    {
      if (i > 0)
        NX_JSON_PUT (writer, ",");
      nx_json_writer_put_string (writer, strings[i]);
    }
  NX_JSON_PUT (writer, "]");
}

static void
write_list (NxJsonWriter *writer, GPtrArray *list)
{
  guint i;

  NX_JSON_PUT (writer, "[");
  for (i = 0; list != NULL && i < list->len; i++)
    {
      if (i > 0)
        NX_JSON_PUT (writer, ",");
      write_object (g_ptr_array_index (list, i), writer);
    }
  NX_JSON_PUT (writer, "]");
}

static void
write_member (NxRecord *self, const NxField *field, NxJsonWriter *writer)
{
  switch (field->kind)
    {
    case NX_FIELD_INT:
      nx_json_writer_put_int (writer, SLOT (self, field, gint64));
      break;
    case NX_FIELD_BOOL:
      write_bool (writer, SLOT (self, field, gboolean));
      break;
    case NX_FIELD_TIME:
      nx_json_writer_put_time (writer, SLOT (self, field, gint64));
      break;
    case NX_FIELD_DATE:
      nx_json_writer_put_date (writer, SLOT (self, field, gint32));
      break;
    case NX_FIELD_CREDITS:
      nx_json_writer_put_credits (writer, SLOT (self, field, gint32));
      break;
    case NX_FIELD_MONEY:
      nx_json_writer_put_money (writer, &SLOT (self, field, NxMoney));
      break;
    case NX_FIELD_ENUM:
      write_text (writer, nx_enum_slug (field->enum_type, SLOT (self, field, int)));
      break;
    case NX_FIELD_ENUM_LIST:
      write_slugs (writer, field->enum_type, SLOT (self, field, guint32));
      break;
    case NX_FIELD_STRING_LIST:
      write_strings (writer, SLOT (self, field, char **));
      break;
    case NX_FIELD_RECORD:
      if (SLOT (self, field, NxRecord *) != NULL)
        write_object (SLOT (self, field, NxRecord *), writer);
      else
        NX_JSON_PUT (writer, "null");
      break;
    case NX_FIELD_RECORD_LIST:
      write_list (writer, SLOT (self, field, GPtrArray *));
      break;
    case NX_FIELD_JSON:
      nx_json_writer_put_node (writer, SLOT (self, field, JsonNode *));
      break;
    default:
      write_text (writer, SLOT (self, field, char *));
      break;
    }
}

static void
write_object (NxRecord *self, NxJsonWriter *writer)
{
  const NxRecordClass *klass = NX_RECORD_GET_CLASS (self);
  const struct _NxRecordPlan *plan = klass->plan;
  guint i;

  NX_JSON_PUT (writer, "{");
  for (i = 0; i < plan->n_fields; i++)
    {
      if (plan->keys[i] == NULL)
        continue;
      nx_json_writer_put (writer, plan->keys[i], plan->key_lengths[i]);
      write_member (self, &klass->fields[i], writer);
    }
  NX_JSON_PUT (writer, "}");
}

void
nx_record_write (NxRecord *self, NxJsonWriter *writer, const char *member)
{
  g_return_if_fail (NX_IS_RECORD (self) && writer != NULL);

  /* The writer does comma and name; it need not follow what is inside, which is closed again here. */
  nx_json_writer_begin_value (writer, member);
  write_object (self, writer);
}

/* Always FALSE, so that a reader can end with it. */
static gboolean
wrong_type (const NxField *field, GError **error)
{
  g_autoptr (GError) fault
      = g_error_new (NX_ERROR, NX_ERROR_INVALID, _ ("“%s” is not of the type that was expected."), field->name);

  nx_error_add_field (fault, field->name, fault->message);
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static gboolean
read_slugs (const NxEnum *type, JsonArray *array, guint32 *bits)
{
  guint i;

  *bits = 0;
  for (i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      int value = -1;

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        value = nx_enum_value (type, json_node_get_string (node));
      if (value < 0)
        return FALSE;
      *bits |= 1u << value;
    }
  return TRUE;
}

static char **
read_strings (JsonArray *array)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return NULL;
      g_strv_builder_add (builder, json_node_get_string (node));
    }
  return g_strv_builder_end (builder);
}

static gboolean
read_money (JsonObject *money, NxMoney *value)
{
  const char *currency;

  if (money == NULL || !nx_json_get_int (money, "amount", &value->amount) || !nx_json_get_string (money, "currency", &currency)
      || strlen (currency) != 3)
    return FALSE;
  g_strlcpy (value->currency, currency, sizeof value->currency);
  return TRUE;
}

static gboolean
read_scalar (NxRecord *self, const NxField *field, JsonObject *object)
{
  const char *name = field->name;
  const char *text = NULL;

  switch (field->kind)
    {
    case NX_FIELD_INT:
      return nx_json_get_int (object, name, &SLOT (self, field, gint64));
    case NX_FIELD_BOOL:
      return nx_json_get_bool (object, name, &SLOT (self, field, gboolean));
    case NX_FIELD_TIME:
      return nx_json_get_time (object, name, &SLOT (self, field, gint64));
    case NX_FIELD_DATE:
      return nx_json_get_string (object, name, &text) && nx_date_parse (text, &SLOT (self, field, gint32));
    case NX_FIELD_CREDITS:
      return nx_json_get_credits (object, name, &SLOT (self, field, gint32));
    case NX_FIELD_MONEY:
      return read_money (nx_json_get_object (object, name), &SLOT (self, field, NxMoney));
    case NX_FIELD_ENUM:
      if (nx_json_get_string (object, name, &text))
        SLOT (self, field, int) = nx_enum_value (field->enum_type, text);
      return SLOT (self, field, int) >= 0;
    default:
      if (nx_json_get_string (object, name, &text))
        SLOT (self, field, char *) = g_strdup (text);
      return text != NULL;
    }
}

static gboolean
read_member (NxRecord *self, const NxField *field, JsonObject *object, GError **error)
{
  JsonArray *array = nx_json_get_array (object, field->name);

  switch (field->kind)
    {
    case NX_FIELD_JSON:
      SLOT (self, field, JsonNode *) = json_node_ref (json_object_get_member (object, field->name));
      return TRUE;

    case NX_FIELD_ENUM_LIST:
      return (array != NULL && read_slugs (field->enum_type, array, &SLOT (self, field, guint32))) || wrong_type (field, error);

    case NX_FIELD_STRING_LIST:
      if (array != NULL)
        SLOT (self, field, char **) = read_strings (array);
      return SLOT (self, field, char **) != NULL || wrong_type (field, error);

    case NX_FIELD_RECORD:
      if (nx_json_get_object (object, field->name) == NULL)
        return wrong_type (field, error);
      SLOT (self, field, gpointer) = nx_record_from_json (field->record_type (), nx_json_get_object (object, field->name), error);
      return SLOT (self, field, gpointer) != NULL;

    case NX_FIELD_RECORD_LIST:
      if (array == NULL)
        return wrong_type (field, error);
      SLOT (self, field, GPtrArray *) = nx_record_list_from_json (field->record_type (), array, error);
      return SLOT (self, field, GPtrArray *) != NULL;

    default:
      return read_scalar (self, field, object) || wrong_type (field, error);
    }
}

gpointer
nx_record_from_json (GType type, JsonObject *object, GError **error)
{
  g_autoptr (NxRecord) self = NULL;
  const NxField *field;

  g_return_val_if_fail (g_type_is_a (type, NX_TYPE_RECORD) && object != NULL, NULL);

  self = g_object_new (type, NULL);
  for (field = NX_RECORD_GET_CLASS (self)->fields; field->name != NULL; field++)
    {
      JsonNode *node = json_object_get_member (object, field->name);

      /* Absent and null are one: a list row leaves out what it does not show. */
      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        continue;
      if (!read_member (self, field, object, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

GPtrArray *
nx_record_list_from_json (GType type, JsonArray *array, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  guint length, i;

  g_return_val_if_fail (array != NULL, NULL);

  length = json_array_get_length (array);
  list = g_ptr_array_new_full (length, g_object_unref);
  for (i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gpointer record;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error_literal (error, NX_ERROR, NX_ERROR_INVALID, _ ("A list holds something that is not an object."));
          return NULL;
        }
      record = nx_record_from_json (type, json_node_get_object (node), error);
      if (record == NULL)
        return NULL;
      g_ptr_array_add (list, record);
    }
  return g_steal_pointer (&list);
}
