/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * nx_file_open:
 * @from: any widget of the window
 * @file: kept in a private folder, and opened by the application that people chose for such files
 */
void nx_file_open (GtkWidget *from, NxDownload *file, const char *fallback_name);

/** Fetches the receipt of @payment and opens it. */
void nx_receipt_open (GtkWidget *from, NxConnection *connection, NxPayment *payment);

G_END_DECLS
