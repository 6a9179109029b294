/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

/**
 * nx_seed:
 * @demo: also makes the demo centre: coaches, families, a term of sessions, teaching content, and accounts with a known password
 * @said: (out) (transfer full): what the operator is to read: the first administrator's one-time link, or the demo accounts
 *
 * The command line's `seed [--demo]`. Without @demo, makes the first administrator where there is none, by a one-time link, never
 * with a known password. A second run changes nothing.
 */
gboolean nx_seed (NxDb *db, NxApp *app, gboolean demo, char **said, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
