/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "desktop/agenda/nx-agenda-facts.h"
#include "desktop/agenda/nx-agenda-filter.h"
#include "desktop/agenda/nx-session-source.h"
#include "desktop/widgets/nx-time-grid.h"

G_BEGIN_DECLS

typedef enum
{
  NX_AGENDA_DAY,
  NX_AGENDA_WEEK,
  NX_AGENDA_MONTH,
  NX_AGENDA_LIST
} NxAgendaMode;

/** Days of the list, from a Monday on. */
#define NX_AGENDA_LIST_DAYS 14

/**
 * NxAgendaView: a source's sessions as a day (a column a coach or a room), a week (a column a day), a month (a cell a day) or a
 * list. It follows what the source holds: a session that changes moves its own block, nothing else.
 *
 * Signals: "selected" (NxSession *session, nullable); "create" (gint64 start, gint64 end, char *coach id, nullable); "leave" (int
 * direction): to the period before or after; "day-chosen" (int date); "session-chosen" (char *id): to be looked at in its day;
 * "date-wanted" (int date): another period, the same view; "by-room-changed" ().
 */
#define NX_TYPE_AGENDA_VIEW (nx_agenda_view_get_type ())
G_DECLARE_FINAL_TYPE (NxAgendaView, nx_agenda_view, NX, AGENDA_VIEW, GtkWidget)

/** @facts: (nullable): what lies under the sessions */
GtkWidget *nx_agenda_view_new_with_facts (NxSessionSource *source, NxAgendaFacts *facts);
GtkWidget *nx_agenda_view_new (NxSessionSource *source);
void nx_agenda_view_set_period (NxAgendaView *self, NxAgendaMode mode, gint32 date);
NxAgendaMode nx_agenda_view_get_mode (NxAgendaView *self);
/** The first day of the period, and how many it has: of a month its own days. */
gint32 nx_agenda_view_get_first_day (NxAgendaView *self, int *days);
/** What is shown, and to be asked for: of a month the whole weeks that it touches. */
void nx_agenda_view_get_range (NxAgendaView *self, gint64 *from, gint64 *to);
void nx_agenda_view_set_now (NxAgendaView *self, gint64 now);

/** @hidden: (nullable) (element-type utf8): coaches that are not shown; @only: (nullable): the one who is, whatever @hidden says
 */
void nx_agenda_view_set_filter (NxAgendaView *self, GHashTable *hidden, const char *only, gboolean show_cancelled);
/** Returns: (transfer none): to be changed in place, then told by nx_agenda_view_filter_changed(). */
NxAgendaFilter *nx_agenda_view_get_filter (NxAgendaView *self);
void nx_agenda_view_filter_changed (NxAgendaView *self);
/** Whether a day has a column a room instead of a column a coach. */
void nx_agenda_view_set_by_room (NxAgendaView *self, gboolean by_room);
gboolean nx_agenda_view_get_by_room (NxAgendaView *self);
/** Returns: (transfer none) */
NxAgendaFacts *nx_agenda_view_get_facts (NxAgendaView *self);
/** Puts the cursor of a month, the top of a list, on @date. */
void nx_agenda_view_show_date (NxAgendaView *self, gint32 date);
void nx_agenda_view_set_can_create (NxAgendaView *self, gboolean can_create);

/** @id: (nullable): what stays selected until it is shown */
void nx_agenda_view_select (NxAgendaView *self, const char *id, gboolean focus);
/** Returns: (transfer none) (nullable) */
NxSession *nx_agenda_view_get_selected (NxAgendaView *self);
guint nx_agenda_view_count (NxAgendaView *self);
/** Lays out now what a change of the list would lay out before the next frame. */
void nx_agenda_view_sync (NxAgendaView *self);

/** Where N makes a session: the cursor as an instant, and its coach in the day view. */
void nx_agenda_view_get_cursor (NxAgendaView *self, gint64 *start, const char **coach_id);
/** Puts the cursor on @start, where that is shown. */
void nx_agenda_view_set_cursor (NxAgendaView *self, gint64 start);
/** Returns: (transfer none): what a popover about a range hangs on, and where. */
GtkWidget *nx_agenda_view_get_anchor (NxAgendaView *self, gint64 start, gint64 end, const char *coach_id, GdkRectangle *area);
/** Whether single letters are commands now: the grid or a block has the focus. */
gboolean nx_agenda_view_has_keys (NxAgendaView *self);
void nx_agenda_view_focus_grid (NxAgendaView *self);

/* For what moves sessions: by the pointer and by keys. */

/**
 * nx_agenda_view_pick:
 * @x: @y: a point of the view
 * @coach_id: out, (nullable): of the column, where columns are coaches
 *
 * Returns: whether the point is on the hours; @time is the grid step there.
 */
gboolean nx_agenda_view_pick (NxAgendaView *self, double x, double y, gint64 *time, const char **coach_id);
/** Returns: (transfer none) (nullable): the room whose column is at @x, where columns are rooms. */
const char *nx_agenda_view_pick_room (NxAgendaView *self, double x, double y);
/** Returns: (transfer none) (nullable): the block of a session that is shown in the grid of hours: a NxAgendaBlock. */
GtkWidget *nx_agenda_view_block_of (NxAgendaView *self, const char *id);

/**
 * nx_agenda_view_set_ghost: Shows where @session would stand; what is outside of the period shown has no ghost.
 * @duration: minutes
 * @coach_id: (nullable): whose column, where columns are coaches; the session's own coach where %NULL
 * @refused_text: (nullable): why it cannot stand there, in words
 */
void nx_agenda_view_set_ghost (NxAgendaView *self, NxSession *session, gint64 start, int duration, const char *coach_id,
                               const char *refused_text);
void nx_agenda_view_clear_ghost (NxAgendaView *self);

G_END_DECLS
