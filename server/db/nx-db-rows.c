/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/db/nx-db-private.h"

#include <stdlib.h>
#include <string.h>

#include "common/nx-time.h"

#define HINTS 64

struct _NxRows
{
  PGresult *result; /* (owned) */
  guint n_rows;
  guint n_columns;
  guint last_column;   /* where the last name was found: columns are mostly read in order */
  struct { const char *name; guint column; } hints[HINTS]; /* where a name was found, by its address: one literal asks for every row */
  GType mapped_type;   /* of @map */
  const NxField **map; /* (owned) (nullable): column → field of mapped_type, NULL where it has none */
};

NxRows *
nx_rows_new (PGresult *result)
{
  NxRows *self = g_new0 (NxRows, 1);

  self->result = result;
  self->n_rows = (guint) PQntuples (result);
  self->n_columns = (guint) PQnfields (result);
  return self;
}

void
nx_rows_free (NxRows *self)
{
  if (self == NULL)
    return;
  PQclear (self->result);
  g_free (self->map);
  g_free (self);
}

guint
nx_rows_count (NxRows *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_rows;
}

guint
nx_rows_affected (NxRows *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint) strtoul (PQcmdTuples (self->result), NULL, 10);
}

static int
column_of (NxRows *self, const char *name)
{
  guint hint = (GPOINTER_TO_SIZE (name) >> 2) % HINTS;

  if (self->hints[hint].name == name)
    return (int) self->hints[hint].column;
  for (guint i = 0; i < self->n_columns; i++)
    {
      guint column = (self->last_column + i) % self->n_columns;

      if (strcmp (PQfname (self->result, (int) column), name) == 0)
        {
          self->last_column = column + 1 < self->n_columns ? column + 1 : 0;
          self->hints[hint].name = name;
          self->hints[hint].column = column;
          return (int) column;
        }
    }
  return -1;
}

/* Returns: (nullable): the text of a cell, NULL for SQL NULL. */
static const char *
cell (NxRows *self, guint row, const char *name, gsize *length)
{
  int column;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);
  g_return_val_if_fail (row < self->n_rows, NULL);

  column = column_of (self, name);
  if (column < 0)
    {
      g_critical ("the statement has no column “%s”", name);
      return NULL;
    }
  if (PQgetisnull (self->result, (int) row, column))
    return NULL;
  if (length != NULL)
    *length = (gsize) PQgetlength (self->result, (int) row, column);
  return PQgetvalue (self->result, (int) row, column);
}

const char *
nx_rows_text (NxRows *self, guint row, const char *column)
{
  return cell (self, row, column, NULL);
}

gint64
nx_rows_int (NxRows *self, guint row, const char *column)
{
  const char *text = cell (self, row, column, NULL);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
nx_rows_bool (NxRows *self, guint row, const char *column)
{
  const char *text = cell (self, row, column, NULL);

  return text != NULL && text[0] == 't';
}

gint64
nx_rows_time (NxRows *self, guint row, const char *column)
{
  const char *text = cell (self, row, column, NULL);
  gint64 time;

  if (text == NULL)
    return NX_TIME_NONE;
  if (!nx_time_parse_sql (text, &time))
    {
      g_critical ("column “%s” holds no time: “%s”", column, text);
      return NX_TIME_NONE;
    }
  return time;
}

gint32
nx_rows_date (NxRows *self, guint row, const char *column)
{
  const char *text = cell (self, row, column, NULL);
  gint32 date;

  if (text == NULL)
    return NX_DATE_NONE;
  if (!nx_date_parse (text, &date))
    {
      g_critical ("column “%s” holds no date: “%s”", column, text);
      return NX_DATE_NONE;
    }
  return date;
}

GBytes *
nx_rows_bytes (NxRows *self, guint row, const char *column)
{
  const char *text = cell (self, row, column, NULL);
  unsigned char *data;
  gsize length;

  if (text == NULL)
    return NULL;
  data = PQunescapeBytea ((const unsigned char *) text, &length);
  if (data == NULL)
    g_error ("out of memory");
  return g_bytes_new_with_free_func (data, length, PQfreemem, data);
}

/* --- records --- */

/* "credits_per_month" and "creditsPerMonth" are the same member. */
static gboolean
names_match (const char *snake, const char *camel)
{
  while (*snake != '\0' && *camel != '\0')
    {
      char wanted = *snake;

      if (*snake == '_' && snake[1] != '\0')
        wanted = g_ascii_toupper (*++snake);
      if (wanted != *camel)
        return FALSE;
      snake++;
      camel++;
    }
  return *snake == *camel;
}

static const NxField *
field_of_column (const NxField *fields, const char *column)
{
  for (const NxField *field = fields; field->name != NULL; field++)
    {
      if (names_match (column, field->name))
        return field;
    }
  return NULL;
}

static void
map_columns (NxRows *self, GType type, NxRecord *record)
{
  const NxField *fields;

  if (self->mapped_type == type)
    return;
  fields = nx_record_get_fields (record);
  self->map = g_renew (const NxField *, self->map, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->map[i] = field_of_column (fields, PQfname (self->result, (int) i));
  self->mapped_type = type;
}

gpointer
nx_rows_record (NxRows *self, guint row, GType type)
{
  NxRecord *record;

  g_return_val_if_fail (self != NULL && row < self->n_rows, NULL);
  g_return_val_if_fail (g_type_is_a (type, NX_TYPE_RECORD), NULL);

  record = g_object_new (type, NULL);
  map_columns (self, type, record);
  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *text;

      if (self->map[i] == NULL || PQgetisnull (self->result, (int) row, (int) i))
        continue;
      text = PQgetvalue (self->result, (int) row, (int) i);
      if (!nx_record_set_text (record, self->map[i], text))
        g_critical ("column “%s” does not fit %s: “%s”", PQfname (self->result, (int) i), g_type_name (type), text);
    }
  return record;
}

GPtrArray *
nx_rows_records (NxRows *self, GType type)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < nx_rows_count (self); i++)
    g_ptr_array_add (records, nx_rows_record (self, i, type));
  return records;
}
