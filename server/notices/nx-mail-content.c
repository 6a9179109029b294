/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nx-mail-content.h"

#include <glib/gi18n-lib.h>
#include "common/nx-json.h"

typedef struct
{
  char *label, *value;
} Fact;

struct _NxMailContent
{
  char *app_url;
  char *subject, *greeting;
  GPtrArray *paragraphs; /* char * */
  GArray *facts;         /* Fact */
  char *action_label, *action_link;
};

static void
fact_clear (gpointer data)
{
  Fact *fact = data;
  g_free (fact->label);
  g_free (fact->value);
}

void
nx_mail_content_free (NxMailContent *self)
{
  if (self == NULL)
    return;
  g_free (self->app_url);
  g_free (self->subject);
  g_free (self->greeting);
  g_ptr_array_unref (self->paragraphs);
  g_array_unref (self->facts);
  g_free (self->action_label);
  g_free (self->action_link);
  g_free (self);
}

NxMailContent *
nx_mail_content_new (const char *kind, JsonObject *payload, const char *app_url, GError **error)
{
  NxMailBuilder build = nx_mail_builder (kind);
  NxMailContent *self;
  if (build == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INVALID, "there is no mail of kind “%s”", kind);
      return NULL;
    }
  self = g_new0 (NxMailContent, 1);
  self->app_url = g_strdup (app_url);
  self->paragraphs = g_ptr_array_new_with_free_func (g_free);
  self->facts = g_array_new (FALSE, FALSE, sizeof (Fact));
  g_array_set_clear_func (self->facts, fact_clear);
  build (self, payload);
  return self;
}

/* For the builders */

void
nx_mail_set_subject (NxMailContent *self, char *text)
{
  g_free (self->subject);
  self->subject = text;
}

void
nx_mail_set_greeting (NxMailContent *self, char *text)
{
  g_free (self->greeting);
  self->greeting = text;
}

void
nx_mail_add_paragraph (NxMailContent *self, char *text)
{
  g_ptr_array_add (self->paragraphs, text);
}

void
nx_mail_add_fact (NxMailContent *self, const char *label, char *text)
{
  Fact fact = { g_strdup (label), text };
  if (text == NULL)
    {
      g_free (fact.label);
      return;
    }
  g_array_append_val (self->facts, fact);
}

void
nx_mail_set_action (NxMailContent *self, const char *label, const char *link)
{
  g_free (self->action_label);
  g_free (self->action_link);
  self->action_label = g_strdup (label);
  self->action_link = link[0] == '/' ? g_strconcat (self->app_url, link, NULL) : g_strdup (link);
}

/* For who sends it */

const char *
nx_mail_content_subject (NxMailContent *self)
{
  return self->subject;
}

char *
nx_mail_content_text (NxMailContent *self)
{
  GString *text = g_string_new (NULL);
  if (self->greeting != NULL)
    g_string_append_printf (text, "%s\n\n", self->greeting);
  for (guint i = 0; i < self->paragraphs->len; i++)
    g_string_append_printf (text, "%s\n\n", (char *) g_ptr_array_index (self->paragraphs, i));
  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);
      /* Translators: a line of a mail: what it is, and its value. */
      g_string_append_printf (text, _("%s: %s"), fact->label, fact->value);
      g_string_append_c (text, '\n');
    }
  if (self->facts->len > 0)
    g_string_append_c (text, '\n');
  if (self->action_link != NULL)
    {
      g_string_append_printf (text, _("%s: %s"), self->action_label, self->action_link);
      g_string_append (text, "\n\n");
    }
  g_string_append_printf (text, "-- \n%s\n%s\n", _("Nexus Réussite, Tunis"), self->app_url);
  return g_string_free (text, FALSE);
}

static JsonNode *
html_model (NxMailContent *self, const char *language)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
#define ADD(name, value) (json_builder_set_member_name (builder, name), json_builder_add_string_value (builder, (value) != NULL ? (value) : ""))
  json_builder_begin_object (builder);
  ADD ("language", language);
  ADD ("subject", self->subject);
  ADD ("greeting", self->greeting);
  json_builder_set_member_name (builder, "paragraphs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->paragraphs->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (self->paragraphs, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "hasFacts");
  json_builder_add_boolean_value (builder, self->facts->len > 0);
  json_builder_set_member_name (builder, "facts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *fact = &g_array_index (self->facts, Fact, i);
      json_builder_begin_object (builder);
      ADD ("label", fact->label);
      ADD ("value", fact->value);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  ADD ("actionLabel", self->action_label);
  ADD ("actionLink", self->action_link);
  ADD ("site", self->app_url);
  json_builder_end_object (builder);
#undef ADD
  return json_builder_get_root (builder);
}

char *
nx_mail_content_html (NxMailContent *self, NxTemplates *templates, const char *language, GError **error)
{
  g_autoptr (JsonNode) model = html_model (self, language);
  GString *out = g_string_new (NULL);
  JsonNode *contexts[] = { model };
  if (nx_templates_render (templates, "mail", contexts, G_N_ELEMENTS (contexts), out, error))
    return g_string_free (out, FALSE);
  g_string_free (out, TRUE);
  return NULL;
}
