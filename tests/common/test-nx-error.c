/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-error.h"

static void
test_table_is_whole (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint i;

  for (i = 0; i < NX_ERROR_LAST; i++)
    {
      const char *slug = nx_error_slug ((NxErrorCode) i);

      g_assert_nonnull (slug);
      g_assert_cmpuint (strlen (slug), >, 0);
      g_assert_true (g_hash_table_add (seen, (gpointer) slug));
      g_assert_cmpuint (nx_error_status ((NxErrorCode) i), >=, 400);
      g_assert_cmpuint (nx_error_status ((NxErrorCode) i), <, 600);
      g_assert_cmpuint (strlen (nx_error_title ((NxErrorCode) i)), >, 0);
      g_assert_cmpint (nx_error_from_slug (slug), ==, i);
    }
}

static void
test_contract (void)
{
  static const struct
  {
    NxErrorCode code;
    const char *slug;
    guint status;
  } rows[] = {
    { NX_ERROR_BAD_JSON, "bad_json", 400 },
    { NX_ERROR_UNAUTHENTICATED, "unauthenticated", 401 },
    { NX_ERROR_CROSS_SITE, "cross_site", 403 },
    { NX_ERROR_NOT_FOUND, "not_found", 404 },
    { NX_ERROR_METHOD_NOT_ALLOWED, "method_not_allowed", 405 },
    { NX_ERROR_INSUFFICIENT_CREDITS, "insufficient_credits", 409 },
    { NX_ERROR_TOKEN_USED_OR_EXPIRED, "token_used_or_expired", 409 },
    { NX_ERROR_IDEMPOTENCY_CONFLICT, "idempotency_conflict", 409 },
    { NX_ERROR_CHANGED_ELSEWHERE, "changed_elsewhere", 412 },
    { NX_ERROR_TOO_LARGE, "too_large", 413 },
    { NX_ERROR_UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", 415 },
    { NX_ERROR_INVALID, "invalid", 422 },
    { NX_ERROR_RATE_LIMITED, "rate_limited", 429 },
    { NX_ERROR_UPSTREAM_FAILED, "upstream_failed", 502 },
    { NX_ERROR_UNAVAILABLE, "unavailable", 503 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpstr (nx_error_slug (rows[i].code), ==, rows[i].slug);
      g_assert_cmpuint (nx_error_status (rows[i].code), ==, rows[i].status);
    }
  g_assert_cmpint (nx_error_from_slug ("nonsense"), ==, NX_ERROR_INTERNAL);
  g_assert_cmpint (nx_error_from_slug (NULL), ==, NX_ERROR_INTERNAL);
  g_assert_cmpstr (nx_error_slug ((NxErrorCode) 9999), ==, "internal");
}

static void
test_fields_travel_with_copies (void)
{
  g_autoptr (GError) error = g_error_new_literal (NX_ERROR, NX_ERROR_INVALID, "wrong");
  g_autoptr (GError) copy = NULL;
  GHashTable *fields;

  g_assert_null (nx_error_get_fields (error));
  nx_error_add_field (error, "parentEmail", "first");
  nx_error_add_field (error, "parentEmail", "second");
  nx_error_set_retry_after (error, 30);

  copy = g_error_copy (error);
  nx_error_add_field (copy, "studentGrade", "only in the copy");

  g_assert_cmpuint (g_hash_table_size (nx_error_get_fields (error)), ==, 1);
  fields = nx_error_get_fields (copy);
  g_assert_cmpuint (g_hash_table_size (fields), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (fields, "parentEmail"), ==, "first");
  g_assert_cmpuint (nx_error_get_retry_after (copy), ==, 30);
}

static void
test_other_domains_have_none (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  g_assert_null (nx_error_get_fields (error));
  g_assert_cmpuint (nx_error_get_retry_after (error), ==, 0);
  g_assert_null (nx_error_get_fields (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/table-is-whole", test_table_is_whole);
  g_test_add_func ("/error/contract", test_contract);
  g_test_add_func ("/error/fields-travel-with-copies", test_fields_travel_with_copies);
  g_test_add_func ("/error/other-domains-have-none", test_other_domains_have_none);
  return g_test_run ();
}
