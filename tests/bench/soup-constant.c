/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit that the server is measured against: libsoup alone, answering the same bytes to everything. soup-constant FILE TYPE [CHUNK] */
#include <stdio.h>

#include <libsoup/soup.h>

typedef struct
{
  GBytes *body;
  const char *type;
} Answer;

static void
answer (SoupServer *server G_GNUC_UNUSED, SoupServerMessage *message, const char *path G_GNUC_UNUSED, GHashTable *query G_GNUC_UNUSED,
        gpointer data)
{
  Answer *constant = data;
  gsize length;
  const char *bytes = g_bytes_get_data (constant->body, &length);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, constant->type, SOUP_MEMORY_STATIC, bytes, length);
}

int
main (int argc, char **argv)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GMappedFile) file = NULL;
  Answer constant;
  GSList *uris;

  if (argc < 3 || (file = g_mapped_file_new (argv[1], FALSE, &error)) == NULL)
    {
      g_printerr ("usage: soup-constant FILE TYPE\n");
      return 2;
    }
  constant = (Answer){ g_mapped_file_get_bytes (file), argv[2] };
  soup_server_add_handler (server, NULL, answer, &constant, NULL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    {
      g_printerr ("soup-constant: %s\n", error->message);
      return 1;
    }
  uris = soup_server_get_uris (server);
  g_print ("%d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (loop);
  return 0;
}
