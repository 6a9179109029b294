/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/html/nx-mustache-compile.h"

#include <string.h>

#include "common/nx-error.h"

/* Freeing and rendering walk the tree by recursion. */
#define MAX_NESTING 60

/* A tag that is open while its content is read. */
typedef struct
{
  NxTemplateNode *node;
  const char *content;   /* where its content starts in the source */
  gsize strip;           /* what was stripped from lines before it */
  gboolean wants_indent; /* a block whose first line will say how far its content is indented */
} Open;

/* One piece of a line: text, or a tag. */
typedef struct
{
  NxTemplateKind kind;
  const char *start, *end; /* the text, or the tag with its delimiters */
  char *name;              /* (owned) (nullable) */
} Piece;

typedef struct
{
  const char *template_name, *source;
  char *open, *close; /* (owned): delimiters */
  GArray *line;       /* of Piece: the line being read */
  GArray *stack;      /* of Open; the root first */
  gsize strip;        /* white space taken from the start of each line inside the innermost block */
  GError *error;
} Compiler;

static NxTemplateNode *
node_new (NxTemplateKind kind, char *name)
{
  NxTemplateNode *self = g_new0 (NxTemplateNode, 1);

  self->kind = kind;
  self->name = name;
  self->indent = g_strdup ("");
  return self;
}

void
nx_template_node_free (NxTemplateNode *self)
{
  g_free (self->name);
  g_free (self->plural);
  g_strfreev (self->path);
  g_free (self->indent);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static void
piece_clear (gpointer data)
{
  g_free (((Piece *) data)->name);
}

static void
fail (Compiler *c, const char *at, const char *what)
{
  guint line = 1;

  if (c->error != NULL)
    return;

  for (const char *p = c->source; p < at; p++)
    line += *p == '\n';
  c->error = g_error_new (NX_ERROR, NX_ERROR_CONFIG, "Template “%s”, line %u: %s", c->template_name, line, what);
}

static Open *
top (Compiler *c)
{
  return &g_array_index (c->stack, Open, c->stack->len - 1);
}

static gboolean
is_container (NxTemplateKind kind)
{
  return kind == NX_TEMPLATE_SECTION || kind == NX_TEMPLATE_INVERTED || kind == NX_TEMPLATE_PARENT || kind == NX_TEMPLATE_BLOCK
         || kind == NX_TEMPLATE_TRANSLATION || kind == NX_TEMPLATE_PLURAL;
}

static gsize
leading_space (const Piece *piece)
{
  const char *p = piece->start;

  while (piece->kind == NX_TEMPLATE_TEXT && p < piece->end && (*p == ' ' || *p == '\t'))
    p++;
  return p - piece->start;
}

static gboolean
is_blank (const Piece *piece)
{
  gsize space = leading_space (piece);
  gsize rest = piece->end - piece->start - space;

  return rest == 0 || (rest == 1 && piece->end[-1] == '\n') || (rest == 2 && memcmp (piece->end - 2, "\r\n", 2) == 0);
}

/*
 * A line that holds nothing but one tag other than a variable leaves no trace in the output. Tags of inheritance may share such a
 * line, unless it holds a whole block.
 */
static gboolean
line_is_standalone (Compiler *c)
{
  g_autoptr (GArray) opened = g_array_new (FALSE, FALSE, sizeof (NxTemplateKind));
  guint depth = c->stack->len, n_tags = 0;
  gboolean inheritance = TRUE;

  for (guint i = 0; i < c->line->len; i++)
    {
      const Piece *piece = &g_array_index (c->line, Piece, i);
      NxTemplateKind kind = piece->kind;

      if (kind == NX_TEMPLATE_TEXT && is_blank (piece))
        continue;
      if (kind == NX_TEMPLATE_TEXT || kind == NX_TEMPLATE_ESCAPED || kind == NX_TEMPLATE_RAW)
        return FALSE;
      n_tags++;
      if (is_container (kind))
        {
          g_array_append_val (opened, kind);
        }
      else if (kind == NX_TEMPLATE_CLOSE && opened->len > 0)
        {
          kind = g_array_index (opened, NxTemplateKind, opened->len - 1);
          g_array_set_size (opened, opened->len - 1);
          if (kind == NX_TEMPLATE_BLOCK)
            return FALSE;
        }
      else if (kind == NX_TEMPLATE_CLOSE && depth > 1)
        {
          kind = g_array_index (c->stack, Open, --depth).node->kind;
        }
      inheritance = inheritance && (kind == NX_TEMPLATE_PARENT || kind == NX_TEMPLATE_BLOCK);
    }
  return n_tags == 1 || (n_tags > 1 && inheritance);
}

static NxTemplateNode *
add_node (Compiler *c, NxTemplateKind kind, char *name)
{
  NxTemplateNode *node = node_new (kind, name);

  g_ptr_array_add (top (c)->node->children, node);
  return node;
}

/* One line of text with single spaces: what is looked up, and what extract-templates.py finds. */
static char *
fold_space (const char *start, gsize length)
{
  GString *folded = g_string_sized_new (length);

  for (const char *p = start; p < start + length; p++)
    {
      if (!g_ascii_isspace (*p))
        g_string_append_c (folded, *p);
      else if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
        g_string_append_c (folded, ' ');
    }
  if (folded->len > 0 && folded->str[folded->len - 1] == ' ')
    g_string_truncate (folded, folded->len - 1);
  return g_string_free (folded, FALSE);
}

static void
open_tag (Compiler *c, const Piece *piece, NxTemplateNode *node, gboolean standalone)
{
  Open open = { .node = node, .content = piece->end, .strip = c->strip };

  open.wants_indent = node->kind == NX_TEMPLATE_BLOCK && standalone;
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_template_node_free);
  if (c->stack->len >= MAX_NESTING)
    fail (c, piece->start, "tags nest too deeply");
  g_array_append_val (c->stack, open);
}

static void
close_tag (Compiler *c, const Piece *piece)
{
  Open open = *top (c);
  NxTemplateNode *node = open.node;
  gboolean plural = node->kind == NX_TEMPLATE_PLURAL;

  if (c->stack->len == 1 || strcmp (plural ? "_n" : node->name, piece->name) != 0)
    {
      fail (c, piece->start, "this tag closes what is not open");
      return;
    }

  if (plural || node->kind == NX_TEMPLATE_TRANSLATION)
    {
      const char *bar = plural ? memchr (open.content, '|', piece->start - open.content) : NULL;

      g_free (node->name);
      node->name = fold_space (open.content, (bar != NULL ? bar : piece->start) - open.content);
      if (bar != NULL)
        node->plural = fold_space (bar + 1, piece->start - bar - 1);
      else if (plural)
        fail (c, piece->start, "a plural needs two texts with a | between them");
    }
  c->strip = open.strip;
  g_array_set_size (c->stack, c->stack->len - 1);
}

static void
add_tag (Compiler *c, const Piece *piece, const char *indent, gsize indent_length, gboolean standalone)
{
  NxTemplateNode *node;

  if (piece->kind == NX_TEMPLATE_COMMENT)
    return;
  if (piece->kind == NX_TEMPLATE_CLOSE)
    {
      close_tag (c, piece);
      return;
    }

  node = add_node (c, piece->kind, g_strdup (piece->name));
  node->standalone = standalone;
  if (standalone || piece->kind == NX_TEMPLATE_BLOCK)
    {
      g_free (node->indent);
      node->indent = g_strndup (indent, indent_length);
    }
  if (piece->kind == NX_TEMPLATE_PLURAL)
    node->path = g_strsplit (piece->name + strlen ("_n "), ".", -1);
  else
    node->path = g_strsplit (strcmp (piece->name, ".") == 0 ? "" : piece->name, ".", -1);
  if (is_container (piece->kind))
    open_tag (c, piece, node, standalone);
}

/* The first line inside a block says how far its content is indented; that much is taken from all its lines. */
static void
note_intrinsic_indent (Compiler *c, const char *space, gsize length)
{
  Open *open = top (c);

  if (!open->wants_indent)
    return;

  open->wants_indent = FALSE;
  g_free (open->node->indent);
  open->node->indent = g_strndup (space, length);
  c->strip += length;
}

static void
finish_line (Compiler *c)
{
  gboolean standalone = line_is_standalone (c), only_space = TRUE;
  const Piece *first = &g_array_index (c->line, Piece, 0);
  gsize space = c->line->len > 0 ? leading_space (first) : 0;
  gsize strip = MIN (space, c->strip);

  if (c->line->len > 0 && !(c->line->len == 1 && is_blank (first)))
    {
      const Piece *tag = first->kind == NX_TEMPLATE_TEXT && c->line->len > 1 ? first + 1 : first;

      if (!(standalone && tag->kind == NX_TEMPLATE_CLOSE))
        {
          note_intrinsic_indent (c, first->start + strip, space - strip);
          strip = MIN (space, c->strip);
        }
      if (!standalone)
        add_node (c, NX_TEMPLATE_LINE, NULL);
    }

  for (guint i = 0; i < c->line->len && c->error == NULL; i++)
    {
      const Piece *piece = &g_array_index (c->line, Piece, i);
      gsize skipped = i == 0 ? strip : 0;

      if (piece->kind != NX_TEMPLATE_TEXT)
        add_tag (c, piece, first->start + strip, only_space ? space - strip : 0, standalone);
      else if (!standalone && piece->start + skipped < piece->end)
        add_node (c, NX_TEMPLATE_TEXT, g_strndup (piece->start + skipped, piece->end - piece->start - skipped));
      only_space = only_space && (piece->kind != NX_TEMPLATE_TEXT || is_blank (piece));
    }
  g_array_set_size (c->line, 0);
}

static void
read_text (Compiler *c, const char *start, const char *end)
{
  while (start < end && c->error == NULL)
    {
      const char *newline = memchr (start, '\n', end - start);
      Piece piece = { .kind = NX_TEMPLATE_TEXT, .start = start, .end = newline != NULL ? newline + 1 : end };

      g_array_append_val (c->line, piece);
      if (newline != NULL)
        finish_line (c);
      start = piece.end;
    }
}

static void
set_delimiters (Compiler *c, const char *at, char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (g_strstrip (text), " \t", -1);
  guint n = g_strv_length (parts);

  if (n < 2 || *parts[0] == '\0' || *parts[n - 1] == '\0')
    {
      fail (c, at, "delimiters come in pairs");
      return;
    }
  g_free (c->open);
  g_free (c->close);
  c->open = g_strdup (parts[0]);
  c->close = g_strdup (parts[n - 1]);
}

static NxTemplateKind
tag_kind (char sigil)
{
  static const struct
  {
    char sigil;
    NxTemplateKind kind;
  } sigils[] = {
    { '{', NX_TEMPLATE_RAW },     { '&', NX_TEMPLATE_RAW },     { '#', NX_TEMPLATE_SECTION }, { '^', NX_TEMPLATE_INVERTED },
    { '/', NX_TEMPLATE_CLOSE },   { '>', NX_TEMPLATE_PARTIAL }, { '<', NX_TEMPLATE_PARENT },  { '$', NX_TEMPLATE_BLOCK },
    { '!', NX_TEMPLATE_COMMENT }, { '=', NX_TEMPLATE_COMMENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sigils); i++)
    if (sigils[i].sigil == sigil)
      return sigils[i].kind;
  return NX_TEMPLATE_ESCAPED;
}

/* Returns: where the text after the tag at @start goes on, or %NULL. */
static const char *
read_tag (Compiler *c, const char *start)
{
  const char *body = start + strlen (c->open), *end;
  Piece piece = { .kind = tag_kind (*body), .start = start };
  g_autofree char *ending = g_strconcat (*body == '{' ? "}" : *body == '=' ? "=" : "", c->close, NULL);

  end = strstr (body + (*body == '='), ending);
  if (end == NULL)
    {
      fail (c, start, "this tag does not end");
      return NULL;
    }

  piece.end = end + strlen (ending);
  piece.name
      = g_strstrip (g_strndup (body + (piece.kind != NX_TEMPLATE_ESCAPED), end - body - (piece.kind != NX_TEMPLATE_ESCAPED)));
  if (*body == '=')
    set_delimiters (c, start, piece.name);
  else if (piece.kind == NX_TEMPLATE_SECTION && strcmp (piece.name, "_") == 0)
    piece.kind = NX_TEMPLATE_TRANSLATION;
  else if (piece.kind == NX_TEMPLATE_SECTION && g_str_has_prefix (piece.name, "_n "))
    piece.kind = NX_TEMPLATE_PLURAL;
  g_array_append_val (c->line, piece);
  return piece.end;
}

NxTemplateNode *
nx_template_compile (const char *name, const char *source, GError **error)
{
  Compiler c = { .template_name = name, .source = source, .open = g_strdup ("{{"), .close = g_strdup ("}}") };
  NxTemplateNode *root = node_new (NX_TEMPLATE_ROOT, g_strdup (""));
  Open open = { .node = root };
  const char *p = source;

  root->children = g_ptr_array_new_with_free_func ((GDestroyNotify) nx_template_node_free);
  c.line = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (c.line, piece_clear);
  c.stack = g_array_new (FALSE, FALSE, sizeof (Open));
  g_array_append_val (c.stack, open);

  while (p != NULL && *p != '\0' && c.error == NULL)
    {
      const char *tag = strstr (p, c.open);

      read_text (&c, p, tag != NULL ? tag : p + strlen (p));
      p = tag != NULL && c.error == NULL ? read_tag (&c, tag) : NULL;
    }
  if (c.error == NULL)
    finish_line (&c);
  if (c.error == NULL && c.stack->len > 1)
    fail (&c, top (&c)->content, "this tag is not closed");

  g_array_unref (c.line);
  g_array_unref (c.stack);
  g_free (c.open);
  g_free (c.close);
  if (c.error == NULL)
    return root;

  nx_template_node_free (root);
  g_propagate_error (error, c.error);
  return NULL;
}
