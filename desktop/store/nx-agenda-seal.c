/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <gcrypt.h>
#include "common/nx-error.h"
#include "desktop/store/nx-agenda-copy.h"

/* magic, nonce, tag, then the content encrypted; magic and owner are authenticated with it */
#define MAGIC       "NXAGENDA1\n"
#define MAGIC_BYTES 10
#define NONCE_BYTES 12
#define TAG_BYTES   16
#define HEAD_BYTES  (MAGIC_BYTES + NONCE_BYTES + TAG_BYTES)

static gpointer
init_library (gpointer data)
{
  /* libsecret may have done it already, for itself. */
  if (gcry_control (GCRYCTL_INITIALIZATION_FINISHED_P))
    return GINT_TO_POINTER (1);
  if (gcry_check_version ("1.10.0") == NULL)
    return NULL;
  gcry_control (GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control (GCRYCTL_INITIALIZATION_FINISHED, 0);
  return GINT_TO_POINTER (1);
}

static gboolean
check (gcry_error_t code, GError **error)
{
  if (code == 0)
    return TRUE;
  g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the copy of the agenda: %s", gcry_strerror (code));
  return FALSE;
}

/* (transfer full): a cipher that has key, @nonce and what is authenticated besides. */
static gcry_cipher_hd_t
open_cipher (GBytes *key, const guint8 *nonce, const char *owner, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  gcry_cipher_hd_t cipher = NULL;

  g_once (&once, init_library, NULL);
  if (once.retval == NULL || g_bytes_get_size (key) != NX_AGENDA_COPY_KEY_BYTES)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the copy of the agenda: no library or no key");
      return NULL;
    }
  if (check (gcry_cipher_open (&cipher, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_GCM, 0), error)
      && check (gcry_cipher_setkey (cipher, g_bytes_get_data (key, NULL), NX_AGENDA_COPY_KEY_BYTES), error)
      && check (gcry_cipher_setiv (cipher, nonce, NONCE_BYTES), error)
      && check (gcry_cipher_authenticate (cipher, MAGIC, MAGIC_BYTES), error)
      && check (gcry_cipher_authenticate (cipher, owner, strlen (owner)), error))
    return cipher;
  gcry_cipher_close (cipher);
  return NULL;
}

GBytes *
nx_agenda_copy_seal (GBytes *content, GBytes *key, const char *owner, GError **error)
{
  gsize length;
  const guint8 *plain = g_bytes_get_data (content, &length);
  g_autofree guint8 *sealed = g_malloc (HEAD_BYTES + length);
  gcry_cipher_hd_t cipher;
  gboolean done;

  memcpy (sealed, MAGIC, MAGIC_BYTES);
  gcry_create_nonce (sealed + MAGIC_BYTES, NONCE_BYTES);
  cipher = open_cipher (key, sealed + MAGIC_BYTES, owner, error);
  if (cipher == NULL)
    return NULL;
  done = check (gcry_cipher_final (cipher), error)
         && check (gcry_cipher_encrypt (cipher, sealed + HEAD_BYTES, length, plain, length), error)
         && check (gcry_cipher_gettag (cipher, sealed + MAGIC_BYTES + NONCE_BYTES, TAG_BYTES), error);
  gcry_cipher_close (cipher);
  if (!done)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&sealed), HEAD_BYTES + length);
}

GBytes *
nx_agenda_copy_unseal (GBytes *sealed, GBytes *key, const char *owner, GError **error)
{
  gsize size, length;
  const guint8 *data = g_bytes_get_data (sealed, &size);
  g_autofree guint8 *plain = NULL;
  gcry_cipher_hd_t cipher;
  gboolean done;

  if (size < HEAD_BYTES || memcmp (data, MAGIC, MAGIC_BYTES) != 0)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "the copy of the agenda: not such a file");
      return NULL;
    }
  length = size - HEAD_BYTES;
  plain = g_malloc (length + 1);
  cipher = open_cipher (key, data + MAGIC_BYTES, owner, error);
  if (cipher == NULL)
    return NULL;
  done = check (gcry_cipher_final (cipher), error)
         && check (gcry_cipher_decrypt (cipher, plain, length, data + HEAD_BYTES, length), error)
         && check (gcry_cipher_checktag (cipher, data + MAGIC_BYTES + NONCE_BYTES, TAG_BYTES), error);
  gcry_cipher_close (cipher);
  if (!done)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&plain), length);
}
