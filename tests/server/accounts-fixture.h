/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-json.h"
#include "server/db/nx-db.h"
#include "server/families/families.h"
#include "server/nx-actor.h"
#include "server/nx-app.h"

/* What the tests of accounts, families, subscriptions and payments share: a fresh database, an application with a clock that
 * stands still, actors, and families that registered. */

/* 2026-11-24T09:00:00Z, a Tuesday. */
#define TEST_NOW G_GINT64_CONSTANT (1795510800000000)
#define TEST_PASSWORD "cheval pile agrafe"

typedef struct
{
  char *conninfo;
  NxDb *db;
  NxConfig config;
  NxApp app;
  NxActor nobody, office;
} AccountsFixture;

void accounts_setup (AccountsFixture *self, gconstpointer data);
void accounts_teardown (AccountsFixture *self, gconstpointer data);

/** A registration's JSON; @overrides: (nullable): members that replace or are added ('"parentEmail": "x"'). */
char *registration_json (const char *parent_email, const char *first_name, const char *last_name);
/** Registers and fails the test where it does not go well. */
void register_family (AccountsFixture *self, const char *parent_email, const char *first_name, const char *last_name, NxRegistration *made);
/** The validated registration of @json, or NULL with @error. */
NxValues *registration_values (const char *json, GError **error);

/** An actor of a role; ids are borrowed. */
NxActor actor_of (int role, const char *user_id, const char *parent_id, const char *student_id, const char *coach_id);
/** Inserts a coach and returns its id (static storage is the caller's: free it). */
char *add_coach (AccountsFixture *self, const char *pseudonym, char **user_id);

/** First column of the first row of @sql as text, NULL where there is none. (transfer full) */
char *ask (AccountsFixture *self, const char *sql);
gint64 ask_number (AccountsFixture *self, const char *sql);
/** Token of the latest mail of @kind in the outbox. (transfer full) */
char *token_in_outbox (AccountsFixture *self, const char *kind);
