/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/models/nx-models.h"
#include "server/db/nx-db.h"
#include "server/http/nx-request.h"
#include "server/http/nx-response.h"

G_BEGIN_DECLS

/**
 * NxChoice: what a family has chosen on its way through the three pages of a booking. It lives in the address of each page, so
 * that "back" works and nothing is kept on the server.
 */
typedef struct
{
  GPtrArray *children; /* (owned) (element-type NxStudent): of a parent all, of a pupil themself */
  NxStudent *student;  /* (owned) (nullable): whom it is for */
  int subject;         /* NxSubject, -1 not said */
  int type;            /* NxServiceType, -1 not said */
  NxCoach *coach;      /* (owned) (nullable): any coach */
  char *workshop_id;   /* (owned) (nullable): a workshop to join */
  gint64 start;        /* NX_TIME_NONE not said */
  gint32 from;         /* first day of the weeks that are shown, NX_DATE_NONE for today */
  gint32 day;          /* NX_DATE_NONE: no day chosen yet */
} NxChoice;

void nx_choice_clear (NxChoice *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxChoice, nx_choice_clear)

/** The table of what the addresses and forms of the booking pages hold. All optional. */
extern const NxField nx_choice_fields[];

/**
 * nx_choice_load:
 * @values: (nullable): read with nx_choice_fields
 *
 * A single child is chosen by itself. Errors: %NX_ERROR_NOT_FOUND for a child that is not the parent's, or no such coach.
 */
gboolean
nx_choice_load (NxChoice *self, NxDb *db, const NxActor *actor, NxValues *values, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): "/reserver/creneaux?eleve=…&matiere=…": @path with the choice; @day, @from: NX_DATE_NONE to leave
 * out. */
char *nx_choice_address (const NxChoice *self, const char *path, gint32 from, gint32 day);

/** Writes the members that forms and headings of the pages show: hidden fields, subject, type, coach, pupil. */
void nx_choice_write (const NxChoice *self, NxJsonWriter *model);

/** Returns: (transfer full) (nullable): what step one has to say and does not, by field; %NULL where all is said. */
GHashTable *nx_choice_gaps (const NxChoice *self);

/** Returns: (transfer full): the page of step one. @faults: (nullable): what nx_choice_gaps() gave. */
NxResponse *nx_choice_page (NxRequest *request, NxDb *db, const NxChoice *self, GHashTable *faults, GError **error);

G_END_DECLS
