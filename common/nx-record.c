/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-record-private.h"

#include <string.h>

G_DEFINE_ABSTRACT_TYPE (NxRecord, nx_record, G_TYPE_OBJECT)

#define SLOT NX_RECORD_SLOT

void
nx_record_reset (NxRecord *self, const NxField *field)
{
  switch (field->kind)
    {
    case NX_FIELD_STRING:
    case NX_FIELD_TEXT:
    case NX_FIELD_SECRET:
    case NX_FIELD_EMAIL:
    case NX_FIELD_PHONE:
    case NX_FIELD_ID:
      g_clear_pointer (&SLOT (self, field, char *), g_free);
      break;
    case NX_FIELD_INT:
      SLOT (self, field, gint64) = 0;
      break;
    case NX_FIELD_BOOL:
      SLOT (self, field, gboolean) = FALSE;
      break;
    case NX_FIELD_TIME:
      SLOT (self, field, gint64) = NX_TIME_NONE;
      break;
    case NX_FIELD_DATE:
      SLOT (self, field, gint32) = NX_DATE_NONE;
      break;
    case NX_FIELD_CREDITS:
      SLOT (self, field, gint32) = 0;
      break;
    case NX_FIELD_MONEY:
      memset (&SLOT (self, field, NxMoney), 0, sizeof (NxMoney));
      break;
    case NX_FIELD_ENUM:
      SLOT (self, field, int) = -1;
      break;
    case NX_FIELD_ENUM_LIST:
      SLOT (self, field, guint32) = 0;
      break;
    case NX_FIELD_STRING_LIST:
      g_clear_pointer (&SLOT (self, field, char **), g_strfreev);
      break;
    case NX_FIELD_RECORD:
      g_clear_object (&SLOT (self, field, NxRecord *));
      break;
    case NX_FIELD_RECORD_LIST:
      g_clear_pointer (&SLOT (self, field, GPtrArray *), g_ptr_array_unref);
      break;
    case NX_FIELD_JSON:
      g_clear_pointer (&SLOT (self, field, JsonNode *), json_node_unref);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
json_equal (JsonNode *a, JsonNode *b)
{
  return a == b || (a != NULL && b != NULL && json_node_equal (a, b));
}

static gboolean
strv_equal (char **a, char **b)
{
  static const char *const none[] = { NULL };

  return g_strv_equal (a != NULL ? (const char *const *) a : none, b != NULL ? (const char *const *) b : none);
}

static gboolean
list_equal (GPtrArray *a, GPtrArray *b)
{
  guint n = a != NULL ? a->len : 0;
  guint i;

  if (a == b)
    return TRUE;
  if (n != (b != NULL ? b->len : 0))
    return FALSE;
  for (i = 0; i < n; i++)
    {
      if (!nx_record_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
        return FALSE;
    }
  return TRUE;
}

/* @a and @b point to a member of @kind. */
static gboolean
member_equal (NxFieldKind kind, gconstpointer a, gconstpointer b)
{
  switch (kind)
    {
    case NX_FIELD_INT:
    case NX_FIELD_TIME:
      return *(const gint64 *) a == *(const gint64 *) b;
    case NX_FIELD_BOOL:
      return !*(const gboolean *) a == !*(const gboolean *) b;
    case NX_FIELD_DATE:
    case NX_FIELD_CREDITS:
    case NX_FIELD_ENUM:
    case NX_FIELD_ENUM_LIST:
      return *(const gint32 *) a == *(const gint32 *) b;
    case NX_FIELD_MONEY:
      return ((const NxMoney *) a)->amount == ((const NxMoney *) b)->amount
             && strncmp (((const NxMoney *) a)->currency, ((const NxMoney *) b)->currency, 4) == 0;
    case NX_FIELD_STRING_LIST:
      return strv_equal (*(char **const *) a, *(char **const *) b);
    case NX_FIELD_RECORD:
      return nx_record_equal (*(NxRecord *const *) a, *(NxRecord *const *) b);
    case NX_FIELD_RECORD_LIST:
      return list_equal (*(GPtrArray *const *) a, *(GPtrArray *const *) b);
    case NX_FIELD_JSON:
      return json_equal (*(JsonNode *const *) a, *(JsonNode *const *) b);
    default:
      return g_strcmp0 (*(char *const *) a, *(char *const *) b) == 0;
    }
}

/* Puts what @from points to in place of what the member holds; lists and records are shared. */
static void
member_take (NxRecord *self, const NxField *field, gconstpointer from)
{
  gpointer to = (char *) self + field->offset;

  switch (field->kind)
    {
    case NX_FIELD_INT:
    case NX_FIELD_TIME:
      *(gint64 *) to = *(const gint64 *) from;
      break;
    case NX_FIELD_BOOL:
    case NX_FIELD_DATE:
    case NX_FIELD_CREDITS:
    case NX_FIELD_ENUM:
    case NX_FIELD_ENUM_LIST:
      *(gint32 *) to = *(const gint32 *) from;
      break;
    case NX_FIELD_MONEY:
      *(NxMoney *) to = *(const NxMoney *) from;
      break;
    case NX_FIELD_STRING_LIST:
      g_strfreev (*(char ***) to);
      *(char ***) to = g_strdupv (*(char **const *) from);
      break;
    case NX_FIELD_RECORD:
      g_set_object ((NxRecord **) to, *(NxRecord *const *) from);
      break;
    case NX_FIELD_RECORD_LIST:
      g_clear_pointer ((GPtrArray **) to, g_ptr_array_unref);
      if (*(GPtrArray *const *) from != NULL)
        *(GPtrArray **) to = g_ptr_array_ref (*(GPtrArray *const *) from);
      break;
    case NX_FIELD_JSON:
      g_clear_pointer ((JsonNode **) to, json_node_unref);
      if (*(JsonNode *const *) from != NULL)
        *(JsonNode **) to = json_node_ref (*(JsonNode *const *) from);
      break;
    default:
      g_free (*(char **) to);
      *(char **) to = g_strdup (*(char *const *) from);
      break;
    }
}

static const NxField *
field_of (NxRecord *self, guint property)
{
  return &NX_RECORD_GET_CLASS (self)->fields[property - 1];
}

static void
nx_record_get_property (GObject *object, guint property, GValue *value, GParamSpec *pspec)
{
  NxRecord *self = NX_RECORD (object);
  const NxField *field = field_of (self, property);

  switch (field->kind)
    {
    case NX_FIELD_INT:
    case NX_FIELD_TIME:
      g_value_set_int64 (value, SLOT (self, field, gint64));
      break;
    case NX_FIELD_BOOL:
      g_value_set_boolean (value, SLOT (self, field, gboolean));
      break;
    case NX_FIELD_DATE:
    case NX_FIELD_CREDITS:
    case NX_FIELD_ENUM:
      g_value_set_int (value, SLOT (self, field, gint32));
      break;
    case NX_FIELD_ENUM_LIST:
      g_value_set_uint (value, SLOT (self, field, guint32));
      break;
    case NX_FIELD_MONEY:
      g_value_set_pointer (value, &SLOT (self, field, NxMoney));
      break;
    case NX_FIELD_STRING_LIST:
    case NX_FIELD_RECORD_LIST:
    case NX_FIELD_JSON:
      g_value_set_boxed (value, SLOT (self, field, gpointer));
      break;
    case NX_FIELD_RECORD:
      g_value_set_object (value, SLOT (self, field, gpointer));
      break;
    default:
      g_value_set_string (value, SLOT (self, field, char *));
      break;
    }
}

static void
nx_record_set_property (GObject *object, guint property, const GValue *value, GParamSpec *pspec)
{
  NxRecord *self = NX_RECORD (object);
  const NxField *field = field_of (self, property);
  static const NxMoney no_money = { 0, "" };
  gint64 wide = 0;
  gint32 narrow = 0;
  gpointer pointer = NULL;
  gconstpointer from = &pointer;

  if (G_VALUE_HOLDS_INT64 (value))
    from = (wide = g_value_get_int64 (value), &wide);
  else if (G_VALUE_HOLDS_INT (value))
    from = (narrow = g_value_get_int (value), &narrow);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    from = (narrow = g_value_get_boolean (value), &narrow);
  else if (G_VALUE_HOLDS_UINT (value))
    from = (narrow = (gint32) g_value_get_uint (value), &narrow);
  else if (field->kind == NX_FIELD_MONEY)
    from = g_value_get_pointer (value) != NULL ? g_value_get_pointer (value) : &no_money;
  else if (G_VALUE_HOLDS_STRING (value))
    pointer = (gpointer) g_value_get_string (value);
  else if (G_VALUE_HOLDS_BOXED (value))
    pointer = g_value_get_boxed (value);
  else
    pointer = g_value_get_object (value);

  if (member_equal (field->kind, (char *) self + field->offset, from))
    return;
  member_take (self, field, from);
  g_object_notify_by_pspec (object, pspec);
}

static GParamSpec *
make_pspec (const NxField *field)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  switch (field->kind)
    {
    case NX_FIELD_INT:
      return g_param_spec_int64 (field->name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    case NX_FIELD_TIME:
      return g_param_spec_int64 (field->name, NULL, NULL, G_MININT64, G_MAXINT64, NX_TIME_NONE, flags);
    case NX_FIELD_BOOL:
      return g_param_spec_boolean (field->name, NULL, NULL, FALSE, flags);
    case NX_FIELD_DATE:
      return g_param_spec_int (field->name, NULL, NULL, G_MININT, G_MAXINT, NX_DATE_NONE, flags);
    case NX_FIELD_CREDITS:
      return g_param_spec_int (field->name, NULL, NULL, G_MININT, G_MAXINT, 0, flags);
    case NX_FIELD_ENUM:
      return g_param_spec_int (field->name, NULL, NULL, -1, G_MAXINT, -1, flags);
    case NX_FIELD_ENUM_LIST:
      return g_param_spec_uint (field->name, NULL, NULL, 0, G_MAXUINT, 0, flags);
    case NX_FIELD_MONEY:
      return g_param_spec_pointer (field->name, NULL, NULL, flags);
    case NX_FIELD_STRING_LIST:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_STRV, flags);
    case NX_FIELD_RECORD:
      return g_param_spec_object (field->name, NULL, NULL, field->record_type (), flags);
    case NX_FIELD_RECORD_LIST:
      return g_param_spec_boxed (field->name, NULL, NULL, G_TYPE_PTR_ARRAY, flags);
    case NX_FIELD_JSON:
      return g_param_spec_boxed (field->name, NULL, NULL, JSON_TYPE_NODE, flags);
    default:
      return g_param_spec_string (field->name, NULL, NULL, NULL, flags);
    }
}

/* Lives as long as its class, which is for ever. */
static struct _NxRecordPlan *
make_plan (const NxField *fields)
{
  struct _NxRecordPlan *plan = g_new0 (struct _NxRecordPlan, 1);
  gboolean first = TRUE;
  guint i;

  while (fields[plan->n_fields].name != NULL)
    plan->n_fields++;
  plan->pspecs = g_new0 (GParamSpec *, plan->n_fields + 1);
  plan->keys = g_new0 (char *, plan->n_fields);
  plan->key_lengths = g_new0 (gsize, plan->n_fields);
  for (i = 0; i < plan->n_fields; i++)
    {
      g_assert (fields[i].offset >= sizeof (NxRecord));
      plan->pspecs[i] = make_pspec (&fields[i]);
      if (fields[i].kind == NX_FIELD_SECRET)
        continue;
      plan->keys[i] = g_strdup_printf ("%s\"%s\":", first ? "" : ",", fields[i].name);
      plan->key_lengths[i] = strlen (plan->keys[i]);
      first = FALSE;
    }
  return plan;
}

void
nx_record_class_set_fields (NxRecordClass *klass, const NxField *fields)
{
  guint i;

  g_return_if_fail (klass->fields == NULL && fields != NULL);

  klass->fields = fields;
  klass->plan = make_plan (fields);
  /* GObject resets these two in each class: they are not inherited. */
  G_OBJECT_CLASS (klass)->get_property = nx_record_get_property;
  G_OBJECT_CLASS (klass)->set_property = nx_record_set_property;
  for (i = 0; i < klass->plan->n_fields; i++)
    g_object_class_install_property (G_OBJECT_CLASS (klass), i + 1, klass->plan->pspecs[i]);
}

static void
nx_record_constructed (GObject *object)
{
  const NxField *field;

  /* What is not zero when absent. Properties given to g_object_new() are set after this. */
  for (field = NX_RECORD_GET_CLASS (object)->fields; field->name != NULL; field++)
    {
      if (field->kind == NX_FIELD_TIME)
        SLOT (object, field, gint64) = NX_TIME_NONE;
      else if (field->kind == NX_FIELD_DATE)
        SLOT (object, field, gint32) = NX_DATE_NONE;
      else if (field->kind == NX_FIELD_ENUM)
        SLOT (object, field, int) = -1;
    }
}

static void
nx_record_finalize (GObject *object)
{
  const NxField *field;

  for (field = NX_RECORD_GET_CLASS (object)->fields; field->name != NULL; field++)
    nx_record_reset ((NxRecord *) object, field);
  G_OBJECT_CLASS (nx_record_parent_class)->finalize (object);
}

static void
nx_record_class_init (NxRecordClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = nx_record_constructed;
  object_class->finalize = nx_record_finalize;
}

static void
nx_record_init (NxRecord *self)
{
}

const NxField *
nx_record_get_fields (NxRecord *self)
{
  g_return_val_if_fail (NX_IS_RECORD (self), NULL);

  return NX_RECORD_GET_CLASS (self)->fields;
}

gboolean
nx_record_equal (NxRecord *a, NxRecord *b)
{
  const NxField *field;

  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || G_OBJECT_TYPE (a) != G_OBJECT_TYPE (b))
    return FALSE;
  for (field = NX_RECORD_GET_CLASS (a)->fields; field->name != NULL; field++)
    {
      if (!member_equal (field->kind, (char *) a + field->offset, (char *) b + field->offset))
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
copy_list (GPtrArray *list)
{
  GPtrArray *copy = g_ptr_array_new_full (list->len, g_object_unref);
  guint i;

  for (i = 0; i < list->len; i++)
    g_ptr_array_add (copy, nx_record_copy (g_ptr_array_index (list, i)));
  return copy;
}

static void
copy_member (NxRecord *copy, NxRecord *self, const NxField *field)
{
  if (field->kind == NX_FIELD_RECORD && SLOT (self, field, NxRecord *) != NULL)
    SLOT (copy, field, gpointer) = nx_record_copy (SLOT (self, field, gpointer));
  else if (field->kind == NX_FIELD_RECORD_LIST && SLOT (self, field, GPtrArray *) != NULL)
    SLOT (copy, field, GPtrArray *) = copy_list (SLOT (self, field, GPtrArray *));
  else if (field->kind == NX_FIELD_JSON && SLOT (self, field, JsonNode *) != NULL
           && !json_node_is_immutable (SLOT (self, field, JsonNode *)))
    SLOT (copy, field, JsonNode *) = json_node_copy (SLOT (self, field, JsonNode *));
  else
    member_take (copy, field, (char *) self + field->offset);
}

gpointer
nx_record_copy (gpointer self)
{
  NxRecord *copy;
  const NxField *field;

  g_return_val_if_fail (NX_IS_RECORD (self), NULL);

  copy = g_object_new (G_OBJECT_TYPE (self), NULL);
  for (field = NX_RECORD_GET_CLASS (self)->fields; field->name != NULL; field++)
    copy_member (copy, self, field);
  return copy;
}

gboolean
nx_record_update (NxRecord *self, NxRecord *source)
{
  NxRecordClass *klass;
  gboolean changed = FALSE;
  guint i;

  g_return_val_if_fail (NX_IS_RECORD (self) && NX_IS_RECORD (source), FALSE);
  g_return_val_if_fail (G_OBJECT_TYPE (self) == G_OBJECT_TYPE (source), FALSE);

  /* All members are in place before anybody hears of the first. */
  klass = NX_RECORD_GET_CLASS (self);
  g_object_freeze_notify (G_OBJECT (self));
  for (i = 0; i < klass->plan->n_fields; i++)
    {
      const NxField *field = &klass->fields[i];
      gconstpointer from = (char *) source + field->offset;

      if (member_equal (field->kind, (char *) self + field->offset, from))
        continue;
      member_take (self, field, from);
      g_object_notify_by_pspec (G_OBJECT (self), klass->plan->pspecs[i]);
      changed = TRUE;
    }
  g_object_thaw_notify (G_OBJECT (self));
  return changed;
}
