/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-route.h"
#include "server/nx-actor.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

extern const NxRoute nx_families_routes[];
/** The members of `POST /api/bilan-gratuit`, also of the page's form. */
extern const NxField nx_families_registration_fields[];
/** Version of the terms that a registration accepts, shown with them and kept with each consent. */
#define NX_FAMILIES_TERMS_VERSION "2026-09"

/** NxRegistration: what a registration made; cleared by nx_registration_clear(). */
typedef struct
{
  char *parent_id, *student_id;
  char *parent_user_id, *student_user_id;
  char *login; /* the pupil's technical address */
} NxRegistration;
void nx_registration_clear (NxRegistration *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxRegistration, nx_registration_clear)

/**
 * nx_families_register: slow (see accounts.h): parent, pupil, accounts, consents, mails, lead and live event in one transaction
 * of its own.
 *
 * @values: input that passed nx_families_registration_fields
 *
 * Errors: %NX_ERROR_EMAIL_TAKEN, %NX_ERROR_INVALID, %NX_ERROR_RATE_LIMITED
 */
gboolean nx_families_register (NxDb *db, NxApp *app, const NxActor *actor, NxValues *values, NxRegistration *result,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NxFamilyAccounts: what a registration does not say; all may be %NULL. */
typedef struct
{
  const char *password_hash;                    /* of the parent: the members' password is not looked at */
  const char *zone;                             /* of both; the centre's */
  const char *student_email;                    /* a real one instead of the technical one */
  const char *student_password_hash;            /* the pupil's account is active at once */
  const char *parent_id, *parent_user_id;       /* another child of this parent */
} NxFamilyAccounts;

/**
 * nx_families_add: what nx_families_register() does once all is checked; needs an open transaction.
 */
gboolean nx_families_add (NxDb *db, NxApp *app, const NxActor *actor, NxValues *values, const NxFamilyAccounts *accounts,
                          NxRegistration *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_families_check_student: whether the actor may see @student_id: office all; a coach those they have or had a session with; a
 * parent their children; a pupil themself. For every domain that takes a student's id.
 *
 * Errors: %NX_ERROR_NOT_FOUND, the same where there is no such student
 */
gboolean nx_families_check_student (NxDb *db, const NxActor *actor, const char *student_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_families_student: the file of a pupil. Its `parent` is filled for the office alone.
 *
 * Returns: (transfer full): the student, or %NULL with %NX_ERROR_NOT_FOUND
 */
NxStudent *nx_families_student (NxDb *db, const NxActor *actor, const char *student_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_families_students: those that the actor may see, by name; with plan, balance and next session, for the parent's page and
 * the desktop's list.
 *
 * @query: (nullable): words of a name in any order, accent- and case-blind, typo-tolerant; "" for all
 * @cursor: (nullable): what an earlier call gave in @next
 * @next: (out) (optional) (transfer full) (nullable)
 *
 * Returns: (transfer full) (element-type NxStudent)
 */
GPtrArray *nx_families_students (NxDb *db, const NxActor *actor, const char *query, guint limit, const char *cursor, char **next,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Sends the parent a new activation link for their child's account (the earlier one ends). Errors: %NX_ERROR_NOT_FOUND, %NX_ERROR_CONFLICT (active already). */
gboolean nx_families_resend_activation (NxDb *db, NxApp *app, const NxActor *actor, const char *student_id, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
