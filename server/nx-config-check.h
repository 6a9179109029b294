/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/nx-config.h"

G_BEGIN_DECLS

/*
 * Forms of settings. Each reads @text and gives the value as it is kept, or says what is wrong in @fault, a translated clause that
 * follows the variable's name.
 */

/** http or https with a host; the slash at the end is dropped. */
char *nx_config_read_url (const char *text, char **fault);
/** "meet.example.org", or with a port. */
char *nx_config_read_host (const char *text, char **fault);
/** "127.0.0.1:8080", "[::1]:0": a numeric address. */
gboolean nx_config_read_listen (const char *text, char **host, guint *port, char **fault);
gboolean nx_config_read_number (const char *text, guint min, guint max, guint *number, char **fault);
gboolean nx_config_read_bool (const char *text, gboolean *value, char **fault);
/** "office@example.org" or, where @named, also "Nexus <office@example.org>". */
char *nx_config_read_email (const char *text, gboolean named, char **fault);
/** ISO 13616: length of its country and check digits; without spaces, in capitals. */
char *nx_config_read_iban (const char *text, char **fault);
char *nx_config_read_bic (const char *text, char **fault);
/** At least 32 characters, none of the published examples, not a repetition. */
char *nx_config_read_secret (const char *text, char **fault);

/** Returns: (transfer full): the address within "Name <address>", or all of it. */
char *nx_config_bare_address (const char *from);

G_END_DECLS
