/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/reports/nx-report-editor.h"

G_BEGIN_DECLS

/* The editor is cut in two by concern: nx-report-editor-send.c keeps and sends, nx-report-editor.c shows. */

struct _NxReportEditor
{
  GtkWidget parent_instance;

  /* template widgets, borrowed */
  GtkStack *stack;
  GtkLabel *title_label;
  GtkLabel *what_label;
  GtkDropDown *pupil_drop;
  GtkToggleButton *preview_button;
  GtkWidget *submit_button;
  GtkRevealer *problem;
  GtkLabel *problem_label;
  GtkWidget *keep_button;
  GtkWidget *other_button;
  GtkBox *fields_box;
  GtkLabel *preview_label;
  GtkLabel *status_label;

  /* borrowed: a child made in code */
  NxReportFields *fields;

  /* owned */
  NxConnection *connection; /* (nullable) */
  NxReportJournal *journal;
  NxSession *session;        /* (nullable) */
  NxReportForm *form;        /* (nullable) */
  GPtrArray *competences;    /* NxReportCompetence */
  GCancellable *cancellable; /* of everything asked for this session */

  gint64 now; /* where there is no connection */
  guint pupil;
  guint changes; /* counts what was typed: an answer is about what was sent */
  guint sent_changes;
  guint pause_id;
  gboolean read_only;
  gboolean waiting; /* for the network */
  gboolean sending;
  gboolean send_again;
  gboolean submit_wanted;
  gboolean conflict;
  gboolean filling;
};

void _nx_report_editor_update (NxReportEditor *self);
void _nx_report_editor_update_status (NxReportEditor *self);
void _nx_report_editor_show_problem (NxReportEditor *self, const char *text, gboolean conflict);
gint64 _nx_report_editor_now (NxReportEditor *self);
void _nx_report_editor_emit_submitted (NxReportEditor *self);

/* Asks the server for the report and what is marked. */
void _nx_report_editor_fetch (NxReportEditor *self);
/* Writes the draft to disk, if there is anything new. */
void _nx_report_editor_keep (NxReportEditor *self);
void _nx_report_editor_send (NxReportEditor *self, gboolean submit);
/* Takes the server's version number for the text that is here, and sends it. */
void _nx_report_editor_keep_mine (NxReportEditor *self);

G_END_DECLS
