/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/calendar-private.h"

#include <glib/gi18n-lib.h>

#include "common/nx-enums.h"
#include "common/nx-time.h"
#include "server/calendar/calendar-store.h"
#include "server/calendar/calendar-words.h"
#include "server/http/nx-language.h"
#include "server/nx-audit.h"

#define PAST (60 * NX_TIME_DAY)
#define COMING (400 * NX_TIME_DAY)
#define CANCELLED_STAY (14 * NX_TIME_DAY)
/* A program that asks every minute asks more often than any person can look. */
#define READS 120
/* A program that follows by CalDAV asks several times for one look. */
#define DAV_READS 600
#define UNKNOWN 60
#define WINDOW 3600

/* Both ways to a refusal count once: how long one takes says nothing of the address. */
static gboolean
count_read (NxDb *db, const NxActor *actor, const char *owner, gboolean dav, GError **error)
{
  g_autofree char *bucket = owner != NULL ? g_strconcat (dav ? "calendar:dav:" : "calendar:read:", owner, NULL)
                                          : g_strconcat ("calendar:unknown:", actor->remote != NULL ? actor->remote : "", NULL);

  return nx_rate_limit (db, bucket, owner == NULL ? UNKNOWN : dav ? DAV_READS : READS, WINDOW, actor->now, error);
}

static gboolean
is_staff (NxRows *owner)
{
  const int role = nx_enum_value (&nx_role_enum, nx_rows_text (owner, 0, "role"));

  return role == NX_ROLE_ADMIN || role == NX_ROLE_ASSISTANTE || role == NX_ROLE_COACH;
}

NxRows *
nx_calendar_owner (NxDb *db, const NxActor *actor, const char *secret, gboolean dav, GError **error)
{
  g_autofree char *hash = nx_calendar_hash (secret);
  g_autoptr (NxRows) rows = nx_calendar_store_owner (db, hash, error);
  const gboolean known = rows != NULL && nx_rows_count (rows) == 1 && (!dav || is_staff (rows));

  if (rows == NULL || !count_read (db, actor, known ? nx_rows_text (rows, 0, "id") : NULL, dav, error))
    return NULL;
  if (known)
    return g_steal_pointer (&rows);
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such calendar."));
  return NULL;
}

gboolean
nx_calendar_scope (NxRows *owner, gint64 now, NxCalendarScope *scope)
{
  const int role = nx_enum_value (&nx_role_enum, nx_rows_text (owner, 0, "role"));

  *scope = (NxCalendarScope){ .from = now - PAST, .to = now + COMING, .cancelled_after = now - CANCELLED_STAY };
  if (role == NX_ROLE_ADMIN || role == NX_ROLE_ASSISTANTE)
    return TRUE;
  scope->coach_id = role == NX_ROLE_COACH ? nx_rows_text (owner, 0, "coach_id") : NULL;
  scope->parent_id = role == NX_ROLE_PARENT ? nx_rows_text (owner, 0, "parent_id") : NULL;
  scope->student_id = role == NX_ROLE_ELEVE ? nx_rows_text (owner, 0, "student_id") : NULL;
  return scope->coach_id != NULL || scope->parent_id != NULL || scope->student_id != NULL;
}

void
nx_calendar_event (NxRows *rows, guint row, const NxConfig *config, gboolean family, gboolean pupil, NxCalendarWords *words,
                   NxIcalEvent *event)
{
  NxCalendarSession session = {
    .id = nx_rows_text (rows, row, "id"),
    /* A pupil knows who they are. */
    .names = pupil ? NULL : nx_rows_text (rows, row, "names"),
    .n_names = pupil ? 0 : (guint) nx_rows_int (rows, row, "n_names"),
    .coach = nx_rows_text (rows, row, "pseudonym"),
    .room = nx_rows_text (rows, row, "room"),
    .title = nx_rows_text (rows, row, "title"),
    .subject = nx_enum_value (&nx_subject_enum, nx_rows_text (rows, row, "subject")),
    .type = nx_enum_value (&nx_service_type_enum, nx_rows_text (rows, row, "type")),
    .page = family,
  };

  nx_calendar_words (config, &session, words);
  *event = (NxIcalEvent){
    .id = session.id, .start = nx_rows_time (rows, row, "start"), .end = nx_rows_time (rows, row, "end"),
    .stamp = nx_rows_time (rows, row, "updated_at"), .sequence = nx_rows_int (rows, row, "version"),
    .cancelled = nx_rows_bool (rows, row, "cancelled"),
  };
  nx_calendar_words_lend (words, event);
}

static char *
write_feed (NxRows *rows, const NxConfig *config, const NxCalendarScope *scope, const char *zone)
{
  const guint n = nx_rows_count (rows);
  const gboolean pupil = scope->student_id != NULL, family = pupil || scope->parent_id != NULL;
  g_autofree NxCalendarWords *words = g_new0 (NxCalendarWords, n);
  g_autofree NxIcalEvent *events = g_new0 (NxIcalEvent, n);
  NxIcalHead head = { .zone = zone, .name = "Nexus Réussite" };
  char *text;

  for (guint i = 0; i < n; i++)
    nx_calendar_event (rows, i, config, family, pupil, &words[i], &events[i]);
  text = nx_ical_write (&head, events, n);
  for (guint i = 0; i < n; i++)
    nx_calendar_words_clear (&words[i]);
  return text;
}

char *
nx_calendar_feed (NxDb *db, const NxConfig *config, const NxActor *actor, const char *secret, GError **error)
{
  g_autoptr (NxRows) owner = nx_calendar_owner (db, actor, secret, FALSE, error);
  g_autoptr (NxRows) rows = NULL;
  NxCalendarScope scope;
  locale_t before;
  char *text;

  if (owner == NULL)
    return NULL;
  if (!nx_calendar_scope (owner, actor->now, &scope))
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such calendar."));
      return NULL;
    }
  rows = nx_calendar_store_sessions (db, &scope, error);
  if (rows == NULL)
    return NULL;
  /* A program asks: the language is its owner's. */
  before = nx_language_enter (nx_rows_text (owner, 0, "locale"));
  text = write_feed (rows, config, &scope, nx_rows_text (owner, 0, "zone"));
  nx_language_leave (before);
  return text;
}
