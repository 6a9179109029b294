/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-field.h"

G_BEGIN_DECLS

/** One member that was read; which part holds it depends on the field's kind. */
typedef struct
{
  gboolean present;
  gint64 number;    /* INT BOOL TIME DATE CREDITS ENUM ENUM_LIST */
  gpointer pointer; /* char *, char ** or JsonNode * */
  NxMoney money;
} NxFieldValue;

/** Returns: (transfer none): what people call the field. */
const char *nx_field_label (const NxField *field);

/* Each returns (transfer full) (nullable) the sentence that says what is wrong, %NULL where @value was set. */
char *nx_field_read_json (const NxField *field, JsonNode *node, NxFieldValue *value);
char *nx_field_read_text (const NxField *field, const char *text, NxFieldValue *value);
char *nx_field_missing (const NxField *field);

/* nx-field-text.c: STRING TEXT SECRET EMAIL PHONE ID; @result (transfer full). */
char *nx_field_check_text (const NxField *field, const char *text, char **result);

/* nx-field-list.c: ENUM, ENUM_LIST and STRING_LIST. */
char *nx_field_not_a_choice (const NxField *field);
char *nx_field_read_slug (const NxField *field, const char *slug, gint64 *value);
char *nx_field_check_count (const NxField *field, guint count);
/** Reads @entries (@n of them) as a list kind, and checks their number. */
char *nx_field_read_entries (const NxField *field, const char *const *entries, guint n, NxFieldValue *value);

void nx_field_value_clear (const NxField *field, NxFieldValue *value);

G_END_DECLS
