/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "desktop/nx-places.h"
#include "desktop/students/nx-students-place.h"

/* To add a place: include its header and add its line; its constructor returns a widget that implements NxPlace. */
const NxPlaceEntry nx_places[] = {
  { "students", N_("Students"), "nx-students-symbolic", nx_students_place_new },
  { NULL, NULL, NULL, NULL },
};
