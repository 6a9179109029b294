/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

/* GLib's header gives a library _(), N_(), C_() and NC_() in its own domain, and leaves ngettext() in the program's: plurals would
 * stay English wherever main() did not call textdomain(), as in tests. To be included in place of <glib/gi18n-lib.h>. */
#undef ngettext
#define ngettext(singular, plural, n) g_dngettext (GETTEXT_PACKAGE, (singular), (plural), (n))
