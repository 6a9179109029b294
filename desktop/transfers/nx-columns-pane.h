/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/transfers/nx-statement-import.h"

G_BEGIN_DECLS

/** NxColumnsPane: which columns of a bank's CSV hold what, beside a sample of it. Signals: "chosen" (), "given-up" (). */
#define NX_TYPE_COLUMNS_PANE (nx_columns_pane_get_type ())
G_DECLARE_FINAL_TYPE (NxColumnsPane, nx_columns_pane, NX, COLUMNS_PANE, AdwBin)

GtkWidget *nx_columns_pane_new (void);
/** Shows @preview, with its guesses chosen. */
void nx_columns_pane_set_preview (NxColumnsPane *self, const char *file_name, const NxStatementPreview *preview);
/** What is chosen; `header` and `sample` stay %NULL. */
NxStatementPreview nx_columns_pane_get_choice (NxColumnsPane *self);

G_END_DECLS
