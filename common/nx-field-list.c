/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-field-private.h"

#include "common/nx-i18n.h"

#define DEFAULT_LIST 50

char *
nx_field_check_count (const NxField *field, guint count)
{
  gint64 max = field->max > 0 ? field->max : DEFAULT_LIST;

  if (count == 0 && field->min > 0)
    return g_strdup_printf (ngettext ("%1$s: choose at least %2$d.", "%1$s: choose at least %2$d.", (gulong) field->min),
                            nx_field_label (field), (int) field->min);
  if (count < field->min)
    return g_strdup_printf (ngettext ("%1$s: at least %2$d entry is needed.", "%1$s: at least %2$d entries are needed.",
                                      (gulong) field->min),
                            nx_field_label (field), (int) field->min);
  if (count > max)
    return g_strdup_printf (ngettext ("%1$s: at most %2$d entry is accepted.", "%1$s: at most %2$d entries are accepted.",
                                      (gulong) max),
                            nx_field_label (field), (int) max);
  return NULL;
}

char *
nx_field_not_a_choice (const NxField *field)
{
  g_autoptr (GString) choices = g_string_new (NULL);
  const NxEnumValue *value;

  for (value = field->enum_type->values; value->slug != NULL; value++)
    g_string_append_printf (choices, "%s%s", choices->len > 0 ? ", " : "", value->slug);
  return g_strdup_printf (_ ("%1$s: choose one of these: %2$s."), nx_field_label (field), choices->str);
}

char *
nx_field_read_slug (const NxField *field, const char *slug, gint64 *value)
{
  *value = nx_enum_value (field->enum_type, slug);
  return *value < 0 ? nx_field_not_a_choice (field) : NULL;
}

static char *
add_to_enum_list (const NxField *field, const char *slug, NxFieldValue *value)
{
  gint64 member;
  char *fault = nx_field_read_slug (field, slug, &member);

  if (fault != NULL)
    return fault;
  if (value->number & (G_GINT64_CONSTANT (1) << member))
    return g_strdup_printf (_ ("%1$s: “%2$s” is there twice."), nx_field_label (field), slug);
  value->number |= G_GINT64_CONSTANT (1) << member;
  return NULL;
}

static guint
count_bits (gint64 bits)
{
  return (guint) __builtin_popcountll ((unsigned long long) bits);
}

/* Each entry of a list of texts is a line with the default limit: the field's own bounds count entries. */
static char *
add_to_string_list (const NxField *field, const char *text, GPtrArray *list)
{
  NxField line = { field->name, NX_FIELD_STRING, NX_FIELD_REQUIRED, .label = field->label };
  char *clean = NULL;
  char *fault = nx_field_check_text (&line, text, &clean);

  if (fault == NULL)
    g_ptr_array_add (list, clean);
  return fault;
}

/* Adds @entries (strings) to a list kind and checks their number. */
char *
nx_field_read_entries (const NxField *field, const char *const *entries, guint n, NxFieldValue *value)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  char *fault = NULL;
  guint i;

  value->number = 0;
  for (i = 0; i < n && fault == NULL; i++)
    {
      if (field->kind == NX_FIELD_ENUM_LIST)
        fault = add_to_enum_list (field, entries[i], value);
      else
        fault = add_to_string_list (field, entries[i], list);
    }
  if (fault == NULL)
    fault = nx_field_check_count (field, field->kind == NX_FIELD_ENUM_LIST ? count_bits (value->number) : list->len);
  if (fault == NULL && field->kind == NX_FIELD_STRING_LIST)
    {
      g_ptr_array_add (list, NULL);
      value->pointer = g_ptr_array_free (g_steal_pointer (&list), FALSE);
    }
  return fault;
}
