/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Returns: (transfer full) (nullable): the folder of PostgreSQL's own programs (initdb, postgres, pg_dump), the newest there is. */
char *nx_pg_bin_dir (void);

/** Returns: (transfer full): the path of @program, or %NULL with %NX_ERROR_CONFIG saying what to install. */
char *nx_pg_program (const char *program, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
