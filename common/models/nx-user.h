/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxUser: The signed-in person.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_USER (nx_user_get_type ())
G_DECLARE_FINAL_TYPE (NxUser, nx_user, NX, USER, NxRecord)

struct _NxUser
{
  NxRecord parent_instance;
  char *id;
  char *email;
  int role;
  char *firstName;
  char *lastName;
  char *locale;
  char *zone;
  char *coachId; /* of a COACH, else NULL */
  char *studentId; /* of an ELEVE */
};

G_END_DECLS
