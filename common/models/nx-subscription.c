/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-subscription.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxSubscription, id) },
  { "studentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxSubscription, studentId) },
  { "planName", NX_FIELD_ENUM, .enum_type = &nx_plan_name_enum, .offset = G_STRUCT_OFFSET (NxSubscription, planName),
    .label = N_ ("Plan") },
  { "status", NX_FIELD_ENUM, .enum_type = &nx_subscription_status_enum, .offset = G_STRUCT_OFFSET (NxSubscription, status),
    .label = N_ ("Status") },
  { "creditsPerMonth", NX_FIELD_CREDITS, .offset = G_STRUCT_OFFSET (NxSubscription, creditsPerMonth),
    .label = N_ ("Credits a month") },
  { "monthlyPrice", NX_FIELD_MONEY, .offset = G_STRUCT_OFFSET (NxSubscription, monthlyPrice), .label = N_ ("Monthly price") },
  { "ariaSubjects", NX_FIELD_ENUM_LIST, .enum_type = &nx_subject_enum, .offset = G_STRUCT_OFFSET (NxSubscription,
    ariaSubjects), .label = N_ ("ARIA subjects") },
  { "startsAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxSubscription, startsAt), .label = N_ ("Starts on") },
  { "paidUntil", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxSubscription, paidUntil), .label = N_ ("Paid until") },
  { "endsAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxSubscription, endsAt), .label = N_ ("Ends on") },
  { "cancelledAt", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxSubscription, cancelledAt), .label = N_ ("Ended by the family on") },
  { NULL },
};

NX_DEFINE_RECORD (NxSubscription, nx_subscription, fields)
