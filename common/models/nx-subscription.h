/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxSubscription: domain.md section 6.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_SUBSCRIPTION (nx_subscription_get_type ())
G_DECLARE_FINAL_TYPE (NxSubscription, nx_subscription, NX, SUBSCRIPTION, NxRecord)

struct _NxSubscription
{
  NxRecord parent_instance;
  char *id;
  char *studentId;
  int planName;
  int status;
  gint32 creditsPerMonth;
  NxMoney monthlyPrice;
  guint32 ariaSubjects;
  gint64 startsAt;
  gint64 paidUntil;
  gint64 endsAt;
  gint64 cancelledAt; /* the family ended it: endsAt says from when on */
};

G_END_DECLS
