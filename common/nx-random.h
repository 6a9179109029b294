/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Fills @buffer from the kernel's generator (getrandom); aborts where there is none, which no supported system is. */
void nx_random_bytes (void *buffer, gsize length);

/** Returns: (transfer full): @n_bytes random bytes in URL-safe base64 without padding (RFC 4648 section 5). */
char *nx_random_token (gsize n_bytes);

/** Returns: (transfer full): an identifier, UUIDv7 of RFC 9562 in lower case; @now in microseconds UTC. */
char *nx_uuid_new (gint64 now);

/** Whether @text is a UUID in canonical lower or upper case form. */
gboolean nx_uuid_is_valid (const char *text);

G_END_DECLS
