/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Sets GMime up, once for the process, whichever thread comes first: g_mime_init() itself is for one thread. */
void nx_gmime_ensure (void);

G_END_DECLS
