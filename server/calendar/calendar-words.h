/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/calendar/nx-ical.h"
#include "server/nx-config.h"

G_BEGIN_DECLS

/**
 * NxCalendarSession: what a calendar says of a session, in the calling thread's language.
 * @names: (nullable): of the pupils that the reader may see
 * @n_names: how many they are
 * @room: (nullable): of the centre
 * @title: (nullable): of its own
 * @page: whether the reader is of a family, and has a page of the session
 */
typedef struct
{
  const char *id, *names, *coach, *room, *title;
  int subject, type;
  guint n_names;
  gboolean page;
} NxCalendarSession;

/** NxCalendarWords: what an %NxIcalEvent borrows. */
typedef struct
{
  char *summary, *location, *description, *url;
} NxCalendarWords;

void nx_calendar_words_clear (NxCalendarWords *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxCalendarWords, nx_calendar_words_clear)

/** @words: (out caller-allocates). No link to a video room: whoever reads a calendar is not asked who they are. */
void nx_calendar_words (const NxConfig *config, const NxCalendarSession *session, NxCalendarWords *words);
/** Lends @event what @words hold. */
void nx_calendar_words_lend (const NxCalendarWords *words, NxIcalEvent *event);

G_END_DECLS
