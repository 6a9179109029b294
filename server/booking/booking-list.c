/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/booking/booking-list-store.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include "common/nx-random.h"
#include "server/coaches/coaches-input.h"

#define DEFAULT_LIMIT 50
#define MAX_LIMIT 200

/* What the actor may see at all; the filters narrow it. A role without its own object sees nothing. */
static NxSessionScope
scope_of (const NxActor *actor, gboolean *nobody)
{
  NxSessionScope scope = { NULL };

  *nobody = FALSE;
  if (nx_actor_is_office (actor))
    return scope;

  scope.coach_id = actor->role == NX_ROLE_COACH ? actor->coach_id : NULL;
  scope.parent_id = actor->role == NX_ROLE_PARENT ? actor->parent_id : NULL;
  scope.student_id = actor->role == NX_ROLE_ELEVE ? actor->student_id : NULL;
  *nobody = scope.coach_id == NULL && scope.parent_id == NULL && scope.student_id == NULL;

  return scope;
}

static gboolean
narrow (const char **limit, const char *wanted)
{
  if (wanted == NULL)
    return TRUE;
  if (*limit != NULL && g_ascii_strcasecmp (*limit, wanted) != 0)
    return FALSE;
  *limit = wanted;

  return nx_uuid_is_valid (wanted);
}

/* A cursor is the start, in microseconds, and the identifier of the last session of the page before. */
static gboolean
read_cursor (const char *cursor, gint64 *start, char **id, GError **error)
{
  const char *dot = cursor != NULL ? strchr (cursor, '.') : NULL;

  *start = NX_TIME_NONE;
  if (cursor == NULL)
    return TRUE;
  if (dot != NULL && nx_uuid_is_valid (dot + 1))
    {
      g_autofree char *number = g_strndup (cursor, (gsize) (dot - cursor));

      if (g_ascii_string_to_signed (number, 10, 0, G_GINT64_CONSTANT (7258118400000000), start, NULL))
        {
          *id = g_strdup (dot + 1);
          return TRUE;
        }
    }

  g_propagate_error (error, nx_input_fault ("cursor", _ ("This is not a cursor of this list.")));
  return FALSE;
}

/* @views: (out) (transfer full) (nullable): none where the actor can have no session. @n: (out): how many of them are on this page. */
static gboolean
read_page (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionFilter *filter, NxSessionViews **views, guint *n,
           char **cursor, GError **error)
{
  gboolean nobody;
  NxSessionScope scope = scope_of (actor, &nobody);
  int limit = filter->limit > 0 ? MIN (filter->limit, MAX_LIMIT) : DEFAULT_LIMIT;
  g_autofree char *cursor_id = NULL;
  gint64 cursor_start;

  *views = NULL;
  *n = 0;
  *cursor = NULL;
  if (!read_cursor (filter->cursor, &cursor_start, &cursor_id, error))
    return FALSE;
  if (nobody || !narrow (&scope.coach_id, filter->coach_id) || !narrow (&scope.student_id, filter->student_id))
    return TRUE;

  *views = nx_booking_store_list (db, actor, config, &scope, filter, cursor_start, cursor_id, limit + 1, error);
  if (*views == NULL)
    return FALSE;
  *n = MIN (nx_session_views_count (*views), (guint) limit);
  if (nx_session_views_count (*views) > *n)
    {
      const NxSessionView *last = nx_session_views_get (*views, *n - 1);

      *cursor = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", last->scheduled_at, last->id);
    }

  return TRUE;
}

/* @views: (transfer full) (nullable) */
static GPtrArray *
make_records (NxSessionViews *views, guint n)
{
  g_autoptr (NxSessionViews) owned = views;
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sessions, nx_session_view_record (nx_session_views_get (owned, i)));

  return sessions;
}

GPtrArray *
nx_booking_list (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionFilter *filter, char **cursor, GError **error)
{
  NxSessionViews *views;
  g_autofree char *next = NULL;
  guint n;

  if (!read_page (db, actor, config, filter, &views, &n, &next, error))
    return NULL;
  if (cursor != NULL)
    *cursor = g_steal_pointer (&next);

  return make_records (views, n);
}

gboolean
nx_booking_write_list (NxDb *db, const NxActor *actor, const NxConfig *config, const NxSessionFilter *filter, NxJsonWriter *json, GError **error)
{
  g_autoptr (NxSessionViews) views = NULL;
  g_autofree char *next = NULL;
  guint n;

  if (!read_page (db, actor, config, filter, &views, &n, &next, error))
    return FALSE;

  nx_json_begin_object (json, NULL);
  nx_json_begin_array (json, "items");
  for (guint i = 0; i < n; i++)
    nx_session_view_write (nx_session_views_get (views, i), json);
  nx_json_end_array (json);
  nx_json_add_string (json, "nextCursor", next);
  nx_json_end_object (json);

  return TRUE;
}

NxSession *
nx_booking_get (NxDb *db, const NxActor *actor, const NxConfig *config, const char *session_id, GError **error)
{
  gboolean nobody;
  NxSessionScope scope = scope_of (actor, &nobody);
  g_autoptr (NxSessionViews) views = NULL;

  if (!nobody && nx_uuid_is_valid (session_id))
    {
      views = nx_booking_store_get (db, actor, config, &scope, session_id, error);
      if (views == NULL)
        return NULL;
    }
  if (views == NULL || nx_session_views_count (views) == 0)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such session."));
      return NULL;
    }

  return nx_session_view_record (nx_session_views_get (views, 0));
}

GPtrArray *
nx_booking_workshops (NxDb *db, const NxActor *actor, const NxConfig *config, const char *student_id, int subject, gboolean full,
                      GError **error)
{
  NxSessionViews *views = nx_booking_store_workshops (db, actor, config, student_id, subject, full, error);

  return views != NULL ? make_records (views, nx_session_views_count (views)) : NULL;
}
