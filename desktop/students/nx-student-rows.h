/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Rows of the file's lists, as GtkListBoxCreateWidgetFunc: each follows its record. @user_data is the NxConnection, whose clock
 * tells what is past.
 */
GtkWidget *nx_file_session_row_new (gpointer session, gpointer connection);
GtkWidget *nx_file_report_row_new (gpointer report, gpointer connection);
GtkWidget *nx_file_timeline_row_new (gpointer item, gpointer connection);

/** What a list says when it holds nothing. */
GtkWidget *nx_empty_row_new (const char *sentence);

G_END_DECLS
