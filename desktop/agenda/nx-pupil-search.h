/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxPupilSearch: asks for the pupils that match what is typed, after a short pause and from two letters on, and fills a list box:
 * each row's "student" data is a NxStudent. The first row is selected.
 *
 * Signal: "found" ().
 */
#define NX_TYPE_PUPIL_SEARCH (nx_pupil_search_get_type ())
G_DECLARE_FINAL_TYPE (NxPupilSearch, nx_pupil_search, NX, PUPIL_SEARCH, GObject)

/** @connection: (nullable). @list is borrowed: it outlives the search. */
NxPupilSearch *nx_pupil_search_new (NxConnection *connection, GtkListBox *list);
void nx_pupil_search_set_text (NxPupilSearch *self, const char *text);
guint nx_pupil_search_get_count (NxPupilSearch *self);
/** Shows @students (element-type NxStudent) as if they had been found. */
void nx_pupil_search_show (NxPupilSearch *self, GPtrArray *students);

G_END_DECLS
