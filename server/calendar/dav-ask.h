/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NX_DAV_NS "DAV:"
#define NX_DAV_NS_CALDAV "urn:ietf:params:xml:ns:caldav"
#define NX_DAV_NS_SERVER "http://calendarserver.org/ns/"

typedef enum { NX_DAV_PROPFIND, NX_DAV_QUERY, NX_DAV_MULTIGET, NX_DAV_SYNC } NxDavKind;
typedef enum { NX_DAV_SOME, NX_DAV_ALL, NX_DAV_NAMES } NxDavWish;

/** NxDavName: of a property. @ns: "" where it has none. */
typedef struct
{
  char *ns, *name;
} NxDavName;

/**
 * NxDavAsk: what the body of a PROPFIND or a REPORT asks for.
 * @names: (element-type NxDavName): the properties, where @wish is %NX_DAV_SOME
 * @from, @to: microseconds: events that overlap; of a query
 * @none: a query that no event can answer: for tasks, say
 * @hrefs: (element-type utf8): of a multiget
 * @token: (nullable): where a synchronisation goes on from
 */
typedef struct
{
  NxDavKind kind;
  NxDavWish wish;
  GPtrArray *names, *hrefs;
  gint64 from, to;
  gboolean none;
  char *token;
} NxDavAsk;

void nx_dav_ask_clear (NxDavAsk *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxDavAsk, nx_dav_ask_clear)

/**
 * nx_dav_ask_read:
 * @body: at most 64 KiB of XML without a document type; empty: a PROPFIND for all
 * @ask: (out caller-allocates)
 * @condition: (out): the name, with its prefix, of what RFC 4791 demands and @body breaks; %NULL otherwise
 *
 * Errors: %NX_ERROR_TOO_LARGE, %NX_ERROR_BAD_REQUEST for what is no such XML; %NX_ERROR_FORBIDDEN with @condition
 */
gboolean nx_dav_ask_read (GBytes *body, gboolean report, NxDavAsk *ask, const char **condition, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
