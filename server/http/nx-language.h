/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <locale.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * The language of a request is the calling thread's locale while it is worked on, so that gettext() answers in it. Locales are
 * opened once for the process: fr_FR.UTF-8 and C.UTF-8 (found through LOCPATH, set by main). Numbers keep C's form in both.
 * The environment's LANGUAGE must be unset, else it wins over all.
 */

/** The calling thread speaks @language ("fr" or "en") until nx_language_leave(). Returns: what to give to it. */
locale_t nx_language_enter (const char *language);
void nx_language_leave (locale_t before);

/** Returns: (transfer none) (nullable): "fr" or "en", the first of @accept (an Accept-Language value, nullable) that we speak, by
 *  weight. */
const char *nx_language_accept (const char *accept);

/** Returns: (transfer none): "fr" or "en" where @text is one of them, else %NULL. */
const char *nx_language_known (const char *text);

G_END_DECLS
