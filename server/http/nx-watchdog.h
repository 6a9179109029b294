/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NxWatchdog: a thread that asks `GET /healthz` through the listening port, so that a server which is alive but deaf is found
 * out. After three failures the process ends by abort(), for systemd to start another; each success feeds systemd's watchdog
 * ($NOTIFY_SOCKET).
 */
typedef struct _NxWatchdog NxWatchdog;

/** @host: numeric. @interval_ms: 10 000 in life. @gave_up: (nullable): called instead of abort(), for tests. */
NxWatchdog *nx_watchdog_new (const char *host, guint port, guint interval_ms, void (*gave_up) (gpointer data), gpointer data);
/** Ends the thread. */
void nx_watchdog_free (NxWatchdog *self);

/** Sends @state ("READY=1") to $NOTIFY_SOCKET, where there is one. */
void nx_watchdog_notify (const char *state);

G_END_DECLS
