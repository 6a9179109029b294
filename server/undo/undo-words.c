/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/undo/undo-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "common/models/nx-session.h"
#include "common/nx-format.h"

typedef struct
{
  const char *kind, *label;
} Words;

/* An action's kind, as it is called. One that is not here is called a change. */
static const Words kinds[] = {
  { "session.booked", N_ ("Booking") },
  { "session.moved", N_ ("Move") },
  { "session.cancelled", N_ ("Cancellation") },
  { "session.attendance", N_ ("Attendance") },
  { "session.video", N_ ("Video room") },
  { "session.changed", N_ ("Session changed") },
  { "series.changed", N_ ("Weekly series") },
  { "absence.added", N_ ("Absence of a coach") },
  { "absence.covered", N_ ("Cover of an absence") },
  { "availability.changed", N_ ("Working hours and closures") },
  { "waiting.changed", N_ ("Waiting list") },
  { NULL, N_ ("Other change") },
};

static const char *
label_of (const char *kind)
{
  const Words *words = kinds;

  while (words->kind != NULL && strcmp (words->kind, kind) != 0)
    words++;

  return _ (words->label);
}

static GTimeZone *
zone_of (const NxActor *actor)
{
  GTimeZone *zone = nx_time_zone (actor->zone);

  return zone != NULL ? zone : nx_time_zone (NX_TIME_CENTRE_ZONE);
}

char *
nx_undo_words_what (NxRows *rows, guint row, const NxActor *actor)
{
  const char *label = label_of (nx_rows_text (rows, row, "kind"));
  const char *subject = nx_rows_text (rows, row, "subject"), *student = nx_rows_text (rows, row, "student");
  const char *title = nx_session_title (nx_rows_text (rows, row, "title"), nx_enum_value (&nx_subject_enum, subject));
  g_autofree char *start = NULL, *about = NULL;

  if (subject == NULL)
    return g_strdup (label);

  start = nx_format_date_time (nx_rows_time (rows, row, "session_at"), zone_of (actor));
  about = student != NULL
            /* Translators: Mathematics, Yasmine Trabelsi, with Hélios, Tuesday 24 November 2026 at 14:00 */
            ? g_strdup_printf (_ ("%1$s, %2$s, with %3$s, %4$s"), title, student, nx_rows_text (rows, row, "pseudonym"), start)
            : g_strdup_printf (_ ("%1$s, with %2$s, %3$s"), title, nx_rows_text (rows, row, "pseudonym"), start);

  /* Translators: a kind of action and what it was about: "Booking: Mathematics, …" */
  return g_strdup_printf (_ ("%1$s: %2$s"), label, about);
}

char *
nx_undo_words_taken_back (const char *what, gboolean redo)
{
  return redo ? g_strdup_printf (_ ("Done again. %s"), what) : g_strdup_printf (_ ("Undone. %s"), what);
}

char *
nx_undo_words_when (gint64 when, const NxActor *actor)
{
  return nx_format_relative (when, actor->now, zone_of (actor));
}

char *
nx_undo_words_change (const char *person, const char *action, gint64 when, const NxActor *actor)
{
  g_autofree char *time = nx_undo_words_when (when, actor);
  const char *name = person != NULL && *person != '\0' ? person : _ ("The platform");

  if (strcmp (action, "session.booked") == 0)
    return g_strdup_printf (_ ("%1$s booked a place in it, %2$s."), name, time);
  if (strcmp (action, "session.moved") == 0)
    return g_strdup_printf (_ ("%1$s moved it, %2$s."), name, time);
  if (strcmp (action, "session.cancelled") == 0)
    return g_strdup_printf (_ ("%1$s cancelled it or gave up a place in it, %2$s."), name, time);
  if (strcmp (action, "session.restored") == 0)
    return g_strdup_printf (_ ("%1$s brought it back, %2$s."), name, time);
  if (strcmp (action, "session.attendance") == 0)
    return g_strdup_printf (_ ("%1$s marked who was there, %2$s."), name, time);

  return g_strdup_printf (_ ("%1$s changed it, %2$s."), name, time);
}
