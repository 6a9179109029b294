/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/coaches/coaches-input.h"

#include <glib/gi18n-lib.h>
#include "common/models/nx-availability-range.h"

#define MAX_RANGES 100

static const NxField range_fields[] = {
  { "weekday", NX_FIELD_INT, NX_FIELD_REQUIRED, 1, 7, .label = N_ ("Weekday") },
  { "startMinute", NX_FIELD_INT, NX_FIELD_REQUIRED, 0, 1440, .label = N_ ("Start") },
  { "endMinute", NX_FIELD_INT, NX_FIELD_REQUIRED, 0, 1440, .label = N_ ("End") },
  { "types", NX_FIELD_ENUM_LIST, NX_FIELD_REQUIRED, 1, 3, .enum_type = &nx_service_type_enum, .label = N_ ("Modalities") },
  { NULL },
};

GError *
nx_input_fault (const char *member, const char *sentence)
{
  GError *error = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, sentence);

  nx_error_add_field (error, member, sentence);

  return error;
}

static gboolean
read_instant (NxValues *values, const char *name, int days_later, gint64 *time, GError **error)
{
  const char *text = nx_values_string (values, name);
  gint32 date;

  *time = NX_TIME_NONE;
  if (text == NULL || nx_time_parse (text, time))
    return TRUE;
  if (nx_date_parse (text, &date) && nx_time_from_local (date + days_later, 0, nx_time_zone (NX_TIME_CENTRE_ZONE), time))
    return TRUE;

  g_propagate_error (error, nx_input_fault (name, _ ("Give a day such as 2026-11-25 or a time in UTC such as 2026-11-25T14:00:00Z.")));
  return FALSE;
}

gboolean
nx_input_period (NxValues *values, gint64 *from, gint64 *to, GError **error)
{
  if (!read_instant (values, "from", 0, from, error) || !read_instant (values, "to", 1, to, error))
    return FALSE;
  if (*from == NX_TIME_NONE || *to == NX_TIME_NONE || *from < *to)
    return TRUE;

  g_propagate_error (error, nx_input_fault ("to", _ ("The end must come after the beginning.")));
  return FALSE;
}

static NxAvailabilityRange *
read_range (JsonNode *node, GError **error)
{
  NxAvailabilityRange *range;
  g_autoptr (NxValues) values = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_propagate_error (error, nx_input_fault ("ranges", _ ("Each range is an object with a weekday, a start, an end and modalities.")));
      return NULL;
    }
  values = nx_values_from_json (range_fields, json_node_get_object (node), error);
  if (values == NULL)
    return NULL;

  range = g_object_new (NX_TYPE_AVAILABILITY_RANGE, NULL);
  range->weekday = nx_values_int (values, "weekday", 0);
  range->startMinute = nx_values_int (values, "startMinute", 0);
  range->endMinute = nx_values_int (values, "endMinute", 0);
  range->types = nx_values_enum_list (values, "types");

  return range;
}

GPtrArray *
nx_input_ranges (JsonNode *node, GError **error)
{
  g_autoptr (GPtrArray) ranges = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) > MAX_RANGES)
    {
      g_propagate_error (error, nx_input_fault ("ranges", _ ("Give a list of at most 100 ranges.")));
      return NULL;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      NxAvailabilityRange *range = read_range (json_array_get_element (array, i), error);

      if (range == NULL)
        return NULL;
      g_ptr_array_add (ranges, range);
    }

  return g_steal_pointer (&ranges);
}
