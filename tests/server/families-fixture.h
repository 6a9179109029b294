/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/families/families.h"
#include "tests/lib/nx-test-clock.h"
#include "tests/lib/nx-test-server.h"

/* The real server over a fresh database, with an office that is signed in and families that can be added. */

/* 2026-11-24T09:00:00Z, a Tuesday. */
#define FAMILIES_NOW G_GINT64_CONSTANT (1795510800000000)
#define FAMILIES_PASSWORD "cheval pile agrafe"

typedef struct
{
  NxTestServer *server;
  NxTestClock *clock;
  char *office; /* token of an assistant */
  char *office_id;
} FamiliesFixture;

typedef struct
{
  NxRegistration made;
  char *parent, *pupil; /* tokens */
} Family;

void families_setup (FamiliesFixture *self, gconstpointer data);
void families_teardown (FamiliesFixture *self, gconstpointer data);
void family_clear (Family *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Family, family_clear)

/** A registration as the page sends it. */
JsonObject *family_object (const char *parent_email, const char *first_name, const char *last_name);
char *object_text (JsonObject *object);
/** A family that is there, without the quarter of a second of a password; both are signed in. */
void add_family (FamiliesFixture *self, const char *parent_email, const char *first_name, const char *last_name, Family *family);
/** A coach who is signed in. Returns: (transfer full): the token. */
char *add_coach (FamiliesFixture *self, const char *pseudonym, char **coach_id);
/** A session of the past with a seat, so that the coach knows the pupil. */
void add_session (FamiliesFixture *self, const char *coach_id, const char *student_id, int hours_ago);

/** First column "a" of the first row, NULL where there is none. */
char *ask (FamiliesFixture *self, const char *sql);
gint64 ask_number (FamiliesFixture *self, const char *sql);
