/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-form.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"

#define MAX_PAIRS 200

static gboolean
is_taken (guchar c)
{
  return c != 0x7f && (c >= ' ' || c == '\t' || c == '\r' || c == '\n');
}

/* (nullable): NULL where it is malformed. */
static char *
decode (const char *from, const char *to)
{
  g_autofree char *out = g_malloc (to - from + 1);
  gsize n = 0;

  for (const char *at = from; at < to; at++)
    {
      guchar c = *at;
      if (c == '+')
        c = ' ';
      else if (c == '%')
        {
          if (to - at < 3 || !g_ascii_isxdigit (at[1]) || !g_ascii_isxdigit (at[2]))
            return NULL;
          c = g_ascii_xdigit_value (at[1]) * 16 + g_ascii_xdigit_value (at[2]);
          at += 2;
        }
      if (!is_taken (c))
        return NULL;
      out[n++] = c;
    }
  out[n] = '\0';
  return g_utf8_validate (out, n, NULL) ? g_steal_pointer (&out) : NULL;
}

/* Browsers send CR LF for the end of a line in a text area. */
static void
drop_returns (char *text)
{
  char *to = text;
  for (const char *at = text; *at != '\0'; at++)
    if (at[0] != '\r' || at[1] != '\n')
      *to++ = *at;
  *to = '\0';
}

static void
add_pair (GHashTable *pairs, char *name, char *value)
{
  const char *before = g_hash_table_lookup (pairs, name);
  if (before != NULL)
    {
      char *joined = g_strconcat (before, "\n", value, NULL);
      g_free (value);
      value = joined;
    }
  g_hash_table_replace (pairs, name, value);
}

gboolean
nx_form_add (GHashTable *pairs, const char *name, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!is_taken (text[i]))
      return FALSE;
  if (!g_utf8_validate (text, length, NULL))
    return FALSE;
  char *value = g_strndup (text, length);
  drop_returns (value);
  add_pair (pairs, g_strdup (name), value);
  return TRUE;
}

GHashTable *
nx_form_decode (const char *text, gsize length, GError **error)
{
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *end = text + length;
  guint n = 0;

  for (const char *at = text; at < end;)
    {
      const char *stop = memchr (at, '&', end - at);
      stop = stop != NULL ? stop : end;
      if (stop > at)
        {
          const char *equals = memchr (at, '=', stop - at);
          g_autofree char *name = decode (at, equals != NULL ? equals : stop);
          g_autofree char *value = equals != NULL ? decode (equals + 1, stop) : g_strdup ("");
          if (name == NULL || value == NULL || *name == '\0' || ++n > MAX_PAIRS)
            {
              g_set_error_literal (error, NX_ERROR, NX_ERROR_BAD_REQUEST, _("The form or the address is malformed."));
              return NULL;
            }
          drop_returns (value);
          add_pair (pairs, g_steal_pointer (&name), g_steal_pointer (&value));
        }
      at = stop + 1;
    }
  return g_steal_pointer (&pairs);
}
