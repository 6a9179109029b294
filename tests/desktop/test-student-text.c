/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/store/nx-list-patch.h"
#include "desktop/students/nx-student-text.h"
#include "desktop/students/nx-timeline.h"

#define NOW (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

typedef struct
{
  const char *typed, *uri;
} Phone;

static const Phone phones[] = {
  { "+216 98 123 456", "tel:+21698123456" }, { "98 123 456", "tel:+21698123456" }, { "0033 6 12 34 56 78", "tel:+33612345678" },
  { "(+33) 6.12-34", "tel:+3361234" },       { "12", NULL },                       { "", NULL },
  { NULL, NULL },                            { "javascript:alert(1)", NULL },
};


static void
test_phone (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++)
    {
      g_autofree char *uri = nx_phone_uri (phones[i].typed);
      g_assert_cmpstr (uri, ==, phones[i].uri);
    }
  g_autofree char *whatsapp = nx_whatsapp_uri ("+216 98 123 456");
  g_assert_cmpstr (whatsapp, ==, "https://wa.me/21698123456");
}


static NxStudent *
student_new (const char *id, const char *first, gint32 balance)
{
  NxStudent *student = g_object_new (NX_TYPE_STUDENT, NULL);
  student->id = g_strdup (id);
  student->firstName = g_strdup (first);
  student->lastName = g_strdup ("Ben Ali");
  student->grade = NX_GRADE_PREMIERE;
  student->balance = balance;
  student->activated = TRUE;
  return student;
}


static void
test_flags (void)
{
  g_autoptr (NxStudent) student = student_new ("1", "Lina", NX_CREDITS (2));
  g_assert_cmpint (nx_student_flags (student, NOW), ==, NX_STUDENT_FLAG_NO_PLAN);
  student->subscription = g_object_new (NX_TYPE_SUBSCRIPTION, NULL);
  student->subscription->paidUntil = NOW + NX_TIME_DAY;
  g_assert_cmpint (nx_student_flags (student, NOW), ==, 0);
  student->subscription->paidUntil = NOW - 1;
  student->activated = FALSE;
  g_assert_cmpint (nx_student_flags (student, NOW), ==, NX_STUDENT_FLAG_UNPAID | NX_STUDENT_FLAG_NOT_ACTIVATED);
  student->subscription->paidUntil = NX_TIME_NONE;
  student->activated = TRUE;
  student->nextExpiry = NOW + 6 * NX_TIME_DAY;
  g_assert_cmpint (nx_student_flags (student, NOW), ==, NX_STUDENT_FLAG_EXPIRING);
  student->nextExpiry = NOW + 8 * NX_TIME_DAY;
  g_assert_cmpint (nx_student_flags (student, NOW), ==, 0);
  student->balance = 0;
  g_assert_cmpint (nx_student_flags (student, NOW), ==, NX_STUDENT_FLAG_NO_CREDIT);
}


/* domain.md section 4: one subject is in the plan, one more is 50 TND, all are 120 TND. */
static void
test_total (void)
{
  static const gint64 expected[] = { 179000, 179000, 229000, 279000, 299000, 299000 };
  for (guint n = 0; n < G_N_ELEMENTS (expected); n++)
    {
      NxMoney total = nx_student_plan_total (NX_MONEY_TND (179000), n, 1, NX_MONEY_TND (50000), NX_MONEY_TND (120000));
      g_assert_cmpint (total.amount, ==, expected[n]);
      g_assert_cmpstr (total.currency, ==, "TND");
    }
}


static void
test_texts (void)
{
  g_autoptr (NxStudent) student = student_new ("1", "Lina", 11);
  g_autofree char *name = nx_student_name (student), *school = nx_student_school (student);
  g_assert_cmpstr (name, ==, "Lina Ben Ali");
  g_assert_cmpstr (school, ==, nx_enum_label (&nx_grade_enum, NX_GRADE_PREMIERE));
  g_autofree char *effect = nx_student_payment_effect (NX_MONEY_TND (179000), "HYBRIDE", 16);
  g_assert_cmpstr (effect, ==, "TND 179.000 received at the desk · HYBRIDE active · 4 credits");
  g_autofree char *nothing = nx_student_payment_effect (NX_MONEY_TND (79000), "ACCES", 0);
  g_assert_cmpstr (nothing, ==, "TND 79.000 received at the desk · ACCES active");
  g_autofree char *less = nx_timeline_amount (-5), *more = nx_timeline_amount (16);
  g_assert_cmpstr (less, ==, "−1.25");
  g_assert_cmpstr (more, ==, "+4");
}


static char *
ids_of (GListStore *store)
{
  GString *ids = g_string_new (NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (NxStudent) student = g_list_model_get_item (G_LIST_MODEL (store), i);
      g_string_append (ids, student->id);
    }
  return g_string_free (ids, FALSE);
}


static void
patch_to (GListStore *store, const char *ids, gint32 balance)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  for (const char *p = ids; *p != '\0'; p++)
    {
      const char id[] = { *p, '\0' };
      g_ptr_array_add (records, student_new (id, "Lina", balance));
    }
  nx_list_patch (store, records, G_STRUCT_OFFSET (NxStudent, id));
  g_autofree char *after = ids_of (store);
  g_assert_cmpstr (after, ==, ids);
}


/* Whatever the answer, a record that stays keeps its object, and holds what the answer said. */
static void
test_patch (void)
{
  g_autoptr (GListStore) store = g_list_store_new (NX_TYPE_STUDENT);
  static const char *const orders[] = { "abc", "abc", "cab", "b", "xbyaz", "", "abcdef", "fedcba", "bd", "abcd" };
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      guint at = nx_list_find (G_LIST_MODEL (store), "b", G_STRUCT_OFFSET (NxStudent, id));
      g_autoptr (NxStudent) before = at != G_MAXUINT ? g_list_model_get_item (G_LIST_MODEL (store), at) : NULL;
      patch_to (store, orders[i], (gint32) i);
      at = nx_list_find (G_LIST_MODEL (store), "b", G_STRUCT_OFFSET (NxStudent, id));
      g_autoptr (NxStudent) after = at != G_MAXUINT ? g_list_model_get_item (G_LIST_MODEL (store), at) : NULL;
      if (after != NULL)
        g_assert_cmpint (after->balance, ==, (gint32) i);
      if (before != NULL && after != NULL)
        g_assert_true (before == after);
    }
}


int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/student-text/phone", test_phone);
  g_test_add_func ("/student-text/flags", test_flags);
  g_test_add_func ("/student-text/total", test_total);
  g_test_add_func ("/student-text/texts", test_texts);
  g_test_add_func ("/list-patch/orders", test_patch);
  return g_test_run ();
}
