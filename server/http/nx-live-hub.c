/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-live-hub.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/nx-clock.h"
#include "common/nx-json.h"
#include "common/nx-time.h"
#include "server/http/nx-live.h"
#include "server/nx-audit.h"

/* A reader that missed more reads everything anew. */
#define MAX_REPLAY 500
/* Numbers are drawn before commits: an event may appear after one with a higher number, but not after this many. */
#define OVERLAP 256
#define RETRY_MS 1000
#define ROUND_MS 5000

enum { LISTEN_LIVE, LISTEN_CATALOGUE, LISTEN_AUTH, LAST, OLDEST, AFTER, REPLAY };

#define COLUMNS "seq, type, object_id, coach_id, student_id, by_name, at"

static const NxStatement statements[] = {
  [LISTEN_LIVE] = { "live.listen", "LISTEN " NX_LIVE_CHANNEL, 0 },
  [LISTEN_CATALOGUE] = { "live.listen_catalogue", "LISTEN " NX_CATALOGUE_CHANNEL, 0 },
  [LISTEN_AUTH] = { "live.listen_auth", "LISTEN " NX_AUTH_CHANNEL, 0 },
  [LAST] = { "live.last", "SELECT coalesce (max (seq), 0) AS seq FROM events", 0 },
  [OLDEST] = { "live.oldest", "SELECT coalesce (min (seq), 0) AS seq FROM events", 0 },
  [AFTER] = { "live.after", "SELECT " COLUMNS " FROM events WHERE seq > $1::bigint ORDER BY seq LIMIT 2000", 1 },
  [REPLAY] = { "live.replay",
               "SELECT " COLUMNS " FROM events WHERE seq > $1::bigint AND seq <= $2::bigint AND ($3::uuid IS NULL OR coach_id = $3::uuid) "
               "ORDER BY seq LIMIT 501",
               3 },
};
NX_STATEMENTS (live, statements)

struct _NxLiveHub
{
  NxLiveHubHost host;
  char *conninfo;
  GThread *thread;
  int wake_fd;
  /* shared */
  pthread_mutex_t lock;
  gboolean stopping;
  GQueue asked;   /* of NxLiveReader: to be added; with a NULL token: to be removed */
  GQueue told;    /* of NxLiveNews */
  GSource *source;
  /* the thread's own */
  NxDb *db;             /* (nullable) */
  gint64 last;          /* highest number seen */
  GHashTable *seen;     /* set of gint64: numbers within OVERLAP of @last that were told */
  GHashTable *readers;  /* socket → NxLiveReader */
  gint64 checked_ms;
  gboolean check_now;
  gboolean heard;       /* a notification since it was last cleared */
};

static void
reader_free (gpointer data)
{
  NxLiveReader *reader = data;
  g_free (reader->token);
  g_free (reader->coach_id);
  g_free (reader);
}

static void
news_free (gpointer data)
{
  NxLiveNews *news = data;
  g_free (news->json);
  g_free (news->coach_id);
  g_free (news);
}

static void
tell (NxLiveHub *self, NxLiveNewsKind kind, guint64 socket, char *json, const char *coach_id)
{
  NxLiveNews *news = g_new (NxLiveNews, 1);
  *news = (NxLiveNews){ kind, socket, json, g_strdup (coach_id) };
  pthread_mutex_lock (&self->lock);
  g_queue_push_tail (&self->told, news);
  pthread_mutex_unlock (&self->lock);
  g_source_set_ready_time (self->source, 0);
}

static char *
row_json (NxRows *rows, guint row)
{
  g_autoptr (NxJsonWriter) writer = nx_json_writer_new ();
  nx_json_begin_object (writer, NULL);
  nx_json_add_int (writer, "seq", nx_rows_int (rows, row, "seq"));
  nx_json_add_string (writer, "type", nx_rows_text (rows, row, "type"));
  nx_json_add_string (writer, "id", nx_rows_text (rows, row, "object_id"));
  nx_json_add_string (writer, "coachId", nx_rows_text (rows, row, "coach_id"));
  nx_json_add_string (writer, "studentId", nx_rows_text (rows, row, "student_id"));
  nx_json_add_string (writer, "by", nx_rows_text (rows, row, "by_name"));
  nx_json_add_time (writer, "at", nx_rows_time (rows, row, "at"));
  nx_json_end_object (writer);
  return nx_json_writer_end (writer, NULL);
}

/* --- the thread --- */

static gboolean
is_far_behind (gpointer key, gpointer value, gpointer data)
{
  return *(gint64 *) key <= *(gint64 *) data;
}

static gboolean
read_events (NxLiveHub *self, gboolean quietly, GError **error)
{
  g_autoptr (NxRows) rows = nx_db_run (self->db, &statements[AFTER], error, nx_int (self->last - OVERLAP));
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < nx_rows_count (rows); i++)
    {
      gint64 seq = nx_rows_int (rows, i, "seq");
      if (g_hash_table_contains (self->seen, &seq))
        continue;
      g_hash_table_add (self->seen, g_memdup2 (&seq, sizeof seq));
      self->last = MAX (self->last, seq);
      if (!quietly)
        tell (self, NX_LIVE_EVENT, 0, row_json (rows, i), nx_rows_text (rows, i, "coach_id"));
    }
  gint64 forgotten = self->last - 4 * OVERLAP;
  if (g_hash_table_size (self->seen) > 8 * OVERLAP)
    g_hash_table_foreach_remove (self->seen, is_far_behind, &forgotten);
  return TRUE;
}

static gboolean
listen_again (NxLiveHub *self, GError **error)
{
  for (guint i = LISTEN_LIVE; i <= LISTEN_AUTH; i++)
    if (!nx_db_execute (self->db, &statements[i], NULL, 0, error))
      return FALSE;
  return TRUE;
}

/* After a lost connection whatever happened meanwhile is read, and told. */
static gboolean
connect_hub (NxLiveHub *self, GError **error)
{
  gboolean first = self->last < 0;
  self->db = nx_db_open (self->conninfo, error);
  if (self->db == NULL || !listen_again (self, error))
    return FALSE;
  if (first)
    {
      g_autoptr (NxRows) rows = nx_db_query (self->db, &statements[LAST], NULL, 0, error);
      if (rows == NULL)
        return FALSE;
      self->last = nx_rows_int (rows, 0, "seq");
    }
  else
    tell (self, NX_LIVE_CATALOGUE, 0, NULL, NULL);
  return read_events (self, first, error);
}

static gboolean
replay (NxLiveHub *self, const NxLiveReader *reader, GError **error)
{
  if (reader->since < 0)
    return TRUE;
  g_autoptr (NxRows) oldest = nx_db_query (self->db, &statements[OLDEST], NULL, 0, error);
  g_autoptr (NxRows) rows = oldest != NULL ? nx_db_run (self->db, &statements[REPLAY], error, nx_int (reader->since), nx_int (self->last),
                                                        nx_text (reader->coach_id))
                                           : NULL;
  if (rows == NULL)
    return FALSE;
  gint64 first = nx_rows_int (oldest, 0, "seq");
  if (nx_rows_count (rows) > MAX_REPLAY || reader->since > self->last ||
      (reader->since > 0 && reader->since < self->last && (first == 0 || reader->since + 1 < first)))
    {
      tell (self, NX_LIVE_REPLAYED, reader->socket, g_strdup ("{\"type\":\"resync\"}"), NULL);
      return TRUE;
    }
  for (guint i = 0; i < nx_rows_count (rows); i++)
    tell (self, NX_LIVE_REPLAYED, reader->socket, row_json (rows, i), NULL);
  return TRUE;
}

static NxLiveReader *
take_asked (NxLiveHub *self)
{
  pthread_mutex_lock (&self->lock);
  NxLiveReader *reader = g_queue_pop_head (&self->asked);
  pthread_mutex_unlock (&self->lock);
  return reader;
}

static gboolean
serve_asked (NxLiveHub *self, GError **error)
{
  NxLiveReader *reader;
  while ((reader = take_asked (self)) != NULL)
    {
      if (reader->token == NULL)
        {
          g_hash_table_remove (self->readers, &reader->socket);
          reader_free (reader);
          continue;
        }
      g_hash_table_insert (self->readers, &reader->socket, reader);
      if (!read_events (self, FALSE, error) || !replay (self, reader, error))
        {
          /* It comes back and asks again. */
          tell (self, NX_LIVE_REVOKED, reader->socket, NULL, NULL);
          return FALSE;
        }
      tell (self, NX_LIVE_READY, reader->socket, NULL, NULL);
    }
  return TRUE;
}

static void
check_readers (NxLiveHub *self)
{
  GHashTableIter iter;
  NxLiveReader *reader;
  gint64 now = nx_clock_now (self->host.app->clock);

  self->check_now = FALSE;
  self->checked_ms = g_get_monotonic_time () / 1000;
  if (self->host.authenticator == NULL)
    return;
  g_hash_table_iter_init (&iter, self->readers);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &reader))
    {
      g_auto (NxPrincipal) who = { .role = -1 };
      g_autoptr (GError) error = NULL;
      if (self->host.authenticator (self->host.app, self->db, reader->token, now, &who, &error))
        {
          if (reader->coach_id == NULL ? who.role == NX_ROLE_ADMIN || who.role == NX_ROLE_ASSISTANTE : g_strcmp0 (reader->coach_id, who.coach_id) == 0)
            continue;
        }
      else if (!g_error_matches (error, NX_ERROR, NX_ERROR_UNAUTHENTICATED))
        continue; /* not found out: asked again */
      tell (self, NX_LIVE_REVOKED, reader->socket, NULL, NULL);
    }
}

static void
on_notification (const char *channel, const char *payload, gpointer data)
{
  NxLiveHub *self = data;
  self->heard = TRUE;
  if (strcmp (channel, NX_CATALOGUE_CHANNEL) == 0)
    tell (self, NX_LIVE_CATALOGUE, 0, NULL, NULL);
  else if (strcmp (channel, NX_AUTH_CHANNEL) == 0)
    self->check_now = TRUE;
}

static gboolean
work_once (NxLiveHub *self, GError **error)
{
  if (!read_events (self, FALSE, error) || !serve_asked (self, error))
    return FALSE;
  if (self->check_now || g_get_monotonic_time () / 1000 - self->checked_ms >= ROUND_MS)
    {
      check_readers (self);
      /* NxDb renews a lost connection by itself, and LISTEN is lost with it. */
      return listen_again (self, error);
    }
  return TRUE;
}

static gboolean
hear (NxLiveHub *self, GError **error)
{
  self->heard = FALSE;
  return nx_db_read_notifications (self->db, on_notification, self, error);
}

/* A notification may come in with the answer to a query: the socket is silent then, so that it is asked for before every wait. */
static gboolean
work (NxLiveHub *self, GError **error)
{
  if ((self->db == NULL && !connect_hub (self, error)) || !hear (self, error))
    return FALSE;
  do
    if (!work_once (self, error) || !hear (self, error))
      return FALSE;
  while (self->heard);
  return TRUE;
}

static void
wait_for_something (NxLiveHub *self, gboolean good)
{
  struct pollfd fds[2] = { { .fd = self->wake_fd, .events = POLLIN }, { .fd = -1, .events = POLLIN } };
  guint64 count;

  if (good && self->db != NULL)
    fds[1].fd = nx_db_socket (self->db);
  if (poll (fds, 2, good ? ROUND_MS : RETRY_MS) > 0 && (fds[0].revents & POLLIN) != 0 && read (self->wake_fd, &count, sizeof count) < 0)
    g_debug ("eventfd: %s", g_strerror (errno));
}

static gboolean
is_stopping (NxLiveHub *self)
{
  pthread_mutex_lock (&self->lock);
  gboolean stopping = self->stopping;
  pthread_mutex_unlock (&self->lock);
  return stopping;
}

static gpointer
run (gpointer data)
{
  NxLiveHub *self = data;
  gboolean was_good = TRUE;

  while (!is_stopping (self))
    {
      g_autoptr (GError) error = NULL;
      gboolean good = work (self, &error);
      if (!good && was_good)
        g_warning ("live events pause: %s", error != NULL ? error->message : "no reason");
      if (!good)
        g_clear_pointer (&self->db, nx_db_close);
      was_good = good;
      wait_for_something (self, good);
    }
  g_clear_pointer (&self->db, nx_db_close);
  return NULL;
}

/* --- both sides --- */

static gboolean
on_told (gpointer data)
{
  NxLiveHub *self = data;
  g_source_set_ready_time (self->source, -1);
  for (;;)
    {
      pthread_mutex_lock (&self->lock);
      NxLiveNews *news = g_queue_pop_head (&self->told);
      pthread_mutex_unlock (&self->lock);
      if (news == NULL)
        return G_SOURCE_CONTINUE;
      self->host.news (news, self->host.data);
      news_free (news);
    }
}

static gboolean
dispatch_told (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs told_funcs = { .dispatch = dispatch_told };

static void
wake (NxLiveHub *self)
{
  guint64 one = 1;
  if (write (self->wake_fd, &one, sizeof one) < 0)
    g_debug ("eventfd: %s", g_strerror (errno));
}

static void
ask (NxLiveHub *self, NxLiveReader *reader)
{
  pthread_mutex_lock (&self->lock);
  g_queue_push_tail (&self->asked, reader);
  pthread_mutex_unlock (&self->lock);
  wake (self);
}

void
nx_live_hub_add (NxLiveHub *self, const NxLiveReader *reader)
{
  NxLiveReader *copy = g_new (NxLiveReader, 1);
  *copy = (NxLiveReader){ reader->socket, g_strdup (reader->token), g_strdup (reader->coach_id), reader->since };
  ask (self, copy);
}

void
nx_live_hub_remove (NxLiveHub *self, guint64 socket)
{
  NxLiveReader *reader = g_new0 (NxLiveReader, 1);
  reader->socket = socket;
  ask (self, reader);
}

NxLiveHub *
nx_live_hub_new (const NxLiveHubHost *host)
{
  NxLiveHub *self = g_new0 (NxLiveHub, 1);

  self->host = *host;
  self->conninfo = g_strdup (host->conninfo);
  self->last = -1;
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->readers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, reader_free);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  pthread_mutex_init (&self->lock, NULL);
  g_queue_init (&self->asked);
  g_queue_init (&self->told);
  self->source = g_source_new (&told_funcs, sizeof (GSource));
  g_source_set_callback (self->source, on_told, self, NULL);
  g_source_attach (self->source, host->context);
  self->thread = g_thread_new ("nx-live", run, self);
  return self;
}

void
nx_live_hub_free (NxLiveHub *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  self->stopping = TRUE;
  pthread_mutex_unlock (&self->lock);
  wake (self);
  g_thread_join (self->thread);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_queue_clear_full (&self->asked, reader_free);
  g_queue_clear_full (&self->told, news_free);
  g_hash_table_unref (self->readers);
  g_hash_table_unref (self->seen);
  pthread_mutex_destroy (&self->lock);
  close (self->wake_fd);
  g_free (self->conninfo);
  g_free (self);
}
