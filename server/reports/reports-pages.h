/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/http/nx-route.h"

G_BEGIN_DECLS

extern const NxRoute nx_reports_page_routes[];

G_END_DECLS
