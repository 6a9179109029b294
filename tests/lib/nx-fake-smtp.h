/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NxFakeSmtp: a mail server that speaks SMTP over a real socket, records what it was given, and misbehaves on demand.
 */
typedef struct _NxFakeSmtp NxFakeSmtp;

typedef enum
{
  NX_FAKE_SMTP_GOOD,
  NX_FAKE_SMTP_SILENT,          /* accepts and says nothing for stall_ms, then closes */
  NX_FAKE_SMTP_BUSY,            /* 421 as its banner */
  NX_FAKE_SMTP_TRY_LATER,       /* 451 to RCPT */
  NX_FAKE_SMTP_NO_SUCH_USER,    /* 550 to RCPT */
  NX_FAKE_SMTP_CUT_IN_DATA,     /* closes in the middle of the message */
  NX_FAKE_SMTP_CUT_BEFORE_OK,   /* takes the whole message, closes without an answer */
  NX_FAKE_SMTP_GARBAGE          /* answers with bytes that are no SMTP */
} NxFakeSmtpMode;

NxFakeSmtp *nx_fake_smtp_start (void);
void nx_fake_smtp_stop (NxFakeSmtp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxFakeSmtp, nx_fake_smtp_stop)

guint nx_fake_smtp_port (NxFakeSmtp *self);
void nx_fake_smtp_set_mode (NxFakeSmtp *self, NxFakeSmtpMode mode);
/** Messages taken whole, also those whose answer was cut. */
guint nx_fake_smtp_count (NxFakeSmtp *self);
/** Returns: (transfer full): the @n-th message as it came, dots undone. */
char *nx_fake_smtp_message (NxFakeSmtp *self, guint n);
/** Returns: (transfer full): the recipients of the @n-th message, joined with ",". */
char *nx_fake_smtp_recipients (NxFakeSmtp *self, guint n);

G_END_DECLS
