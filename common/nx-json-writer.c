/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-json-private.h"

#include <math.h>

#include "common/nx-time.h"

NxJsonWriter *
nx_json_writer_new (void)
{
  NxJsonWriter *self = g_new (NxJsonWriter, 1);

  self->text = NULL;
  self->length = self->capacity = 0;
  self->comma = FALSE;
  self->depth = 0;
  return self;
}

void
nx_json_writer_free (NxJsonWriter *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

void
nx_json_writer_grow (NxJsonWriter *self, gsize more)
{
  gsize wanted = self->length + more;

  self->capacity = MAX (MAX (self->capacity * 2, wanted), 4096);
  self->text = g_realloc (self->text, self->capacity);
}

/* 0: as it is; otherwise the letter after the backslash, 'u' for the long form. */
static const guint8 escapes[256] = {
  'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
  'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
  ['"'] = '"', ['\\'] = '\\', [0x7f] = 'u',
};

static void
put_escape (NxJsonWriter *self, guchar c)
{
  static const char hex[] = "0123456789abcdef";
  char *at = nx_json_writer_reserve (self, 6);

  at[0] = '\\';
  at[1] = (char) escapes[c];
  self->length += 2;
  if (escapes[c] == 'u')
    {
      at[2] = at[3] = '0';
      at[4] = hex[c >> 4];
      at[5] = hex[c & 0xf];
      self->length += 4;
    }
}

void
nx_json_writer_put_string (NxJsonWriter *self, const char *value)
{
  gsize length = strlen (value);
  const char *end = value + length;
  const char *run = value;

  *nx_json_writer_reserve (self, length + 2) = '"';
  self->length++;
  for (; value < end; value++)
    {
      if (G_LIKELY (escapes[(guchar) *value] == 0))
        continue;
      nx_json_writer_put (self, run, (gsize) (value - run));
      put_escape (self, (guchar) *value);
      run = value + 1;
    }
  nx_json_writer_put (self, run, (gsize) (end - run));
  NX_JSON_PUT (self, "\"");
}

void
nx_json_writer_put_time (NxJsonWriter *self, gint64 time)
{
  char *at;
  gsize length;

  if (time == NX_TIME_NONE)
    {
      NX_JSON_PUT (self, "null");
      return;
    }
  at = nx_json_writer_reserve (self, NX_JSON_SMALL);
  length = nx_time_format_to (time, at + 1);
  at[0] = at[length + 1] = '"';
  self->length += length + 2;
}

void
nx_json_writer_put_date (NxJsonWriter *self, gint32 date)
{
  char buffer[NX_TIME_BUFFER];
  char *at;
  gsize length;

  if (date == NX_DATE_NONE)
    {
      NX_JSON_PUT (self, "null");
      return;
    }
  /* A date is an instant's text without its clock. */
  length = nx_time_format_to (date * NX_TIME_DAY, buffer) - strlen ("T00:00:00Z");
  at = nx_json_writer_reserve (self, NX_JSON_SMALL);
  at[0] = '"';
  memcpy (at + 1, buffer, length);
  at[length + 1] = '"';
  self->length += length + 2;
}

void
nx_json_writer_put_credits (NxJsonWriter *self, gint32 quarters)
{
  self->length += nx_credits_to_json (quarters, nx_json_writer_reserve (self, NX_JSON_SMALL));
}

void
nx_json_writer_put_money (NxJsonWriter *self, const NxMoney *money)
{
  if (money->currency[0] == '\0')
    {
      NX_JSON_PUT (self, "null");
      return;
    }
  NX_JSON_PUT (self, "{\"amount\":");
  nx_json_writer_put_int (self, money->amount);
  NX_JSON_PUT (self, ",\"currency\":");
  nx_json_writer_put_string (self, money->currency);
  NX_JSON_PUT (self, "}");
}

/* The shortest text that reads back as the same number. */
static void
put_double (NxJsonWriter *self, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  int digits;

  if (!isfinite (value))
    {
      NX_JSON_PUT (self, "null");
      return;
    }
  for (digits = 15; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  nx_json_writer_put (self, buffer, strlen (buffer));
}

static void
put_value (NxJsonWriter *self, JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    nx_json_writer_put_string (self, json_node_get_string (node) != NULL ? json_node_get_string (node) : "");
  else if (type == G_TYPE_BOOLEAN && json_node_get_boolean (node))
    NX_JSON_PUT (self, "true");
  else if (type == G_TYPE_BOOLEAN)
    NX_JSON_PUT (self, "false");
  else if (type == G_TYPE_DOUBLE || type == G_TYPE_FLOAT)
    put_double (self, json_node_get_double (node));
  else
    nx_json_writer_put_int (self, json_node_get_int (node));
}

static void
put_object (NxJsonWriter *self, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  gboolean first = TRUE;

  NX_JSON_PUT (self, "{");
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!first)
        NX_JSON_PUT (self, ",");
      first = FALSE;
      nx_json_writer_put_string (self, name);
      NX_JSON_PUT (self, ":");
      nx_json_writer_put_node (self, value);
    }
  NX_JSON_PUT (self, "}");
}

static void
put_array (NxJsonWriter *self, JsonArray *array)
{
  guint length = json_array_get_length (array);
  guint i;

  NX_JSON_PUT (self, "[");
  for (i = 0; i < length; i++)
    {
      if (i > 0)
        NX_JSON_PUT (self, ",");
      nx_json_writer_put_node (self, json_array_get_element (array, i));
    }
  NX_JSON_PUT (self, "]");
}

/* Recursion is as deep as the guard lets a tree be. */
void
nx_json_writer_put_node (NxJsonWriter *self, JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    NX_JSON_PUT (self, "null");
  else if (JSON_NODE_HOLDS_OBJECT (node))
    put_object (self, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    put_array (self, json_node_get_array (node));
  else
    put_value (self, node);
}

void
nx_json_writer_begin_value (NxJsonWriter *self, const char *member)
{
  g_return_if_fail (self->depth == 0 ? self->length == 0 && member == NULL
                                     : (self->open[self->depth - 1] == '{') == (member != NULL));

  if (self->comma)
    NX_JSON_PUT (self, ",");
  self->comma = TRUE;
  if (member != NULL)
    {
      nx_json_writer_put_string (self, member);
      NX_JSON_PUT (self, ":");
    }
}

static void
begin_container (NxJsonWriter *self, const char *member, char bracket)
{
  g_return_if_fail (self->depth < NX_JSON_WRITER_DEPTH);

  nx_json_writer_begin_value (self, member);
  self->open[self->depth++] = (guint8) bracket;
  nx_json_writer_put (self, &bracket, 1);
  self->comma = FALSE;
}

static void
end_container (NxJsonWriter *self, char opened, char bracket)
{
  g_return_if_fail (self->depth > 0 && self->open[self->depth - 1] == (guint8) opened);

  self->depth--;
  nx_json_writer_put (self, &bracket, 1);
  self->comma = TRUE;
}

void
nx_json_begin_object (NxJsonWriter *self, const char *member)
{
  begin_container (self, member, '{');
}

void
nx_json_end_object (NxJsonWriter *self)
{
  end_container (self, '{', '}');
}

void
nx_json_begin_array (NxJsonWriter *self, const char *member)
{
  begin_container (self, member, '[');
}

void
nx_json_end_array (NxJsonWriter *self)
{
  end_container (self, '[', ']');
}

void
nx_json_add_string (NxJsonWriter *self, const char *member, const char *value)
{
  nx_json_writer_begin_value (self, member);
  if (value != NULL)
    nx_json_writer_put_string (self, value);
  else
    NX_JSON_PUT (self, "null");
}

void
nx_json_add_int (NxJsonWriter *self, const char *member, gint64 value)
{
  nx_json_writer_begin_value (self, member);
  nx_json_writer_put_int (self, value);
}

void
nx_json_add_bool (NxJsonWriter *self, const char *member, gboolean value)
{
  nx_json_writer_begin_value (self, member);
  if (value)
    NX_JSON_PUT (self, "true");
  else
    NX_JSON_PUT (self, "false");
}

void
nx_json_add_null (NxJsonWriter *self, const char *member)
{
  nx_json_writer_begin_value (self, member);
  NX_JSON_PUT (self, "null");
}

void
nx_json_add_credits (NxJsonWriter *self, const char *member, gint32 quarters)
{
  nx_json_writer_begin_value (self, member);
  nx_json_writer_put_credits (self, quarters);
}

void
nx_json_add_money (NxJsonWriter *self, const char *member, NxMoney money)
{
  nx_json_writer_begin_value (self, member);
  nx_json_writer_put_money (self, &money);
}

void
nx_json_add_time (NxJsonWriter *self, const char *member, gint64 time)
{
  nx_json_writer_begin_value (self, member);
  nx_json_writer_put_time (self, time);
}

void
nx_json_add_date (NxJsonWriter *self, const char *member, gint32 date)
{
  nx_json_writer_begin_value (self, member);
  nx_json_writer_put_date (self, date);
}

void
nx_json_add_node (NxJsonWriter *self, const char *member, JsonNode *value)
{
  nx_json_writer_begin_value (self, member);
  nx_json_writer_put_node (self, value);
}

void
nx_json_add_raw (NxJsonWriter *self, const char *member, const char *json)
{
  nx_json_writer_begin_value (self, member);
  if (json != NULL)
    nx_json_writer_put (self, json, strlen (json));
  else
    NX_JSON_PUT (self, "null");
}

char *
nx_json_writer_end (NxJsonWriter *self, gsize *length)
{
  char *text;

  g_return_val_if_fail (self->depth == 0, NULL);

  *nx_json_writer_reserve (self, 1) = '\0';
  if (length != NULL)
    *length = self->length;
  text = g_steal_pointer (&self->text);
  self->length = self->capacity = 0;
  self->comma = FALSE;
  return text;
}
