/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/lib/nx-test-server.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/nx-clock.h"
#include "common/nx-random.h"
#include "server/accounts/accounts.h"
#include "server/accounts/nx-jwt.h"

#define SECRET "a secret of tests, thirty-two characters and more"

typedef struct
{
  NxTestServer *owner;
  NxServer *server;
  GMainContext *context;
  GMainLoop *loop;
  GThread *thread;
  pthread_mutex_t lock; /* of pthread, which the thread sanitizer understands */
  pthread_cond_t ready;
  gboolean started, owns_database;
  char *folder;
  NxClock *clock;
} Private;

enum { ADD_USER, ADD_TOKEN };

/* Not registered: tests only. */
static const NxStatement statements[] = {
  [ADD_USER] = { "test.add_user",
                 "INSERT INTO users (id, email, role, first_name, last_name, created_at, activated_at) "
                 "VALUES ($1::uuid, $2, $3, 'Test', initcap ($3), $4::timestamptz, $4::timestamptz)",
                 4 },
  [ADD_TOKEN] = { "test.add_token",
                  "INSERT INTO auth_tokens (jti, user_id, created_at, expires_at) VALUES ($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz)", 4 },
};

static NxConfig *
make_config (const NxTestServerOptions *options, const char *conninfo, const char *folder)
{
  NxConfig *config = g_new0 (NxConfig, 1);
  config->database_url = g_strdup (conninfo);
  config->app_url = g_strdup ("http://nexus.test");
  config->auth_secret = g_strdup (SECRET);
  config->smtp_from = g_strdup ("Nexus Réussite <contact@nexus.test>");
  config->office_email = g_strdup ("office@nexus.test");
  config->jitsi_domain = g_strdup ("meet.nexus.test");
  config->listen_host = g_strdup ("127.0.0.1");
  config->data_dir = g_strdup (folder);
  config->workers = options->workers != 0 ? options->workers : 4;
  return config;
}

/* As main does it: GLib decides at the first text, once for the process, whether to translate. */
static gpointer
set_language (gpointer data)
{
  const char *folder = g_getenv ("NEXUS_LOCALE_DIR");

  g_unsetenv ("LANGUAGE");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : NX_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  setlocale (LC_ALL, "C");
  g_dgettext (GETTEXT_PACKAGE, "Nexus");
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  return NULL;
}

static gpointer
run (gpointer data)
{
  Private *priv = data;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (priv->context);
  gboolean good = nx_server_start (priv->server, &error);
  g_assert_no_error (error);
  g_assert_true (good);
  pthread_mutex_lock (&priv->lock);
  priv->started = TRUE;
  pthread_cond_signal (&priv->ready);
  pthread_mutex_unlock (&priv->lock);
  g_main_loop_run (priv->loop);
  nx_server_stop (priv->server);
  g_main_context_pop_thread_default (priv->context);
  return NULL;
}

static void
make_server (NxTestServer *self, const NxTestServerOptions *options)
{
  static const NxRoute *const none[] = { NULL };
  Private *priv = self->priv;
  g_autoptr (GError) error = NULL;

  priv->server = nx_server_new (self->app, self->conninfo, options->tables != NULL ? options->tables : none, &error);
  g_assert_no_error (error);
  nx_server_set_authenticator (priv->server, options->authenticator != NULL ? options->authenticator : nx_accounts_authenticate);
  if (options->authenticator == NULL)
    nx_server_set_recheck (priv->server, &nx_accounts_recheck);
  if (options->authenticator == NULL)
    nx_server_set_glance (priv->server, nx_accounts_glance);
  nx_server_set_error_page (priv->server, options->error_page);
  nx_server_set_limits (priv->server, &options->limits);
  nx_server_set_log (priv->server, options->log_fd != 0 ? options->log_fd : -1);
  priv->context = g_main_context_new ();
  priv->loop = g_main_loop_new (priv->context, FALSE);
  pthread_mutex_init (&priv->lock, NULL);
  pthread_cond_init (&priv->ready, NULL);
  priv->thread = g_thread_new ("test-server", run, priv);
  pthread_mutex_lock (&priv->lock);
  while (!priv->started)
    pthread_cond_wait (&priv->ready, &priv->lock);
  pthread_mutex_unlock (&priv->lock);
}

NxTestServer *
nx_test_server_new (const NxTestServerOptions *options)
{
  static const NxTestServerOptions defaults = { 0 };
  static GOnce language_once = G_ONCE_INIT;
  NxTestServer *self = g_new0 (NxTestServer, 1);
  Private *priv = g_new0 (Private, 1);
  g_autoptr (GError) error = NULL;

  g_once (&language_once, set_language, NULL);
  options = options != NULL ? options : &defaults;
  self->priv = priv;
  priv->owner = self;
  priv->owns_database = options->conninfo == NULL;
  self->conninfo = options->conninfo != NULL ? g_strdup (options->conninfo) : nx_test_db_new ();
  priv->folder = g_dir_make_tmp ("nexus-test-XXXXXX", &error);
  g_assert_no_error (error);
  priv->clock = options->clock != NULL ? g_object_ref (options->clock) : nx_clock_system_new ();
  self->app = nx_app_new (make_config (options, self->conninfo, priv->folder), priv->clock, &error);
  g_assert_no_error (error);
  if (options->set_up != NULL)
    options->set_up (self->app, options->data);
  make_server (self, options);
  self->port = nx_server_get_port (priv->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  self->db = nx_test_db_open (self->conninfo);
  return self;
}

void
nx_test_server_stop (NxTestServer *self, guint *ms)
{
  Private *priv = self->priv;
  gint64 from = g_get_monotonic_time ();
  if (priv->thread == NULL)
    return;
  g_main_loop_quit (priv->loop);
  g_thread_join (g_steal_pointer (&priv->thread));
  if (ms != NULL)
    *ms = (g_get_monotonic_time () - from) / 1000;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
nx_test_server_free (NxTestServer *self)
{
  if (self == NULL)
    return;
  Private *priv = self->priv;
  nx_test_server_stop (self, NULL);
  nx_server_free (priv->server);
  nx_db_close (self->db);
  nx_app_free (self->app);
  g_object_unref (priv->clock);
  if (priv->owns_database)
    nx_test_db_drop (self->conninfo);
  else
    g_free (self->conninfo);
  remove_folder (priv->folder);
  g_free (priv->folder);
  g_main_loop_unref (priv->loop);
  g_main_context_unref (priv->context);
  pthread_mutex_destroy (&priv->lock);
  pthread_cond_destroy (&priv->ready);
  g_free (self->url);
  g_free (priv);
  g_free (self);
}

typedef struct
{
  Private *priv;
  void (*func) (NxServer *server, gpointer data);
  gpointer data;
  gboolean done;
} Call;

static gboolean
on_call (gpointer data)
{
  Call *call = data;
  call->func (call->priv->server, call->data);
  pthread_mutex_lock (&call->priv->lock);
  call->done = TRUE;
  pthread_cond_broadcast (&call->priv->ready);
  pthread_mutex_unlock (&call->priv->lock);
  return G_SOURCE_REMOVE;
}

void
nx_test_server_call (NxTestServer *self, void (*func) (NxServer *server, gpointer data), gpointer data)
{
  Private *priv = self->priv;
  Call call = { priv, func, data, FALSE };

  g_main_context_invoke (priv->context, on_call, &call);
  pthread_mutex_lock (&priv->lock);
  while (!call.done)
    pthread_cond_wait (&priv->ready, &priv->lock);
  pthread_mutex_unlock (&priv->lock);
}

char *
nx_test_server_add_user (NxTestServer *self, NxRole role, const char *email)
{
  gint64 now = nx_clock_now (self->app->clock);
  char *id = nx_uuid_new (now);
  g_autoptr (GError) error = NULL;
  gboolean good = nx_db_do (self->db, &statements[ADD_USER], &error, nx_text (id), nx_text (email), nx_text (nx_enum_slug (&nx_role_enum, role)),
                            nx_time (now));
  g_assert_no_error (error);
  g_assert_true (good);
  return id;
}

char *
nx_test_server_token (NxTestServer *self, const char *user_id)
{
  gint64 now = nx_clock_now (self->app->clock);
  g_autofree char *jti = nx_uuid_new (now);
  g_autoptr (GError) error = NULL;
  gint64 issued = now - now % NX_TIME_SECOND;
  NxJwt claims = { .sub = (char *) user_id, .role = (char *) "ELEVE", .jti = jti, .issued_at = issued, .expires_at = issued + 12 * NX_TIME_HOUR };
  gboolean good = nx_db_do (self->db, &statements[ADD_TOKEN], &error, nx_text (jti), nx_text (user_id), nx_time (issued), nx_time (claims.expires_at));

  g_assert_no_error (error);
  g_assert_true (good);
  char *token = nx_jwt_sign (&claims, self->app->config->auth_secret, &error);
  g_assert_no_error (error);
  return token;
}

/* --- raw --- */

int
nx_test_connect (NxTestServer *self, guint seconds)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port), .sin_addr = { htonl (INADDR_LOOPBACK) } };
  struct timeval limit = { .tv_sec = seconds };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), ==, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return fd;
}

char *
nx_test_raw (NxTestServer *self, const char *bytes, gssize length, guint seconds, gsize *received)
{
  GString *all = g_string_new (NULL);
  char chunk[4096];
  gssize n;
  int fd = nx_test_connect (self, seconds);

  gsize left = length < 0 ? strlen (bytes) : (gsize) length;
  while (left > 0 && (n = send (fd, bytes, left, MSG_NOSIGNAL)) > 0)
    {
      bytes += n;
      left -= n;
    }
  while ((n = recv (fd, chunk, sizeof chunk, 0)) > 0)
    g_string_append_len (all, chunk, n);
  close (fd);
  if (received != NULL)
    *received = all->len;
  return g_string_free (all, FALSE);
}
