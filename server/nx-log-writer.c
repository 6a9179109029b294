/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-log-writer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/nx-json.h"
#include "common/nx-time.h"

static const char *
level_name (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";
  return level & G_LOG_LEVEL_MESSAGE ? "notice" : "info";
}

static const char *
message_of (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "MESSAGE") == 0 && fields[i].length < 0)
        return fields[i].value;
    }
  return "";
}

static GLogWriterOutput
write_line (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer clock)
{
  g_autoptr (NxJsonWriter) json = NULL;
  g_autofree char *text = NULL, *valid = NULL, *line = NULL;

  if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO))
    return g_log_writer_default (level, fields, n_fields, NULL);
  if (g_log_writer_is_journald (fileno (stderr)) && g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;
  valid = g_utf8_make_valid (message_of (fields, n_fields), -1);
  json = nx_json_writer_new ();
  nx_json_begin_object (json, NULL);
  nx_json_add_time (json, "at", nx_clock_now (clock));
  nx_json_add_string (json, "level", level_name (level));
  nx_json_add_string (json, "message", valid);
  nx_json_end_object (json);
  text = nx_json_writer_end (json, NULL);
  line = g_strconcat (text, "\n", NULL);
  while (write (STDERR_FILENO, line, strlen (line)) < 0 && errno == EINTR)
    ;
  return G_LOG_WRITER_HANDLED;
}

void
nx_log_writer_install (NxClock *clock)
{
  g_log_set_writer_func (write_line, clock, NULL);
}
