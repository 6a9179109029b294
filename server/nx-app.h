/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-clock.h"
#include "server/nx-config.h"
#include "server/http/nx-request.h"

G_BEGIN_DECLS

/**
 * NxApp: the composition root: everything that lives as long as the process. Made by main (or a test, with its own clock),
 * borrowed by everything else; read-only once the server runs.
 */
struct _NxApp
{
  NxConfig *config;      /* owned */
  NxClock *clock;        /* owned */
  gpointer templates;    /* owned: NxTemplates of server/html */
  gpointer konnect;      /* owned: NxKonnectPulse of server/gateways */
  gpointer server;       /* borrowed: NxServer of server/http, for metrics and the watchdog */
};

/** @config: (transfer full). @clock: (transfer none). */
NxApp *nx_app_new (NxConfig *config, NxClock *clock, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nx_app_free (NxApp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxApp, nx_app_free)

G_END_DECLS
