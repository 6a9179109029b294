/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-family.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxFamily, id) },
  { "firstName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxFamily, firstName), .label = N_ ("First name") },
  { "lastName", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxFamily, lastName), .label = N_ ("Last name") },
  { "email", NX_FIELD_EMAIL, .offset = G_STRUCT_OFFSET (NxFamily, email), .label = N_ ("E-mail") },
  { "phone", NX_FIELD_PHONE, .offset = G_STRUCT_OFFSET (NxFamily, phone), .label = N_ ("Telephone") },
  { "locale", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxFamily, locale), .label = N_ ("Language") },
  { "zone", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxFamily, zone), .label = N_ ("Time zone") },
  { NULL },
};

NX_DEFINE_RECORD (NxFamily, nx_family, fields)
