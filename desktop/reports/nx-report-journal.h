/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NxReportJournal: drafts on this machine, one file a session, of one account. A write is atomic, off the main loop, and readable
 * by its owner only; of several that wait, the newest is written. What was handed over survives the end of the program.
 */
#define NX_TYPE_REPORT_JOURNAL (nx_report_journal_get_type ())
G_DECLARE_FINAL_TYPE (NxReportJournal, nx_report_journal, NX, REPORT_JOURNAL, GObject)

/**
 * nx_report_journal_new:
 * @base: (nullable): folder instead of the person's data folder
 * @account: an identifier: a UUID
 */
NxReportJournal *nx_report_journal_new (const char *base, const char *account);

/** Writes @text for @session_id; the callback runs when it, or a newer one, is on disk. @callback: (nullable) */
void nx_report_journal_save_async (NxReportJournal *self, const char *session_id, const char *text, GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean nx_report_journal_save_finish (NxReportJournal *self, GAsyncResult *result, GError **error);
/** Writes at once, in this thread: at the end of the program. */
gboolean nx_report_journal_save (NxReportJournal *self, const char *session_id, const char *text, GError **error);

/** Returns: (transfer full) (nullable): the draft, %NULL where there is none or it cannot be read. */
char *nx_report_journal_load (NxReportJournal *self, const char *session_id);
void nx_report_journal_remove (NxReportJournal *self, const char *session_id);
/** (transfer full): ids of the sessions with a draft. */
GStrv nx_report_journal_list (NxReportJournal *self);

G_END_DECLS
