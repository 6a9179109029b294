/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/admin/nx-seed-private.h"

G_BEGIN_DECLS

/* What the families of the demo centre buy, at demo->office.now. */

/** @time plus @months on the centre's calendar. */
gint64 nx_demo_months_later (gint64 time, int months);
/** The pupil's plan, in cash; a pack for "PACK"; a choice that waits for its payment for "PENDING". */
gboolean nx_demo_buy (NxDemo *demo, NxDemoPupil *pupil, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The next month of the plan, in cash. */
gboolean nx_demo_renew (NxDemo *demo, NxDemoPupil *pupil, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A pack of credits beside the plan, in cash. */
gboolean nx_demo_top_up (NxDemo *demo, NxDemoPupil *pupil, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
