/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

void
nx_random_bytes (void *buffer, gsize length)
{
  guint8 *bytes = buffer;

  g_return_if_fail (buffer != NULL || length == 0);

  while (length > 0)
    {
      gssize got = getrandom (bytes, length, 0);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
      bytes += got;
      length -= (gsize) got;
    }
}

char *
nx_random_token (gsize n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (MAX (n_bytes, 1));
  char *token, *p;

  nx_random_bytes (bytes, n_bytes);
  token = g_base64_encode (bytes, n_bytes);
  explicit_bzero (bytes, n_bytes);

  for (p = token; *p != '\0'; p++)
    {
      if (*p == '+')
        *p = '-';
      else if (*p == '/')
        *p = '_';
      else if (*p == '=')
        break;
    }
  *p = '\0';
  return token;
}

char *
nx_uuid_new (gint64 now)
{
  static const char digits[] = "0123456789abcdef";
  guint64 milliseconds = (guint64) MAX (now, 0) / 1000;
  /* RFC 9562 section 6.2, method 3: twelve bits of the part below a millisecond, so that identifiers sort by the time. */
  guint fraction = (guint) ((guint64) MAX (now, 0) % 1000) * 4096 / 1000;
  guint8 bytes[16];
  char *text = g_malloc (37);
  guint i, at = 0;

  nx_random_bytes (bytes + 8, 8);
  for (i = 0; i < 6; i++)
    bytes[i] = (guint8) (milliseconds >> (8 * (5 - i)));
  bytes[6] = (guint8) (0x70 | (fraction >> 8));
  bytes[7] = (guint8) fraction;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;

  for (i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        text[at++] = '-';
      text[at++] = digits[bytes[i] >> 4];
      text[at++] = digits[bytes[i] & 0xf];
    }
  text[at] = '\0';
  return text;
}

gboolean
nx_uuid_is_valid (const char *text)
{
  guint i;

  if (text == NULL)
    return FALSE;
  for (i = 0; i < 36; i++)
    {
      gboolean dash = i == 8 || i == 13 || i == 18 || i == 23;

      if (dash ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
        return FALSE;
    }
  return text[36] == '\0';
}
