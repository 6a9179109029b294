/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "nx-credits.h"
#include "nx-json-guard.h"
#include "nx-money.h"

G_BEGIN_DECLS

/** Guarded parse. Returns: (transfer full): the root, or %NULL with what nx_json_guard_check() says. */
JsonNode *nx_json_parse (const char *text, gssize length, const NxJsonLimits *limits, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Strict getters: each says whether the member is there and of exactly that JSON type; no conversion, no CRITICAL. */
gboolean nx_json_get_string (JsonObject *object, const char *member, const char **value);
gboolean nx_json_get_int (JsonObject *object, const char *member, gint64 *value);
gboolean nx_json_get_bool (JsonObject *object, const char *member, gboolean *value);
gboolean nx_json_get_credits (JsonObject *object, const char *member, gint32 *quarters);
gboolean nx_json_get_time (JsonObject *object, const char *member, gint64 *time);
/** Reads @node (nullable) as credits. Returns: whether it is a number, a multiple of 0.25, within ±%NX_CREDITS_MAX. */
gboolean nx_json_node_to_credits (JsonNode *node, gint32 *quarters);
/** Returns: (transfer none) (nullable): the array or object, %NULL where it is missing or something else. */
JsonArray *nx_json_get_array (JsonObject *object, const char *member);
JsonObject *nx_json_get_object (JsonObject *object, const char *member);

/**
 * NxJsonWriter: writes JSON straight into a string, without a tree: an agenda of a week has hundreds of members and a tree of
 * them costs more than reading them from the database. Commas and escaping are its job; nesting is asserted.
 */
typedef struct _NxJsonWriter NxJsonWriter;

NxJsonWriter *nx_json_writer_new (void);
void nx_json_writer_free (NxJsonWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxJsonWriter, nx_json_writer_free)

/* @member is %NULL inside an array and for the root. */
void nx_json_begin_object (NxJsonWriter *self, const char *member);
void nx_json_end_object (NxJsonWriter *self);
void nx_json_begin_array (NxJsonWriter *self, const char *member);
void nx_json_end_array (NxJsonWriter *self);
/** @value may be %NULL: writes null. */
void nx_json_add_string (NxJsonWriter *self, const char *member, const char *value);
void nx_json_add_int (NxJsonWriter *self, const char *member, gint64 value);
void nx_json_add_bool (NxJsonWriter *self, const char *member, gboolean value);
void nx_json_add_null (NxJsonWriter *self, const char *member);
void nx_json_add_credits (NxJsonWriter *self, const char *member, gint32 quarters);
void nx_json_add_money (NxJsonWriter *self, const char *member, NxMoney money);
/** %NX_TIME_NONE and %NX_DATE_NONE write null. */
void nx_json_add_time (NxJsonWriter *self, const char *member, gint64 time);
void nx_json_add_date (NxJsonWriter *self, const char *member, gint32 date);
/** @value (nullable): a tree from json-glib, written in place. */
void nx_json_add_node (NxJsonWriter *self, const char *member, JsonNode *value);
/** @json: text that is JSON already (from a jsonb column), written as it is. */
void nx_json_add_raw (NxJsonWriter *self, const char *member, const char *json);

/** Returns: (transfer full): the text; the writer is empty afterwards. Every object and array must be closed. */
char *nx_json_writer_end (NxJsonWriter *self, gsize *length);

G_END_DECLS
