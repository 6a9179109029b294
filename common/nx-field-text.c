/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/nx-field-private.h"

#include <string.h>

#include "common/nx-i18n.h"
#include "common/nx-random.h"

#define DEFAULT_LINE 200
#define DEFAULT_TEXT 4000
#define MAX_EMAIL 254
#define MAX_EMAIL_LOCAL 64
#define MAX_DOMAIN_LABEL 63
#define MIN_PHONE_DIGITS 6

static gint64
max_characters (const NxField *field)
{
  if (field->kind == NX_FIELD_EMAIL)
    return field->max > 0 ? MIN (field->max, MAX_EMAIL) : MAX_EMAIL;
  if (field->max > 0)
    return field->max;
  return field->kind == NX_FIELD_TEXT ? DEFAULT_TEXT : DEFAULT_LINE;
}

/* Forms send CR LF, text pasted from a spreadsheet has tabs: neither is a fault of the person who types. */
static char *
normalise_lines (const char *text)
{
  GString *lines = g_string_new (NULL);
  const char *p;

  for (p = text; *p != '\0'; p++)
    {
      if (*p == '\r')
        {
          g_string_append_c (lines, '\n');
          if (p[1] == '\n')
            p++;
        }
      else
        g_string_append_c (lines, *p == '\t' ? ' ' : *p);
    }
  return g_string_free (lines, FALSE);
}

/* Spaces, joiners and marks of direction alone are nothing that a person could read. */
static gboolean
can_be_seen (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar c = g_utf8_get_char (text);

      /* Other control characters are named in a sentence of their own. */
      if (!g_unichar_isspace (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
        return TRUE;
    }
  return FALSE;
}

/* White space of any script, at both ends. */
static char *
trimmed (const char *text)
{
  const char *end = text + strlen (text);

  if (!can_be_seen (text))
    return g_strdup ("");

  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  while (end > text)
    {
      const char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }
  return g_strndup (text, (gsize) (end - text));
}

/* Embeddings, overrides and isolates: they make a name read as another one. Plain right-to-left marks belong to good spelling. */
static gboolean
turns_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_line_separator (gunichar c)
{
  return c == 0x2028 || c == 0x2029;
}

static char *
check_characters (const NxField *field, const char *text)
{
  gboolean lines = field->kind == NX_FIELD_TEXT;
  const char *p;

  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (lines && (c == '\n' || is_line_separator (c)))
        continue;
      if (c == '\n' || c == '\r' || is_line_separator (c))
        return g_strdup_printf (_ ("%s: write this on one line."), nx_field_label (field));
      if (g_unichar_iscntrl (c))
        return g_strdup_printf (_ ("%s: remove the control characters, which cannot be seen."), nx_field_label (field));
      if (!lines && turns_direction (c))
        return g_strdup_printf (_ ("%s: remove the characters that turn the direction of writing."), nx_field_label (field));
    }
  return NULL;
}

static char *
check_length (const NxField *field, const char *text)
{
  gint64 length = g_utf8_strlen (text, -1);
  gint64 max = max_characters (field);

  if (length == 0 && (field->flags & NX_FIELD_REQUIRED))
    return nx_field_missing (field);
  if (length < field->min)
    return g_strdup_printf (ngettext ("%1$s: at least %2$d character is needed.", "%1$s: at least %2$d characters are needed.",
                                      (gulong) field->min),
                            nx_field_label (field), (int) field->min);
  if (length > max)
    return g_strdup_printf (ngettext ("%1$s: this is too long; at most %2$d character is accepted.",
                                      "%1$s: this is too long; at most %2$d characters are accepted.", (gulong) max),
                            nx_field_label (field), (int) max);
  return NULL;
}

/* RFC 5321's dot-string: what mail systems take in practice; quoted forms are not. */
static gboolean
is_email_local (const char *local, gsize length)
{
  gsize i;

  if (length == 0 || length > MAX_EMAIL_LOCAL || local[0] == '.' || local[length - 1] == '.')
    return FALSE;
  for (i = 0; i < length; i++)
    {
      if (local[i] == '.' && local[i - 1] == '.')
        return FALSE;
      if (!g_ascii_isalnum (local[i]) && strchr (".!#$%&'*+/=?^_`{|}~-", local[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_domain (const char *domain)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint i;

  if (g_str_equal (domain, "localhost"))
    return TRUE;
  if (g_strv_length (labels) < 2)
    return FALSE;
  for (i = 0; labels[i] != NULL; i++)
    {
      gsize length = strlen (labels[i]);

      if (length == 0 || length > MAX_DOMAIN_LABEL || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;
      if (strspn (labels[i], "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
        return FALSE;
    }
  return TRUE;
}

static char *
check_email (const NxField *field, char *text)
{
  const char *at = strchr (text, '@');
  char *p;

  for (p = text; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);

  if (!g_str_is_ascii (text))
    return g_strdup_printf (_ ("%s: write the address without accents; a domain with accents has an “xn--” form."),
                            nx_field_label (field));
  if (at == NULL || !is_email_local (text, (gsize) (at - text)) || !is_domain (at + 1))
    return g_strdup_printf (_ ("%s: this is not a complete e-mail address, like name@example.org."), nx_field_label (field));
  return NULL;
}

static char *
check_phone (const NxField *field, const char *text)
{
  const char *p;
  int digits = 0;

  for (p = text; *p != '\0'; p++)
    digits += g_ascii_isdigit (*p);
  if (digits < MIN_PHONE_DIGITS || strspn (text, "0123456789 +-.()") != strlen (text))
    return g_strdup_printf (_ ("%s: write a telephone number with digits, spaces and + - . ( ) only, like +216 12 345 678."),
                            nx_field_label (field));
  return NULL;
}

static char *
check_id (const NxField *field, char *text)
{
  char *p;

  if (!nx_uuid_is_valid (text))
    return g_strdup_printf (_ ("%s: this is not an identifier."), nx_field_label (field));
  for (p = text; *p != '\0'; p++)
    *p = g_ascii_tolower (*p);
  return NULL;
}

char *
nx_field_check_text (const NxField *field, const char *text, char **result)
{
  g_autofree char *lines = NULL;
  g_autofree char *clean = NULL;
  char *fault;

  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup_printf (_ ("%s: this is not text in UTF-8."), nx_field_label (field));

  lines = field->kind == NX_FIELD_TEXT ? normalise_lines (text) : g_strdup (text);
  clean = field->kind == NX_FIELD_SECRET ? g_steal_pointer (&lines) : trimmed (lines);

  fault = check_characters (field, clean);
  if (fault == NULL)
    fault = check_length (field, clean);
  if (fault == NULL && field->kind == NX_FIELD_EMAIL)
    fault = check_email (field, clean);
  if (fault == NULL && field->kind == NX_FIELD_PHONE)
    fault = check_phone (field, clean);
  if (fault == NULL && field->kind == NX_FIELD_ID)
    fault = check_id (field, clean);
  if (fault == NULL)
    *result = g_steal_pointer (&clean);
  return fault;
}
