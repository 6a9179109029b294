/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/html/nx-mustache.h"

#include "server/html/nx-mustache-compile.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#include "common/nx-error.h"

/* A partial may include itself (a tree); a model that never ends must not end the process. */
#define MAX_DEPTH 64

struct _NxTemplates
{
  GHashTable *templates; /* (owned): name → NxTemplateNode, fixed once the program runs */
  GHashTable *phrases;   /* (owned): translated text → NxTemplateNode, grows to one entry per text and language */
  pthread_rwlock_t lock; /* guards phrases; plain pthreads, which the thread sanitizer understands */
};

typedef struct
{
  NxTemplates *templates;
  GString *out;
  GString *indent;      /* what each line of the template being rendered starts with */
  GPtrArray *stack;     /* (element-type JsonNode): contexts, innermost last */
  GPtrArray *overrides; /* (element-type NxTemplateNode): parent tags being rendered, outermost first */
  guint depth;
  GError *error;
} Render;

static void render_children (Render *r, const NxTemplateNode *node);

NxTemplates *
nx_templates_new (void)
{
  NxTemplates *self = g_new0 (NxTemplates, 1);
  GDestroyNotify free_node = (GDestroyNotify) nx_template_node_free;

  self->templates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_node);
  self->phrases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_node);
  pthread_rwlock_init (&self->lock, NULL);
  return self;
}

void
nx_templates_free (NxTemplates *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->templates);
  g_hash_table_unref (self->phrases);
  pthread_rwlock_destroy (&self->lock);
  g_free (self);
}

gboolean
nx_templates_add (NxTemplates *self, const char *name, const char *source, GError **error)
{
  NxTemplateNode *compiled = nx_template_compile (name, source, error);

  if (compiled == NULL)
    return FALSE;

  g_hash_table_replace (self->templates, g_strdup (name), compiled);
  return TRUE;
}

static void
append_escaped (GString *out, const char *text)
{
  for (;;)
    {
      gsize plain = strcspn (text, "&<>\"'");

      g_string_append_len (out, text, plain);
      text += plain;
      switch (*text++)
        {
        case '&':
          g_string_append (out, "&amp;");
          break;
        case '<':
          g_string_append (out, "&lt;");
          break;
        case '>':
          g_string_append (out, "&gt;");
          break;
        case '"':
          g_string_append (out, "&quot;");
          break;
        case '\'':
          g_string_append (out, "&#39;");
          break;
        default:
          return;
        }
    }
}

static JsonNode *
member (JsonNode *node, const char *name)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), name) : NULL;
}

/* The first part of a dotted name is looked for outwards, the others only in what was found. */
static JsonNode *
look_up (Render *r, char *const *path)
{
  JsonNode *found = NULL;

  if (*path == NULL)
    return r->stack->len > 0 ? g_ptr_array_index (r->stack, r->stack->len - 1) : NULL;

  for (guint i = r->stack->len; i-- > 0 && found == NULL;)
    found = member (g_ptr_array_index (r->stack, i), *path);
  for (path++; *path != NULL && found != NULL; path++)
    found = member (found, *path);
  return found;
}

static void
render_value (Render *r, const NxTemplateNode *node)
{
  JsonNode *value = look_up (r, node->path);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const char *text = number;

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return;

  switch (json_node_get_value_type (value))
    {
    case G_TYPE_STRING:
      text = json_node_get_string (value);
      break;
    case G_TYPE_INT64:
      g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, json_node_get_int (value));
      break;
    case G_TYPE_BOOLEAN:
      text = json_node_get_boolean (value) ? "true" : "false";
      break;
    default:
      g_ascii_formatd (number, sizeof number, "%.15g", json_node_get_double (value));
    }

  if (node->kind == NX_TEMPLATE_RAW)
    g_string_append (r->out, text);
  else
    append_escaped (r->out, text);
}

static gboolean
is_true (JsonNode *value)
{
  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return FALSE;
  if (JSON_NODE_HOLDS_ARRAY (value))
    return json_array_get_length (json_node_get_array (value)) > 0;
  if (!JSON_NODE_HOLDS_VALUE (value))
    return TRUE;
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (value);
  return json_node_get_value_type (value) != G_TYPE_STRING || *json_node_get_string (value) != '\0';
}

static void
render_in (Render *r, const NxTemplateNode *node, JsonNode *context)
{
  g_ptr_array_add (r->stack, context);
  render_children (r, node);
  g_ptr_array_set_size (r->stack, r->stack->len - 1);
}

static void
render_section (Render *r, const NxTemplateNode *node)
{
  JsonNode *value = look_up (r, node->path);
  JsonArray *array;

  if (is_true (value) == (node->kind == NX_TEMPLATE_INVERTED))
    return;
  if (node->kind == NX_TEMPLATE_INVERTED)
    {
      render_children (r, node);
      return;
    }
  if (!JSON_NODE_HOLDS_ARRAY (value))
    {
      render_in (r, node, value);
      return;
    }

  array = json_node_get_array (value);
  for (guint i = 0; i < json_array_get_length (array) && r->error == NULL; i++)
    render_in (r, node, json_array_get_element (array, i));
}

/* Renders @node with its lines indented by @indent more. */
static void
render_indented (Render *r, const NxTemplateNode *node, const char *indent)
{
  gsize before = r->indent->len;

  g_string_append (r->indent, indent);
  render_children (r, node);
  g_string_truncate (r->indent, before);
}

static void
render_partial (Render *r, const NxTemplateNode *node)
{
  const NxTemplateNode *partial = g_hash_table_lookup (r->templates->templates, node->name);

  if (partial == NULL)
    return;

  if (node->kind == NX_TEMPLATE_PARENT)
    g_ptr_array_add (r->overrides, (gpointer) node);
  render_indented (r, partial, node->indent);
  if (node->kind == NX_TEMPLATE_PARENT)
    g_ptr_array_set_size (r->overrides, r->overrides->len - 1);
}

/* The outermost parent tag is of the template furthest down the line of heirs, and has the last word. */
static void
render_block (Render *r, const NxTemplateNode *node)
{
  for (guint i = 0; i < r->overrides->len; i++)
    {
      const NxTemplateNode *parent = g_ptr_array_index (r->overrides, i);

      for (guint j = 0; j < parent->children->len; j++)
        {
          const NxTemplateNode *block = g_ptr_array_index (parent->children, j);

          if (block->kind == NX_TEMPLATE_BLOCK && strcmp (block->name, node->name) == 0)
            {
              render_indented (r, block, node->indent);
              return;
            }
        }
    }
  render_indented (r, node, node->standalone ? node->indent : "");
}

/* A translation is a template of its own: compiled when it is first met, kept for as long as the program runs. */
static const NxTemplateNode *
compile_phrase (Render *r, const char *text)
{
  NxTemplates *self = r->templates;
  NxTemplateNode *phrase;

  pthread_rwlock_rdlock (&self->lock);
  phrase = g_hash_table_lookup (self->phrases, text);
  pthread_rwlock_unlock (&self->lock);
  if (phrase != NULL)
    return phrase;

  pthread_rwlock_wrlock (&self->lock);
  phrase = g_hash_table_lookup (self->phrases, text);
  if (phrase == NULL && (phrase = nx_template_compile ("translation", text, &r->error)) != NULL)
    g_hash_table_insert (self->phrases, g_strdup (text), phrase);
  pthread_rwlock_unlock (&self->lock);
  return phrase;
}

static void
render_translation (Render *r, const NxTemplateNode *node)
{
  const NxTemplateNode *phrase;
  const char *text;

  if (node->kind == NX_TEMPLATE_PLURAL)
    {
      JsonNode *count = look_up (r, node->path);
      gboolean is_number = count != NULL && JSON_NODE_HOLDS_VALUE (count) && json_node_get_value_type (count) == G_TYPE_INT64;

      text = g_dngettext (GETTEXT_PACKAGE, node->name, node->plural, is_number ? (gulong) ABS (json_node_get_int (count)) : 0);
    }
  else
    {
      text = g_dgettext (GETTEXT_PACKAGE, node->name);
    }

  if (*node->name != '\0' && (phrase = compile_phrase (r, text)) != NULL)
    render_children (r, phrase);
}

static void
render_node (Render *r, const NxTemplateNode *node)
{
  switch (node->kind)
    {
    case NX_TEMPLATE_TEXT:
      g_string_append (r->out, node->name);
      break;
    case NX_TEMPLATE_LINE:
      if (r->indent->len > 0 && (r->out->len == 0 || r->out->str[r->out->len - 1] == '\n'))
        g_string_append_len (r->out, r->indent->str, r->indent->len);
      break;
    case NX_TEMPLATE_ESCAPED:
    case NX_TEMPLATE_RAW:
      render_value (r, node);
      break;
    case NX_TEMPLATE_SECTION:
    case NX_TEMPLATE_INVERTED:
      render_section (r, node);
      break;
    case NX_TEMPLATE_PARTIAL:
    case NX_TEMPLATE_PARENT:
      render_partial (r, node);
      break;
    case NX_TEMPLATE_BLOCK:
      render_block (r, node);
      break;
    case NX_TEMPLATE_TRANSLATION:
    case NX_TEMPLATE_PLURAL:
      render_translation (r, node);
      break;
    case NX_TEMPLATE_ROOT:
    case NX_TEMPLATE_COMMENT:
    case NX_TEMPLATE_CLOSE:
    default:
      break;
    }
}

static void
render_children (Render *r, const NxTemplateNode *node)
{
  if (r->depth >= MAX_DEPTH)
    {
      if (r->error == NULL)
        r->error = g_error_new (NX_ERROR, NX_ERROR_INTERNAL, "A template nests deeper than %d levels", MAX_DEPTH);
      return;
    }

  r->depth++;
  for (guint i = 0; i < node->children->len && r->error == NULL; i++)
    render_node (r, g_ptr_array_index (node->children, i));
  r->depth--;
}

gboolean
nx_templates_render (NxTemplates *self, const char *name, JsonNode *const *contexts, guint n_contexts, GString *out,
                     GError **error)
{
  const NxTemplateNode *root = g_hash_table_lookup (self->templates, name);
  g_autoptr (GPtrArray) stack = g_ptr_array_sized_new (16);
  g_autoptr (GPtrArray) overrides = g_ptr_array_new ();
  g_autoptr (GString) indent = g_string_new (NULL);
  Render r = { .templates = self, .out = out, .indent = indent, .stack = stack, .overrides = overrides };

  if (root == NULL)
    {
      g_set_error (error, NX_ERROR, NX_ERROR_INTERNAL, "There is no template “%s”", name);
      return FALSE;
    }

  for (guint i = 0; i < n_contexts; i++)
    g_ptr_array_add (stack, contexts[i]);
  render_children (&r, root);
  if (r.error != NULL)
    {
      g_propagate_error (error, r.error);
      return FALSE;
    }
  return TRUE;
}
