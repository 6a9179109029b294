/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include "desktop/api/nx-connection-private.h"

const char *
nx_reader_language (void)
{
  const char *const *names = g_get_language_names ();
  return names[0] != NULL && g_str_has_prefix (names[0], "fr") ? "fr" : "en";
}


static char *
network_sentence (const GError *error, const char *host)
{
  if (error->domain == G_TLS_ERROR)
    return g_strdup_printf (_("The certificate of %s is not valid, so nothing was sent. Check the address, and this computer’s clock."),
                            host);
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup_printf (_("No server is called %s. Check the address and the network."), host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf (_("Nothing answers at %s. Check the address; the server may be stopped."), host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE))
    return g_strdup (_("This computer has no network."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup_printf (_("%s does not answer."), host);
  return g_strdup_printf (_("The connection to %s was lost."), host);
}


GError *
nx_network_error (GError *error, const char *server)
{
  if (error->domain == NX_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;
  g_autoptr (GError) old = error;
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  g_autofree char *sentence = network_sentence (old, uri != NULL ? g_uri_get_host (uri) : server);
  g_debug ("%s: %s", server, old->message);
  return g_error_new_literal (NX_ERROR, NX_ERROR_UNAVAILABLE, sentence);
}


/* A password must not travel in clear because a scheme was left out. */
static gboolean
is_this_machine (const char *address)
{
  return g_str_has_prefix (address, "localhost") || g_str_has_prefix (address, "127.") || g_str_has_prefix (address, "[::1]");
}


char *
nx_server_address (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autofree char *full = strstr (text, "://") != NULL ? g_strdup (text)
                                                       : g_strconcat (is_this_machine (text) ? "http://" : "https://", text, NULL);
  g_autoptr (GUri) uri = g_uri_parse (full, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || *host == '\0' || strpbrk (host, " \t\n") != NULL || g_uri_get_userinfo (uri) != NULL
      || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, _("“%s” is not the address of a server. It looks like nexus.example.tn."), text);
      return NULL;
    }
  return g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}
