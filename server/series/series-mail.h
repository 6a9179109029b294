/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/series/series-store.h"

G_BEGIN_DECLS

/* One mail for whatever number of sessions: each family once, each coach once. */

typedef enum { NX_NEWS_BOOKED, NX_NEWS_MOVED, NX_NEWS_CANCELLED } NxNewsKind;

/** NxAgendaNews: what happened to sessions in one request. */
typedef struct _NxAgendaNews NxAgendaNews;
/**
 * nx_agenda_news_new:
 * @cause: "SERIES" "SERIES_CHANGED" "ABSENCE": what the mail opens with
 * @object_id: of the series or the absence
 * @reason: (nullable)
 */
NxAgendaNews *nx_agenda_news_new (const char *cause, const char *object_id, const char *reason);
void nx_agenda_news_free (NxAgendaNews *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxAgendaNews, nx_agenda_news_free)

/** @was_at, @was_coach: (nullable): before a move. @refunded: in quarters, of a cancellation. */
void nx_agenda_news_add (NxAgendaNews *self, NxNewsKind kind, const char *session_id, gint64 was_at, const char *was_coach);
/** Writes the mails. Nothing where there is no news. */
gboolean nx_agenda_news_send (NxAgendaNews *self, NxDb *db, const NxActor *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_agenda_news_add_step: the first and the last step of an action of several sessions: whichever comes last when it is taken back
 * tells what that did to the sessions, by one mail.
 * @kind: the action's
 * @about: the action's object
 */
gboolean nx_agenda_news_add_step (NxDb *db, const NxActor *actor, const char *kind, const char *about, const char *cause,
                                  const char *object_id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** An #NxStepFunc. */
gboolean
nx_agenda_news_apply (NxDb *db, const NxActor *actor, const NxConfig *config, JsonObject *step, char **inverse, GError **error);

G_END_DECLS
