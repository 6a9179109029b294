/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include "common/nx-format.h"
#include "desktop/students/nx-student-text.h"
#include "desktop/students/nx-timeline.h"
#include "desktop/widgets/nx-session-text.h"

G_DEFINE_FINAL_TYPE (NxTimelineItem, nx_timeline_item, G_TYPE_OBJECT)


static void
nx_timeline_item_finalize (GObject *object)
{
  NxTimelineItem *self = NX_TIMELINE_ITEM (object);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->amount);
  g_free (self->target);
  G_OBJECT_CLASS (nx_timeline_item_parent_class)->finalize (object);
}


static void
nx_timeline_item_class_init (NxTimelineItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nx_timeline_item_finalize;
}


static void
nx_timeline_item_init (NxTimelineItem *self)
{
}


char *
nx_timeline_amount (gint32 quarters)
{
  g_autofree char *number = nx_credits_format (ABS (quarters));
  return g_strconcat (quarters < 0 ? "−" : "+", number, NULL);
}


static NxTimelineItem *
item_new (gint64 at, const char *icon, char *title, char *detail)
{
  NxTimelineItem *self = g_object_new (NX_TYPE_TIMELINE_ITEM, NULL);
  self->at = at;
  self->icon = icon;
  self->title = title;
  self->detail = detail;
  return self;
}


static NxTimelineItem *
session_item (NxSession *session, gint64 now)
{
  NxSessionState state = nx_session_state (session, now);
  g_autofree char *what = nx_student_capitalise (nx_session_what (session));
  const char *coach = session->coach != NULL ? session->coach->pseudonym : NULL;
  g_autofree char *start = nx_format_time (session->scheduledAt, NULL);
  /* Translators: a subject and a modality, then the coach's name. */
  char *title = coach != NULL ? g_strdup_printf (_("%s, with %s"), what, coach) : g_strdup (what);
  char *detail = g_strjoin (" · ", start, nx_session_state_word (state), NULL);
  const char *icon = nx_session_state_icon (state);
  NxTimelineItem *item = item_new (session->scheduledAt, icon != NULL ? icon : "x-office-calendar-symbolic", title, detail);
  item->action = "win.open-session";
  item->target = g_strdup (session->id);
  item->future = session->scheduledAt > now && session->status == NX_SESSION_SCHEDULED;
  return item;
}


static NxTimelineItem *
transaction_item (NxTransaction *transaction)
{
  g_autofree char *start = nx_format_time (transaction->createdAt, NULL);
  NxTimelineItem *item = item_new (transaction->createdAt, "nx-credit-symbolic",
                                   g_strdup (nx_enum_label (&nx_transaction_type_enum, transaction->type)),
                                   g_strjoin (" · ", start, transaction->reason, NULL));
  item->amount = nx_timeline_amount (transaction->amount);
  if (transaction->sessionId != NULL)
    {
      item->action = "win.open-session";
      item->target = g_strdup (transaction->sessionId);
    }
  return item;
}


static NxTimelineItem *
report_item (NxReport *report)
{
  const char *coach = report->session != NULL && report->session->coach != NULL ? report->session->coach->pseudonym : NULL;
  NxTimelineItem *item = item_new (report->submittedAt, "document-edit-symbolic",
                                   coach != NULL ? g_strdup_printf (_("Report by %s"), coach) : g_strdup (_("Report")),
                                   g_strdup (report->worked));
  item->action = "win.open-report";
  item->target = g_strdup (report->sessionId);
  return item;
}


static int
newest_first (gconstpointer a, gconstpointer b)
{
  const NxTimelineItem *x = *(NxTimelineItem *const *) a, *y = *(NxTimelineItem *const *) b;
  return (x->at < y->at) - (x->at > y->at);
}


static gboolean
item_equal (NxTimelineItem *a, NxTimelineItem *b)
{
  return a->at == b->at && a->future == b->future && g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->detail, b->detail) == 0
         && g_strcmp0 (a->amount, b->amount) == 0 && g_strcmp0 (a->target, b->target) == 0 && g_strcmp0 (a->icon, b->icon) == 0;
}


static gboolean
same_at (GListStore *store, guint position, NxTimelineItem *item)
{
  g_autoptr (NxTimelineItem) old = g_list_model_get_item (G_LIST_MODEL (store), position);
  return item_equal (old, item);
}


/* Replaces what differs between a common beginning and a common end. */
static void
replace_middle (GListStore *store, GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store)), start = 0, end = 0;
  while (start < n && start < items->len && same_at (store, start, items->pdata[start]))
    start++;
  while (end < n - start && end < items->len - start && same_at (store, n - 1 - end, items->pdata[items->len - 1 - end]))
    end++;
  if (n - start - end > 0 || items->len - start - end > 0)
    g_list_store_splice (store, start, n - start - end, items->pdata + start, items->len - start - end);
}


void
nx_timeline_update (GListStore *store, NxStudentData *data)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 now = nx_connection_now (nx_student_data_get_connection (data));
  GListModel *sessions = nx_student_data_get_sessions (data), *reports = nx_student_data_get_reports (data),
             *transactions = nx_student_data_get_transactions (data);
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (NxSession) session = g_list_model_get_item (sessions, i);
      g_ptr_array_add (items, session_item (session, now));
    }
  for (guint i = 0; i < g_list_model_get_n_items (transactions); i++)
    {
      g_autoptr (NxTransaction) transaction = g_list_model_get_item (transactions, i);
      g_ptr_array_add (items, transaction_item (transaction));
    }
  for (guint i = 0; i < g_list_model_get_n_items (reports); i++)
    {
      g_autoptr (NxReport) report = g_list_model_get_item (reports, i);
      if (report->status == NX_REPORT_SUBMITTED)
        g_ptr_array_add (items, report_item (report));
    }
  g_ptr_array_sort (items, newest_first);
  replace_middle (store, items);
}
