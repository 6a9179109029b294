/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "nx-field.h"
#include "nx-json.h"

G_BEGIN_DECLS

/**
 * NxRecord: abstract object over a field table. A concrete type is a struct, a table and NX_DEFINE_RECORD(); properties,
 * finalize, copy, equality, JSON and row mapping are written once, here. Properties are real GParamSpecs (enum → int, time →
 * int64, money → boxed-free: two properties are not made; lists → pointer types), so that .ui expressions can bind to them.
 */
#define NX_TYPE_RECORD (nx_record_get_type ())
G_DECLARE_DERIVABLE_TYPE (NxRecord, nx_record, NX, RECORD, GObject)

struct _NxRecordPlan;

struct _NxRecordClass
{
  GObjectClass parent_class;
  const NxField *fields;
  struct _NxRecordPlan *plan; /*< private >*/
};

/** Installs @fields on a class: to be called once from class_init. */
void nx_record_class_set_fields (NxRecordClass *klass, const NxField *fields);

#define NX_DEFINE_RECORD(TypeName, type_name, table)                                   \
  G_DEFINE_FINAL_TYPE (TypeName, type_name, NX_TYPE_RECORD)                            \
  static void type_name##_class_init (TypeName##Class *klass)                          \
  {                                                                                    \
    nx_record_class_set_fields (NX_RECORD_CLASS (klass), table);                       \
  }                                                                                    \
  static void type_name##_init (TypeName *self G_GNUC_UNUSED) {}

const NxField *nx_record_get_fields (NxRecord *self);

/** Strict: unknown members are ignored (a newer server may send more), wrong types are %NX_ERROR_INVALID. (transfer full) */
gpointer nx_record_from_json (GType type, JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Returns: (transfer full): the records of a JSON array of objects. */
GPtrArray *nx_record_list_from_json (GType type, JsonArray *array, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes the record as an object; SECRET fields are left out, absent values are null. */
void nx_record_write (NxRecord *self, NxJsonWriter *writer, const char *member);

/**
 * nx_record_set_text:
 * @text: (nullable): a column in PostgreSQL's text form, by kind: integers for INT, CREDITS (quarters); "t"/"f"; timestamptz;
 *   date; enum slugs; "{A,B}" for lists; JSON text for JSON; MONEY as "179000 TND"
 *
 * Row mapping. Returns: whether @text could be read.
 */
gboolean nx_record_set_text (NxRecord *self, const NxField *field, const char *text) G_GNUC_WARN_UNUSED_RESULT;

gboolean nx_record_equal (NxRecord *a, NxRecord *b);
/** Returns: (transfer full): a deep copy. */
gpointer nx_record_copy (gpointer self);
/** Takes every field of @source that differs and notifies for it: patches a list item in place. Returns: whether any did. */
gboolean nx_record_update (NxRecord *self, NxRecord *source);

G_END_DECLS
