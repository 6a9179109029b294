/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-user.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxUser, id) },
  { "email", NX_FIELD_EMAIL, .offset = G_STRUCT_OFFSET (NxUser, email), .label = N_ ("E-mail") },
  { "role", NX_FIELD_ENUM, .enum_type = &nx_role_enum, .offset = G_STRUCT_OFFSET (NxUser, role), .label = N_ ("Role") },
  { "firstName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxUser, firstName), .label = N_ ("First name") },
  { "lastName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxUser, lastName), .label = N_ ("Last name") },
  { "locale", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxUser, locale), .label = N_ ("Language") },
  { "zone", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxUser, zone), .label = N_ ("Time zone") },
  { "coachId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxUser, coachId) },
  { "studentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxUser, studentId) },
  { NULL },
};

NX_DEFINE_RECORD (NxUser, nx_user, fields)
