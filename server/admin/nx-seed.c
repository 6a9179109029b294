/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin/nx-seed.h"

#include <glib/gi18n-lib.h>

#include "common/nx-clock.h"
#include "server/accounts/accounts.h"
#include "server/admin/nx-seed-private.h"
#include "server/admin/nx-seed-store.h"

/* Where the first administrator's mail goes when no office address is configured. */
#define DEFAULT_ADMINISTRATOR "admin@nexusreussite.academy"
#define REQUEST_ID "seed"

typedef struct
{
  NxApp *app;
  NxActor actor;
  const char *password_hash; /* of the demo's accounts */
  char *said;
} Seed;

static void
demo_coach_free (gpointer data)
{
  NxDemoCoach *coach = data;

  g_free (coach->pseudonym);
  g_free (coach->user_id);
  g_free (coach->coach_id);
  g_free (coach);
}

static void
demo_pupil_free (gpointer data)
{
  NxDemoPupil *pupil = data;

  nx_registration_clear (&pupil->made);
  g_free (pupil->plan);
  g_free (pupil->grade);
  g_free (pupil->subscription_id);
  g_free (pupil);
}

static void
demo_clear (NxDemo *demo)
{
  g_clear_pointer (&demo->coaches, g_ptr_array_unref);
  g_clear_pointer (&demo->pupils, g_ptr_array_unref);
  g_clear_pointer (&demo->families, json_node_unref);
  g_clear_pointer (&demo->office_id, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NxDemo, demo_clear)

static char *
say_demo (gboolean new)
{
  return g_strdup_printf (_("%s\n"
                            "Accounts of the demo, all with the password “%s”:\n"
                            "  %-24s administrator\n"
                            "  %-24s assistant (office)\n"
                            "  %-24s coach Hélios\n"
                            "  %-24s parent\n"
                            "  %-24s pupil\n"),
                          new ? _("The demo centre is ready.") : _("The demo centre is there already."), NX_DEMO_PASSWORD,
                          NX_DEMO_ADMIN, NX_DEMO_ASSISTANT, NX_DEMO_COACH, NX_DEMO_PARENT, NX_DEMO_PUPIL);
}

static gboolean
seed_demo (NxDb *db, gpointer data, GError **error)
{
  Seed *seed = data;
  g_auto (NxDemo) demo = { .db = db, .app = seed->app, .office = seed->actor, .now = seed->actor.now,
                           .password_hash = (char *) seed->password_hash };
  gboolean there = FALSE;

  g_clear_pointer (&seed->said, g_free); /* of an earlier try of this transaction */
  if (!nx_seed_store_demo_exists (db, &there, error))
    return FALSE;
  if (!there)
    {
      demo.coaches = g_ptr_array_new_with_free_func (demo_coach_free);
      demo.pupils = g_ptr_array_new_with_free_func (demo_pupil_free);
      if (!nx_demo_make_centre (&demo, error) || !nx_demo_make_families (&demo, error) || !nx_demo_make_term (&demo, error)
          || !nx_seed_store_silence (db, REQUEST_ID, error))
        return FALSE;
    }
  seed->said = say_demo (!there);
  return TRUE;
}

static gboolean
seed_administrator (NxDb *db, gpointer data, GError **error)
{
  Seed *seed = data;
  const char *office = seed->app->config->office_email;
  const char *email = office != NULL ? office : DEFAULT_ADMINISTRATOR;
  g_autoptr (NxRows) rows = nx_seed_store_administrator (db, error);
  g_autofree char *link = NULL;

  g_clear_pointer (&seed->said, g_free);
  if (rows == NULL)
    return FALSE;
  if (nx_rows_count (rows) == 1 && nx_rows_bool (rows, 0, "activated"))
    {
      seed->said = g_strdup_printf (_("There is an administrator already: %s\n"), nx_rows_text (rows, 0, "email"));
      return TRUE;
    }
  if (nx_rows_count (rows) == 1)
    {
      email = nx_rows_text (rows, 0, "email");
      link = nx_accounts_user_password (db, seed->app, &seed->actor, email, error);
    }
  else
    link = nx_accounts_user_add (db, seed->app, &seed->actor, NX_ROLE_ADMIN, email, "Admin", "Nexus", error);
  if (link == NULL)
    return FALSE;
  seed->said = g_strdup_printf (_("First administrator: %s\nChoose a password within 72 hours, once, at:\n%s\n"), email, link);
  return TRUE;
}

gboolean
nx_seed (NxDb *db, NxApp *app, gboolean demo, char **said, GError **error)
{
  g_autofree char *hash = NULL;
  Seed seed = { .app = app,
                .actor = { .role = NX_ROLE_ADMIN, .zone = NX_TIME_CENTRE_ZONE, .locale = "fr", .request_id = REQUEST_ID,
                           .now = nx_clock_now (app->clock) } };

  if (demo)
    {
      /* One hash for all: a quarter of a second each would make a minute. */
      hash = nx_accounts_hash_password (NX_DEMO_PASSWORD, error);
      if (hash == NULL)
        return FALSE;
      seed.password_hash = hash;
    }
  if (!nx_db_transaction (db, demo ? seed_demo : seed_administrator, &seed, error))
    {
      g_free (seed.said);
      return FALSE;
    }
  *said = seed.said;
  return TRUE;
}
