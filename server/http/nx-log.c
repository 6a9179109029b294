/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <unistd.h>

#include "common/nx-clock.h"
#include "server/http/nx-server-private.h"

/*
 * One JSON line for each request, to standard error (journald or a file). Pattern, not path: addresses hold secrets (calendars,
 * one-time links). Nothing else that a person typed: every member is ours or has a form that we checked, so nothing is escaped.
 */
void
nx_log_request (NxServer *self, NxRequest *request, guint status, gint64 microseconds)
{
  if (self->log_fd < 0)
    return;
  char at[NX_TIME_BUFFER], line[512];
  const char *user = request->actor.user_id;
  nx_time_format_to (nx_clock_now (self->app->clock), at);
  int length = g_snprintf (line, sizeof line,
                           "{\"at\":\"%s\",\"id\":\"%s\",\"method\":\"%s\",\"route\":\"%s\",\"status\":%u,\"ms\":%.1f%s%s%s}\n", at, request->id,
                           request->method, request->route != NULL ? request->route->pattern : "", status, microseconds / 1000.0,
                           user != NULL ? ",\"user\":\"" : "", user != NULL ? user : "", user != NULL ? "\"" : "");
  if (length >= (int) sizeof line)
    length = sizeof line - 1;
  while (write (self->log_fd, line, length) < 0 && errno == EINTR)
    ;
}
