/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * NxTemplates: compiled Mustache templates (the specification's comments, delimiters, interpolation, sections, inverted, partials
 * and inheritance), filled while the program starts and read by any number of threads afterwards.
 *
 * `{{name}}` is always escaped for HTML text and quoted attributes; `{{{name}}}` is not and takes only HTML that our own code
 * made. An empty string counts as false in a section. Two sections of our own hold text for people:
 *
 * - `{{#_}}Good morning {{name}}{{/_}}`: the raw text, white space folded, is looked up with gettext, then rendered;
 * - `{{#_n count}}One session|{{count}} sessions{{/_n}}`: the same with ngettext; `count` is a number of the model.
 */
typedef struct _NxTemplates NxTemplates;

NxTemplates *nx_templates_new (void);
void nx_templates_free (NxTemplates *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NxTemplates, nx_templates_free)

/**
 * nx_templates_add:
 * @name: what pages and partials call it
 * @source: UTF-8
 *
 * Compiles a template; one of the same name is replaced. Errors: %NX_ERROR_CONFIG naming the template, the line and what is
 * wrong.
 */
gboolean nx_templates_add (NxTemplates *self, const char *name, const char *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * nx_templates_render:
 * @contexts: (array length=n_contexts): the outermost first; a name is looked for in the last one first
 *
 * Appends to @out. Errors: %NX_ERROR_INTERNAL where there is no such template or it nests without end.
 */
gboolean nx_templates_render (NxTemplates *self, const char *name, JsonNode *const *contexts, guint n_contexts, GString *out,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
