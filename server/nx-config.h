/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** NxConfig: the settings of api.md "Configuration", checked. Strings are owned by it; %NULL where a service is not set up. */
typedef struct
{
  char *database_url, *database_read_url;
  char *app_url;     /* without a slash at the end */
  gboolean secure;   /* app_url is https */
  char *auth_secret; /* ≥ 32 characters; made and kept in data_dir where none is given */
  char *smtp_host;
  guint smtp_port;
  gboolean smtp_secure;
  char *smtp_user, *smtp_password, *smtp_from;
  char *openai_api_key, *openai_model, *openai_base_url;
  char *konnect_api_key, *konnect_wallet_id, *konnect_base_url, *konnect_webhook_secret;
  char *wise_beneficiary_name, *wise_iban, *wise_bic, *wise_address, *wise_bank_name;
  char *jitsi_domain, *jitsi_app_id, *jitsi_app_secret;
  char *office_email;
  char *listen_host; /* numeric address */
  guint listen_port; /* 0: any free one */
  char *data_dir;
  guint workers;     /* worker threads = connections */
} NxConfig;

/** Reads server.conf (@path, nullable) and the environment over it. Errors: %NX_ERROR_CONFIG naming the variable and what is wrong. */
NxConfig *nx_config_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Says in the log which services are not set up, and what that switches off. */
void nx_config_log_services (const NxConfig *self);
void nx_config_free (NxConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxConfig, nx_config_free)

G_END_DECLS
