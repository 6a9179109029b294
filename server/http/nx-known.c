/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-known.h"

#include <pthread.h>

#include "common/nx-time.h"

#define MAX_TOKENS 256

struct _NxKnown
{
  pthread_mutex_t lock;
  GHashTable *tokens; /* (owned): token → NxPrincipal */
};

static void
principal_free (gpointer data)
{
  nx_principal_clear (data);
  g_free (data);
}

NxKnown *
nx_known_new (void)
{
  NxKnown *self = g_new0 (NxKnown, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, principal_free);
  return self;
}

void
nx_known_free (NxKnown *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->tokens);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

gboolean
nx_known_find (NxKnown *self, const char *token, gint64 now, NxPrincipal *out)
{
  const NxPrincipal *known;
  gboolean found;

  pthread_mutex_lock (&self->lock);
  known = g_hash_table_lookup (self->tokens, token);
  /* A token says its end in whole seconds. */
  found = known != NULL && now < known->expires_at / NX_TIME_SECOND * NX_TIME_SECOND;
  if (found)
    nx_principal_copy (out, known);
  pthread_mutex_unlock (&self->lock);
  return found;
}

void
nx_known_add (NxKnown *self, const char *token, const NxPrincipal *principal)
{
  NxPrincipal *copy = g_new0 (NxPrincipal, 1);

  nx_principal_copy (copy, principal);
  pthread_mutex_lock (&self->lock);
  if (g_hash_table_size (self->tokens) >= MAX_TOKENS)
    g_hash_table_remove_all (self->tokens);
  g_hash_table_replace (self->tokens, g_strdup (token), copy);
  pthread_mutex_unlock (&self->lock);
}

void
nx_known_forget (NxKnown *self, const char *token)
{
  pthread_mutex_lock (&self->lock);
  g_hash_table_remove (self->tokens, token);
  pthread_mutex_unlock (&self->lock);
}
