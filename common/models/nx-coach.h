/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "../nx-record.h"

G_BEGIN_DECLS

/**
 * NxCoach: A coach as families see them (domain.md section 1).
 *
 * Members are named as on the wire; read them directly, they belong to the record.
 */
#define NX_TYPE_COACH (nx_coach_get_type ())
G_DECLARE_FINAL_TYPE (NxCoach, nx_coach, NX, COACH, NxRecord)

struct _NxCoach
{
  NxRecord parent_instance;
  char *id;
  char *pseudonym;
  char *title;
  char *tag;
  char *description;
  guint32 subjects; /* NxSubject bits */
  gboolean online;
  gboolean inPerson;
  char *mark; /* two letters shown beside the colour */
  gint64 color; /* 0 to 11, index in the palette */
};

G_END_DECLS
