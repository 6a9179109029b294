/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxPerson: A pupil, parent or member of staff as others may see them: id and name only.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_PERSON (nx_person_get_type ())
G_DECLARE_FINAL_TYPE (NxPerson, nx_person, NX, PERSON, NxRecord)

struct _NxPerson
{
  NxRecord parent_instance;
  char *id;
  char *firstName;
  char *lastName;
};

G_END_DECLS
