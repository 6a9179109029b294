/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-watchdog.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MAX_FAILURES 3
#define ASK_SECONDS 5

struct _NxWatchdog
{
  char *host;
  guint port, interval_ms;
  NxWatchdogHost owner;
  int end_fd; /* an eventfd that is readable at the end */
  GThread *thread;
};

void
nx_watchdog_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  if (path == NULL || (path[0] != '/' && path[0] != '@') || strlen (path) >= sizeof address.sun_path)
    return;
  memcpy (address.sun_path, path, strlen (path));
  if (path[0] == '@')
    address.sun_path[0] = '\0';
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  socklen_t length = offsetof (struct sockaddr_un, sun_path) + strlen (path);
  if (sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address, length) < 0)
    g_debug ("NOTIFY_SOCKET does not answer");
  close (fd);
}

/* A fresh connection each time: what must work is the way in. */
static gboolean
ask (NxWatchdog *self)
{
  static const char request[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  char answer[64];
  gsize n = 0;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (self->host, self->port);

  g_socket_client_set_timeout (client, ASK_SECONDS);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_autoptr (GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  if (connection == NULL)
    return FALSE;
  GIOStream *stream = G_IO_STREAM (connection);
  return g_output_stream_write_all (g_io_stream_get_output_stream (stream), request, strlen (request), NULL, NULL, NULL) &&
         g_input_stream_read_all (g_io_stream_get_input_stream (stream), answer, strlen ("HTTP/1.1 200"), &n, NULL, NULL) &&
         n == strlen ("HTTP/1.1 200") && memcmp (answer, "HTTP/1.1 200", n) == 0;
}

/* FALSE at the end. */
static gboolean
wait_interval (NxWatchdog *self)
{
  struct pollfd end = { .fd = self->end_fd, .events = POLLIN };
  return poll (&end, 1, self->interval_ms) <= 0;
}

static gpointer
run (gpointer data)
{
  NxWatchdog *self = data;
  guint failures = 0;

  while (wait_interval (self))
    {
      if (ask (self) || (self->owner.is_excused != NULL && self->owner.is_excused (self->owner.data)))
        {
          failures = 0;
          nx_watchdog_notify ("WATCHDOG=1");
          continue;
        }
      g_warning ("the server does not answer itself (%u of %u)", ++failures, MAX_FAILURES);
      if (failures < MAX_FAILURES)
        continue;
      if (self->owner.gave_up == NULL)
        g_error ("the server is deaf: it ends, to be started again");
      self->owner.gave_up (self->owner.data);
      return NULL;
    }
  return NULL;
}

NxWatchdog *
nx_watchdog_new (const char *host, guint port, guint interval_ms, const NxWatchdogHost *owner)
{
  NxWatchdog *self = g_new0 (NxWatchdog, 1);

  self->host = g_strdup (strcmp (host, "0.0.0.0") == 0 ? "127.0.0.1" : strcmp (host, "::") == 0 ? "::1" : host);
  self->port = port;
  self->interval_ms = interval_ms;
  self->owner = *owner;
  self->end_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->thread = g_thread_new ("nx-watchdog", run, self);
  return self;
}

void
nx_watchdog_free (NxWatchdog *self)
{
  if (self == NULL)
    return;
  guint64 one = 1;
  if (write (self->end_fd, &one, sizeof one) < 0)
    g_warning ("watchdog: %s", g_strerror (errno));
  g_thread_join (self->thread);
  close (self->end_fd);
  g_free (self->host);
  g_free (self);
}
