/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Characters that a password has at least, and bytes at most: bcrypt reads no more than 72. */
#define NX_PASSWORD_MIN 10
#define NX_PASSWORD_MAX_BYTES 72

/** Returns: (transfer full): `$2b$12$…`; slow on purpose. Errors: %NX_ERROR_INTERNAL. */
char *nx_password_hash (const char *password, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_password_verify:
 * @hash: (nullable): what is stored; anything but a bcrypt hash (`$2a$`, `$2b$`, `$2y$`, cost 10 to 14) matches nothing
 *
 * Does the work of one bcrypt whatever @hash is, so that an unknown account takes as long as a known one.
 */
gboolean nx_password_verify (const char *password, const char *hash) G_GNUC_WARN_UNUSED_RESULT;

/** Whether @hash is of a form that nx_password_verify() takes. */
gboolean nx_password_hash_is_valid (const char *hash) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_password_weakness:
 * @words: (nullable) (array zero-terminated=1): the person's own names and address
 *
 * Returns: (transfer none) (nullable): a sentence on why @password is refused, in the calling thread's language; %NULL where it is good
 */
const char *nx_password_weakness (const char *password, const char *const *words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
