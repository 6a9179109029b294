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

typedef struct
{
  /** (nullable): Whether the server has a good reason not to answer: it is full, and works. On the watchdog's thread. */
  gboolean (*is_excused) (gpointer data);
  /** (nullable): Called instead of abort(), for tests. */
  void (*gave_up) (gpointer data);
  gpointer data;
} NxWatchdogHost;

/** @host: numeric. @interval_ms: 10 000 in life. @owner: copied. */
NxWatchdog *nx_watchdog_new (const char *host, guint port, guint interval_ms, const NxWatchdogHost *owner);
/** Ends the thread. */
void nx_watchdog_free (NxWatchdog *self);

/** Sends @state ("READY=1") to $NOTIFY_SOCKET, where there is one. */
void nx_watchdog_notify (const char *state);

G_END_DECLS
