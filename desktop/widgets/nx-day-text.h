/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * nx_day_text_parse:
 * @text: a day as one types it, in French or English, accents and case aside: "jeu", "thursday", "demain", "12 dec", "mar. 17
 * nov.", "12/12", "12/12/2026", "2026-12-12", "+7", "+2s" (weeks)
 * @today: what it is relative to
 *
 * A weekday is the next one after today; a day without a year is the next one that is not before today.
 *
 * Returns: whether @date was set
 */
gboolean nx_day_text_parse (const char *text, gint32 today, gint32 *date) G_GNUC_WARN_UNUSED_RESULT;

/** A time as one types it: "16:00", "16h", "16h30", "1630", "16". @minute: out: minute of the day. */
gboolean nx_day_text_parse_time (const char *text, int *minute) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
