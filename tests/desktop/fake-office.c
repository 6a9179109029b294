/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <unistd.h>
#include "tests/desktop/nx-fake-server.h"

/*
 * The furnished office as a program, for tests that drive the real application: prints its address and answers until its input
 * ends. Each line that it reads is sent to the live connections; "!drop" cuts them, "!expire" ends the sign-in.
 */
typedef struct
{
  NxFakeServer *server;
  GMainLoop *loop;
  GDataInputStream *input;
} Office;


static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Office *office = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (office->input, result, NULL, NULL);
  if (line == NULL)
    {
      g_main_loop_quit (office->loop);
      return;
    }
  if (g_str_equal (line, "!drop"))
    nx_fake_server_drop_live (office->server);
  else if (g_str_equal (line, "!expire"))
    {
      static const char *const paths[] = { "/api/students", "/api/students?query=lin&limit=20" };
      for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
        nx_fake_server_refuse (office->server, "GET", paths[i], 401, "unauthenticated", "Connectez-vous.");
    }
  else
    nx_fake_server_emit (office->server, line);
  g_data_input_stream_read_line_async (office->input, G_PRIORITY_DEFAULT, NULL, on_line, office);
}


int
main (int argc, char **argv)
{
  g_autoptr (NxFakeServer) server = nx_fake_server_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GInputStream) raw = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (raw);
  Office office = { server, loop, input };
  nx_fake_server_furnish (server, argc > 1 ? argv[1] : "ASSISTANTE");
  nx_fake_server_furnish_money (server, argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 37, 14);
  printf ("%s\n", nx_fake_server_get_address (server));
  fflush (stdout);
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, on_line, &office);
  g_main_loop_run (loop);
  return 0;
}
