/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/gateways/nx-gmime.h"

#include <gmime/gmime.h>

void
nx_gmime_ensure (void)
{
  static gsize ready = 0;
  if (g_once_init_enter (&ready))
    {
      g_mime_init ();
      g_once_init_leave (&ready, 1);
    }
}
