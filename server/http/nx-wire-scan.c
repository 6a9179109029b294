/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-wire-scan.h"

#include <string.h>

/* The tokens of RFC 9110 section 5.6.2. */
static gboolean
is_token (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

/* Finds the end as libsoup does: an empty line, whether lines end in CRLF or in LF alone. 0 where there is none. */
static gsize
find_end (const char *data, gsize length)
{
  const char *at = data, *end = data + length;

  while ((at = memchr (at, '\n', end - at)) != NULL)
    {
      at++;
      if (at < end && *at == '\n')
        return at + 1 - data;
      if (at + 1 < end && at[0] == '\r' && at[1] == '\n')
        return at + 2 - data;
    }
  return 0;
}

/* METHOD SP target SP HTTP/1.x, nothing else. */
static gboolean
request_line_is_clean (const char *line, gsize length)
{
  const char *end = line + length, *at = line;

  while (at < end && is_token (*at))
    at++;
  if (at == line || at == end || *at != ' ')
    return FALSE;
  const char *target = ++at;
  while (at < end && (guchar) *at > ' ' && *at != 0x7f)
    at++;
  return at > target && end - at == 9 && memcmp (at, " HTTP/1.", 8) == 0 && (at[8] == '0' || at[8] == '1');
}

/* Splits "name: value" and trims the value. */
static gboolean
split_header (const char *line, gsize length, gsize *name_length, const char **value, gsize *value_length)
{
  gsize n = 0;
  while (n < length && is_token (line[n]))
    n++;
  if (n == 0 || n == length || line[n] != ':')
    return FALSE;
  const char *from = line + n + 1, *to = line + length;
  for (const char *at = from; at < to; at++)
    if (((guchar) *at < ' ' && *at != '\t') || *at == 0x7f)
      return FALSE;
  while (from < to && (*from == ' ' || *from == '\t'))
    from++;
  while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
    to--;
  *name_length = n;
  *value = from;
  *value_length = to - from;
  return TRUE;
}

static gboolean
name_is (const char *line, gsize length, const char *name)
{
  return length == strlen (name) && g_ascii_strncasecmp (line, name, length) == 0;
}

/* Nine digits are more than any body may have. */
static gboolean
parse_length (const char *value, gsize length, gsize *number)
{
  *number = 0;
  if (length == 0 || length > 9)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (value[i]))
        return FALSE;
      *number = *number * 10 + (value[i] - '0');
    }
  return TRUE;
}

static gboolean
headers_are_clean (const char *at, const char *end, gsize *body_length)
{
  guint hosts = 0, lengths = 0;

  while (at < end)
    {
      const char *lf = memchr (at, '\n', end - at);
      if (lf == NULL || lf == at || lf[-1] != '\r')
        return FALSE;
      gsize length = lf - 1 - at, name_length, value_length;
      const char *value;
      if (length == 0)
        return lf + 1 == end && hosts == 1;
      if (!split_header (at, length, &name_length, &value, &value_length))
        return FALSE;
      if (name_is (at, name_length, "Host"))
        hosts++;
      else if (name_is (at, name_length, "Transfer-Encoding"))
        return FALSE;
      else if (name_is (at, name_length, "Content-Length") && (lengths++ > 0 || !parse_length (value, value_length, body_length)))
        return FALSE;
      at = lf + 1;
    }
  return FALSE;
}

/* "name: value" as libsoup reads it, whatever else is wrong with the line. */
static gboolean
read_loosely (const char *at, const char *end, const char *name, const char **value, gsize *length)
{
  gsize name_length = strlen (name);
  if ((gsize) (end - at) <= name_length || at[name_length] != ':' || g_ascii_strncasecmp (at, name, name_length) != 0)
    return FALSE;
  at += name_length + 1;
  while (at < end && g_ascii_isspace (*at))
    at++;
  while (end > at && g_ascii_isspace (end[-1]))
    end--;
  *value = at;
  *length = end - at;
  return TRUE;
}

/*
 * libsoup 3.2.3 answers a framing that it does not know, but loses the path of such a request each time: memory that anybody could
 * take from us. 0 where there is none.
 */
static guint
find_unknown_framing (const char *at, const char *end)
{
  for (const char *line = at; line < end;)
    {
      const char *lf = memchr (line, '\n', end - line), *value;
      gsize length;
      lf = lf != NULL ? lf : end;
      if (read_loosely (line, lf, "Transfer-Encoding", &value, &length) && !name_is (value, length, "chunked") && !name_is (value, length, "identity"))
        return 501;
      if (read_loosely (line, lf, "Content-Length", &value, &length))
        for (gsize i = 0; i < length; i++)
          if (!g_ascii_isdigit (value[i]))
            return 400;
      line = lf + 1;
    }
  return 0;
}

NxWireScan
nx_wire_scan (const char *data, gsize length, NxWireHead *head)
{
  gsize skip = 0;

  if (length == 0) /* @data may be NULL */
    return NX_WIRE_SCAN_MORE;
  while (skip < length && (data[skip] == '\r' || data[skip] == '\n'))
    skip++;
  const char *line_end = memchr (data + skip, '\n', length - skip);
  if (line_end == NULL)
    return NX_WIRE_SCAN_MORE;

  gsize line_length = line_end - (data + skip);
  *head = (NxWireHead){ .status = 400 };
  if (memmem (data + skip, line_length, "HTTP/", 5) == NULL)
    return NX_WIRE_SCAN_INVALID;
  gsize end = find_end (data + skip, length - skip);
  if (end == 0)
    return NX_WIRE_SCAN_MORE;
  gsize body_length = 0;
  if (skip > 0 || line_length < 2 || line_end[-1] != '\r' || !request_line_is_clean (data, line_length - 1) ||
      !headers_are_clean (line_end + 1, data + end, &body_length))
    {
      head->status = find_unknown_framing (line_end + 1, data + skip + end);
      return head->status != 0 ? NX_WIRE_SCAN_INVALID : NX_WIRE_SCAN_DIRTY;
    }
  *head = (NxWireHead){ .head_length = end, .body_length = body_length };
  return NX_WIRE_SCAN_CLEAN;
}
