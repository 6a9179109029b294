/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/nx-router.h"

#include <string.h>

#define MAX_SEGMENTS 12
#define MAX_PARAMS 4

/* All methods of one pattern. */
typedef struct
{
  char *pattern;
  char **segments; /* "{name}" is kept as "name" with its bit set in @is_param */
  char *suffixes[MAX_SEGMENTS]; /* (nullable): ".ics" of "{name}.ics" */
  guint n_segments, is_param;
  GArray *rows; /* of guint: indexes into NxRouter.routes */
  char *allow;
} Place;

struct _NxRouter
{
  GPtrArray *routes; /* of const NxRoute */
  GPtrArray *places;
  GHashTable *literal;                      /* pattern without parameters → Place */
  GPtrArray *by_length[MAX_SEGMENTS + 1]; /* (nullable): Places with parameters, the more literal first */
};

static void
place_free (gpointer data)
{
  Place *self = data;
  g_free (self->pattern);
  g_strfreev (self->segments);
  for (guint i = 0; i < MAX_SEGMENTS; i++)
    g_free (self->suffixes[i]);
  g_array_unref (self->rows);
  g_free (self->allow);
  g_free (self);
}

void
nx_match_clear (NxMatch *self)
{
  for (guint i = 0; i < self->n_params; i++)
    g_free (self->params[i]);
  self->n_params = 0;
}

static gboolean
is_param_segment (const char *segment)
{
  const char *end = segment[0] == '{' ? strchr (segment, '}') : NULL;
  return end != NULL && end - segment > 1 && (end[1] == '\0' || end[1] == '.');
}

static gboolean
config_error (GError **error, const char *what, const NxRoute *route)
{
  g_set_error (error, NX_ERROR, NX_ERROR_CONFIG, "route %s %s: %s", route->method, route->pattern, what);
  return FALSE;
}

static Place *
place_new (const NxRoute *route, GError **error)
{
  if (route->pattern[0] != '/' || strstr (route->pattern, "//") != NULL)
    {
      config_error (error, "malformed pattern", route);
      return NULL;
    }
  Place *self = g_new0 (Place, 1);
  self->pattern = g_strdup (route->pattern);
  self->segments = g_strsplit (route->pattern + 1, "/", -1);
  self->n_segments = g_strv_length (self->segments);
  self->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_params = 0;
  for (guint i = 0; i < self->n_segments && i < MAX_SEGMENTS; i++)
    {
      char *segment = self->segments[i];
      if (!is_param_segment (segment))
        continue;
      self->is_param |= 1u << i;
      n_params++;
      char *end = strchr (segment, '}');
      if (end[1] != '\0')
        self->suffixes[i] = g_strdup (end + 1);
      *end = '\0';
      memmove (segment, segment + 1, strlen (segment));
    }
  if (self->n_segments <= MAX_SEGMENTS && n_params <= MAX_PARAMS)
    return self;
  config_error (error, "too many segments or parameters", route);
  place_free (self);
  return NULL;
}

/* The same shape with other parameter names would hide one of the two. */
static Place *
find_place (NxRouter *self, const char *pattern)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];
      if (strcmp (place->pattern, pattern) == 0)
        return place;
    }
  return NULL;
}

static gboolean
add_route (NxRouter *self, const NxRoute *route, GError **error)
{
  Place *place = find_place (self, route->pattern);
  if (place == NULL)
    {
      place = place_new (route, error);
      if (place == NULL)
        return FALSE;
      g_ptr_array_add (self->places, place);
    }
  for (guint i = 0; i < place->rows->len; i++)
    {
      const NxRoute *other = self->routes->pdata[g_array_index (place->rows, guint, i)];
      if (strcmp (other->method, route->method) == 0)
        return config_error (error, "listed twice", route);
    }
  guint index = self->routes->len;
  g_ptr_array_add (self->routes, (gpointer) route);
  g_array_append_val (place->rows, index);
  return TRUE;
}

static gint
compare_literal_first (gconstpointer a, gconstpointer b)
{
  const Place *one = *(Place *const *) a, *two = *(Place *const *) b;
  for (guint i = 0; i < one->n_segments; i++)
    {
      int of_one = (one->is_param >> i) & 1, of_two = (two->is_param >> i) & 1;
      if (of_one != of_two)
        return of_one - of_two;
    }
  return strcmp (one->pattern, two->pattern);
}

static gint
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
make_allow (NxRouter *self, Place *place)
{
  g_autoptr (GPtrArray) methods = g_ptr_array_new ();
  gboolean has_get = FALSE, has_options = FALSE;

  for (guint i = 0; i < place->rows->len; i++)
    {
      const NxRoute *route = self->routes->pdata[g_array_index (place->rows, guint, i)];
      has_get = has_get || strcmp (route->method, "GET") == 0;
      has_options = has_options || strcmp (route->method, "OPTIONS") == 0;
      g_ptr_array_add (methods, (gpointer) route->method);
    }
  if (has_get)
    g_ptr_array_add (methods, (gpointer) "HEAD");
  if (!has_options)
    g_ptr_array_add (methods, (gpointer) "OPTIONS");
  g_ptr_array_sort (methods, compare_text);
  g_ptr_array_add (methods, NULL);
  return g_strjoinv (", ", (char **) methods->pdata);
}

static void
index_places (NxRouter *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      Place *place = self->places->pdata[i];
      place->allow = make_allow (self, place);
      if (place->is_param == 0)
        {
          g_hash_table_insert (self->literal, place->pattern, place);
          continue;
        }
      GPtrArray **list = &self->by_length[place->n_segments];
      if (*list == NULL)
        *list = g_ptr_array_new ();
      g_ptr_array_add (*list, place);
    }
  for (guint i = 0; i <= MAX_SEGMENTS; i++)
    if (self->by_length[i] != NULL)
      g_ptr_array_sort (self->by_length[i], compare_literal_first);
}

NxRouter *
nx_router_new (const NxRoute *const *tables, GError **error)
{
  g_autoptr (NxRouter) self = g_new0 (NxRouter, 1);

  self->routes = g_ptr_array_new ();
  self->places = g_ptr_array_new_with_free_func (place_free);
  self->literal = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint t = 0; tables[t] != NULL; t++)
    for (const NxRoute *route = tables[t]; route->method != NULL; route++)
      if (!add_route (self, route, error))
        return NULL;
  index_places (self);
  return g_steal_pointer (&self);
}

void
nx_router_free (NxRouter *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->literal);
  for (guint i = 0; i <= MAX_SEGMENTS; i++)
    g_clear_pointer (&self->by_length[i], g_ptr_array_unref);
  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->routes);
  g_free (self);
}

/* (nullable): decoded segments of @path, NULL where there are too many. */
static gboolean
split (const char *path, char **segments, guint *n_segments)
{
  for (const char *at = path + 1;;)
    {
      const char *end = strchrnul (at, '/');
      if (*n_segments == MAX_SEGMENTS)
        return FALSE;
      char *segment = g_uri_unescape_segment (at, end, NULL);
      if (segment == NULL)
        return FALSE;
      segments[(*n_segments)++] = segment;
      if (*end == '\0')
        return TRUE;
      at = end + 1;
    }
}

static gboolean
param_fits (const char *segment, const char *suffix)
{
  return *segment != '\0' && (suffix == NULL || (g_str_has_suffix (segment, suffix) && strlen (segment) > strlen (suffix)));
}

static gboolean
place_fits (Place *place, char *const *segments)
{
  for (guint i = 0; i < place->n_segments; i++)
    {
      if (((place->is_param >> i) & 1) != 0 ? !param_fits (segments[i], place->suffixes[i]) : strcmp (place->segments[i], segments[i]) != 0)
        return FALSE;
    }
  return TRUE;
}

static Place *
find_by_segments (NxRouter *self, const char *path, NxMatch *match)
{
  char *segments[MAX_SEGMENTS];
  guint n_segments = 0;
  Place *found = NULL;

  if (split (path, segments, &n_segments))
    {
      GPtrArray *list = self->by_length[n_segments];
      for (guint i = 0; list != NULL && i < list->len && found == NULL; i++)
        if (place_fits (list->pdata[i], segments))
          found = list->pdata[i];
    }
  for (guint i = 0; i < n_segments; i++)
    {
      if (found == NULL || ((found->is_param >> i) & 1) == 0)
        {
          g_free (segments[i]);
          continue;
        }
      if (found->suffixes[i] != NULL)
        segments[i][strlen (segments[i]) - strlen (found->suffixes[i])] = '\0';
      match->names[match->n_params] = found->segments[i];
      match->params[match->n_params++] = segments[i];
    }
  return found;
}

void
nx_router_match (NxRouter *self, const char *method, const char *path, NxMatch *match)
{
  *match = (NxMatch){ 0 };
  Place *place = g_hash_table_lookup (self->literal, path);
  if (place == NULL)
    place = find_by_segments (self, path, match);
  if (place == NULL)
    return;

  match->path_known = TRUE;
  match->allow = place->allow;
  for (guint i = 0; i < place->rows->len; i++)
    {
      guint index = g_array_index (place->rows, guint, i);
      const NxRoute *route = self->routes->pdata[index];
      gboolean is_head = strcmp (method, "HEAD") == 0 && strcmp (route->method, "GET") == 0;
      if (!is_head && strcmp (route->method, method) != 0)
        continue;
      match->route = route;
      match->index = index;
    }
}

guint
nx_router_count (NxRouter *self)
{
  return self->routes->len;
}

const NxRoute *
nx_router_get (NxRouter *self, guint index)
{
  return self->routes->pdata[index];
}
