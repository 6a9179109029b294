/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/accounts/nx-password.h"

#include <crypt.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "common/nx-error.h"
#include "common/nx-random.h"
#include "server/accounts/accounts-resources.h"

#define COST 12
#define PREFIX_LENGTH 7 /* "$2b$12$" */
#define HASH_LENGTH 60
#define BCRYPT_ALPHABET "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
/* What may surround a common word without making a password better: "nexus-2026!!". */
#define MAX_DECORATION 8

/* A hash of nothing that anybody knows: the work for an account that does not exist or has no password yet. */
static const char dummy_hash[] = "$2b$12$vRk9mE3oTz1yWc8QhJpL5.uGx0DnSb4FaKiYtVdPeZrXwM7Nq2HCO";

#define COMMON_PASSWORDS "/academy/nexusreussite/accounts/common-passwords.txt"

gboolean
nx_password_hash_is_valid (const char *hash)
{
  if (hash == NULL || strlen (hash) != HASH_LENGTH || hash[0] != '$' || hash[1] != '2' || strchr ("aby", hash[2]) == NULL)
    return FALSE;
  if (hash[3] != '$' || hash[4] != '1' || hash[5] < '0' || hash[5] > '4' || hash[6] != '$')
    return FALSE;
  return strspn (hash + PREFIX_LENGTH, BCRYPT_ALPHABET) == HASH_LENGTH - PREFIX_LENGTH;
}

/* (transfer full) (nullable): what crypt makes of @password under @setting; NULL where it refuses. */
static char *
run_bcrypt (const char *password, const char *setting)
{
  struct crypt_data *data = g_new0 (struct crypt_data, 1);
  const char *out = crypt_r (password, setting, data);
  char *hash = out != NULL && nx_password_hash_is_valid (out) ? g_strdup (out) : NULL;

  /* It holds the password's key schedule. */
  explicit_bzero (data, sizeof *data);
  g_free (data);
  return hash;
}

char *
nx_password_hash (const char *password, GError **error)
{
  guint8 salt[16];
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  char *hash;

  g_return_val_if_fail (password != NULL && strlen (password) <= NX_PASSWORD_MAX_BYTES, NULL);

  nx_random_bytes (salt, sizeof salt);
  if (crypt_gensalt_rn ("$2b$", COST, (const char *) salt, sizeof salt, setting, sizeof setting) == NULL)
    {
      g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "could not make a salt for a password");
      return NULL;
    }
  hash = run_bcrypt (password, setting);
  if (hash == NULL)
    g_set_error_literal (error, NX_ERROR, NX_ERROR_INTERNAL, "could not hash a password");
  return hash;
}

gboolean
nx_password_verify (const char *password, const char *hash)
{
  const gboolean valid = nx_password_hash_is_valid (hash);
  /* Beyond bcrypt's 72 bytes two passwords would be equal that are not; the work is done all the same. */
  const gboolean fits = strlen (password) <= NX_PASSWORD_MAX_BYTES;
  const char *const stored = valid ? hash : dummy_hash;
  g_autofree char *made = run_bcrypt (fits ? password : "", stored);
  guint8 difference = 0;

  if (made == NULL)
    return FALSE;
  for (gsize i = 0; i < HASH_LENGTH; i++)
    difference |= (guint8) made[i] ^ (guint8) stored[i];
  return valid && fits && difference == 0;
}

/* Binary search in the lines of the list, which are in order of their bytes. */
static gboolean
is_common (const char *word)
{
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (nx_accounts_get_resource (), COMMON_PASSWORDS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const gsize length = strlen (word);
  gsize size = 0, low = 0, high;
  const char *text;

  g_return_val_if_fail (bytes != NULL, FALSE);
  text = g_bytes_get_data (bytes, &size);
  high = size;
  while (low < high)
    {
      gsize start = low + (high - low) / 2, end;
      int order;

      while (start > low && text[start - 1] != '\n')
        start--;
      for (end = start; end < size && text[end] != '\n';)
        end++;
      order = memcmp (word, text + start, MIN (length, end - start));
      if (order == 0)
        order = (length > end - start) - (length < end - start);
      if (order == 0)
        return TRUE;
      if (order < 0)
        high = start;
      else
        low = end + 1;
    }
  return FALSE;
}

/* (transfer full): lower case without accents: the form in which passwords and names are compared. */
static char *
fold (const char *text)
{
  g_autofree char *apart = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *lower = g_utf8_strdown (apart != NULL ? apart : text, -1);
  GString *folded = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_ismark (g_utf8_get_char (p)))
      g_string_append_unichar (folded, g_utf8_get_char (p));
  return g_string_free (folded, FALSE);
}

static gboolean
is_letter (char byte)
{
  return g_ascii_isalpha (byte) || (guchar) byte >= 0x80;
}

/* Cuts the digits and signs off both ends of @word, in place, where they are few. Returns: what is left. */
static char *
strip_decoration (char *word)
{
  const gsize length = strlen (word);
  gsize start = 0, end = length;

  while (start < end && !is_letter (word[start]))
    start++;
  while (end > start && !is_letter (word[end - 1]))
    end--;
  if (end == start || length - (end - start) > MAX_DECORATION)
    return word;
  word[end] = '\0';
  return word + start;
}

/* "abcabcabcabc", "aaaaaaaaaa": one short piece again and again. */
static gboolean
is_repetition (const char *word)
{
  const gsize length = strlen (word);

  for (gsize period = 1; period <= 4 && period * 2 <= length; period++)
    if (strncmp (word, word + period, length - period) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_own_word (const char *folded, const char *bare, const char *const *words)
{
  for (; words != NULL && *words != NULL; words++)
    {
      g_autofree char *own = fold (*words);
      g_autofree char *local = g_strndup (own, strcspn (own, "@"));

      if (*own != '\0'
          && (strcmp (folded, own) == 0 || strcmp (bare, own) == 0 || strcmp (bare, local) == 0 || strcmp (folded, local) == 0))
        return TRUE;
    }
  return FALSE;
}

const char *
nx_password_weakness (const char *password, const char *const *words)
{
  g_autofree char *folded = NULL, *copy = NULL;
  const char *bare;

  if (g_utf8_strlen (password, -1) < NX_PASSWORD_MIN)
    return _("The password needs at least 10 characters.");
  if (strlen (password) > NX_PASSWORD_MAX_BYTES)
    return _("The password is too long: at most 72 bytes, fewer characters where they have accents.");

  folded = fold (password);
  copy = g_strdup (folded);
  bare = strip_decoration (copy);
  if (is_common (folded) || is_common (bare) || is_repetition (folded))
    return _("This password is one of those tried first by intruders. Three or four words that only you would put together make "
              "a good one.");
  if (is_own_word (folded, bare, words))
    return _("The password may not be your own name or e-mail address.");
  return NULL;
}
