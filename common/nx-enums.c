/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-enums.h"

#include <glib/gi18n-lib.h>

/* Labels carry the list's name as context: "Cancelled" is not the same word for a session and for a subscription in French. */
#define NX_ENUM(variable, title, ...)                                                    \
  static const NxEnumValue variable##_values[] = { __VA_ARGS__, { NULL, NULL } };        \
  const NxEnum nx_##variable##_enum = { title, variable##_values };

NX_ENUM (role, "Role",
         { "ADMIN", NC_ ("Role", "Administrator") },
         { "ASSISTANTE", NC_ ("Role", "Assistant") },
         { "COACH", NC_ ("Role", "Coach") },
         { "PARENT", NC_ ("Role", "Parent") },
         { "ELEVE", NC_ ("Role", "Student") })

NX_ENUM (subject, "Subject",
         { "MATHEMATIQUES", NC_ ("Subject", "Mathematics") },
         { "NSI", NC_ ("Subject", "Computer science (NSI)") },
         { "FRANCAIS", NC_ ("Subject", "French") },
         { "PHILOSOPHIE", NC_ ("Subject", "Philosophy") },
         { "HISTOIRE_GEO", NC_ ("Subject", "History and geography") },
         { "ANGLAIS", NC_ ("Subject", "English") },
         { "ESPAGNOL", NC_ ("Subject", "Spanish") },
         { "PHYSIQUE_CHIMIE", NC_ ("Subject", "Physics and chemistry") },
         { "SVT", NC_ ("Subject", "Life and earth sciences (SVT)") },
         { "SES", NC_ ("Subject", "Economics and social sciences (SES)") })

NX_ENUM (grade, "Grade",
         { "SECONDE", NC_ ("Grade", "Seconde") },
         { "PREMIERE", NC_ ("Grade", "Première") },
         { "TERMINALE", NC_ ("Grade", "Terminale") })

NX_ENUM (service_type, "ServiceType",
         { "COURS_ONLINE", NC_ ("ServiceType", "Online lesson") },
         { "COURS_PRESENTIEL", NC_ ("ServiceType", "Lesson at the centre") },
         { "ATELIER_GROUPE", NC_ ("ServiceType", "Group workshop") })

NX_ENUM (session_status, "SessionStatus",
         { "SCHEDULED", NC_ ("SessionStatus", "Scheduled") },
         { "COMPLETED", NC_ ("SessionStatus", "Held") },
         { "CANCELLED", NC_ ("SessionStatus", "Cancelled") },
         { "NO_SHOW", NC_ ("SessionStatus", "Nobody came") })

NX_ENUM (subscription_status, "SubscriptionStatus",
         { "ACTIVE", NC_ ("SubscriptionStatus", "Active") },
         { "INACTIVE", NC_ ("SubscriptionStatus", "Awaiting payment") },
         { "CANCELLED", NC_ ("SubscriptionStatus", "Cancelled") },
         { "EXPIRED", NC_ ("SubscriptionStatus", "Expired") })

NX_ENUM (transaction_type, "TransactionType",
         { "MONTHLY_ALLOCATION", NC_ ("TransactionType", "Monthly credits") },
         { "PURCHASE", NC_ ("TransactionType", "Purchase") },
         { "USAGE", NC_ ("TransactionType", "Session booked") },
         { "REFUND", NC_ ("TransactionType", "Refund") },
         { "EXPIRATION", NC_ ("TransactionType", "Expired credits") },
         { "ADJUSTMENT", NC_ ("TransactionType", "Adjustment by the office") })

NX_ENUM (payment_type, "PaymentType",
         { "SUBSCRIPTION", NC_ ("PaymentType", "Plan") },
         { "CREDIT_PACK", NC_ ("PaymentType", "Credit pack") },
         { "SPECIAL_PACK", NC_ ("PaymentType", "Special pack") })

NX_ENUM (payment_status, "PaymentStatus",
         { "PENDING", NC_ ("PaymentStatus", "Pending") },
         { "COMPLETED", NC_ ("PaymentStatus", "Settled") },
         { "FAILED", NC_ ("PaymentStatus", "Failed") },
         { "REFUNDED", NC_ ("PaymentStatus", "Refunded") })

NX_ENUM (payment_method, "PaymentMethod",
         { "konnect", NC_ ("PaymentMethod", "Card (Konnect)") },
         { "wise", NC_ ("PaymentMethod", "Bank transfer") },
         { "manual", NC_ ("PaymentMethod", "At the desk") })

NX_ENUM (payment_attention, "PaymentAttention",
         { "PLAN_REPLACED", NC_ ("PaymentAttention", "Paid, but its plan was replaced meanwhile") },
         { "PAID_TWICE", NC_ ("PaymentAttention", "Paid twice") },
         { "MISMATCH", NC_ ("PaymentAttention", "What came is not what was due") })

NX_ENUM (plan_name, "PlanName",
         { "ACCES_PLATEFORME", NC_ ("PlanName", "Platform access") },
         { "HYBRIDE", NC_ ("PlanName", "Hybrid") },
         { "IMMERSION", NC_ ("PlanName", "Immersion") })

NX_ENUM (modality, "Modality",
         { "online", NC_ ("Modality", "Online") },
         { "presentiel", NC_ ("Modality", "At the centre") },
         { "hybride", NC_ ("Modality", "Both") })

NX_ENUM (attendance, "Attendance",
         { "PRESENT", NC_ ("Attendance", "Present") },
         { "LATE", NC_ ("Attendance", "Late") },
         { "ABSENT", NC_ ("Attendance", "Absent") })

NX_ENUM (waiting_status, "WaitingStatus",
         { "WAITING", NC_ ("WaitingStatus", "Waiting") },
         { "OFFERED", NC_ ("WaitingStatus", "Offered") },
         { "ACCEPTED", NC_ ("WaitingStatus", "Accepted") },
         { "EXPIRED", NC_ ("WaitingStatus", "Expired") },
         { "LEFT", NC_ ("WaitingStatus", "Left the list") })

NX_ENUM (report_status, "ReportStatus",
         { "DRAFT", NC_ ("ReportStatus", "Draft") },
         { "SUBMITTED", NC_ ("ReportStatus", "Submitted") })

NX_ENUM (bank_line_status, "BankLineStatus",
         { "OPEN", NC_ ("BankLineStatus", "To do") },
         { "MATCHED", NC_ ("BankLineStatus", "Matched") },
         { "IGNORED", NC_ ("BankLineStatus", "No follow-up") },
         { "SETTLED", NC_ ("BankLineStatus", "Settled") })

int
nx_enum_value (const NxEnum *type, const char *slug)
{
  int i;

  g_return_val_if_fail (type != NULL, -1);

  for (i = 0; slug != NULL && type->values[i].slug != NULL; i++)
    {
      if (g_str_equal (type->values[i].slug, slug))
        return i;
    }
  return -1;
}

static const NxEnumValue *
value_row (const NxEnum *type, int value)
{
  int i;

  for (i = 0; type->values[i].slug != NULL; i++)
    {
      if (i == value)
        return &type->values[i];
    }
  return NULL;
}

const char *
nx_enum_slug (const NxEnum *type, int value)
{
  const NxEnumValue *row;

  g_return_val_if_fail (type != NULL, NULL);

  row = value_row (type, value);
  return row != NULL ? row->slug : NULL;
}

const char *
nx_enum_label (const NxEnum *type, int value)
{
  const NxEnumValue *row;

  g_return_val_if_fail (type != NULL, "");

  row = value_row (type, value);
  if (row == NULL)
    return "";
  if (row->label == NULL)
    return row->slug;
  return g_dpgettext2 (GETTEXT_PACKAGE, type->name, row->label);
}

guint
nx_enum_count (const NxEnum *type)
{
  guint n = 0;

  g_return_val_if_fail (type != NULL, 0);

  while (type->values[n].slug != NULL)
    n++;
  return n;
}
