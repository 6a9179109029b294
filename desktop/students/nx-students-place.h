/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/** NxStudentsPlace: find a student from two typed letters; their file beside the list. Implements NxPlace. */
#define NX_TYPE_STUDENTS_PLACE (nx_students_place_get_type ())
G_DECLARE_FINAL_TYPE (NxStudentsPlace, nx_students_place, NX, STUDENTS_PLACE, AdwBin)

GtkWidget *nx_students_place_new (NxConnection *connection);

G_END_DECLS
