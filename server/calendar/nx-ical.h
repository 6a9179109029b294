/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Agendas as RFC 5545 text, written with libical: calendars that are subscribed to, and invitations in mails (RFC 5546). */

/**
 * NxIcalEvent: one session.
 * @summary, @location, @description: what somebody typed may be in them: control characters become spaces (line ends stay in a description)
 * @sequence: rises with every change
 * @stamp: when it was last changed
 * @attendee: (nullable): the reader's bare address: for an invitation
 */
typedef struct
{
  const char *id, *summary;
  const char *location, *description, *url;   /* (nullable) each */
  const char *attendee, *attendee_name;       /* (nullable) each */
  gint64 start, end, stamp;
  gint64 sequence;
  gboolean cancelled;
} NxIcalEvent;

/**
 * NxIcalHead: what holds the events.
 * @method: (nullable): "REQUEST" or "CANCEL": an invitation; %NULL: a calendar to be subscribed to
 * @organizer, @organizer_name: (nullable): of an invitation
 * @zone: IANA name that times are written in; one that is unknown becomes the centre's
 * @name: (nullable): of a calendar
 */
typedef struct
{
  const char *method, *organizer, *organizer_name, *zone, *name;
} NxIcalHead;

/** The part of an identifier after the "@": of every UID, in mails and calendars alike. */
#define NX_ICAL_DOMAIN "nexusreussite"

/** Returns: (transfer full): the VCALENDAR, with CR LF and lines of at most 75 octets. */
char *nx_ical_write (const NxIcalHead *head, const NxIcalEvent *events, guint n_events);

G_END_DECLS
