/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-person.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxPerson, id) },
  { "firstName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPerson, firstName), .label = N_ ("First name") },
  { "lastName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxPerson, lastName), .label = N_ ("Last name") },
  { NULL },
};

NX_DEFINE_RECORD (NxPerson, nx_person, fields)
