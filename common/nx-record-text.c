/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-record-private.h"

#include <string.h>

#define SLOT NX_RECORD_SLOT

/* A row has dozens of numbers: this is what strtoll does, without its locale and errno. */
static gboolean
read_int (const char *text, const char **end, gint64 *value)
{
  gboolean negative = *text == '-';
  gint64 number = 0;
  const char *digits = text + negative;

  if (!g_ascii_isdigit (*digits))
    return FALSE;
  for (; g_ascii_isdigit (*digits); digits++)
    {
      int digit = negative ? '0' - *digits : *digits - '0';

      if (__builtin_mul_overflow (number, 10, &number) || __builtin_add_overflow (number, digit, &number))
        return FALSE;
    }
  *value = number;
  *end = digits;
  return TRUE;
}

static gboolean
read_whole_int (const char *text, gint64 min, gint64 max, gint64 *value)
{
  const char *end;

  return read_int (text, &end, value) && *end == '\0' && *value >= min && *value <= max;
}

static gboolean
read_money (const char *text, NxMoney *money)
{
  const char *end;
  gint64 amount;

  if (!read_int (text, &end, &amount) || *end != ' ' || strlen (end + 1) != 3)
    return FALSE;
  money->amount = amount;
  g_strlcpy (money->currency, end + 1, sizeof money->currency);
  return TRUE;
}

static gboolean
read_bool (const char *text, gboolean *value)
{
  *value = g_str_equal (text, "t");
  return *value || g_str_equal (text, "f");
}

/* One element of "{A,"b \"c\""}", at @text; moves past it. NULL elements are refused: no list of ours has them. */
static gboolean
read_element (const char **text, GString *element)
{
  const char *p = *text;
  gboolean quoted = *p == '"';

  g_string_truncate (element, 0);
  for (p += quoted; quoted ? *p != '"' : *p != ',' && *p != '}'; p++)
    {
      if (*p == '\\')
        p++;
      if (*p == '\0')
        return FALSE;
      g_string_append_c (element, *p);
    }
  *text = p + quoted;
  return quoted || (element->len > 0 && g_ascii_strcasecmp (element->str, "NULL") != 0);
}

typedef gboolean (*ElementFunc) (const char *element, gpointer user_data);

/* PostgreSQL's text form of a one-dimensional array. */
static gboolean
read_array (const char *text, ElementFunc func, gpointer user_data)
{
  g_autoptr (GString) element = g_string_new (NULL);

  if (*text++ != '{')
    return FALSE;
  if (g_str_equal (text, "}"))
    return TRUE;
  for (;; text++)
    {
      if (!read_element (&text, element) || !func (element->str, user_data))
        return FALSE;
      if (*text != ',')
        return g_str_equal (text, "}");
    }
}

typedef struct
{
  const NxEnum *type;
  guint32 bits;
} Slugs;

static gboolean
add_slug (const char *element, gpointer user_data)
{
  Slugs *slugs = user_data;
  int value = nx_enum_value (slugs->type, element);

  if (value < 0)
    return FALSE;
  slugs->bits |= 1u << value;
  return TRUE;
}

static gboolean
add_string (const char *element, gpointer user_data)
{
  g_strv_builder_add (user_data, element);
  return TRUE;
}

static gboolean
set_list (NxRecord *self, const NxField *field, const char *text)
{
  Slugs slugs = { field->enum_type, 0 };
  g_autoptr (GStrvBuilder) builder = NULL;

  if (field->kind == NX_FIELD_ENUM_LIST)
    {
      if (!read_array (text, add_slug, &slugs))
        return FALSE;
      SLOT (self, field, guint32) = slugs.bits;
      return TRUE;
    }
  builder = g_strv_builder_new ();
  if (!read_array (text, add_string, builder))
    return FALSE;
  SLOT (self, field, char **) = g_strv_builder_end (builder);
  return TRUE;
}

/* json_build_object() and json_agg() in a query give whole records. */
static gboolean
set_json (NxRecord *self, const NxField *field, const char *text)
{
  g_autoptr (JsonNode) node = nx_json_parse (text, -1, &nx_json_limits_answer, NULL);

  if (node == NULL)
    return FALSE;
  if (field->kind == NX_FIELD_JSON)
    {
      SLOT (self, field, JsonNode *) = g_steal_pointer (&node);
      return TRUE;
    }
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (field->kind == NX_FIELD_RECORD && JSON_NODE_HOLDS_OBJECT (node))
    {
      SLOT (self, field, gpointer) = nx_record_from_json (field->record_type (), json_node_get_object (node), NULL);
      return SLOT (self, field, gpointer) != NULL;
    }
  if (field->kind == NX_FIELD_RECORD_LIST && JSON_NODE_HOLDS_ARRAY (node))
    {
      SLOT (self, field, GPtrArray *) = nx_record_list_from_json (field->record_type (), json_node_get_array (node), NULL);
      return SLOT (self, field, GPtrArray *) != NULL;
    }
  return FALSE;
}

gboolean
nx_record_set_text (NxRecord *self, const NxField *field, const char *text)
{
  gint64 number;

  nx_record_reset (self, field);
  if (text == NULL)
    return TRUE;

  switch (field->kind)
    {
    case NX_FIELD_INT:
      return read_whole_int (text, G_MININT64, G_MAXINT64, &SLOT (self, field, gint64));
    case NX_FIELD_BOOL:
      return read_bool (text, &SLOT (self, field, gboolean));
    case NX_FIELD_TIME:
      return nx_time_parse_sql (text, &SLOT (self, field, gint64));
    case NX_FIELD_DATE:
      return nx_date_parse (text, &SLOT (self, field, gint32));
    case NX_FIELD_CREDITS:
      if (!read_whole_int (text, G_MININT32, G_MAXINT32, &number))
        return FALSE;
      SLOT (self, field, gint32) = (gint32) number;
      return TRUE;
    case NX_FIELD_MONEY:
      return read_money (text, &SLOT (self, field, NxMoney));
    case NX_FIELD_ENUM:
      return (SLOT (self, field, int) = nx_enum_value (field->enum_type, text)) >= 0;
    case NX_FIELD_ENUM_LIST:
    case NX_FIELD_STRING_LIST:
      return set_list (self, field, text);
    case NX_FIELD_RECORD:
    case NX_FIELD_RECORD_LIST:
    case NX_FIELD_JSON:
      return set_json (self, field, text);
    default:
      SLOT (self, field, char *) = g_strdup (text);
      return TRUE;
    }
}
