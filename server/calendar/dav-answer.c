/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/dav-answer.h"

#include <glib/gi18n-lib.h>
#include <libxml/xmlwriter.h>
#include <string.h>

/* No program waits for more; nobody's agenda is as large. */
#define MAX_ANSWER (32 * 1024 * 1024)
#define TOKEN_START "urn:nexus:agenda:"

typedef struct
{
  NxDav *dav;
  const NxDavAsk *ask;
  xmlBuffer *buffer;
  xmlTextWriter *xml;
} Answer;

/* --- writing --- */

/* What the writer is given is UTF-8 without control characters; it fails for want of memory alone, as GLib does not. */
static void
begin (Answer *self, const char *name)
{
  xmlTextWriterStartElement (self->xml, (const xmlChar *) name);
}

static void
end (Answer *self)
{
  xmlTextWriterEndElement (self->xml);
}

static void
add (Answer *self, const char *name, const char *text)
{
  begin (self, name);
  if (text != NULL)
    xmlTextWriterWriteString (self->xml, (const xmlChar *) text);
  end (self);
}

static void
add_comp (Answer *self, const char *name)
{
  begin (self, "C:comp");
  xmlTextWriterWriteAttribute (self->xml, (const xmlChar *) "name", (const xmlChar *) name);
  end (self);
}

static char *
href_of (const NxDav *dav, guint row)
{
  return g_strconcat (dav->base, nx_rows_text (dav->rows, row, "id"), ".ics", NULL);
}

/* --- the properties; @row is -1 for the collection --- */

static void
write_resourcetype (Answer *self, int row)
{
  if (row >= 0)
    return;
  add (self, "D:collection", NULL);
  add (self, "C:calendar", NULL);
}

static void
write_text (Answer *self, const char *text)
{
  xmlTextWriterWriteString (self->xml, (const xmlChar *) text);
}

static void
write_displayname (Answer *self, int row)
{
  write_text (self, "Nexus Réussite");
}

static void
write_base (Answer *self, int row)
{
  add (self, "D:href", self->dav->base);
}

static void
write_privileges (Answer *self, int row)
{
  begin (self, "D:privilege");
  add (self, "D:read", NULL);
  end (self);
}

static void
write_components (Answer *self, int row)
{
  add_comp (self, "VEVENT");
}

static void
write_data_types (Answer *self, int row)
{
  begin (self, "C:calendar-data");
  xmlTextWriterWriteAttribute (self->xml, (const xmlChar *) "content-type", (const xmlChar *) "text/calendar");
  xmlTextWriterWriteAttribute (self->xml, (const xmlChar *) "version", (const xmlChar *) "2.0");
  end (self);
}

static void
write_reports (Answer *self, int row)
{
  static const char *const names[] = { "C:calendar-query", "C:calendar-multiget", "D:sync-collection" };

  for (guint i = 0; row < 0 && i < G_N_ELEMENTS (names); i++)
    {
      begin (self, "D:supported-report");
      begin (self, "D:report");
      add (self, names[i], NULL);
      end (self);
      end (self);
    }
}

static void
write_ctag (Answer *self, int row)
{
  write_text (self, self->dav->tag);
}

static void
write_token (Answer *self, int row)
{
  write_text (self, TOKEN_START);
  write_text (self, self->dav->tag);
}

static void
write_etag (Answer *self, int row)
{
  write_text (self, self->dav->etags->pdata[row]);
}

static void
write_type (Answer *self, int row)
{
  write_text (self, "text/calendar; charset=utf-8; component=vevent");
}

static void
write_data (Answer *self, int row)
{
  g_autofree char *text = nx_dav_event (self->dav, (guint) row);

  write_text (self, text);
}

enum { OF_COLLECTION = 1 << 0, OF_EVENT = 1 << 1, OF_ALL = 1 << 2 /* RFC 4791, section 5: the others are for those who name them */ };

static const struct
{
  const char *ns, *name;
  guint of;
  void (*write) (Answer *self, int row);
} properties[] = {
  { NX_DAV_NS, "resourcetype", OF_COLLECTION | OF_EVENT | OF_ALL, write_resourcetype },
  { NX_DAV_NS, "displayname", OF_COLLECTION | OF_ALL, write_displayname },
  { NX_DAV_NS, "getetag", OF_EVENT | OF_ALL, write_etag },
  { NX_DAV_NS, "getcontenttype", OF_EVENT | OF_ALL, write_type },
  { NX_DAV_NS, "current-user-principal", OF_COLLECTION | OF_EVENT, write_base },
  { NX_DAV_NS, "principal-URL", OF_COLLECTION, write_base },
  { NX_DAV_NS, "owner", OF_COLLECTION | OF_EVENT, write_base },
  { NX_DAV_NS, "current-user-privilege-set", OF_COLLECTION | OF_EVENT, write_privileges },
  { NX_DAV_NS, "supported-report-set", OF_COLLECTION | OF_EVENT, write_reports },
  { NX_DAV_NS, "sync-token", OF_COLLECTION, write_token },
  { NX_DAV_NS_CALDAV, "calendar-home-set", OF_COLLECTION, write_base },
  { NX_DAV_NS_CALDAV, "supported-calendar-component-set", OF_COLLECTION, write_components },
  { NX_DAV_NS_CALDAV, "supported-calendar-data", OF_COLLECTION, write_data_types },
  { NX_DAV_NS_CALDAV, "calendar-data", OF_EVENT, write_data },
  { NX_DAV_NS_SERVER, "getctag", OF_COLLECTION, write_ctag },
};

static const char *
prefix_of (const char *ns)
{
  return strcmp (ns, NX_DAV_NS) == 0 ? "D" : strcmp (ns, NX_DAV_NS_CALDAV) == 0 ? "C" : "S";
}

static void
write_property (Answer *self, guint index, int row)
{
  xmlTextWriterStartElementNS (self->xml, (const xmlChar *) prefix_of (properties[index].ns), (const xmlChar *) properties[index].name, NULL);
  if (self->ask->wish != NX_DAV_NAMES)
    properties[index].write (self, row);
  end (self);
}

/* Returns: its index, -1 where there is none of that name. */
static int
find_property (const NxDavName *name, int row)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strcmp (properties[i].name, name->name) == 0 && strcmp (properties[i].ns, name->ns) == 0
        && (properties[i].of & (row < 0 ? OF_COLLECTION : OF_EVENT)) != 0)
      return (int) i;
  return -1;
}

/* --- responses --- */

static void
begin_propstat (Answer *self)
{
  begin (self, "D:propstat");
  begin (self, "D:prop");
}

static void
end_propstat (Answer *self, const char *status)
{
  end (self);
  add (self, "D:status", status);
  end (self);
}

static void
write_named (Answer *self, int row)
{
  const GPtrArray *names = self->ask->names;
  guint n_missing = 0;

  begin_propstat (self);
  for (guint i = 0; i < names->len; i++)
    {
      const int index = find_property (names->pdata[i], row);

      n_missing += index < 0;
      if (index >= 0)
        write_property (self, (guint) index, row);
    }
  end_propstat (self, "HTTP/1.1 200 OK");
  if (n_missing == 0)
    return;
  begin_propstat (self);
  for (guint i = 0; i < names->len; i++)
    {
      const NxDavName *name = names->pdata[i];

      if (find_property (name, row) >= 0)
        continue;
      xmlTextWriterStartElementNS (self->xml, NULL, (const xmlChar *) name->name, *name->ns != '\0' ? (const xmlChar *) name->ns : NULL);
      end (self);
    }
  end_propstat (self, "HTTP/1.1 404 Not Found");
}

static void
write_all (Answer *self, int row)
{
  const guint of = row < 0 ? OF_COLLECTION : OF_EVENT;

  begin_propstat (self);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if ((properties[i].of & of) != 0 && (self->ask->wish == NX_DAV_NAMES || (properties[i].of & OF_ALL) != 0))
      write_property (self, i, row);
  end_propstat (self, "HTTP/1.1 200 OK");
}

static void
write_response (Answer *self, int row)
{
  g_autofree char *href = row >= 0 ? href_of (self->dav, (guint) row) : g_strdup (self->dav->base);

  begin (self, "D:response");
  add (self, "D:href", href);
  if (self->ask->wish == NX_DAV_SOME)
    write_named (self, row);
  else
    write_all (self, row);
  end (self);
}

static void
write_missing (Answer *self, const char *href)
{
  begin (self, "D:response");
  add (self, "D:href", href);
  add (self, "D:status", "HTTP/1.1 404 Not Found");
  end (self);
}

/* Returns: the row of "/dav/{secret}/{id}.ics" or an absolute address of it; -1 where there is none. */
static int
find_href (const NxDav *dav, const char *href)
{
  g_autoptr (GUri) uri = g_uri_parse_relative (NULL, href, G_URI_FLAGS_NONE, NULL);
  const char *path = uri != NULL ? g_uri_get_path (uri) : href;
  g_autofree char *id = NULL;

  if (!g_str_has_prefix (path, dav->base) || !g_str_has_suffix (path, ".ics"))
    return -1;
  path += strlen (dav->base);
  if (strlen (path) < strlen (".ics"))
    return -1;
  id = g_strndup (path, strlen (path) - strlen (".ics"));
  return GPOINTER_TO_INT (g_hash_table_lookup (dav->by_id, id)) - 1;
}

static gboolean
fits (const NxDav *dav, const NxDavAsk *ask, guint row)
{
  return !ask->none && nx_rows_time (dav->rows, row, "start") < ask->to && nx_rows_time (dav->rows, row, "end") > ask->from;
}

static gboolean
is_full (const Answer *self)
{
  return xmlBufferLength (self->buffer) > MAX_ANSWER;
}

static void
write_members (Answer *self)
{
  for (guint i = 0; i < nx_rows_count (self->dav->rows) && !is_full (self); i++)
    if (fits (self->dav, self->ask, i))
      write_response (self, (int) i);
}

static void
write_hrefs (Answer *self)
{
  for (guint i = 0; i < self->ask->hrefs->len && !is_full (self); i++)
    {
      const char *href = self->ask->hrefs->pdata[i];
      const int row = find_href (self->dav, href);

      if (row >= 0)
        write_response (self, row);
      else
        write_missing (self, href);
    }
}

/* A change makes another token, and from an old one nobody can go on: who comes with it reads all again (RFC 6578, section 3.2). */
static gboolean
token_is_good (const NxDav *dav, const char *token, gboolean *same)
{
  g_autofree char *present = g_strconcat (TOKEN_START, dav->tag, NULL);

  *same = g_strcmp0 (token, present) == 0;
  return *same || token == NULL || *token == '\0';
}

static void
write_parts (Answer *self, gboolean collection, gboolean members, gboolean same)
{
  if (collection)
    write_response (self, -1);
  if (self->ask->kind == NX_DAV_MULTIGET)
    write_hrefs (self);
  else if (members && !same)
    write_members (self);
  if (self->ask->kind == NX_DAV_SYNC)
    {
      begin (self, "D:sync-token");
      write_token (self, -1);
      end (self);
    }
}

static void
open_document (Answer *self, const char *root)
{
  self->buffer = xmlBufferCreate ();
  self->xml = xmlNewTextWriterMemory (self->buffer, 0);
  g_return_if_fail (self->xml != NULL);
  xmlTextWriterStartDocument (self->xml, NULL, "utf-8", NULL);
  begin (self, root);
  xmlTextWriterWriteAttribute (self->xml, (const xmlChar *) "xmlns:D", (const xmlChar *) NX_DAV_NS);
  xmlTextWriterWriteAttribute (self->xml, (const xmlChar *) "xmlns:C", (const xmlChar *) NX_DAV_NS_CALDAV);
  xmlTextWriterWriteAttribute (self->xml, (const xmlChar *) "xmlns:S", (const xmlChar *) NX_DAV_NS_SERVER);
}

static GBytes *
close_document (Answer *self)
{
  GBytes *bytes;

  xmlTextWriterEndDocument (self->xml);
  xmlFreeTextWriter (self->xml);
  bytes = g_bytes_new (xmlBufferContent (self->buffer), (gsize) xmlBufferLength (self->buffer));
  xmlBufferFree (self->buffer);
  return bytes;
}

GBytes *
nx_dav_answer (NxDav *dav, const NxDavAsk *ask, gboolean collection, gboolean members, const char **condition, GError **error)
{
  Answer self = { .dav = dav, .ask = ask };
  gboolean same = FALSE, full;
  GBytes *bytes;

  if (ask->kind == NX_DAV_SYNC && !token_is_good (dav, ask->token, &same))
    {
      *condition = "D:valid-sync-token";
      g_set_error_literal (error, NX_ERROR, NX_ERROR_FORBIDDEN, _ ("The calendar has changed. Read all of it again."));
      return NULL;
    }
  open_document (&self, "D:multistatus");
  write_parts (&self, collection, members, same);
  full = is_full (&self);
  bytes = close_document (&self);
  if (!full)
    return bytes;
  g_bytes_unref (bytes);
  *condition = "D:number-of-matches-within-limits";
  g_set_error_literal (error, NX_ERROR, NX_ERROR_FORBIDDEN, _ ("That is more than one answer holds. Ask for a shorter time."));
  return NULL;
}

GBytes *
nx_dav_broken (const char *condition)
{
  Answer self = { NULL };

  open_document (&self, "D:error");
  add (&self, condition, NULL);
  return close_document (&self);
}
