/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/dav-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-random.h"
#include "server/http/nx-language.h"

#define TAG_LENGTH 32

void
nx_dav_clear (NxDav *self)
{
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->etags, g_ptr_array_unref);
  g_clear_pointer (&self->rows, nx_rows_free);
  g_clear_pointer (&self->owner, nx_rows_free);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->tag, g_free);
}

static void
add_text (GChecksum *sum, const char *text)
{
  text = text != NULL ? text : "";
  g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text) + 1);
}

/* (transfer full): of all that the event says: a pupil who was renamed changes it as well, which no version counts. */
static char *
etag_of (const NxDav *self, guint row)
{
  static const char *const columns[] = { "id", "version", "updated_at", "start", "end", "cancelled", "subject", "type", "title", "pseudonym",
                                         "room", "names" };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    add_text (sum, nx_rows_text (self->rows, row, columns[i]));
  add_text (sum, nx_rows_text (self->owner, 0, "locale"));
  add_text (sum, nx_rows_text (self->owner, 0, "zone"));
  return g_strdup_printf ("\"%.*s\"", TAG_LENGTH, g_checksum_get_string (sum));
}

static void
index_rows (NxDav *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint n = nx_rows_count (self->rows);

  self->etags = g_ptr_array_new_full (n, g_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    {
      char *etag = etag_of (self, i);

      g_ptr_array_add (self->etags, etag);
      add_text (sum, etag);
      g_hash_table_insert (self->by_id, (gpointer) nx_rows_text (self->rows, i, "id"), GUINT_TO_POINTER (i + 1));
    }
  self->tag = g_strndup (g_checksum_get_string (sum), TAG_LENGTH);
}

static gboolean
not_found (GError **error)
{
  g_set_error_literal (error, NX_ERROR, NX_ERROR_NOT_FOUND, _ ("There is no such calendar."));
  return FALSE;
}

gboolean
nx_dav_open (NxDb *db, const NxConfig *config, const NxActor *actor, const char *secret, const char *id, NxDav *self, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (secret, NULL, FALSE);
  NxCalendarScope scope;

  *self = (NxDav){ .config = config, .owner = nx_calendar_owner (db, actor, secret, TRUE, error) };
  if (self->owner == NULL)
    return FALSE;
  if (!nx_calendar_scope (self->owner, actor->now, &scope) || (id != NULL && !nx_uuid_is_valid (id)))
    return not_found (error);
  scope.session_id = id;
  self->rows = nx_calendar_store_sessions (db, &scope, error);
  if (self->rows == NULL)
    return FALSE;
  if (id != NULL && nx_rows_count (self->rows) == 0)
    return not_found (error);
  self->base = g_strconcat ("/dav/", escaped, "/", NULL);
  index_rows (self);
  return TRUE;
}

char *
nx_dav_event (NxDav *self, guint row)
{
  /* A program asks: the language is its owner's. */
  locale_t before = nx_language_enter (nx_rows_text (self->owner, 0, "locale"));
  g_auto (NxCalendarWords) words = { NULL };
  NxIcalHead head = { .zone = nx_rows_text (self->owner, 0, "zone") };
  NxIcalEvent event;
  char *text;

  nx_calendar_event (self->rows, row, self->config, FALSE, FALSE, &words, &event);
  text = nx_ical_write (&head, &event, 1);
  nx_language_leave (before);
  return text;
}
