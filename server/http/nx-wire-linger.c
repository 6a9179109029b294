/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/http/nx-wire-private.h"

/* Long enough for an answer to cross the world and for the peer to stop sending. */
#define LINGER_MS 2000

typedef struct
{
  int fd;
  GByteArray *out; /* (nullable) */
  const NxWireHost *host;
  GSource *watch, *deadline;
} Linger;

static gboolean on_ready (gint fd, GIOCondition condition, gpointer data);

static void
linger_end (Linger *self)
{
  g_source_destroy (self->watch);
  g_source_unref (self->watch);
  g_source_destroy (self->deadline);
  g_source_unref (self->deadline);
  g_clear_pointer (&self->out, g_byte_array_unref);
  close (self->fd);
  self->host->closed (self->host->data);
  g_free (self);
}

static void
watch (Linger *self, GIOCondition condition)
{
  if (self->watch != NULL)
    {
      g_source_destroy (self->watch);
      g_source_unref (self->watch);
    }
  self->watch = g_unix_fd_source_new (self->fd, condition);
  g_source_set_callback (self->watch, G_SOURCE_FUNC (on_ready), self, NULL);
  g_source_attach (self->watch, self->host->context);
}

/* FALSE where the peer does not take it any more. */
static gboolean
send_rest (Linger *self)
{
  gssize n = send (self->fd, self->out->data, self->out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0)
    return errno == EAGAIN || errno == EINTR;
  g_byte_array_remove_range (self->out, 0, n);
  if (self->out->len > 0)
    return TRUE;
  g_clear_pointer (&self->out, g_byte_array_unref);
  shutdown (self->fd, SHUT_WR);
  watch (self, G_IO_IN);
  return TRUE;
}

/* What still arrives is thrown away; the loop is bounded so that a fast sender does not hold the thread. */
static gboolean
drain (Linger *self)
{
  char waste[16384];
  for (guint i = 0; i < 8; i++)
    {
      gssize n = recv (self->fd, waste, sizeof waste, MSG_DONTWAIT);
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        return FALSE;
      if (n < 0)
        return TRUE;
    }
  return TRUE;
}

static gboolean
on_ready (gint fd, GIOCondition condition, gpointer data)
{
  Linger *self = data;
  if (self->out != NULL ? !send_rest (self) : !drain (self))
    linger_end (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_deadline (gpointer data)
{
  linger_end (data);
  return G_SOURCE_REMOVE;
}

void
nx_wire_linger (int fd, GByteArray *out, const NxWireHost *host)
{
  Linger *self = g_new0 (Linger, 1);

  self->fd = fd;
  self->host = host;
  self->out = out != NULL && out->len > 0 ? g_byte_array_ref (out) : NULL;
  if (self->out == NULL)
    shutdown (fd, SHUT_WR);
  self->deadline = g_timeout_source_new (LINGER_MS);
  g_source_set_callback (self->deadline, on_deadline, self, NULL);
  g_source_attach (self->deadline, host->context);
  watch (self, self->out != NULL ? G_IO_OUT : G_IO_IN);
}
