/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-enums.h"

static const NxEnum *const all[] = {
  &nx_role_enum,
  &nx_subject_enum,
  &nx_grade_enum,
  &nx_service_type_enum,
  &nx_session_status_enum,
  &nx_subscription_status_enum,
  &nx_transaction_type_enum,
  &nx_payment_type_enum,
  &nx_payment_status_enum,
  &nx_payment_method_enum,
  &nx_payment_attention_enum,
  &nx_plan_name_enum,
  &nx_modality_enum,
  &nx_attendance_enum,
  &nx_report_status_enum,
  &nx_bank_line_status_enum,
};

static void
test_round_trip (void)
{
  guint i, value;

  for (i = 0; i < G_N_ELEMENTS (all); i++)
    {
      guint n = nx_enum_count (all[i]);

      g_assert_cmpuint (n, >=, 2);
      for (value = 0; value < n; value++)
        {
          g_assert_cmpint (nx_enum_value (all[i], nx_enum_slug (all[i], (int) value)), ==, value);
          g_assert_cmpuint (strlen (nx_enum_label (all[i], (int) value)), >, 0);
        }
      g_assert_null (nx_enum_slug (all[i], (int) n));
      g_assert_null (nx_enum_slug (all[i], -1));
      g_assert_cmpstr (nx_enum_label (all[i], -1), ==, "");
      g_assert_cmpint (nx_enum_value (all[i], "nonsense"), ==, -1);
      g_assert_cmpint (nx_enum_value (all[i], NULL), ==, -1);
    }
}

/* The C constants and the tables are written apart: the last of each shows that none is missing. */
static void
test_constants (void)
{
  g_assert_cmpstr (nx_enum_slug (&nx_role_enum, NX_ROLE_ELEVE), ==, "ELEVE");
  g_assert_cmpstr (nx_enum_slug (&nx_subject_enum, NX_SUBJECT_HISTOIRE_GEO), ==, "HISTOIRE_GEO");
  g_assert_cmpstr (nx_enum_slug (&nx_subject_enum, NX_SUBJECT_SES), ==, "SES");
  g_assert_cmpstr (nx_enum_slug (&nx_grade_enum, NX_GRADE_TERMINALE), ==, "TERMINALE");
  g_assert_cmpstr (nx_enum_slug (&nx_service_type_enum, NX_SERVICE_ATELIER_GROUPE), ==, "ATELIER_GROUPE");
  g_assert_cmpstr (nx_enum_slug (&nx_session_status_enum, NX_SESSION_NO_SHOW), ==, "NO_SHOW");
  g_assert_cmpstr (nx_enum_slug (&nx_subscription_status_enum, NX_SUBSCRIPTION_EXPIRED), ==, "EXPIRED");
  g_assert_cmpstr (nx_enum_slug (&nx_transaction_type_enum, NX_TRANSACTION_ADJUSTMENT), ==, "ADJUSTMENT");
  g_assert_cmpstr (nx_enum_slug (&nx_payment_type_enum, NX_PAYMENT_TYPE_SPECIAL_PACK), ==, "SPECIAL_PACK");
  g_assert_cmpstr (nx_enum_slug (&nx_payment_status_enum, NX_PAYMENT_REFUNDED), ==, "REFUNDED");
  g_assert_cmpstr (nx_enum_slug (&nx_payment_method_enum, NX_PAYMENT_METHOD_MANUAL), ==, "manual");
  g_assert_cmpstr (nx_enum_slug (&nx_plan_name_enum, NX_PLAN_IMMERSION), ==, "IMMERSION");
  g_assert_cmpstr (nx_enum_slug (&nx_modality_enum, NX_MODALITY_HYBRIDE), ==, "hybride");
  g_assert_cmpstr (nx_enum_slug (&nx_attendance_enum, NX_ATTENDANCE_ABSENT), ==, "ABSENT");
  g_assert_cmpstr (nx_enum_slug (&nx_report_status_enum, NX_REPORT_SUBMITTED), ==, "SUBMITTED");
  g_assert_cmpstr (nx_enum_slug (&nx_bank_line_status_enum, NX_BANK_LINE_SETTLED), ==, "SETTLED");
  g_assert_cmpstr (nx_enum_label (&nx_subject_enum, NX_SUBJECT_MATHEMATIQUES), ==, "Mathematics");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enums/round-trip", test_round_trip);
  g_test_add_func ("/enums/constants", test_constants);
  return g_test_run ();
}
