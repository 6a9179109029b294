/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/models/nx-live-event.h"

static const NxField fields[] = {
  { "seq", NX_FIELD_INT, .offset = G_STRUCT_OFFSET (NxLiveEvent, seq) },
  { "type", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxLiveEvent, type) },
  { "id", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxLiveEvent, id) },
  { "coachId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxLiveEvent, coachId) },
  { "studentId", NX_FIELD_ID, .offset = G_STRUCT_OFFSET (NxLiveEvent, studentId) },
  { "by", NX_FIELD_STRING, .offset = G_STRUCT_OFFSET (NxLiveEvent, by) },
  { "at", NX_FIELD_TIME, .offset = G_STRUCT_OFFSET (NxLiveEvent, at) },
  { NULL },
};

NX_DEFINE_RECORD (NxLiveEvent, nx_live_event, fields)
