/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/statements/statements.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"

/*
 * The server with an office and families that wait for their transfers to be seen. It is Sunday 2026-11-22, noon. Family n has the
 * parent Parent<n> Famille<n> and the pupil Élève<n>, and owes one payment by transfer: 1 the plan HYBRIDE (179), the others packs of
 * 4 credits (180). 1 is Mehdi Ben Ali, with the pupil Inès.
 */
#define BANK_NOW G_GINT64_CONSTANT (1795348800000000)

typedef struct
{
  NxTestServer *server;
  NxTestClock *clock;
  char *office, *office_id; /* a token, and whose */
  char *other;              /* another assistant's token */
  char *parent;             /* token of family 1's parent */
} BankFixture;

void bank_setup (BankFixture *self, gconstpointer data);
void bank_teardown (BankFixture *self, gconstpointer data);
/** Families 1 to @n with what they owe. */
void bank_add_families (BankFixture *self, guint n);

/** Returns: (transfer full): of family @n's payment. */
char *bank_reference (guint n);
char *bank_payment (guint n);

/** Uploads @content as @name. @columns: (nullable): JSON. */
NxTestReply *bank_upload (BankFixture *self, const char *path, const char *token, const char *name, const char *content, gssize length,
                          const char *columns);
NxTestReply *bank_import (BankFixture *self, const char *content);
/** Imports and expects 200. Returns: (transfer full): the statement's id */
char *bank_import_ok (BankFixture *self, const char *content);
NxTestReply *bank_get (BankFixture *self, const char *statement_id);
NxTestReply *bank_confirm (BankFixture *self, const char *token, const char *statement_id, const char *lines);
NxTestReply *bank_decide (BankFixture *self, const char *line_id, const char *json);

/** Line @n of a statement's answer, from 0. Returns: (transfer none) */
JsonObject *bank_line (NxTestReply *reply, guint n);
/** Runs SQL that gives one number in its first row, as "a". */
gint64 bank_number (BankFixture *self, const char *sql);
