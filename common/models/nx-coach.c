/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-coach.h"

#include <glib/gi18n-lib.h>

static const NxField fields[] = {
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxCoach, id) },
  { "pseudonym", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxCoach, pseudonym), .label = N_ ("Pseudonym") },
  { "title", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxCoach, title), .label = N_ ("Title") },
  { "tag", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxCoach, tag), .label = N_ ("Tag") },
  { "description", NX_FIELD_TEXT, .offset = G_STRUCT_OFFSET (NxCoach, description), .label = N_ ("Description") },
  { "subjects", NX_FIELD_ENUM_LIST, .enum_type = &nx_subject_enum, .offset = G_STRUCT_OFFSET (NxCoach, subjects),
    .label = N_ ("Subjects") },
  { "online", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxCoach, online), .label = N_ ("Online") },
  { "inPerson", NX_FIELD_BOOL, .offset = G_STRUCT_OFFSET (NxCoach, inPerson), .label = N_ ("At the centre") },
  { "mark", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxCoach, mark), .label = N_ ("Mark") },
  { "color", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxCoach, color), .label = N_ ("Colour") },
  { NULL },
};

NX_DEFINE_RECORD (NxCoach, nx_coach, fields)
