/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"
#include "nx-family.h"
#include "nx-subscription.h"
#include "nx-session.h"

G_BEGIN_DECLS

/**
 * NxStudent: A pupil; in lists only the members that a row shows are filled.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_STUDENT (nx_student_get_type ())
G_DECLARE_FINAL_TYPE (NxStudent, nx_student, NX, STUDENT, NxRecord)

struct _NxStudent
{
  NxRecord parent_instance;
  char *id;
  char *firstName;
  char *lastName;
  char *email;
  int grade;
  char *school;
  gint32 birthDate;
  gint32 balance;
  NxFamily *parent; /* office only */
  NxSubscription *subscription; /* the ACTIVE one, or NULL */
  NxSession *nextSession;
  gint64 nextExpiry; /* of the earliest lot with something left */
  guint32 subjects;
  char *objectives;
  char *difficulties;
  char *currentLevel;
  int preferredModality;
  gboolean activated; /* the pupil has set a password */
  gint64 createdAt;
};

G_END_DECLS
