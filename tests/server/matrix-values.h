/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tests/server/breakers-fixture.h"

/* What a request of the matrix of routes, roles and objects is made of. */

enum { OWN, FOREIGN, MISSING, RELATIONS };
enum { ANONYMOUS, PARENT, ELEVE, COACH_ROLE, ASSISTANTE, ADMIN, ROLES };

typedef struct
{
  Breakers breakers;
  GPtrArray *lines;
  char *token[ROLES];
  char *mail;
  guint hour, unique;
  guint requests;
  GString *wrong;
} Matrix;

/** Returns: (transfer full): @template with its {names} as objects of @relation: OWN, FOREIGN or MISSING. */
char *matrix_fill (Matrix *self, const char *template, guint relation);
