/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/server/families-fixture.h"

/* The whole server, with an office of two and two families; transfers go to an account of our own. It is Tuesday 2026-11-24. */

#define TRANSFERS_IBAN "TN5910006035183598478831"

typedef struct
{
  FamiliesFixture f;
  Family family, other;
  char *colleague; /* token of another assistant */
  char *coach;     /* token */
} TransfersFixture;

/** @data: "off" for a server whose transfers are not set up. */
void transfers_setup (TransfersFixture *self, gconstpointer data);
/** Fails the test where an invariant of `nexus-server check` does not hold any more. */
void transfers_teardown (TransfersFixture *self, gconstpointer data);

/** The family chooses a plan. Returns: (transfer full): the payment's id */
char *transfers_choose (TransfersFixture *self, const char *plan);
/** The same, and asks how to pay it by transfer. */
char *transfers_begin (TransfersFixture *self, const char *plan);
/** POST of @body (a format) by whoever has @token. */
NxTestReply *transfers_post (TransfersFixture *self, const char *path, const char *token, const char *body, ...) G_GNUC_PRINTF (4, 5);
