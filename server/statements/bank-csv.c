/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/statements/bank-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows before the table, blank ones and totals come on top of the movements. */
#define MAX_ROWS (NX_BANK_MAX_LINES + 200)

static void
row_free (NxCsvRow *row)
{
  for (guint i = 0; i < row->n_fields; i++)
    g_free (row->fields[i]);
  g_free (row->fields);
  g_free (row);
}

typedef struct
{
  const char *at, *end;
  char delimiter;
  guint line; /* where @at is */
  GString *field;
  guint letters; /* of @field */
  GPtrArray *fields;
} NxCsvReader;

static gboolean
at_line_end (const NxCsvReader *self)
{
  return self->at >= self->end || *self->at == '\n' || *self->at == '\r';
}

/* One of CR, LF, CR LF. */
static void
skip_line_end (NxCsvReader *self)
{
  if (self->at >= self->end)
    return;
  if (*self->at == '\r' && self->at + 1 < self->end && self->at[1] == '\n')
    self->at++;
  self->at++;
  self->line++;
}

static gboolean
take (NxCsvReader *self, GError **error)
{
  const guint8 byte = (guint8) *self->at;

  /* Continuations of a UTF-8 character are no letters of their own. */
  if ((byte & 0xC0) != 0x80 && ++self->letters > NX_BANK_MAX_FIELD)
    return nx_bank_fault (error, self->line, _ ("a column has more than %d characters; is a quote not closed?"),
                          NX_BANK_MAX_FIELD);
  g_string_append_c (self->field, *self->at++);
  return TRUE;
}

static gboolean
read_quoted (NxCsvReader *self, GError **error)
{
  const guint opened = self->line;

  self->at++;
  while (self->at < self->end)
    {
      if (*self->at == '"' && self->at + 1 < self->end && self->at[1] == '"')
        self->at++;
      else if (*self->at == '"')
        {
          self->at++;
          while (self->at < self->end && *self->at == ' ')
            self->at++;
          if (at_line_end (self) || *self->at == self->delimiter)
            return TRUE;
          return nx_bank_fault (error, self->line, _ ("a quote inside quotes is not doubled."));
        }
      if (*self->at == '\n' || (*self->at == '\r' && (self->at + 1 >= self->end || self->at[1] != '\n')))
        self->line++;
      if (!take (self, error))
        return FALSE;
    }
  return nx_bank_fault (error, opened, _ ("a quote is never closed; the file may be cut short."));
}

static gboolean
read_field (NxCsvReader *self, GError **error)
{
  g_string_truncate (self->field, 0);
  self->letters = 0;
  if (self->at < self->end && *self->at == '"')
    {
      if (!read_quoted (self, error))
        return FALSE;
    }
  else
    while (!at_line_end (self) && *self->at != self->delimiter)
      if (!take (self, error))
        return FALSE;
  if (self->fields->len >= NX_BANK_MAX_COLUMNS)
    return nx_bank_fault (error, self->line, _ ("more than %d columns."), NX_BANK_MAX_COLUMNS);
  g_ptr_array_add (self->fields, g_strstrip (g_strndup (self->field->str, self->field->len)));
  return TRUE;
}

static NxCsvRow *
read_row (NxCsvReader *self, GError **error)
{
  const guint line = self->line;
  NxCsvRow *row;

  g_ptr_array_set_size (self->fields, 0);
  while (TRUE)
    {
      if (!read_field (self, error))
        {
          for (guint i = 0; i < self->fields->len; i++)
            g_free (self->fields->pdata[i]);
          return NULL;
        }
      if (at_line_end (self))
        break;
      self->at++; /* the delimiter */
    }
  skip_line_end (self);
  row = g_new0 (NxCsvRow, 1);
  row->line = line;
  row->n_fields = self->fields->len;
  row->fields = g_memdup2 (self->fields->pdata, self->fields->len * sizeof (char *));
  return row;
}

static gboolean
is_empty (const NxCsvRow *row)
{
  for (guint i = 0; i < row->n_fields; i++)
    if (*row->fields[i] != '\0')
      return FALSE;
  return TRUE;
}

static GPtrArray *
read_rows (NxCsvReader *self, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);

  while (self->at < self->end)
    {
      NxCsvRow *row = read_row (self, error);

      if (row == NULL)
        return NULL;
      if (is_empty (row))
        {
          row_free (row);
          continue;
        }
      if (rows->len >= MAX_ROWS)
        {
          nx_bank_fault (error, row->line, _ ("the file has more than %d lines. Export a shorter period."), NX_BANK_MAX_LINES);
          row_free (row);
          return NULL;
        }
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

GPtrArray *
nx_csv_split (const char *text, gsize length, char delimiter, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  NxCsvReader reader = { text, text + length, delimiter, 1, field, 0, fields };

  /* A spreadsheet's hint of its delimiter. */
  if (length > 4 && g_ascii_strncasecmp (text, "sep=", 4) == 0)
    {
      while (!at_line_end (&reader))
        reader.at++;
      skip_line_end (&reader);
    }
  return read_rows (&reader, error);
}

const char *
nx_csv_field (const NxCsvRow *row, int column)
{
  return column >= 0 && (guint) column < row->n_fields ? row->fields[column] : "";
}

/* --- which delimiter --- */

#define LOOKED_AT 40

/* How many of the first lines have the commonest number of @delimiter outside of quotes, and that number. */
static guint
agreement (const char *text, gsize length, char delimiter, guint *number)
{
  guint counts[LOOKED_AT], n = 0, count = 0, best = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i <= length && n < LOOKED_AT; i++)
    {
      const char byte = i < length ? text[i] : '\n';

      quoted ^= byte == '"';
      if (!quoted && byte == delimiter)
        count++;
      if (quoted || (byte != '\n' && byte != '\r'))
        continue;
      if (count > 0)
        counts[n++] = count;
      count = 0;
    }
  *number = 0;
  for (guint i = 0; i < n; i++)
    {
      guint same = 0;

      for (guint j = 0; j < n; j++)
        same += counts[j] == counts[i];
      if (same > best || (same == best && counts[i] > *number))
        {
          best = same;
          *number = counts[i];
        }
    }
  return best;
}

char
nx_csv_delimiter (const char *text, gsize length)
{
  static const char delimiters[] = { ';', '\t', ',' };
  guint best = 0, most = 0;
  char delimiter = '\0';

  if (length > 4 && g_ascii_strncasecmp (text, "sep=", 4) == 0 && memchr (";,\t", text[4], 3) != NULL)
    return text[4];
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      guint number, same = agreement (text, length, delimiters[i], &number);

      /* A date, an amount and what it is: two delimiters at least. */
      if (number >= 2 && (same > best || (same == best && number > most)))
        {
          best = same;
          most = number;
          delimiter = delimiters[i];
        }
    }
  return delimiter;
}
