/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/api/nx-connection.h"

G_BEGIN_DECLS

/**
 * NxPupilField: a row in which a pupil is found by two letters; the matches stand below it, ↑↓ choose, Enter takes.
 *
 * Signal: "chosen" (): the pupil is another one, or none any more.
 */
#define NX_TYPE_PUPIL_FIELD (nx_pupil_field_get_type ())
G_DECLARE_FINAL_TYPE (NxPupilField, nx_pupil_field, NX, PUPIL_FIELD, GtkWidget)

/** @connection: (nullable). @title: with mnemonic */
GtkWidget *nx_pupil_field_new (NxConnection *connection, const char *title);
/** Returns: (transfer none) (nullable) */
NxStudent *nx_pupil_field_get_student (NxPupilField *self);
/** @student: (nullable): empties it */
void nx_pupil_field_set_student (NxPupilField *self, NxStudent *student);
/** Returns: (transfer none): where it is typed */
GtkEditable *nx_pupil_field_get_entry (NxPupilField *self);

G_END_DECLS
