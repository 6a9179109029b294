/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-route.h"

G_BEGIN_DECLS

/** Returns: (transfer none) (array zero-terminated=1): the route tables of all domains. */
const NxRoute *const *nx_route_tables (void);

G_END_DECLS
