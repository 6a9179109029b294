/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-json.h"

#include <glib/gi18n-lib.h>

#include "common/nx-error.h"
#include "common/nx-time.h"

JsonNode *
nx_json_parse (const char *text, gssize length, const NxJsonLimits *limits, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) local_error = NULL;
  JsonNode *root;

  if (!nx_json_guard_check (text, length, limits, error))
    return NULL;

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, length, &local_error))
    {
      g_debug ("json-glib refused what the guard took: %s", local_error->message);
      g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_JSON, _ ("This is not acceptable JSON."));
      return NULL;
    }

  root = json_parser_steal_root (parser);
  if (root == NULL)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_JSON, _ ("This is not acceptable JSON."));
  return root;
}

/* The member where it is a value (not null, not a container) of @type. */
static JsonNode *
member_of_type (JsonObject *object, const char *member, GType type)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL, NULL);

  node = json_object_get_member (object, member);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    return NULL;
  return node;
}

gboolean
nx_json_get_string (JsonObject *object, const char *member, const char **value)
{
  JsonNode *node = member_of_type (object, member, G_TYPE_STRING);

  if (node == NULL)
    return FALSE;
  if (value != NULL)
    *value = json_node_get_string (node);
  return TRUE;
}

gboolean
nx_json_get_int (JsonObject *object, const char *member, gint64 *value)
{
  JsonNode *node = member_of_type (object, member, G_TYPE_INT64);

  if (node == NULL)
    return FALSE;
  if (value != NULL)
    *value = json_node_get_int (node);
  return TRUE;
}

gboolean
nx_json_get_bool (JsonObject *object, const char *member, gboolean *value)
{
  JsonNode *node = member_of_type (object, member, G_TYPE_BOOLEAN);

  if (node == NULL)
    return FALSE;
  if (value != NULL)
    *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
nx_json_get_credits (JsonObject *object, const char *member, gint32 *quarters)
{
  gint32 value;

  g_return_val_if_fail (object != NULL && member != NULL, FALSE);

  if (!nx_json_node_to_credits (json_object_get_member (object, member), &value))
    return FALSE;
  if (quarters != NULL)
    *quarters = value;
  return TRUE;
}

gboolean
nx_json_node_to_credits (JsonNode *node, gint32 *quarters)
{
  double value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;

  /* Multiples of a quarter are exact in binary. */
  value = json_node_get_double (node) * 4;
  if (!(value >= -NX_CREDITS_MAX && value <= NX_CREDITS_MAX) || value != (double) (gint32) value)
    return FALSE;
  *quarters = (gint32) value;
  return TRUE;
}

gboolean
nx_json_get_time (JsonObject *object, const char *member, gint64 *time)
{
  const char *text;
  gint64 value;

  if (!nx_json_get_string (object, member, &text) || !nx_time_parse (text, &value))
    return FALSE;
  if (time != NULL)
    *time = value;
  return TRUE;
}

JsonArray *
nx_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL, NULL);

  node = json_object_get_member (object, member);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
nx_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL, NULL);

  node = json_object_get_member (object, member);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}
