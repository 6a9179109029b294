/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "common/nx-error.h"
#include "server/html/nx-mustache.h"

G_BEGIN_DECLS

/**
 * NxMailContent: what an e-mail says, before it is text or HTML; both are made from it, so that they cannot differ.
 */
typedef struct _NxMailContent NxMailContent;

void nx_mail_content_free (NxMailContent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxMailContent, nx_mail_content_free)

/**
 * nx_mail_content_new:
 * @kind: of nx-mail-kinds.c ("welcome", "booking_confirmation" …)
 * @payload: what the kind needs; a member that is missing leaves its line out
 * @app_url: without a slash at the end; links are made absolute with it
 *
 * In the calling thread's language. Errors: %NX_ERROR_INVALID for an unknown kind.
 */
NxMailContent *nx_mail_content_new (const char *kind, JsonObject *payload, const char *app_url, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *nx_mail_content_subject (NxMailContent *self);
/** Returns: (transfer full): plain text, lines of any length. */
char *nx_mail_content_text (NxMailContent *self);
/** Renders the template "mail". Returns: (transfer full). */
char *nx_mail_content_html (NxMailContent *self, NxTemplates *templates, const char *language, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For the kinds' builders. @text: (transfer full) everywhere. */
void nx_mail_set_subject (NxMailContent *self, char *text);
void nx_mail_set_greeting (NxMailContent *self, char *text);
void nx_mail_add_paragraph (NxMailContent *self, char *text);
/** A line of a small table; nothing is added where @text is %NULL. */
void nx_mail_add_fact (NxMailContent *self, const char *label, char *text);
/** The one thing to do. @link: a path of the site or an absolute address. */
void nx_mail_set_action (NxMailContent *self, const char *label, const char *link);

/** NxMailBuilder: fills @content from @payload in the calling thread's language. */
typedef void (*NxMailBuilder) (NxMailContent *content, JsonObject *payload);
/** Returns: the builder of @kind, or %NULL. */
NxMailBuilder nx_mail_builder (const char *kind);
/** Returns: (transfer none): the @n-th kind's name, %NULL beyond the last; for tests that walk them. */
const char *nx_mail_kind (guint n);

G_END_DECLS
