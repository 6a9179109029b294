/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include "tests/desktop/nx-fake-server.h"

/* The furnished office as a program, for tests that drive the real application: prints its address and answers until it is ended. */
int
main (int argc, char **argv)
{
  g_autoptr (NxFakeServer) server = nx_fake_server_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  nx_fake_server_furnish (server, argc > 1 ? argv[1] : "ASSISTANTE");
  printf ("%s\n", nx_fake_server_get_address (server));
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}
