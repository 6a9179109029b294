/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-error.h"
#include "common/nx-json.h"
#include "tests/fuzz/nx-fuzz.h"

/* Whatever the guard takes, json-glib takes too, our writer writes, and both take again; whatever it refuses has its reason. */

static void
assert_reason (const GError *error)
{
  g_assert_true (error != NULL && error->domain == NX_ERROR);
  g_assert_true (error->code == NX_ERROR_BAD_JSON || error->code == NX_ERROR_INVALID || error->code == NX_ERROR_TOO_LARGE);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
assert_round_trip (JsonNode *node)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *text = NULL;
  gsize length;

  nx_json_add_node (writer, NULL, node);
  text = nx_json_writer_end (writer, &length);
  again = nx_json_parse (text, (gssize) length, &nx_json_limits_answer, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (node, again));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (!nx_json_guard_check ((const char *) data, (gssize) size, &nx_json_limits_request, &error))
    {
      assert_reason (error);
      return 0;
    }
  node = nx_json_parse ((const char *) data, (gssize) size, &nx_json_limits_request, &error);
  g_assert_no_error (error);
  assert_round_trip (node);
  return 0;
}
