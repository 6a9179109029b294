/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/families/families-rows.h"

/* A row of families-store's statements as records within a record. */

static NxSubscription *
plan_from_row (NxRows *rows, guint row)
{
  NxSubscription *plan;

  if (nx_rows_text (rows, row, "plan_id") == NULL)
    return NULL;
  plan = nx_rows_record (rows, row, NX_TYPE_SUBSCRIPTION);
  g_free (plan->id);
  plan->id = g_strdup (nx_rows_text (rows, row, "plan_id"));
  plan->studentId = g_strdup (nx_rows_text (rows, row, "id"));
  plan->status = nx_enum_value (&nx_subscription_status_enum, nx_rows_text (rows, row, "plan_status"));
  plan->monthlyPrice.amount = nx_rows_int (rows, row, "plan_price");
  g_strlcpy (plan->monthlyPrice.currency, nx_rows_text (rows, row, "plan_currency"), sizeof plan->monthlyPrice.currency);
  return plan;
}

static NxCoach *
coach_from_row (NxRows *rows, guint row)
{
  NxCoach *coach = g_object_new (NX_TYPE_COACH, NULL);

  coach->id = g_strdup (nx_rows_text (rows, row, "next_coach_id"));
  coach->pseudonym = g_strdup (nx_rows_text (rows, row, "next_pseudonym"));
  coach->mark = g_strdup (nx_rows_text (rows, row, "next_mark"));
  coach->color = nx_rows_int (rows, row, "next_color");
  return coach;
}

static NxSession *
session_from_row (NxRows *rows, guint row)
{
  NxSession *session;

  if (nx_rows_text (rows, row, "next_id") == NULL)
    return NULL;
  session = g_object_new (NX_TYPE_SESSION, NULL);
  session->id = g_strdup (nx_rows_text (rows, row, "next_id"));
  session->subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, row, "next_subject"));
  session->title = g_strdup (nx_session_title (nx_rows_text (rows, row, "next_title"), session->subject));
  session->type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, row, "next_type"));
  session->status = NX_SESSION_SCHEDULED;
  session->scheduledAt = nx_rows_time (rows, row, "next_at");
  session->duration = nx_rows_int (rows, row, "next_minutes");
  session->creditCost = (gint32) nx_rows_int (rows, row, "next_cost");
  session->coach = coach_from_row (rows, row);
  return session;
}

static NxFamily *
parent_from_row (NxRows *rows, guint row)
{
  NxFamily *parent = g_object_new (NX_TYPE_FAMILY, NULL);

  parent->id = g_strdup (nx_rows_text (rows, row, "parent_id"));
  parent->firstName = g_strdup (nx_rows_text (rows, row, "parent_first_name"));
  parent->lastName = g_strdup (nx_rows_text (rows, row, "parent_last_name"));
  parent->email = g_strdup (nx_rows_text (rows, row, "parent_email"));
  parent->phone = g_strdup (nx_rows_text (rows, row, "parent_phone"));
  parent->locale = g_strdup (nx_rows_text (rows, row, "parent_locale"));
  parent->zone = g_strdup (nx_rows_text (rows, row, "parent_zone"));
  return parent;
}

NxStudent *
nx_families_student_from_row (NxRows *rows, guint row, gboolean with_parent)
{
  NxStudent *student = nx_rows_record (rows, row, NX_TYPE_STUDENT);

  student->subscription = plan_from_row (rows, row);
  student->nextSession = session_from_row (rows, row);
  if (with_parent)
    student->parent = parent_from_row (rows, row);
  return student;
}
