/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "nx-enums.h"
#include "nx-money.h"
#include "nx-time.h"

G_BEGIN_DECLS

/**
 * NxFieldKind: what a member holds, its form on the wire, and its C type in a record.
 *
 * Length limits count Unicode characters. Strings are trimmed of white space at both ends, and refused with control characters;
 * %NX_FIELD_TEXT allows line feeds.
 */
typedef enum
{
  NX_FIELD_STRING,      /* char *; one line */
  NX_FIELD_TEXT,        /* char *; several lines */
  NX_FIELD_SECRET,      /* char *; a password: not trimmed, never logged, never written to JSON */
  NX_FIELD_EMAIL,       /* char *; lower-cased; one "@", no space or control, ≤ 254 */
  NX_FIELD_PHONE,       /* char *; digits, spaces, + - . ( ) */
  NX_FIELD_ID,          /* char *; an opaque identifier: a UUID */
  NX_FIELD_INT,         /* gint64; min and max are its bounds */
  NX_FIELD_BOOL,        /* gboolean */
  NX_FIELD_TIME,        /* gint64, NX_TIME_NONE for null */
  NX_FIELD_DATE,        /* gint32, NX_DATE_NONE for null */
  NX_FIELD_CREDITS,     /* gint32 quarter-credits; min and max in quarter-credits */
  NX_FIELD_MONEY,       /* NxMoney; currency "" for null; min and max in minor units */
  NX_FIELD_ENUM,        /* int, -1 for null */
  NX_FIELD_ENUM_LIST,   /* guint32, bit 1 << value; min and max count members; duplicates are refused */
  NX_FIELD_STRING_LIST, /* char **; min and max count members */
  NX_FIELD_RECORD,      /* NxRecord * of record_type(); (nullable) */
  NX_FIELD_RECORD_LIST, /* GPtrArray * of NxRecord of record_type() */
  NX_FIELD_JSON         /* JsonNode *; any shape, checked by the service */
} NxFieldKind;

typedef enum
{
  NX_FIELD_OPTIONAL = 0,
  NX_FIELD_REQUIRED = 1 << 0,
  NX_FIELD_NULLABLE = 1 << 1,  /* an explicit null is taken as absent */
  NX_FIELD_READ_ONLY = 1 << 2, /* sent to clients, refused from them */
  NX_FIELD_MUST_BE_TRUE = 1 << 3
} NxFieldFlags;

/**
 * NxField: one row of a field table. A table ends with a row whose name is %NULL. It drives validation, GObject properties,
 * JSON, row mapping and form limits (design.md rule 9).
 */
typedef struct
{
  const char *name; /* camelCase, as on the wire; also the GObject property, and, in snake_case, the column */
  NxFieldKind kind;
  NxFieldFlags flags;
  gint64 min, max;             /* characters, value or count, by kind; both 0: no limit of its own */
  const NxEnum *enum_type;     /* ENUM, ENUM_LIST */
  GType (*record_type) (void); /* RECORD, RECORD_LIST */
  gsize offset;                /* of the member in a record's struct; 0 in tables that only validate */
  const char *label;           /* (nullable): N_() name for people, used in sentences about this member */
} NxField;

/** NxValues: input that passed a field table. Immutable, reference counted, any thread. */
typedef struct _NxValues NxValues;
NxValues *nx_values_ref (NxValues *self);
void nx_values_unref (NxValues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxValues, nx_values_unref)

/**
 * nx_values_from_json:
 * @fields: a field table
 * @object: what the client sent
 *
 * Collects every fault, not the first: unknown member, missing, wrong type, out of range, over-long, control characters.
 *
 * Returns: (transfer full): the values, or %NULL with %NX_ERROR_INVALID whose fields name all that is wrong in the calling
 *   thread's language
 */
NxValues *nx_values_from_json (const NxField *fields, JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_values_from_pairs:
 * @pairs: (element-type utf8 utf8): what a form or a query held: name → text; a repeated name of a list joins with "\n"
 *
 * The same checks on text: an empty text is absent, "on"/"true"/"1" is true, an unchecked box is false, numbers and dates as
 * typed.
 * Unknown names are refused, those beginning with "_" are not looked at.
 */
NxValues *nx_values_from_pairs (const NxField *fields, GHashTable *pairs, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Getters: asking for a name that is not in the table, or as another kind, is a programmer's error. */
gboolean nx_values_has (NxValues *self, const char *name);
/** STRING TEXT SECRET EMAIL PHONE ID. Returns: (transfer none) (nullable): %NULL where it is absent. */
const char *nx_values_string (NxValues *self, const char *name);
gint64 nx_values_int (NxValues *self, const char *name, gint64 fallback);
gboolean nx_values_bool (NxValues *self, const char *name, gboolean fallback);
gint64 nx_values_time (NxValues *self, const char *name);
gint32 nx_values_date (NxValues *self, const char *name);
gint32 nx_values_credits (NxValues *self, const char *name, gint32 fallback);
/** Returns: whether it is there. */
gboolean nx_values_money (NxValues *self, const char *name, NxMoney *money);
int nx_values_enum (NxValues *self, const char *name); /* -1 where absent */
guint32 nx_values_enum_list (NxValues *self, const char *name);
const char *const *nx_values_string_list (NxValues *self, const char *name);
JsonNode *nx_values_json (NxValues *self, const char *name);

/** Returns: (transfer none) (nullable): the row of @name in @fields. */
const NxField *nx_fields_find (const NxField *fields, const char *name);

G_END_DECLS
