/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxFamily: A parent with contacts: office only.
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_FAMILY (nx_family_get_type ())
G_DECLARE_FINAL_TYPE (NxFamily, nx_family, NX, FAMILY, NxRecord)

struct _NxFamily
{
  NxRecord parent_instance;
  char *id;
  char *firstName;
  char *lastName;
  char *email;
  char *phone;
  char *locale;
  char *zone;
};

G_END_DECLS
