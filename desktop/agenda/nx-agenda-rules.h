/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/agenda/nx-agenda-facts.h"
#include "desktop/agenda/nx-session-source.h"

G_BEGIN_DECLS

/** NxAgendaWish: a time that a session would take. */
typedef struct
{
  NxSession *session;     /* (nullable): the one that moves; its pupils are looked at too */
  const char *coach_id;   /* (nullable): whoever is free */
  const char *student_id; /* (nullable) */
  const char *student_name;
  const char *room;       /* (nullable) */
  int subject, type;
  gint64 start;
  int duration;
} NxAgendaWish;

/**
 * nx_agenda_refusal:
 * @facts: (nullable): open hours and holds, where they are known
 *
 * What the server would refuse, as far as is known here: a time that is over, somebody who is busy, a colleague who is booking that
 * time just now, hours in which the coach cannot be booked, a room that is taken. The server decides.
 *
 * Returns: (transfer full) (nullable): what stands against @wish, in a sentence
 */
char *nx_agenda_refusal (NxAgendaFacts *facts, NxSessionSource *source, const NxAgendaWish *wish, gint64 now);

/** Returns: (transfer full) (nullable): what a person should know of the day of @start though it can be booked: "Holidays: …". */
char *nx_agenda_warning (NxAgendaFacts *facts, gint64 start);

G_END_DECLS
