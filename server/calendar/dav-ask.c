/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/calendar/dav-ask.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "common/nx-error.h"
#include "common/nx-time.h"

#define MAX_BODY (64 * 1024)
/* Each is answered for each event: more than any program asks for. */
#define MAX_NAMES 60
#define MAX_NAME 120
#define OPTIONS (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT)

static void
name_free (gpointer data)
{
  NxDavName *name = data;

  g_free (name->ns);
  g_free (name->name);
  g_free (name);
}

void
nx_dav_ask_clear (NxDavAsk *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->hrefs, g_ptr_array_unref);
  g_clear_pointer (&self->token, g_free);
}

/* --- reading safely --- */

/* Before anything in it is read: what has a document type can have entities. */
static void
refuse_document_type (void *data, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  xmlParserCtxt *context = data;

  xmlStopParser (context);
  context->wellFormed = 0;
}

static xmlDoc *
parse (const char *text, gsize length)
{
  xmlParserCtxt *context = xmlNewParserCtxt ();
  xmlDoc *document;

  g_return_val_if_fail (context != NULL, NULL);
  context->sax->internalSubset = refuse_document_type;
  document = xmlCtxtReadMemory (context, text, (int) length, NULL, NULL, OPTIONS);
  xmlFreeParserCtxt (context);
  return document;
}

static gboolean
refuse (GError **error, NxErrorCode code, const char *sentence)
{
  g_set_error_literal (error, NX_ERROR, code, sentence);
  return FALSE;
}

static gboolean
refuse_condition (const char **condition, const char *name, GError **error)
{
  *condition = name;
  return refuse (error, NX_ERROR_FORBIDDEN, _ ("This calendar cannot be asked in that way."));
}

/* --- small readings of a tree --- */

static const char *
space_of (const xmlNode *node)
{
  return node->ns != NULL ? (const char *) node->ns->href : "";
}

static gboolean
is_named (const xmlNode *node, const char *space, const char *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0 && strcmp (space_of (node), space) == 0;
}

static xmlNode *
child_of (const xmlNode *node, const char *space, const char *name)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    if (is_named (child, space, name))
      return child;
  return NULL;
}

/* (transfer full): without space around it. */
static char *
text_of (xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  char *text = g_strstrip (g_strdup (content != NULL ? (const char *) content : ""));

  xmlFree (content);
  return text;
}

/* (transfer full) (nullable) */
static char *
attribute_of (xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetNoNsProp (node, (const xmlChar *) name);
  char *text = g_strdup ((const char *) value);

  xmlFree (value);
  return text;
}

static gboolean
read_names (const xmlNode *prop, NxDavAsk *ask, GError **error)
{
  for (xmlNode *node = prop->children; node != NULL; node = node->next)
    {
      NxDavName *name;

      if (node->type != XML_ELEMENT_NODE)
        continue;
      if (ask->names->len == MAX_NAMES || strlen ((const char *) node->name) > MAX_NAME || strlen (space_of (node)) > MAX_NAME)
        return refuse (error, NX_ERROR_BAD_REQUEST, _ ("The request asks for too many properties at once."));
      name = g_new (NxDavName, 1);
      *name = (NxDavName){ g_strdup (space_of (node)), g_strdup ((const char *) node->name) };
      g_ptr_array_add (ask->names, name);
    }
  return TRUE;
}

static gboolean
read_wish (const xmlNode *root, NxDavAsk *ask, GError **error)
{
  const xmlNode *prop = child_of (root, NX_DAV_NS, "prop");

  if (prop != NULL)
    return read_names (prop, ask, error);
  ask->wish = child_of (root, NX_DAV_NS, "propname") != NULL ? NX_DAV_NAMES : NX_DAV_ALL;
  return TRUE;
}

/* --- filters --- */

/* "20261124T090000Z". FALSE where it is none; as it was where there is none. */
static gboolean
read_moment (xmlNode *range, const char *name, gint64 *moment)
{
  g_autofree char *text = attribute_of (range, name), *usual = NULL;

  if (text == NULL)
    return TRUE;
  if (strlen (text) != 16 || text[8] != 'T' || text[15] != 'Z')
    return FALSE;
  usual = g_strdup_printf ("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6, text + 9, text + 11, text + 13);
  return nx_time_parse (usual, moment);
}

/* What is asked of an event: a time at most. Everything else would have to be worked out, and no answer is better than a wrong one. */
static gboolean
read_event_filter (xmlNode *filter, NxDavAsk *ask, const char **condition, GError **error)
{
  for (xmlNode *node = filter->children; node != NULL; node = node->next)
    {
      if (node->type != XML_ELEMENT_NODE)
        continue;
      if (is_named (node, NX_DAV_NS_CALDAV, "is-not-defined"))
        ask->none = TRUE;
      else if (!is_named (node, NX_DAV_NS_CALDAV, "time-range"))
        return refuse_condition (condition, "C:supported-filter", error);
      else if (!read_moment (node, "start", &ask->from) || !read_moment (node, "end", &ask->to) || ask->from >= ask->to)
        return refuse_condition (condition, "C:valid-filter", error);
    }
  return TRUE;
}

static gboolean
read_filter (const xmlNode *root, NxDavAsk *ask, const char **condition, GError **error)
{
  xmlNode *filter = child_of (root, NX_DAV_NS_CALDAV, "filter");
  xmlNode *calendar = filter != NULL ? child_of (filter, NX_DAV_NS_CALDAV, "comp-filter") : NULL;
  g_autofree char *name = calendar != NULL ? attribute_of (calendar, "name") : NULL;

  if (g_strcmp0 (name, "VCALENDAR") != 0)
    return refuse_condition (condition, "C:valid-filter", error);
  for (xmlNode *node = calendar->children; node != NULL; node = node->next)
    {
      g_autofree char *component = NULL;

      if (node->type != XML_ELEMENT_NODE)
        continue;
      if (!is_named (node, NX_DAV_NS_CALDAV, "comp-filter"))
        return refuse_condition (condition, "C:supported-filter", error);
      component = attribute_of (node, "name");
      if (g_strcmp0 (component, "VEVENT") != 0)
        ask->none = TRUE;
      else if (!read_event_filter (node, ask, condition, error))
        return FALSE;
    }
  return TRUE;
}

static void
read_hrefs (const xmlNode *root, NxDavAsk *ask)
{
  for (xmlNode *node = root->children; node != NULL; node = node->next)
    if (is_named (node, NX_DAV_NS, "href"))
      g_ptr_array_add (ask->hrefs, text_of (node));
}

/* --- the whole --- */

static gboolean
read_report (xmlNode *root, NxDavAsk *ask, const char **condition, GError **error)
{
  xmlNode *token = child_of (root, NX_DAV_NS, "sync-token");

  if (!read_wish (root, ask, error))
    return FALSE;
  if (is_named (root, NX_DAV_NS_CALDAV, "calendar-query"))
    {
      ask->kind = NX_DAV_QUERY;
      return read_filter (root, ask, condition, error);
    }
  if (is_named (root, NX_DAV_NS_CALDAV, "calendar-multiget"))
    {
      ask->kind = NX_DAV_MULTIGET;
      read_hrefs (root, ask);
      return TRUE;
    }
  if (!is_named (root, NX_DAV_NS, "sync-collection"))
    return refuse_condition (condition, "D:supported-report", error);
  ask->kind = NX_DAV_SYNC;
  ask->token = token != NULL ? text_of (token) : NULL;
  return TRUE;
}

static gboolean
read_root (xmlNode *root, gboolean report, NxDavAsk *ask, const char **condition, GError **error)
{
  if (root != NULL && report)
    return read_report (root, ask, condition, error);
  if (root != NULL && is_named (root, NX_DAV_NS, "propfind"))
    return read_wish (root, ask, error);
  return refuse (error, NX_ERROR_BAD_REQUEST, _ ("The body is no XML that a calendar is asked with."));
}

gboolean
nx_dav_ask_read (GBytes *body, gboolean report, NxDavAsk *ask, const char **condition, GError **error)
{
  gsize length = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  xmlDoc *document;
  gboolean good;

  *condition = NULL;
  *ask = (NxDavAsk){ .names = g_ptr_array_new_with_free_func (name_free), .hrefs = g_ptr_array_new_with_free_func (g_free),
                     .from = G_MININT64, .to = G_MAXINT64 };
  if (length > MAX_BODY)
    return refuse (error, NX_ERROR_TOO_LARGE, _ ("The request is too large."));
  if (length == 0 && !report)
    {
      ask->wish = NX_DAV_ALL;
      return TRUE;
    }
  document = length > 0 ? parse (text, length) : NULL;
  good = read_root (document != NULL ? xmlDocGetRootElement (document) : NULL, report, ask, condition, error);
  xmlFreeDoc (document);
  return good;
}
