/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/payments/payments-pages.h"

#include <string.h>

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "server/families/families.h"
#include "server/html/nx-page-money.h"
#include "server/html/nx-page-session.h"
#include "server/html/nx-page.h"
#include "server/payments/payments-service.h"

/* What a family paid and owes: the list, with simple filters. */

#define PAGE_SIZE    30
#define MAX_CHILDREN 20

static const NxField list_fields[] = {
  { "etat", NX_FIELD_ENUM, .enum_type = &nx_payment_status_enum, .label = N_ ("State") },
  { "eleve", NX_FIELD_ID, .label = N_ ("Pupil") },
  { "avant", NX_FIELD_ID, .label = N_ ("Before") },
  { NULL },
};

/* (transfer full): the list's address with these filters. */
static char *
list_address (int status, const char *student_id, const char *before)
{
  GString *address = g_string_new ("/parent/paiements");
  char *first;

  if (status >= 0)
    g_string_append_printf (address, "&etat=%s", nx_enum_slug (&nx_payment_status_enum, status));
  if (student_id != NULL)
    g_string_append_printf (address, "&eleve=%s", student_id);
  if (before != NULL)
    g_string_append_printf (address, "&avant=%s", before);
  first = strchr (address->str, '&');
  if (first != NULL)
    *first = '?';
  return g_string_free (address, FALSE);
}

static void
write_filter (NxJsonWriter *model, const char *label, int status, const char *student_id, gboolean current)
{
  g_autofree char *href = list_address (status, student_id, NULL);

  nx_json_begin_object (model, NULL);
  nx_json_add_string (model, "label", label);
  nx_json_add_string (model, "href", href);
  nx_json_add_bool (model, "current", current);
  nx_json_end_object (model);
}

static void
write_filters (NxJsonWriter *model, GPtrArray *students, int status, const char *student_id)
{
  nx_json_begin_array (model, "states");
  write_filter (model, _ ("All"), -1, student_id, status < 0);
  write_filter (model, _ ("To pay"), NX_PAYMENT_PENDING, student_id, status == NX_PAYMENT_PENDING);
  write_filter (model, _ ("Paid"), NX_PAYMENT_COMPLETED, student_id, status == NX_PAYMENT_COMPLETED);
  write_filter (model, _ ("Not completed"), NX_PAYMENT_FAILED, student_id, status == NX_PAYMENT_FAILED);
  write_filter (model, _ ("Refunded"), NX_PAYMENT_REFUNDED, student_id, status == NX_PAYMENT_REFUNDED);
  nx_json_end_array (model);

  nx_json_add_bool (model, "severalChildren", students->len > 1);
  nx_json_begin_array (model, "pupils");
  write_filter (model, _ ("All children"), status, NULL, student_id == NULL);
  for (guint i = 0; i < students->len; i++)
    {
      const NxStudent *student = g_ptr_array_index (students, i);

      write_filter (model, student->firstName, status, student->id, g_strcmp0 (student_id, student->id) == 0);
    }
  nx_json_end_array (model);
}

static NxResponse *
show_list (NxRequest *request, NxDb *db, GError **error)
{
  const NxActor *actor = nx_request_actor (request);
  NxValues *query = nx_request_query (request);
  const char *student_id = nx_values_string (query, "eleve");
  const int status = nx_values_enum (query, "etat");
  g_autofree char *next = NULL, *older = NULL;
  g_autoptr (GPtrArray) students = NULL, payments = NULL;
  NxJsonWriter *model;

  if (student_id != NULL && !nx_families_check_student (db, actor, student_id, error))
    return NULL;
  students = nx_families_students (db, actor, "", MAX_CHILDREN, NULL, NULL, error);
  payments = students == NULL ? NULL
                              : nx_payments_list (db, actor, student_id, status, -1, PAGE_SIZE, nx_values_string (query, "avant"),
                                                  &next, error);
  if (payments == NULL)
    return NULL;

  older = next != NULL ? list_address (status, student_id, next) : NULL;
  model = nx_json_writer_new ();
  nx_json_begin_object (model, NULL);
  write_filters (model, students, status, student_id);
  nx_json_add_bool (model, "hasPayments", payments->len > 0);
  nx_json_add_bool (model, "isFiltered", status >= 0 || student_id != NULL);
  nx_page_write_payments (model, "payments", payments, actor);
  nx_json_add_string (model, "older", older);
  nx_json_add_bool (model, "isLater", nx_values_string (query, "avant") != NULL);
  nx_json_end_object (model);
  return nx_page_respond (request, 200, "payments", _ ("Payments"), model, error);
}

const NxRoute nx_payments_page_routes[] = {
  { "GET", "/parent/paiements", NX_ROLES_PARENT, list_fields, NULL, show_list, NX_ROUTE_PAGE, "What a family paid and owes" },
  { NULL },
};
