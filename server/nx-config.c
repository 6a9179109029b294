/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "common/nx-error.h"
#include "common/nx-random.h"
#include "server/db/nx-db.h"
#include "server/nx-config-check.h"

typedef enum
{
  NX_KEY_STRING,
  NX_KEY_URL,
  NX_KEY_HOST,
  NX_KEY_EMAIL,  /* an address */
  NX_KEY_SENDER, /* an address with a name */
  NX_KEY_DATABASE,
  NX_KEY_SECRET,
  NX_KEY_PORT,
  NX_KEY_COUNT, /* of workers */
  NX_KEY_BOOL,
  NX_KEY_LISTEN,
  NX_KEY_DIR,
  NX_KEY_IBAN, /* malformed: transfers are not offered, the start goes on */
  NX_KEY_BIC   /* likewise */
} NxKeyKind;

/* One row a setting: its name, the names that earlier installations used, its form, where it goes, its value where none is given. */
typedef struct
{
  const char *name;
  const char *old_names[2];
  NxKeyKind kind;
  gsize offset;
  const char *fallback;
} NxKey;

#define AT(member) G_STRUCT_OFFSET (NxConfig, member)

static const NxKey keys[] = {
  { "DATABASE_URL", { NULL }, NX_KEY_DATABASE, AT (database_url), NULL },
  { "DATABASE_READ_URL", { NULL }, NX_KEY_DATABASE, AT (database_read_url), NULL },
  { "LISTEN", { NULL }, NX_KEY_LISTEN, AT (listen_host), "127.0.0.1:8080" },
  { "APP_URL", { "NEXT_PUBLIC_APP_URL", "NEXTAUTH_URL" }, NX_KEY_URL, AT (app_url), NULL },
  { "DATA_DIR", { NULL }, NX_KEY_DIR, AT (data_dir), NULL },
  { "AUTH_SECRET", { "NEXTAUTH_SECRET" }, NX_KEY_SECRET, AT (auth_secret), NULL },
  { "WORKERS", { NULL }, NX_KEY_COUNT, AT (workers), "8" },
  { "OFFICE_EMAIL", { NULL }, NX_KEY_EMAIL, AT (office_email), NULL },
  { "SMTP_HOST", { NULL }, NX_KEY_STRING, AT (smtp_host), NULL },
  { "SMTP_PORT", { NULL }, NX_KEY_PORT, AT (smtp_port), "587" },
  { "SMTP_SECURE", { NULL }, NX_KEY_BOOL, AT (smtp_secure), "false" },
  { "SMTP_USER", { NULL }, NX_KEY_STRING, AT (smtp_user), NULL },
  { "SMTP_PASSWORD", { NULL }, NX_KEY_STRING, AT (smtp_password), NULL },
  { "SMTP_FROM", { NULL }, NX_KEY_SENDER, AT (smtp_from), "Nexus Réussite <contact@nexusreussite.academy>" },
  { "OPENAI_API_KEY", { NULL }, NX_KEY_STRING, AT (openai_api_key), NULL },
  { "OPENAI_MODEL", { NULL }, NX_KEY_STRING, AT (openai_model), NULL },
  { "OPENAI_BASE_URL", { NULL }, NX_KEY_URL, AT (openai_base_url), NULL },
  { "KONNECT_API_KEY", { NULL }, NX_KEY_STRING, AT (konnect_api_key), NULL },
  { "KONNECT_WALLET_ID", { NULL }, NX_KEY_STRING, AT (konnect_wallet_id), NULL },
  { "KONNECT_BASE_URL", { NULL }, NX_KEY_URL, AT (konnect_base_url), "https://api.konnect.network" },
  { "KONNECT_WEBHOOK_SECRET", { NULL }, NX_KEY_STRING, AT (konnect_webhook_secret), NULL },
  { "WISE_BENEFICIARY_NAME", { "NEXT_PUBLIC_WISE_BENEFICIARY_NAME" }, NX_KEY_STRING, AT (wise_beneficiary_name), NULL },
  { "WISE_IBAN", { "NEXT_PUBLIC_WISE_IBAN" }, NX_KEY_IBAN, AT (wise_iban), NULL },
  { "WISE_BIC", { "NEXT_PUBLIC_WISE_BIC" }, NX_KEY_BIC, AT (wise_bic), NULL },
  { "WISE_ADDRESS", { "NEXT_PUBLIC_WISE_ADDRESS" }, NX_KEY_STRING, AT (wise_address), NULL },
  { "WISE_BANK_NAME", { "NEXT_PUBLIC_WISE_BANK_NAME" }, NX_KEY_STRING, AT (wise_bank_name), NULL },
  { "JITSI_DOMAIN", { "NEXT_PUBLIC_JITSI_DOMAIN" }, NX_KEY_HOST, AT (jitsi_domain), "meet.jit.si" },
  { "JITSI_APP_ID", { NULL }, NX_KEY_STRING, AT (jitsi_app_id), NULL },
  { "JITSI_APP_SECRET", { NULL }, NX_KEY_STRING, AT (jitsi_app_secret), NULL },
};

void
nx_config_free (NxConfig *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (keys[i].kind != NX_KEY_PORT && keys[i].kind != NX_KEY_COUNT && keys[i].kind != NX_KEY_BOOL)
        g_free (G_STRUCT_MEMBER (char *, self, keys[i].offset));
    }
  g_free (self);
}

/* --- the file --- */

static const NxKey *
find_key (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (g_str_equal (name, keys[i].name) || g_strcmp0 (name, keys[i].old_names[0]) == 0 || g_strcmp0 (name, keys[i].old_names[1]) == 0)
        return &keys[i];
    }
  return NULL;
}

static gboolean
add_group (GKeyFile *file, const char *path, const char *group, GHashTable *values, GError **error)
{
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (GError) local = NULL;
      char *value;

      if (find_key (names[i]) == NULL)
        {
          g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("%s: %s is not a setting"), path, names[i]);
          return FALSE;
        }
      if (g_hash_table_contains (values, names[i]))
        {
          g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("%s: %s is given twice"), path, names[i]);
          return FALSE;
        }
      value = g_key_file_get_string (file, group, names[i], &local);
      if (value == NULL)
        {
          g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s: %s: %s", path, names[i], local->message);
          return FALSE;
        }
      g_hash_table_insert (values, g_strdup (names[i]), value);
    }
  return TRUE;
}

static gboolean
read_file (const char *path, GHashTable *values, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s: %s", path, local->message);
      return FALSE;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (!add_group (file, path, groups[i], values, error))
        return FALSE;
    }
  return TRUE;
}

/* --- values --- */

/* The environment before the file, today's name before the older ones. An empty value is none. */
static const char *
look_up (const NxKey *key, GHashTable *values, const char **name)
{
  const char *names[] = { key->name, key->old_names[0], key->old_names[1] };

  for (guint source = 0; source < 2; source++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (names) && names[i] != NULL; i++)
        {
          const char *value = source == 0 ? g_getenv (names[i]) : g_hash_table_lookup (values, names[i]);

          *name = names[i];
          if (value != NULL && *value != '\0')
            return value;
        }
    }
  *name = key->name;
  return key->fallback;
}

static char *
absolute_dir (const char *text)
{
  return g_canonicalize_filename (text, NULL);
}

static char *
read_text (NxKeyKind kind, const char *text, char **fault)
{
  switch (kind)
    {
    case NX_KEY_URL:
      return nx_config_read_url (text, fault);
    case NX_KEY_HOST:
      return nx_config_read_host (text, fault);
    case NX_KEY_EMAIL:
    case NX_KEY_SENDER:
      return nx_config_read_email (text, kind == NX_KEY_SENDER, fault);
    case NX_KEY_SECRET:
      return nx_config_read_secret (text, fault);
    case NX_KEY_IBAN:
      return nx_config_read_iban (text, fault);
    case NX_KEY_BIC:
      return nx_config_read_bic (text, fault);
    case NX_KEY_DATABASE:
      return nx_db_normalise_conninfo (text, fault);
    case NX_KEY_DIR:
      return absolute_dir (text);
    default:
      return g_strdup (text);
    }
}

static gboolean
read_value (NxConfig *self, const NxKey *key, const char *text, char **fault)
{
  gpointer member = G_STRUCT_MEMBER_P (self, key->offset);

  switch (key->kind)
    {
    case NX_KEY_PORT:
      return nx_config_read_number (text, 1, 65535, member, fault);
    case NX_KEY_COUNT:
      return nx_config_read_number (text, 1, 64, member, fault);
    case NX_KEY_BOOL:
      return nx_config_read_bool (text, member, fault);
    case NX_KEY_LISTEN:
      return nx_config_read_listen (text, &self->listen_host, &self->listen_port, fault);
    default:
      *(char **) member = read_text (key->kind, text, fault);
      return *(char **) member != NULL;
    }
}

static gboolean
load_key (NxConfig *self, const NxKey *key, GHashTable *values, GError **error)
{
  const char *name;
  const char *text = look_up (key, values, &name);
  g_autofree char *fault = NULL;

  if (text == NULL)
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL))
    fault = g_strdup (_ ("is not UTF-8 text"));
  else if (read_value (self, key, text, &fault))
    return TRUE;
  if (key->kind == NX_KEY_IBAN || key->kind == NX_KEY_BIC)
    {
      g_message ("%s: %s: bank transfers are not offered", name, fault);
      g_clear_pointer (&self->wise_iban, g_free);
      return TRUE;
    }
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s: %s", name, fault);
  return FALSE;
}

/* --- what follows from other settings --- */

static char *
default_data_dir (void)
{
  return geteuid () == 0 ? g_strdup ("/var/lib/nexus") : g_build_filename (g_get_user_data_dir (), "nexus-server", NULL);
}

/* Written aside and linked into place: of two processes that start at once both use the same one, and neither reads half of it. */
static gboolean
write_secret (const char *path, GError **error)
{
  g_autofree char *draft = g_strdup_printf ("%s.%d", path, (int) getpid ());
  g_autofree char *secret = nx_random_token (48);
  int fd = g_open (draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  gboolean written = fd >= 0 && write (fd, secret, strlen (secret)) == (gssize) strlen (secret) && fsync (fd) == 0;
  int fault = errno;

  if (fd >= 0)
    close (fd);
  if (written && link (draft, path) != 0 && errno != EEXIST)
    {
      written = FALSE;
      fault = errno;
    }
  g_unlink (draft);
  if (!written)
    g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("DATA_DIR: cannot write %s: %s"), path, g_strerror (fault));
  return written;
}

static gboolean
load_kept_secret (NxConfig *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, "auth-secret", NULL);
  g_autofree char *text = NULL, *fault = NULL;
  g_autoptr (GError) local = NULL;

  if (g_mkdir_with_parents (self->data_dir, 0700) != 0)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("DATA_DIR: cannot make the folder %s: %s"), self->data_dir, g_strerror (errno));
      return FALSE;
    }
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !write_secret (path, error))
    return FALSE;
  if (!g_file_get_contents (path, &text, NULL, &local))
    {
      g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, _ ("DATA_DIR: cannot read %s: %s"), path, local->message);
      return FALSE;
    }
  self->auth_secret = nx_config_read_secret (g_strstrip (text), &fault);
  if (self->auth_secret == NULL)
    g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "%s: %s", path, fault);
  return self->auth_secret != NULL;
}

static void
complete (NxConfig *self)
{
  char *suffix;

  if (self->app_url == NULL)
    self->app_url = g_strdup_printf (strchr (self->listen_host, ':') != NULL ? "http://[%s]:%u" : "http://%s:%u", self->listen_host,
                                     self->listen_port);
  self->secure = g_str_has_prefix (self->app_url, "https:");
  if (self->data_dir == NULL)
    self->data_dir = default_data_dir ();
  if (self->office_email == NULL)
    self->office_email = nx_config_bare_address (self->smtp_from);
  if (self->openai_api_key != NULL && self->openai_base_url == NULL)
    self->openai_base_url = g_strdup ("https://api.openai.com/v1");
  if (self->openai_base_url != NULL && self->openai_model == NULL)
    self->openai_model = g_strdup ("gpt-4o-mini");
  /* Earlier installations wrote the version into it. */
  suffix = g_str_has_suffix (self->konnect_base_url, "/api/v2") ? strstr (self->konnect_base_url, "/api/v2") : NULL;
  if (suffix != NULL)
    *suffix = '\0';
}

NxConfig *
nx_config_load (const char *path, GError **error)
{
  g_autoptr (NxConfig) self = g_new0 (NxConfig, 1);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (path != NULL && !read_file (path, values, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (!load_key (self, &keys[i], values, error))
        return NULL;
    }
  complete (self);
  if (self->auth_secret == NULL && !load_kept_secret (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
say_off (gboolean off, const char *what)
{
  if (off)
    g_message ("not set up: %s", what);
}

void
nx_config_log_services (const NxConfig *self)
{
  say_off (self->database_url == NULL, "DATABASE_URL: a private PostgreSQL is kept in the data folder");
  say_off (self->smtp_host == NULL, "SMTP_HOST: mail is written to a Maildir in the data folder");
  say_off (self->konnect_api_key == NULL || self->konnect_wallet_id == NULL, "KONNECT_API_KEY, KONNECT_WALLET_ID: no payment by card");
  say_off (self->wise_iban == NULL || self->wise_beneficiary_name == NULL, "WISE_IBAN, WISE_BENEFICIARY_NAME: no payment by transfer");
  say_off (self->openai_base_url == NULL, "OPENAI_BASE_URL: ARIA answers from the teaching content alone");
  say_off ((self->jitsi_app_id == NULL) != (self->jitsi_app_secret == NULL),
           "JITSI_APP_ID, JITSI_APP_SECRET: one without the other: no signed tokens, whoever knows a room's name can enter it");
  say_off (g_strcmp0 (self->jitsi_domain, "meet.jit.si") == 0,
           "JITSI_DOMAIN: the public meet.jit.si asks whoever opens a room to sign in; production wants an instance of its own");
}
