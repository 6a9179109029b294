/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What nx-mustache-compile.c makes of a template and nx-mustache.c renders; nobody else looks at it. */
typedef enum
{
  NX_TEMPLATE_ROOT,
  NX_TEMPLATE_TEXT,
  NX_TEMPLATE_LINE, /* a line of the template begins: the place of a partial's indentation */
  NX_TEMPLATE_ESCAPED,
  NX_TEMPLATE_RAW,
  NX_TEMPLATE_SECTION,
  NX_TEMPLATE_INVERTED,
  NX_TEMPLATE_PARTIAL,
  NX_TEMPLATE_PARENT,
  NX_TEMPLATE_BLOCK,
  NX_TEMPLATE_TRANSLATION,
  NX_TEMPLATE_PLURAL,
  NX_TEMPLATE_COMMENT, /* comments and delimiters; never in the tree */
  NX_TEMPLATE_CLOSE    /* never in the tree */
} NxTemplateKind;

typedef struct
{
  NxTemplateKind kind;
  char *name;           /* (owned): text, name of the tag, or the text to translate */
  char *plural;         /* (owned) (nullable) */
  char **path;          /* (owned) (nullable): the name's dotted parts; none for "." */
  char *indent;         /* (owned): what stands before a partial, parent or block on its line */
  gboolean standalone;  /* the tag is alone on its line */
  GPtrArray *children;  /* (owned) (nullable) */
} NxTemplateNode;

/** Returns: (transfer full): the root, or %NULL with %NX_ERROR_CONFIG naming @name, the line and what is wrong. */
NxTemplateNode *nx_template_compile (const char *name, const char *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nx_template_node_free (NxTemplateNode *self);

G_END_DECLS
