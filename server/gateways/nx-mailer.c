/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-mailer.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include "common/nx-error.h"
#include "common/nx-random.h"
#include "server/gateways/nx-message.h"

#define CONNECT_SECONDS 10L
#define TOTAL_SECONDS 60L

struct _NxMailer
{
  char *from;
  char *sender;  /* bare address of @from, for MAIL FROM */
  char *url;     /* (nullable): of the SMTP server */
  char *user, *password;
  gboolean secure;
  char *maildir; /* (nullable): where there is no SMTP server */
};

/* "Nexus <a@b>" → "a@b" */
static char *
bare_address (const char *from)
{
  const char *open = strrchr (from, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;
  return close != NULL ? g_strndup (open + 1, close - open - 1) : g_strdup (from);
}

static char *
default_from (const NxConfig *config)
{
  g_autoptr (GUri) uri = config->app_url != NULL ? g_uri_parse (config->app_url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  return g_strdup_printf ("Nexus Réussite <nexus@%s>", host != NULL && g_ascii_isalpha (host[0]) ? host : "localhost");
}

NxMailer *
nx_mailer_new (const NxConfig *config)
{
  NxMailer *self = g_new0 (NxMailer, 1);
  self->from = config->smtp_from != NULL ? g_strdup (config->smtp_from) : default_from (config);
  self->sender = bare_address (self->from);
  if (config->smtp_host == NULL)
    {
      self->maildir = g_build_filename (config->data_dir, "mail", NULL);
      return self;
    }
  /* Port 465 speaks TLS from the first byte (RFC 8314); others upgrade by STARTTLS. */
  self->url = g_strdup_printf ("%s://%s:%u", config->smtp_secure && config->smtp_port == 465 ? "smtps" : "smtp", config->smtp_host, config->smtp_port);
  self->secure = config->smtp_secure;
  self->user = g_strdup (config->smtp_user);
  self->password = g_strdup (config->smtp_password);
  return self;
}

void
nx_mailer_free (NxMailer *self)
{
  if (self == NULL)
    return;
  g_free (self->from);
  g_free (self->sender);
  g_free (self->url);
  g_free (self->user);
  g_free (self->password);
  g_free (self->maildir);
  g_free (self);
}

const char *
nx_mailer_from (NxMailer *self)
{
  return self->from;
}

/* Maildir: a file appears in new/ whole or not at all. */

static gboolean
write_whole (const char *path, GBytes *message, GError **error)
{
  gsize length, done = 0;
  const char *data = g_bytes_get_data (message, &length);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  while (fd >= 0 && done < length)
    {
      ssize_t n = write (fd, data + done, length - done);
      if (n < 0 && errno != EINTR)
        break;
      done += n > 0 ? (gsize) n : 0;
    }
  if (fd >= 0 && done == length && fsync (fd) == 0 && close (fd) == 0)
    return TRUE;
  g_set_error (error, NX_ERROR, NX_ERROR_UPSTREAM_FAILED, "could not write “%s”: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  g_unlink (path);
  return FALSE;
}

static gboolean
deliver_to_maildir (NxMailer *self, GBytes *message, GError **error)
{
  static const char *const folders[] = { "tmp", "new", "cur" };
  g_autofree char *name = nx_random_token (16), *temporary = NULL, *final = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (self->maildir, folders[i], NULL);
      if (g_mkdir_with_parents (folder, 0700) != 0)
        {
          g_set_error (error, NX_ERROR, NX_ERROR_UPSTREAM_FAILED, "could not make “%s”: %s", folder, g_strerror (errno));
          return FALSE;
        }
    }
  temporary = g_build_filename (self->maildir, "tmp", name, NULL);
  final = g_build_filename (self->maildir, "new", name, NULL);
  if (!write_whole (temporary, message, error))
    return FALSE;
  if (g_rename (temporary, final) == 0)
    return TRUE;
  g_set_error (error, NX_ERROR, NX_ERROR_UPSTREAM_FAILED, "could not move a mail to “%s”: %s", final, g_strerror (errno));
  return FALSE;
}

/* SMTP */

typedef struct
{
  const char *data;
  gsize left;
} Upload;

static size_t
read_upload (char *buffer, size_t size, size_t count, void *user_data)
{
  Upload *upload = user_data;
  gsize n = MIN (size * count, upload->left);
  memcpy (buffer, upload->data, n);
  upload->data += n;
  upload->left -= n;
  return n;
}

static void
set_options (NxMailer *self, CURL *curl, struct curl_slist *recipients, Upload *upload, char *error_text)
{
  curl_easy_setopt (curl, CURLOPT_URL, self->url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (curl, CURLOPT_USE_SSL, (long) (self->secure ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT, TOTAL_SECONDS);
  curl_easy_setopt (curl, CURLOPT_ERRORBUFFER, error_text);
  curl_easy_setopt (curl, CURLOPT_MAIL_FROM, self->sender);
  curl_easy_setopt (curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt (curl, CURLOPT_READFUNCTION, read_upload);
  curl_easy_setopt (curl, CURLOPT_READDATA, upload);
  curl_easy_setopt (curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t) upload->left);
  curl_easy_setopt (curl, CURLOPT_UPLOAD, 1L);
  if (self->user != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_USERNAME, self->user);
      curl_easy_setopt (curl, CURLOPT_PASSWORD, self->password != NULL ? self->password : "");
    }
}

static gboolean
deliver_by_smtp (NxMailer *self, const char *to, GBytes *message, gboolean *permanent, GError **error)
{
  char error_text[CURL_ERROR_SIZE] = "";
  gsize length;
  Upload upload = { .data = g_bytes_get_data (message, &length) };
  struct curl_slist *recipients = curl_slist_append (NULL, to);
  CURL *curl = curl_easy_init ();
  CURLcode code;
  long answer = 0;

  upload.left = length;
  set_options (self, curl, recipients, &upload, error_text);
  code = curl_easy_perform (curl);
  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &answer);
  curl_slist_free_all (recipients);
  curl_easy_cleanup (curl);
  if (code == CURLE_OK)
    return TRUE;
  /* 5xx to the recipient or the message is the server's last word (RFC 5321 section 4.2.1); anything else may pass. */
  *permanent = (code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_RECV_ERROR) && answer >= 550 && answer < 560;
  g_set_error (error, NX_ERROR, NX_ERROR_UPSTREAM_FAILED, "%s (answer %ld)", error_text[0] != '\0' ? error_text : curl_easy_strerror (code), answer);
  return FALSE;
}

gboolean
nx_mailer_send (NxMailer *self, const char *to, GBytes *message, gboolean *permanent, GError **error)
{
  gboolean ignored;
  if (permanent == NULL)
    permanent = &ignored;
  *permanent = FALSE;
  /* libcurl would pass a line feed in an address on as a command of its own. */
  if (!nx_message_address_is_safe (to) || !nx_message_address_is_safe (self->sender))
    {
      *permanent = TRUE;
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "not an e-mail address that can be written to");
      return FALSE;
    }
  if (self->maildir != NULL)
    return deliver_to_maildir (self, message, error);
  return deliver_by_smtp (self, to, message, permanent, error);
}
