/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/booking/booking-choice.h"

G_BEGIN_DECLS

/** How many weeks of days a page shows. */
#define NX_SLOT_WEEKS 4

/** Returns: (transfer full) (element-type NxSlot): what can be booked for @choice from the day @from on, for @days days of the
 * reader's zone. */
GPtrArray *nx_choice_slots (const NxChoice *choice, NxDb *db, const NxActor *actor, gint32 from, int days,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Writes "days": those of @slots, each with its date, its number of starts and its link; "hasDays". */
void nx_slots_write_days (GPtrArray *slots, const NxChoice *choice, gint32 from, const NxActor *actor, NxJsonWriter *model);

/** Writes "slots": each start of @slots once, with its hour, Tunis time where that is another, and who is free; "hasSlots". */
void nx_slots_write_hours (GPtrArray *slots, const NxActor *actor, gboolean with_day, NxJsonWriter *model);

/** Returns: (transfer full) (element-type NxSlot): up to @limit starts of @slots, those nearest to @wanted, by time. */
GPtrArray *nx_slots_nearest (GPtrArray *slots, gint64 wanted, guint limit);

G_END_DECLS
