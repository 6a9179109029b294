/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "common/nx-error.h"

G_BEGIN_DECLS

/**
 * NxAttachment: a file that goes with a message.
 * @file_name: what a reader saves it as: letters of ASCII, digits, "-", "_" and "."
 * @media_type: "application/pdf"
 */
typedef struct
{
  const char *file_name, *media_type;
  GBytes *content;
} NxAttachment;

/**
 * NxMessageCalendar: an invitation (RFC 6047), which mail programs put into the reader's calendar.
 * @method: as in @text: "REQUEST", "CANCEL"
 * @text: RFC 5545
 */
typedef struct
{
  const char *method, *text;
} NxMessageCalendar;

/**
 * NxMessage: an e-mail before it is MIME (RFC 5322, RFC 2045–2049).
 * @from: an address, with or without a name: "Nexus Réussite <contact@…>"
 * @to_address: a bare address
 * @to_name: (nullable)
 * @subject: one line
 * @text: the plain part, UTF-8
 * @html: (nullable): the same for readers that show HTML
 * @message_id: "local@domain" without angle brackets, the same at every attempt, so that a mail that arrives twice is seen once
 * @date: microseconds UTC
 * @calendars: (nullable) (array length=n_calendars): the first goes along as another form of the text, and as the file invite.ics for
 *   programs that know only files; each further one as a file: what is only one of several is no form of the whole text
 * @attachments: (nullable) (array length=n_attachments)
 */
typedef struct
{
  const char *from, *to_address, *to_name, *subject, *text, *html, *message_id;
  gint64 date;
  const NxMessageCalendar *calendars;
  guint n_calendars;
  const NxAttachment *attachments;
  guint n_attachments;
} NxMessage;

/**
 * nx_message_build:
 *
 * Builds the message with GMime: what a person typed ends up in a header only encoded (RFC 2047), never as a line of its own.
 *
 * Returns: (transfer full): the message with CR LF line ends, or %NULL with %NX_ERROR_INVALID where an address is none
 */
GBytes *nx_message_build (const NxMessage *message, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Whether @address can be handed to a mail server as it is: one "@", no space, control character, quote or angle bracket, ≤ 254 bytes. */
gboolean nx_message_address_is_safe (const char *address);

G_END_DECLS
