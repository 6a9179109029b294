/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-field-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-credits.h"
#include "common/nx-format.h"
#include "common/nx-json.h"

const NxField *
nx_fields_find (const NxField *fields, const char *name)
{
  g_return_val_if_fail (fields != NULL, NULL);

  for (; name != NULL && fields->name != NULL; fields++)
    {
      if (g_str_equal (fields->name, name))
        return fields;
    }
  return NULL;
}

const char *
nx_field_label (const NxField *field)
{
  return field->label != NULL ? _ (field->label) : field->name;
}

char *
nx_field_missing (const NxField *field)
{
  if (field->flags & NX_FIELD_MUST_BE_TRUE)
    return g_strdup_printf (_ ("%s: please accept this to go on."), nx_field_label (field));
  return g_strdup_printf (_ ("%s: please fill this in."), nx_field_label (field));
}

void
nx_field_value_clear (const NxField *field, NxFieldValue *value)
{
  switch (field->kind)
    {
    case NX_FIELD_STRING:
    case NX_FIELD_TEXT:
    case NX_FIELD_EMAIL:
    case NX_FIELD_PHONE:
    case NX_FIELD_ID:
      g_free (value->pointer);
      break;

    case NX_FIELD_SECRET:
      if (value->pointer != NULL)
        explicit_bzero (value->pointer, strlen (value->pointer));
      g_free (value->pointer);
      break;

    case NX_FIELD_STRING_LIST:
      g_strfreev (value->pointer);
      break;

    case NX_FIELD_RECORD:
    case NX_FIELD_RECORD_LIST:
    case NX_FIELD_JSON:
      if (value->pointer != NULL)
        json_node_unref (value->pointer);
      break;

    default:
      break;
    }
  value->pointer = NULL;
  value->present = FALSE;
}

/* What the wire form of a kind is: also said where the text of a form cannot be read. */
static char *
wrong_form (const NxField *field)
{
  const char *label = nx_field_label (field);

  switch (field->kind)
    {
    case NX_FIELD_INT:
      return g_strdup_printf (_ ("%s: give a whole number."), label);
    case NX_FIELD_BOOL:
      return g_strdup_printf (_ ("%s: give true or false."), label);
    case NX_FIELD_TIME:
      return g_strdup_printf (_ ("%s: give a date and time that exist, in UTC, like 2026-11-25T14:00:00Z."), label);
    case NX_FIELD_DATE:
      return g_strdup_printf (_ ("%s: give a date that exists, like 2026-11-25."), label);
    case NX_FIELD_CREDITS:
      return g_strdup_printf (_ ("%s: give a number of credits in steps of 0.25."), label);
    case NX_FIELD_MONEY:
      return g_strdup_printf (_ ("%s: give an amount with its currency (TND, EUR or USD)."), label);
    case NX_FIELD_ENUM_LIST:
    case NX_FIELD_STRING_LIST:
    case NX_FIELD_RECORD_LIST:
      return g_strdup_printf (_ ("%s: give a list."), label);
    case NX_FIELD_RECORD:
    case NX_FIELD_JSON:
      return g_strdup_printf (_ ("%s: give an object."), label);
    case NX_FIELD_ENUM:
    default:
      return g_strdup_printf (_ ("%s: give a text."), label);
    }
}

/* A bound as people read it, in the field's own unit. */
static char *
bound_text (const NxField *field, gint64 bound, const char *currency)
{
  NxMoney money = { bound, "" };

  if (field->kind == NX_FIELD_CREDITS)
    return nx_credits_format ((gint32) bound);
  if (field->kind == NX_FIELD_MONEY)
    {
      g_strlcpy (money.currency, currency, sizeof money.currency);
      return nx_money_format (money);
    }
  return nx_format_count (bound);
}

/* Both 0 is no limit; a maximum below the minimum is a minimum only. */
static char *
check_bounds (const NxField *field, gint64 number, const char *currency)
{
  g_autofree char *min = NULL;
  g_autofree char *max = NULL;

  if ((field->min == 0 && field->max == 0) || (number >= field->min && (number <= field->max || field->max < field->min)))
    return NULL;

  min = bound_text (field, field->min, currency);
  if (field->max < field->min)
    return g_strdup_printf (_ ("%1$s: give at least %2$s."), nx_field_label (field), min);
  max = bound_text (field, field->max, currency);
  return g_strdup_printf (_ ("%1$s: give a value from %2$s to %3$s."), nx_field_label (field), min, max);
}

/* The kinds below end in one number, wherever it came from. */
static char *
finish_number (const NxField *field, gboolean read, NxFieldValue *value)
{
  if (!read)
    return wrong_form (field);
  switch (field->kind)
    {
    case NX_FIELD_INT:
    case NX_FIELD_CREDITS:
      return check_bounds (field, value->number, NULL);
    case NX_FIELD_MONEY:
      return check_bounds (field, value->money.amount, value->money.currency);
    case NX_FIELD_BOOL:
      if ((field->flags & NX_FIELD_MUST_BE_TRUE) && !value->number)
        return nx_field_missing (field);
      return NULL;
    default:
      return NULL;
    }
}

static const char *
node_string (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static char *
read_json_entries (const NxField *field, JsonNode *node, NxFieldValue *value)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  guint i;

  if (array == NULL)
    return wrong_form (field);
  for (i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = node_string (json_array_get_element (array, i));

      if (text == NULL)
        return field->kind == NX_FIELD_ENUM_LIST ? nx_field_not_a_choice (field)
                                                 : g_strdup_printf (_ ("%s: give a list of texts."), nx_field_label (field));
      g_ptr_array_add (entries, (gpointer) text);
    }
  return nx_field_read_entries (field, (const char *const *) entries->pdata, entries->len, value);
}

static gboolean
read_json_money (JsonNode *node, NxMoney *money)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *currency;

  if (object == NULL || json_object_get_size (object) != 2 || !nx_json_get_int (object, "amount", &money->amount)
      || !nx_json_get_string (object, "currency", &currency) || nx_money_decimals (currency) < 0)
    return FALSE;
  g_strlcpy (money->currency, currency, sizeof money->currency);
  return TRUE;
}

static gboolean
read_json_number (const NxField *field, JsonNode *node, NxFieldValue *value)
{
  gboolean is_value = JSON_NODE_HOLDS_VALUE (node);
  GType type = is_value ? json_node_get_value_type (node) : G_TYPE_INVALID;
  const char *text = node_string (node);
  gint32 small = 0;
  gboolean read = FALSE;

  if (field->kind == NX_FIELD_MONEY)
    return read_json_money (node, &value->money);
  if (field->kind == NX_FIELD_TIME)
    return nx_time_parse (text, &value->number);
  if (field->kind == NX_FIELD_DATE)
    read = nx_date_parse (text, &small);
  else if (field->kind == NX_FIELD_CREDITS)
    read = nx_json_node_to_credits (node, &small);
  else if (field->kind == NX_FIELD_BOOL && type == G_TYPE_BOOLEAN)
    {
      value->number = json_node_get_boolean (node);
      return TRUE;
    }
  else if (field->kind == NX_FIELD_INT && type == G_TYPE_INT64)
    {
      value->number = json_node_get_int (node);
      return TRUE;
    }
  value->number = small;
  return read;
}

static char *
keep_node (const NxField *field, JsonNode *node, NxFieldValue *value)
{
  if (field->kind == NX_FIELD_RECORD && !JSON_NODE_HOLDS_OBJECT (node))
    return wrong_form (field);
  if (field->kind == NX_FIELD_RECORD_LIST)
    {
      char *fault;

      if (!JSON_NODE_HOLDS_ARRAY (node))
        return wrong_form (field);
      fault = nx_field_check_count (field, json_array_get_length (json_node_get_array (node)));
      if (fault != NULL)
        return fault;
    }
  value->pointer = json_node_ref (node);
  return NULL;
}

char *
nx_field_read_json (const NxField *field, JsonNode *node, NxFieldValue *value)
{
  char *fault;

  switch (field->kind)
    {
    case NX_FIELD_STRING:
    case NX_FIELD_TEXT:
    case NX_FIELD_SECRET:
    case NX_FIELD_EMAIL:
    case NX_FIELD_PHONE:
    case NX_FIELD_ID:
      fault = node_string (node) == NULL ? wrong_form (field)
                                         : nx_field_check_text (field, node_string (node), (char **) &value->pointer);
      break;

    case NX_FIELD_ENUM:
      fault = node_string (node) == NULL ? nx_field_not_a_choice (field)
                                         : nx_field_read_slug (field, node_string (node), &value->number);
      break;

    case NX_FIELD_ENUM_LIST:
    case NX_FIELD_STRING_LIST:
      fault = read_json_entries (field, node, value);
      break;

    case NX_FIELD_RECORD:
    case NX_FIELD_RECORD_LIST:
    case NX_FIELD_JSON:
      fault = keep_node (field, node, value);
      break;

    default:
      fault = finish_number (field, read_json_number (field, node, value), value);
      break;
    }
  value->present = fault == NULL;
  return fault;
}

/* What stands in a form: a decimal comma is as good as a point. */
static gboolean
read_text_number (const NxField *field, const char *text, NxFieldValue *value)
{
  gint32 small = 0;
  gboolean read;

  switch (field->kind)
    {
    case NX_FIELD_MONEY:
      return nx_money_parse (text, "TND", &value->money);
    case NX_FIELD_TIME:
      return nx_time_parse (text, &value->number);
    case NX_FIELD_INT:
      return g_ascii_string_to_signed (text, 10, -(G_GINT64_CONSTANT (1) << 53), G_GINT64_CONSTANT (1) << 53, &value->number,
                                       NULL);
    case NX_FIELD_BOOL:
      value->number = g_str_equal (text, "on") || g_str_equal (text, "true") || g_str_equal (text, "1");
      return value->number || g_str_equal (text, "off") || g_str_equal (text, "false") || g_str_equal (text, "0");
    case NX_FIELD_CREDITS:
      {
        g_autofree char *point = g_strdelimit (g_strdup (text), ",", '.');

        read = nx_credits_parse (point, &small);
        break;
      }
    default:
      read = nx_date_parse (text, &small);
      break;
    }
  value->number = small;
  return read;
}

static char *
read_text_entries (const NxField *field, const char *text, NxFieldValue *value)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  guint i;

  for (i = 0; lines[i] != NULL; i++)
    {
      if (*g_strstrip (lines[i]) != '\0')
        g_ptr_array_add (entries, lines[i]);
    }
  return nx_field_read_entries (field, (const char *const *) entries->pdata, entries->len, value);
}

static char *
read_text_node (const NxField *field, const char *text, NxFieldValue *value)
{
  g_autoptr (JsonNode) node = nx_json_parse (text, -1, &nx_json_limits_request, NULL);

  return node == NULL ? wrong_form (field) : keep_node (field, node, value);
}

char *
nx_field_read_text (const NxField *field, const char *text, NxFieldValue *value)
{
  g_autofree char *plain = NULL;
  char *fault;

  switch (field->kind)
    {
    case NX_FIELD_STRING:
    case NX_FIELD_TEXT:
    case NX_FIELD_SECRET:
    case NX_FIELD_EMAIL:
    case NX_FIELD_PHONE:
    case NX_FIELD_ID:
      fault = nx_field_check_text (field, text, (char **) &value->pointer);
      break;

    case NX_FIELD_ENUM:
      fault = nx_field_read_slug (field, text, &value->number);
      break;

    case NX_FIELD_ENUM_LIST:
    case NX_FIELD_STRING_LIST:
      fault = read_text_entries (field, text, value);
      break;

    case NX_FIELD_RECORD:
    case NX_FIELD_RECORD_LIST:
    case NX_FIELD_JSON:
      fault = read_text_node (field, text, value);
      break;

    default:
      plain = g_strstrip (g_strdup (text));
      fault = finish_number (field, read_text_number (field, plain, value), value);
      break;
    }
  value->present = fault == NULL;
  return fault;
}
