/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-route.h"

G_BEGIN_DECLS

/** The home page. */
extern const NxRoute nx_home_page_routes[];
/** The free assessment, the parent's page, the pupil's page. */
extern const NxRoute nx_families_page_routes[];

G_END_DECLS
