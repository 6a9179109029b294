/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-config-check.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "server/transfers/nx-iban.h"

#define MIN_SECRET 32

static void set_fault (char **fault, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
set_fault (char **fault, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_free (*fault);
  *fault = g_strdup_vprintf (format, args);
  va_end (args);
}

char *
nx_config_read_url (const char *text, char **fault)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  char *url;

  if (uri == NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) || g_uri_get_host (uri) == NULL
      || *g_uri_get_host (uri) == '\0' || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      set_fault (fault, _ ("“%s” is not an address like https://example.org"), text);
      return NULL;
    }
  url = g_strdup (text);
  while (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return url;
}

char *
nx_config_read_host (const char *text, char **fault)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  const gsize name = strspn (text, allowed);
  guint64 port;

  if (name > 0 && name <= 253 && text[0] != '.' && text[0] != '-'
      && (text[name] == '\0' || (text[name] == ':' && g_ascii_string_to_unsigned (text + name + 1, 10, 1, 65535, &port, NULL))))
    return g_strdup (text);
  set_fault (fault, _ ("“%s” is not the name of a server like meet.example.org"), text);
  return NULL;
}

gboolean
nx_config_read_number (const char *text, guint min, guint max, guint *number, char **fault)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, min, max, &value, NULL))
    {
      set_fault (fault, _ ("“%s” is not a number between %u and %u"), text, min, max);
      return FALSE;
    }
  *number = (guint) value;
  return TRUE;
}

gboolean
nx_config_read_listen (const char *text, char **host, guint *port, char **fault)
{
  const char *colon = strrchr (text, ':');
  g_autofree char *address = NULL;
  g_autofree char *ignored = NULL;
  guint number;

  if (colon != NULL)
    address = text[0] == '[' && colon[-1] == ']' ? g_strndup (text + 1, (gsize) (colon - text) - 2)
                                                 : g_strndup (text, (gsize) (colon - text));
  if (address == NULL || !g_hostname_is_ip_address (address) || !nx_config_read_number (colon + 1, 0, 65535, &number, &ignored))
    {
      set_fault (fault, _ ("“%s” is not a numeric address and a port like 127.0.0.1:8080"), text);
      return FALSE;
    }
  *host = g_steal_pointer (&address);
  *port = number;
  return TRUE;
}

gboolean
nx_config_read_bool (const char *text, gboolean *value, char **fault)
{
  static const char *const yes[] = { "true", "1", "yes", "on", NULL }, *const no[] = { "false", "0", "no", "off", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (!g_strv_contains (yes, lower) && !g_strv_contains (no, lower))
    {
      set_fault (fault, _ ("“%s” is neither true nor false"), text);
      return FALSE;
    }
  *value = g_strv_contains (yes, lower);
  return TRUE;
}

char *
nx_config_bare_address (const char *from)
{
  const char *open = strrchr (from, '<');

  return open != NULL && g_str_has_suffix (open, ">") ? g_strndup (open + 1, strlen (open) - 2) : g_strdup (from);
}

static gboolean
is_address (const char *text)
{
  const char *at = strchr (text, '@');

  if (at == NULL || at == text || at[1] == '\0' || strchr (at + 1, '@') != NULL || strlen (text) > 254)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p) || g_ascii_iscntrl (*p) || strchr ("<>,;\"", *p) != NULL)
        return FALSE;
    }
  return TRUE;
}

char *
nx_config_read_email (const char *text, gboolean named, char **fault)
{
  g_autofree char *address = named ? nx_config_bare_address (text) : g_strdup (text);

  if (!is_address (address) || strpbrk (text, "\r\n") != NULL)
    {
      set_fault (fault, _ ("“%s” is not an e-mail address"), text);
      return NULL;
    }
  return g_strdup (text);
}

/* --- banks --- */

char *
nx_config_read_iban (const char *text, char **fault)
{
  g_autofree char *iban = NULL;
  guint wanted;

  switch (nx_iban_read (text, &iban, &wanted))
    {
    case NX_IBAN_GOOD:
      return g_steal_pointer (&iban);
    case NX_IBAN_LENGTH:
      set_fault (fault, _ ("an IBAN of %.2s has %u characters, this one has %u"), iban, wanted, (guint) strlen (iban));
      return NULL;
    case NX_IBAN_CHECK:
      set_fault (fault, _ ("the check digits of this IBAN are wrong"));
      return NULL;
    default:
      set_fault (fault, _ ("“%s” is not an IBAN"), text);
      return NULL;
    }
}

char *
nx_config_read_bic (const char *text, char **fault)
{
  g_autofree char *bic = nx_bank_compact (text);

  if (!nx_bic_is_valid (bic))
    {
      set_fault (fault, _ ("“%s” is not a BIC of 8 or 11 characters"), text);
      return NULL;
    }
  return g_steal_pointer (&bic);
}

/* --- the secret that signs tokens --- */

/* Parts of secrets that stand in documentation, and so in every attacker's list. */
static const char *const known_examples[]
    = { "change-me",    "changeme",   "change_me",  "change-in-prod", "change-this", "your-secret", "your_secret",
        "votre-secret", "secret-key", "secret_key", "super-secret",   "supersecret", "my-secret",   "example",
        "exemple",      "password",   "motdepasse", "0123456789",     "abcdefgh",    "placeholder", "nextauth-secret" };

static guint
distinct_characters (const char *text)
{
  gboolean seen[256] = { FALSE };
  guint count = 0;

  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    {
      count += !seen[*p];
      seen[*p] = TRUE;
    }
  return count;
}

char *
nx_config_read_secret (const char *text, char **fault)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (g_utf8_strlen (text, -1) < MIN_SECRET)
    {
      set_fault (fault, _ ("must have at least %d characters; leave it out and one is made"), MIN_SECRET);
      return NULL;
    }
  if (distinct_characters (text) < 8)
    {
      set_fault (fault, _ ("repeats too few characters to be a secret; leave it out and one is made"));
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (known_examples); i++)
    {
      if (strstr (lower, known_examples[i]) != NULL)
        {
          set_fault (fault, _ ("is an example that everybody knows; leave it out and one is made"));
          return NULL;
        }
    }
  return g_strdup (text);
}
