/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tests/fuzz/nx-fuzz.h"

/* Runs a target over each file of the folders given, and over every shorter beginning of the small ones: any compiler will do. */

#define SMALL 512

static void
replay (const char *contents, gsize length)
{
  /* Exactly as long as the input: a sanitizer sees a byte read too far. */
  g_autofree guint8 *exact = g_memdup2 (contents, length);

  LLVMFuzzerTestOneInput (exact, length);
}

static guint
replay_folder (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length, cut;

      if (!g_file_get_contents (path, &contents, &length, &error))
        g_error ("%s", error->message);
      replay (contents, length);
      for (cut = 0; length <= SMALL && cut < length; cut++)
        replay (contents, cut);
      n++;
    }
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;
  int i;

  for (i = 1; i < argc; i++)
    n += replay_folder (argv[i]);
  g_print ("1..1\n%s 1 %u inputs replayed\n", n > 0 ? "ok" : "not ok", n);
  return n > 0 ? 0 : 1;
}
