/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/nx-config.h"

G_BEGIN_DECLS

/**
 * NxMailer: where built messages go: to an SMTP server (RFC 5321, by libcurl) or, where none is set up, to a Maildir under the data
 * folder, which any mail program can read. Blocking; one thread at a time.
 */
typedef struct _NxMailer NxMailer;

/** Never fails: what is wrong with a server shows when something is sent. */
NxMailer *nx_mailer_new (const NxConfig *config);
void nx_mailer_free (NxMailer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxMailer, nx_mailer_free)

/** The sender of every mail: SMTP_FROM, or one made from the site's address. */
const char *nx_mailer_from (NxMailer *self);

/**
 * nx_mailer_send:
 * @to: a bare address
 * @message: with CR LF line ends
 * @permanent: (out) (optional): set where trying again is of no use (a 5xx answer, an address that is none)
 *
 * Connects within 10 s and ends within 60 s. Errors: %NX_ERROR_UPSTREAM_FAILED with what the server said, %NX_ERROR_INVALID.
 */
gboolean nx_mailer_send (NxMailer *self, const char *to, GBytes *message, gboolean *permanent, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
