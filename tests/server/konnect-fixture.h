/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/lib/nx-fake-konnect.h"
#include "tests/server/families-fixture.h"

/* The whole server with a Konnect of its own, and one family that wants to pay. */

#define KONNECT_SECRET "a secret that Konnect's relay shares"

typedef struct
{
  FamiliesFixture f; /* first: everything of families-fixture.h takes it */
  NxFakeKonnect *konnect;
  Family family, other;
} KonnectFixture;

void konnect_setup (KonnectFixture *self, gconstpointer data);
void konnect_teardown (KonnectFixture *self, gconstpointer data);

/** POST /api/payments/konnect for a pack: 4 credits, 180 dinars. */
NxTestReply *konnect_buy (KonnectFixture *self);
/** The same for a payment that is there. */
NxTestReply *konnect_pay (KonnectFixture *self, const char *payment_id);
/** The parent chooses a plan. Returns: (transfer full): the payment that is due. */
char *konnect_choose (KonnectFixture *self, const char *plan);
/** Konnect's own notice. */
NxTestReply *konnect_hint (KonnectFixture *self, const char *reference);
/** Its notice for the @n-th payment, which must be answered 200. */
void konnect_notify (KonnectFixture *self, guint n);
/** A signed notice; @secret: (nullable): without a signature. */
NxTestReply *konnect_post (KonnectFixture *self, const char *body, const char *secret);
NxTestReply *konnect_refresh (KonnectFixture *self, const char *payment_id, const char *token);
/** One round of the job at the clock's time. */
void konnect_poll (KonnectFixture *self);
/** One payment is settled: one settlement, receipt, mail and live event; @lots lots; nothing that `check` finds fault with. */
void konnect_assert_settled_once (KonnectFixture *self, guint lots);
void konnect_assert_nothing_settled (KonnectFixture *self);
/** Events of @kind. */
gint64 konnect_events (KonnectFixture *self, const char *kind);
