/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-field-private.h"

#include <string.h>

#include "common/nx-error.h"
#include "common/nx-i18n.h"
#include "common/nx-record.h"

/* A client that sends thousands of unknown members learns about the first of them only. */
#define MAX_FAULTS 50
#define MAX_NAME 60

struct _NxValues
{
  gatomicrefcount references;
  const NxField *fields;
  NxFieldValue values[]; /* in the order of @fields */
};

typedef struct
{
  GError *error; /* NULL while all is well */
  guint n;
  const char *prefix; /* "" or the path of the object looked at, with its dot */
} Faults;

static guint
count_fields (const NxField *fields)
{
  guint n = 0;

  while (fields[n].name != NULL)
    n++;
  return n;
}

static NxValues *
values_new (const NxField *fields)
{
  guint n = count_fields (fields);
  NxValues *self = g_malloc0 (sizeof (NxValues) + n * sizeof (NxFieldValue));

  g_atomic_ref_count_init (&self->references);
  self->fields = fields;
  return self;
}

NxValues *
nx_values_ref (NxValues *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
nx_values_unref (NxValues *self)
{
  guint i;

  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (i = 0; self->fields[i].name != NULL; i++)
    nx_field_value_clear (&self->fields[i], &self->values[i]);
  g_free (self);
}

/* Takes @sentence. */
static void
add_fault (Faults *faults, const char *member, char *sentence)
{
  g_autofree char *owned = sentence;
  g_autofree char *path = g_strconcat (faults->prefix, member, NULL);

  if (faults->n++ >= MAX_FAULTS)
    return;
  if (faults->error == NULL)
    faults->error = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, owned);
  nx_error_add_field (faults->error, path, owned);
}

static void
add_unknown (Faults *faults, const char *name)
{
  g_autofree char *copy = g_utf8_make_valid (name, -1);
  g_autofree char *shown = g_utf8_substring (copy, 0, MIN (g_utf8_strlen (copy, -1), MAX_NAME));

  add_fault (faults, shown, g_strdup_printf (_ ("“%s” is not known here: leave it out."), shown));
}

static void
refuse_read_only (Faults *faults, const NxField *field)
{
  add_fault (faults, field->name, g_strdup_printf (_ ("%s: this cannot be set; leave it out."), nx_field_label (field)));
}

/* One fault is the message itself; of several, the message says how many. */
static gboolean
report_faults (Faults *faults, GError **error)
{
  guint n;

  if (faults->error == NULL)
    return TRUE;
  n = g_hash_table_size (nx_error_get_fields (faults->error));
  if (n > 1)
    {
      g_free (faults->error->message);
      faults->error->message = g_strdup_printf (ngettext ("%u entry needs correcting.", "%u entries need correcting.", n), n);
    }
  g_propagate_error (error, faults->error);
  return FALSE;
}

static void check_object (const NxField *fields, JsonObject *object, NxValues *values, Faults *faults);

static void
check_nested (GType type, JsonNode *node, const char *path, Faults *faults)
{
  NxRecordClass *klass = g_type_class_ref (type);
  g_autofree char *prefix = g_strconcat (faults->prefix, path, ".", NULL);
  g_autoptr (NxValues) scratch = values_new (klass->fields);
  const char *outer = faults->prefix;

  faults->prefix = prefix;
  check_object (klass->fields, json_node_get_object (node), scratch, faults);
  faults->prefix = outer;
  g_type_class_unref (klass);
}

/* Objects inside are checked against the table of their own type, and their faults named by path: "ranges.2.weekday". */
static void
check_records (const NxField *field, JsonNode *node, Faults *faults)
{
  JsonArray *array;
  guint i;

  if (field->kind == NX_FIELD_RECORD)
    {
      check_nested (field->record_type (), node, field->name, faults);
      return;
    }
  array = json_node_get_array (node);
  for (i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s.%u", field->name, i);
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        check_nested (field->record_type (), element, path, faults);
      else
        add_fault (faults, path, g_strdup_printf (_ ("%s: give an object."), nx_field_label (field)));
    }
}

static void
check_member (const NxField *field, JsonNode *node, NxFieldValue *value, Faults *faults)
{
  char *fault;

  if (node != NULL && (field->flags & NX_FIELD_READ_ONLY))
    {
      refuse_read_only (faults, field);
      return;
    }
  if (node != NULL && JSON_NODE_HOLDS_NULL (node) && (field->flags & NX_FIELD_NULLABLE))
    node = NULL;
  if (node == NULL)
    {
      if ((field->flags & NX_FIELD_REQUIRED) && !(field->flags & NX_FIELD_READ_ONLY))
        add_fault (faults, field->name, nx_field_missing (field));
      return;
    }
  if (JSON_NODE_HOLDS_NULL (node) && field->kind != NX_FIELD_JSON)
    {
      add_fault (faults, field->name,
                 field->flags & NX_FIELD_REQUIRED
                   ? nx_field_missing (field)
                   : g_strdup_printf (_ ("%s: null is not accepted; give a value or leave it out."), nx_field_label (field)));
      return;
    }

  fault = nx_field_read_json (field, node, value);
  if (fault != NULL)
    add_fault (faults, field->name, fault);
  else if ((field->kind == NX_FIELD_RECORD || field->kind == NX_FIELD_RECORD_LIST) && field->record_type != NULL)
    check_records (field, node, faults);
}

static void
check_object (const NxField *fields, JsonObject *object, NxValues *values, Faults *faults)
{
  JsonObjectIter iter;
  const char *name;
  guint i;

  for (i = 0; fields[i].name != NULL; i++)
    check_member (&fields[i], json_object_get_member (object, fields[i].name), &values->values[i], faults);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      if (nx_fields_find (fields, name) == NULL)
        add_unknown (faults, name);
    }
}

NxValues *
nx_values_from_json (const NxField *fields, JsonObject *object, GError **error)
{
  g_autoptr (NxValues) self = NULL;
  Faults faults = { NULL, 0, "" };

  g_return_val_if_fail (fields != NULL && object != NULL, NULL);

  self = values_new (fields);
  check_object (fields, object, self, &faults);
  return report_faults (&faults, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
is_blank (const NxField *field, const char *text)
{
  if (field->kind == NX_FIELD_SECRET)
    return *text == '\0';
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

static void
check_pair (const NxField *field, const char *text, NxFieldValue *value, Faults *faults)
{
  char *fault;

  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    {
      add_fault (faults, field->name, g_strdup_printf (_ ("%s: this is not text in UTF-8."), nx_field_label (field)));
      return;
    }
  if (text != NULL && is_blank (field, text))
    text = NULL;
  if (text != NULL && (field->flags & NX_FIELD_READ_ONLY))
    {
      refuse_read_only (faults, field);
      return;
    }
  if (text == NULL && field->kind == NX_FIELD_BOOL && !(field->flags & NX_FIELD_READ_ONLY))
    text = "off"; /* browsers do not send an unchecked box */
  if (text == NULL)
    {
      if ((field->flags & NX_FIELD_REQUIRED) && !(field->flags & NX_FIELD_READ_ONLY))
        add_fault (faults, field->name, nx_field_missing (field));
      return;
    }

  fault = nx_field_read_text (field, text, value);
  if (fault != NULL)
    add_fault (faults, field->name, fault);
  else if ((field->kind == NX_FIELD_RECORD || field->kind == NX_FIELD_RECORD_LIST) && field->record_type != NULL)
    check_records (field, value->pointer, faults);
}

NxValues *
nx_values_from_pairs (const NxField *fields, GHashTable *pairs, GError **error)
{
  g_autoptr (NxValues) self = NULL;
  Faults faults = { NULL, 0, "" };
  GHashTableIter iter;
  gpointer name;
  guint i;

  g_return_val_if_fail (fields != NULL && pairs != NULL, NULL);

  self = values_new (fields);
  for (i = 0; fields[i].name != NULL; i++)
    check_pair (&fields[i], g_hash_table_lookup (pairs, fields[i].name), &self->values[i], &faults);

  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      if (*(const char *) name != '_' && nx_fields_find (fields, name) == NULL)
        add_unknown (&faults, name);
    }
  return report_faults (&faults, error) ? g_steal_pointer (&self) : NULL;
}

/* The value of @name where it is there; a name or a kind that the table has not is a programmer's error. */
static const NxFieldValue *
lookup (NxValues *self, const char *name, guint kinds)
{
  const NxField *field;
  const NxFieldValue *value;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  field = nx_fields_find (self->fields, name);
  if (field == NULL || (kinds & (1u << field->kind)) == 0)
    {
      g_critical ("No member “%s” of that kind in this field table", name);
      return NULL;
    }
  value = &self->values[field - self->fields];
  return value->present ? value : NULL;
}

#define KIND(name) (1u << NX_FIELD_##name)
#define TEXT_KINDS (KIND (STRING) | KIND (TEXT) | KIND (SECRET) | KIND (EMAIL) | KIND (PHONE) | KIND (ID))

gboolean
nx_values_has (NxValues *self, const char *name)
{
  return lookup (self, name, G_MAXUINT) != NULL;
}

const char *
nx_values_string (NxValues *self, const char *name)
{
  const NxFieldValue *value = lookup (self, name, TEXT_KINDS);

  return value != NULL ? value->pointer : NULL;
}

gint64
nx_values_int (NxValues *self, const char *name, gint64 fallback)
{
  const NxFieldValue *value = lookup (self, name, KIND (INT));

  return value != NULL ? value->number : fallback;
}

gboolean
nx_values_bool (NxValues *self, const char *name, gboolean fallback)
{
  const NxFieldValue *value = lookup (self, name, KIND (BOOL));

  return value != NULL ? value->number != 0 : fallback;
}

gint64
nx_values_time (NxValues *self, const char *name)
{
  const NxFieldValue *value = lookup (self, name, KIND (TIME));

  return value != NULL ? value->number : NX_TIME_NONE;
}

gint32
nx_values_date (NxValues *self, const char *name)
{
  const NxFieldValue *value = lookup (self, name, KIND (DATE));

  return value != NULL ? (gint32) value->number : NX_DATE_NONE;
}

gint32
nx_values_credits (NxValues *self, const char *name, gint32 fallback)
{
  const NxFieldValue *value = lookup (self, name, KIND (CREDITS));

  return value != NULL ? (gint32) value->number : fallback;
}

gboolean
nx_values_money (NxValues *self, const char *name, NxMoney *money)
{
  const NxFieldValue *value = lookup (self, name, KIND (MONEY));

  if (value != NULL && money != NULL)
    *money = value->money;
  return value != NULL;
}

int
nx_values_enum (NxValues *self, const char *name)
{
  const NxFieldValue *value = lookup (self, name, KIND (ENUM));

  return value != NULL ? (int) value->number : -1;
}

guint32
nx_values_enum_list (NxValues *self, const char *name)
{
  const NxFieldValue *value = lookup (self, name, KIND (ENUM_LIST));

  return value != NULL ? (guint32) value->number : 0;
}

const char *const *
nx_values_string_list (NxValues *self, const char *name)
{
  const NxFieldValue *value = lookup (self, name, KIND (STRING_LIST));

  return value != NULL ? value->pointer : NULL;
}

JsonNode *
nx_values_json (NxValues *self, const char *name)
{
  const NxFieldValue *value = lookup (self, name, KIND (JSON) | KIND (RECORD) | KIND (RECORD_LIST));

  return value != NULL ? value->pointer : NULL;
}
