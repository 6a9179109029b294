/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>
#include "common/nx-json.h"

G_BEGIN_DECLS

/* What nx-json-writer.c and nx-record-json.c share: a record is written field by field without a call per member. */

#define NX_JSON_WRITER_DEPTH 64

struct _NxJsonWriter
{
  char *text;
  gsize length;
  gsize capacity;
  gboolean comma; /* something stands before, in the same object or array */
  guint depth;
  guint8 open[NX_JSON_WRITER_DEPTH]; /* '{' or '[' */
};

/* Room for more than a number, a time or a literal with its comma. */
#define NX_JSON_SMALL 64

void nx_json_writer_grow (NxJsonWriter *self, gsize more);
/** Writes the comma, if one is due, and the member's name: exactly one value must follow. */
void nx_json_writer_begin_value (NxJsonWriter *self, const char *member);
void nx_json_writer_put_string (NxJsonWriter *self, const char *value);

/** Returns: where to write; at least @more bytes are there. */
static inline char *
nx_json_writer_reserve (NxJsonWriter *self, gsize more)
{
  if (G_UNLIKELY (self->capacity - self->length < more))
    nx_json_writer_grow (self, more);
  return self->text + self->length;
}

static inline void
nx_json_writer_put (NxJsonWriter *self, const char *text, gsize length)
{
  memcpy (nx_json_writer_reserve (self, length), text, length);
  self->length += length;
}

static inline void
nx_json_writer_put_int (NxJsonWriter *self, gint64 value)
{
  char digits[20];
  char *at = nx_json_writer_reserve (self, NX_JSON_SMALL);
  char *from = at;
  guint64 size = value < 0 ? 0 - (guint64) value : (guint64) value;
  int n = 0;

  if (value < 0)
    *at++ = '-';
  do
    digits[n++] = (char) ('0' + size % 10);
  while ((size /= 10) != 0);
  while (n > 0)
    *at++ = digits[--n];
  self->length += (gsize) (at - from);
}

void nx_json_writer_put_time (NxJsonWriter *self, gint64 time);
void nx_json_writer_put_date (NxJsonWriter *self, gint32 date);
void nx_json_writer_put_credits (NxJsonWriter *self, gint32 quarters);
void nx_json_writer_put_money (NxJsonWriter *self, const NxMoney *money);
void nx_json_writer_put_node (NxJsonWriter *self, JsonNode *node);

#define NX_JSON_PUT(self, literal) nx_json_writer_put ((self), (literal), sizeof (literal) - 1)

G_END_DECLS
