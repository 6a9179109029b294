/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop/agenda/nx-agenda-list.h"

#include "common/nx-format.h"
#include "common/nx-i18n.h"
#include "desktop/agenda/nx-agenda-line.h"
#include "desktop/widgets/nx-palette.h"
#include "desktop/widgets/nx-session-text.h"

enum
{
  SELECTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _NxAgendaListView
{
  GtkWidget parent_instance;

  /* borrowed children */
  GtkListView *view;

  /* owned */
  GListStore *store;    /* NxSession or GtkStringObject */
  GHashTable *headings; /* date → GtkStringObject */
  GHashTable *lines;    /* borrowed NxAgendaLine that show something now */
  GtkSingleSelection *selection;
  NxAgendaFacts *facts; /* (nullable) */

  gint64 now;
  gint32 wanted; /* day to scroll to when it is here, NX_DATE_NONE */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (NxAgendaListView, nx_agenda_list_view, GTK_TYPE_WIDGET)

static gint32
date_of (gpointer entry)
{
  if (NX_IS_SESSION (entry))
    return nx_time_date_in_zone (((NxSession *) entry)->scheduledAt, nx_session_zone ());
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (entry), "date"));
}

/* Rows */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, NxAgendaListView *self)
{
  gtk_list_item_set_child (item, nx_agenda_line_new ());
}

static void
fill_line (NxAgendaListView *self, GtkWidget *line, gpointer entry)
{
  NxClosure *closure;

  if (NX_IS_SESSION (entry))
    {
      nx_agenda_line_set_session (NX_AGENDA_LINE (line), entry, self->now);
      return;
    }
  closure = self->facts != NULL ? nx_agenda_facts_closure_of (self->facts, date_of (entry)) : NULL;
  nx_agenda_line_set_heading (NX_AGENDA_LINE (line), gtk_string_object_get_string (entry), closure != NULL ? closure->name : NULL,
                              date_of (entry) == nx_time_date_in_zone (self->now, nx_session_zone ()));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, NxAgendaListView *self)
{
  GtkWidget *line = gtk_list_item_get_child (item);
  gpointer entry = gtk_list_item_get_item (item);

  gtk_list_item_set_selectable (item, NX_IS_SESSION (entry));
  gtk_list_item_set_activatable (item, NX_IS_SESSION (entry));
  g_object_set_data (G_OBJECT (line), "entry", entry);
  g_hash_table_add (self->lines, line);
  fill_line (self, line, entry);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, NxAgendaListView *self)
{
  GtkWidget *line = gtk_list_item_get_child (item);

  g_object_set_data (G_OBJECT (line), "entry", NULL);
  g_hash_table_remove (self->lines, line);
}

static void
refill_lines (NxAgendaListView *self)
{
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    fill_line (self, line, g_object_get_data (G_OBJECT (line), "entry"));
}

/* Selection */

static void
on_selected (GtkSingleSelection *selection, GParamSpec *pspec, NxAgendaListView *self)
{
  gpointer entry = gtk_single_selection_get_selected_item (selection);

  if (!self->filling)
    g_signal_emit (self, signals[SELECTED], 0, NX_IS_SESSION (entry) ? ((NxSession *) entry)->id : NULL);
}

static void
on_activated (GtkListView *view, guint position, NxAgendaListView *self)
{
  g_autoptr (GObject) entry = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  if (!NX_IS_SESSION (entry))
    return;
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[SELECTED], 0, ((NxSession *) (gpointer) entry)->id);
}

static guint
find (NxAgendaListView *self, const char *id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) entry = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (NX_IS_SESSION (entry) && g_strcmp0 (((NxSession *) (gpointer) entry)->id, id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* A list view takes these keys for itself; here they turn to another view, as everywhere in the agenda. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, NxAgendaListView *self)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK)
    return FALSE;
  if (key == GDK_KEY_Page_Down)
    return gtk_widget_activate_action (GTK_WIDGET (self), "agenda.next-view", NULL);
  if (key == GDK_KEY_Page_Up)
    return gtk_widget_activate_action (GTK_WIDGET (self), "agenda.previous-view", NULL);
  return FALSE;
}

/* Overrides */

static gboolean
nx_agenda_list_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (NX_AGENDA_LIST_VIEW (widget)->view));
}

static void
nx_agenda_list_view_dispose (GObject *object)
{
  NxAgendaListView *self = NX_AGENDA_LIST_VIEW (object);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  nx_widget_drop_children (GTK_WIDGET (self));
  g_hash_table_remove_all (self->lines);
  g_clear_object (&self->selection);
  g_clear_object (&self->facts);
  G_OBJECT_CLASS (nx_agenda_list_view_parent_class)->dispose (object);
}

static void
nx_agenda_list_view_finalize (GObject *object)
{
  NxAgendaListView *self = NX_AGENDA_LIST_VIEW (object);

  g_object_unref (self->store);
  g_hash_table_unref (self->headings);
  g_hash_table_unref (self->lines);
  G_OBJECT_CLASS (nx_agenda_list_view_parent_class)->finalize (object);
}

static void
nx_agenda_list_view_class_init (NxAgendaListViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nx_agenda_list_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = nx_agenda_list_view_finalize;
  widget_class->grab_focus = nx_agenda_list_view_grab_focus;
  signals[SELECTED]
      = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "nxagendalist");
}

static void
nx_agenda_list_view_init (NxAgendaListView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->store = g_list_store_new (G_TYPE_OBJECT);
  self->headings = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->lines = g_hash_table_new (NULL, NULL);
  self->wanted = NX_DATE_NONE;
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->store)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "agenda-lines");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Sessions by day"), -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activated), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

/* Public */

GtkWidget *
nx_agenda_list_view_new (void)
{
  return g_object_new (NX_TYPE_AGENDA_LIST_VIEW, NULL);
}

static gpointer
heading_of (NxAgendaListView *self, gint32 date)
{
  g_autofree char *text = NULL;
  GtkStringObject *heading = g_hash_table_lookup (self->headings, GINT_TO_POINTER (date));

  if (heading != NULL)
    return heading;
  text = nx_format_date (date);
  heading = gtk_string_object_new (text);
  g_object_set_data (G_OBJECT (heading), "date", GINT_TO_POINTER (date));
  g_hash_table_insert (self->headings, GINT_TO_POINTER (date), heading);
  return heading;
}

/* (transfer full): borrowed: the sessions, with the heading of each day before its first. */
static GPtrArray *
entries_of (NxAgendaListView *self, GPtrArray *sessions)
{
  GPtrArray *entries = g_ptr_array_new ();
  gint32 day = NX_DATE_NONE;

  for (guint i = 0; i < sessions->len; i++)
    {
      NxSession *session = g_ptr_array_index (sessions, i);

      if (date_of (session) != day)
        {
          day = date_of (session);
          g_ptr_array_add (entries, heading_of (self, day));
        }
      g_ptr_array_add (entries, session);
    }
  return entries;
}

/* The longest run of held entries that is in the order wanted: (transfer full) set of entries. What is not in it is taken out and comes
 * back where it belongs; with one session moved that is one row. */
static GHashTable *
find_staying (NxAgendaListView *self, GPtrArray *entries)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store)), longest = 0;
  GHashTable *staying = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autofree guint *ends = g_new (guint, n + 1), *before = g_new (guint, n + 1), *wanted = g_new0 (guint, n + 1);

  for (guint i = 0; i < entries->len; i++)
    g_hash_table_insert (places, g_ptr_array_index (entries, i), GUINT_TO_POINTER (i + 1));
  /* Patience: ends[k] is the held entry that ends the run of k + 1 with the least place. */
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) held = g_list_model_get_item (G_LIST_MODEL (self->store), i);
      guint low = 0, high = longest;

      wanted[i] = GPOINTER_TO_UINT (g_hash_table_lookup (places, held));
      if (wanted[i] == 0)
        continue;
      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (wanted[ends[middle]] < wanted[i])
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? ends[low - 1] : G_MAXUINT;
      ends[low] = i;
      longest = MAX (longest, low + 1);
    }
  for (guint i = longest > 0 ? ends[longest - 1] : G_MAXUINT; i != G_MAXUINT; i = before[i])
    g_hash_table_add (staying, g_ptr_array_index (entries, wanted[i] - 1));
  return staying;
}

/* An entry that stays is never taken out, so that its row keeps the focus. */
static void
patch (NxAgendaListView *self, GPtrArray *entries)
{
  g_autoptr (GHashTable) staying = find_staying (self, entries);
  guint from = 0;

  for (guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store)); n > 0; n--)
    {
      g_autoptr (GObject) held = g_list_model_get_item (G_LIST_MODEL (self->store), n - 1);

      if (!g_hash_table_contains (staying, held))
        g_list_store_remove (self->store, n - 1);
    }
  for (guint i = 0; i <= entries->len; i++)
    {
      if (i < entries->len && !g_hash_table_contains (staying, g_ptr_array_index (entries, i)))
        continue;
      if (i > from)
        g_list_store_splice (self->store, from, 0, &g_ptr_array_index (entries, from), i - from);
      from = i + 1;
    }
}

void
nx_agenda_list_view_set (NxAgendaListView *self, gint64 now, GPtrArray *sessions, NxAgendaFacts *facts)
{
  g_autoptr (GPtrArray) entries = NULL;

  g_return_if_fail (NX_IS_AGENDA_LIST_VIEW (self));

  self->now = now;
  g_set_object (&self->facts, facts);
  entries = entries_of (self, sessions);
  self->filling = TRUE;
  patch (self, entries);
  self->filling = FALSE;
  refill_lines (self);
  if (self->wanted != NX_DATE_NONE)
    nx_agenda_list_view_scroll_to (self, self->wanted);
}

void
nx_agenda_list_view_select (NxAgendaListView *self, const char *id, gboolean focus)
{
  guint position;

  g_return_if_fail (NX_IS_AGENDA_LIST_VIEW (self));

  position = id != NULL ? find (self, id) : GTK_INVALID_LIST_POSITION;
  self->filling = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->filling = FALSE;
  if (focus && position != GTK_INVALID_LIST_POSITION)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->view));
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
    }
}

void
nx_agenda_list_view_scroll_to (NxAgendaListView *self, gint32 date)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  g_return_if_fail (NX_IS_AGENDA_LIST_VIEW (self));

  self->wanted = date;
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (GObject) entry = g_list_model_get_item (G_LIST_MODEL (self->store), i - 1), before = NULL;

      before = i > 1 ? g_list_model_get_item (G_LIST_MODEL (self->store), i - 2) : NULL;
      if (NX_IS_SESSION (entry) || date_of (entry) < date || (before != NULL && date_of (before) >= date))
        continue;
      self->wanted = NX_DATE_NONE;
      /* From below, so that the heading comes to the top. */
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", n - 1);
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i - 1);
      return;
    }
}

GListModel *
nx_agenda_list_view_get_model (NxAgendaListView *self)
{
  return G_LIST_MODEL (self->store);
}
