/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/calendar-words.h"

#include "common/nx-i18n.h"

#include "common/nx-enums.h"

/* Beyond so many a title would be a list. */
#define NAMES_IN_TITLE 3

void
nx_calendar_words_clear (NxCalendarWords *self)
{
  g_clear_pointer (&self->summary, g_free);
  g_clear_pointer (&self->location, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->url, g_free);
}

static void
append (GString *text, const char *between, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, between);
  g_string_append (text, part);
}

static char *
summary_of (const NxCalendarSession *session)
{
  GString *text = g_string_new (NULL);
  g_autofree char *many = NULL;

  if (session->n_names > NAMES_IN_TITLE)
    many = g_strdup_printf (ngettext ("%u pupil", "%u pupils", session->n_names), session->n_names);
  if (session->type == NX_SERVICE_ATELIER_GROUPE)
    append (text, "", nx_enum_label (&nx_service_type_enum, session->type));
  append (text, " · ", nx_enum_label (&nx_subject_enum, session->subject));
  append (text, " · ", many != NULL ? many : session->names);
  append (text, " · ", session->coach);
  return g_string_free (text, FALSE);
}

static char *
description_of (const NxCalendarSession *session, const char *url)
{
  GString *text = g_string_new (NULL);

  append (text, "\n", session->title);
  append (text, "\n", nx_enum_label (&nx_service_type_enum, session->type));
  if (url != NULL && session->type == NX_SERVICE_COURS_ONLINE)
    {
      /* Translators: what an event of a calendar says; %s is an address. */
      g_autofree char *join = g_strdup_printf (_ ("To join, from 15 minutes before the start: %s"), url);

      append (text, "\n", join);
    }
  return g_string_free (text, FALSE);
}

void
nx_calendar_words (const NxConfig *config, const NxCalendarSession *session, NxCalendarWords *words)
{
  const gboolean online = session->type == NX_SERVICE_COURS_ONLINE;

  words->summary = summary_of (session);
  if (online)
    words->url = g_strconcat (config->app_url, "/seances/", session->id, "/rejoindre", NULL);
  else if (session->page)
    words->url = g_strconcat (config->app_url, "/seances/", session->id, NULL);
  if (session->room != NULL)
    words->location = g_strdup_printf (_ ("%s, Nexus Réussite, Tunis"), session->room);
  else if (online)
    words->location = g_strdup (_ ("Online"));
  words->description = description_of (session, words->url);
}

void
nx_calendar_words_lend (const NxCalendarWords *words, NxIcalEvent *event)
{
  event->summary = words->summary;
  event->location = words->location;
  event->description = words->description;
  event->url = words->url;
}
