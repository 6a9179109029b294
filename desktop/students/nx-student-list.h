/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxStudentList: the students that a search finds, or the most recent ones, as the server has them. What is shown stays while it
 * asks; an answer patches the list.
 *
 * Properties: "loading"; "searched": the query that the items answer. Signal: "failed" (GError *).
 */
#define NX_TYPE_STUDENT_LIST (nx_student_list_get_type ())
G_DECLARE_FINAL_TYPE (NxStudentList, nx_student_list, NX, STUDENT_LIST, GObject)

NxStudentList *nx_student_list_new (NxConnection *connection);
/** Returns: (transfer none): of NxStudent */
GListModel *nx_student_list_get_items (NxStudentList *self);
/** Asks after a pause in the typing, and gives up what was asked before. "" asks for the most recent ones. */
void nx_student_list_set_query (NxStudentList *self, const char *query);
const char *nx_student_list_get_searched (NxStudentList *self);
gboolean nx_student_list_get_loading (NxStudentList *self);
/** Whether an answer came yet. */
gboolean nx_student_list_get_loaded (NxStudentList *self);
void nx_student_list_refresh (NxStudentList *self);
/** Asks for the next page, where there is one. */
void nx_student_list_load_more (NxStudentList *self);

G_END_DECLS
