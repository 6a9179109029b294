/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "desktop/agenda/nx-agenda-ask.h"
#include "desktop/agenda/nx-session-source.h"

G_BEGIN_DECLS

/**
 * NxAgendaSheet: what the agenda's dialogs share: a window over the office's, the safe button first and on Escape, what is done
 * beside it, a thin line while the server is asked and a sentence when that takes long, its refusals in words, the focus back where
 * it came from.
 */
#define NX_TYPE_AGENDA_SHEET (nx_agenda_sheet_get_type ())
G_DECLARE_DERIVABLE_TYPE (NxAgendaSheet, nx_agenda_sheet, NX, AGENDA_SHEET, AdwWindow)

struct _NxAgendaSheetClass
{
  AdwWindowClass parent_class;
  /** The button at the end, or Ctrl+Enter. */
  void (*accept) (NxAgendaSheet *self);
};

/** @from: any widget of the window that asks; @source: (nullable) */
void nx_agenda_sheet_begin (NxAgendaSheet *self, GtkWidget *from, NxConnection *connection, NxSessionSource *source);
/** @subtitle: (nullable); @safe: the button that changes nothing; @accept: (nullable): where there is nothing to accept, none */
void
nx_agenda_sheet_set_titles (NxAgendaSheet *self, const char *title, const char *subtitle, const char *safe, const char *accept);
void nx_agenda_sheet_set_accept_label (NxAgendaSheet *self, const char *label);
void nx_agenda_sheet_set_can_accept (NxAgendaSheet *self, gboolean can_accept);
gboolean nx_agenda_sheet_get_can_accept (NxAgendaSheet *self);
/** Where the dialog's own widgets go. */
GtkBox *nx_agenda_sheet_get_box (NxAgendaSheet *self);
NxConnection *nx_agenda_sheet_get_connection (NxAgendaSheet *self);
/** Returns: (transfer none) (nullable) */
NxSessionSource *nx_agenda_sheet_get_source (NxAgendaSheet *self);
/** Where notices go: the window behind. */
GtkWidget *nx_agenda_sheet_get_from (NxAgendaSheet *self);
GCancellable *nx_agenda_sheet_get_cancellable (NxAgendaSheet *self);

/** Asks; @waiting: (nullable): the sentence after a second without an answer. What is open stays usable. */
void nx_agenda_sheet_ask (NxAgendaSheet *self, const char *method, const char *path, NxJsonWriter *body, const char *key,
                          const char *waiting, NxAgendaAnswer done);
/** The same for a part of the sheet: @done is told @widget. */
void nx_agenda_sheet_ask_for (NxAgendaSheet *self, GtkWidget *widget, const char *method, const char *path, NxJsonWriter *body,
                              const char *key, const char *waiting, NxAgendaAnswer done);
/** One of those questions has its answer: to be called first in each @done. */
void nx_agenda_sheet_answered (NxAgendaSheet *self);
/** Nothing can be changed until all questions have their answers; the focus stays where it was. */
void nx_agenda_sheet_lock (NxAgendaSheet *self);
/** What the server refused, in its words; %NULL takes it away. */
void nx_agenda_sheet_say_error (NxAgendaSheet *self, const char *text);
/** What will happen, or the state; %NULL takes it away. */
void nx_agenda_sheet_say (NxAgendaSheet *self, const char *text);
const char *nx_agenda_sheet_get_error (NxAgendaSheet *self);
const char *nx_agenda_sheet_get_status (NxAgendaSheet *self);

/** The same act keeps its key however often it is sent. @act: what tells it from another. Returns: (transfer none) */
const char *nx_agenda_sheet_key_for (NxAgendaSheet *self, const char *act);

/** (transfer full): "YYYY-MM-DD" of a typed day, %NULL where it cannot be read. @date: (out) (optional) */
char *nx_agenda_sheet_read_day (NxAgendaSheet *self, GtkEditable *entry, gint32 *date);

/** A group with a heading (nullable), put into the sheet. */
GtkWidget *nx_agenda_sheet_add_group (NxAgendaSheet *self, const char *title);
/** (transfer none): a new list with the look of a boxed one. */
GtkWidget *nx_agenda_list_new (const char *accessible_name);
void nx_agenda_list_clear (GtkWidget *list);
/** (transfer none): a row of plain text: nothing in it is markup. @subtitle: (nullable), @icon: (nullable) */
GtkWidget *nx_agenda_row_new (const char *icon, const char *title, const char *subtitle);
/** (transfer none): a row whose text is typed. @title with mnemonic */
GtkWidget *nx_agenda_entry_new (const char *title, const char *text, const char *tooltip);
/** (transfer none): a row with a choice. @names is taken. */
GtkWidget *nx_agenda_combo_new (const char *title, GtkStringList *names);
/** (transfer none): a flat round button at the end of a row. */
GtkWidget *nx_agenda_icon_button_new (const char *icon, const char *name);

G_END_DECLS
