/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/nx-db.h"
#include "server/nx-app.h"

G_BEGIN_DECLS

/** The accounts that `seed --demo` makes, for who tries the platform and for the tests of a whole journey. */
#define NX_DEMO_PASSWORD "demo-reussite-2026"
#define NX_DEMO_ADMIN "admin@nexus.demo"
#define NX_DEMO_ASSISTANT "assistante@nexus.demo"
#define NX_DEMO_COACH "helios@nexus.demo"
#define NX_DEMO_PARENT "parent@nexus.demo"
#define NX_DEMO_PUPIL "eleve@nexus.demo"

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
