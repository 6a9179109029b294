/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/server/transfers-fixture.h"

#include "server/html/nx-page.h"
#include "server/nx-check.h"
#include "server/nx-routes.h"

static void
set_up_bank (NxApp *app, gpointer data)
{
  if (g_strcmp0 (data, "off") == 0)
    return;
  app->config->wise_beneficiary_name = g_strdup ("Nexus Réussite SARL");
  app->config->wise_iban = g_strdup (TRANSFERS_IBAN);
  app->config->wise_bic = g_strdup ("STBKTNTT");
  app->config->wise_bank_name = g_strdup ("STB");
  app->config->wise_address = g_strdup ("Tunis");
}

void
transfers_setup (TransfersFixture *self, gconstpointer data)
{
  FamiliesFixture *f = &self->f;
  g_autofree char *colleague = NULL, *coach_id = NULL;

  f->clock = nx_test_clock_new (FAMILIES_NOW);
  f->server = nx_test_server_new (&(NxTestServerOptions){ .tables = nx_route_tables (), .clock = NX_CLOCK (f->clock), .workers = 6,
                                                          .error_page = nx_page_error, .set_up = set_up_bank, .data = (gpointer) data });
  f->office_id = nx_test_server_add_user (f->server, NX_ROLE_ASSISTANTE, "bureau@nexus.test");
  f->office = nx_test_server_token (f->server, f->office_id);
  colleague = nx_test_server_add_user (f->server, NX_ROLE_ASSISTANTE, "bureau2@nexus.test");
  self->colleague = nx_test_server_token (f->server, colleague);
  self->coach = add_coach (f, "Zénon", &coach_id);
  add_family (f, "a@example.tn", "Yasmine", "Ben Rhouma", &self->family);
  add_family (f, "b@example.tn", "Adam", "Trabelsi", &self->other);
}

static void
check_all (TransfersFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = nx_check_run (self->f.server->db, nx_clock_now (NX_CLOCK (self->f.clock)), &error);

  g_assert_no_error (error);
  for (guint i = 0; i < results->len; i++)
    {
      const NxCheckResult *result = g_ptr_array_index (results, i);

      if (result->faults->len > 0)
        g_error ("%s %s: %s", result->code, result->says, (const char *) g_ptr_array_index (result->faults, 0));
    }
}

void
transfers_teardown (TransfersFixture *self, gconstpointer data)
{
  check_all (self);
  family_clear (&self->family);
  family_clear (&self->other);
  g_free (self->colleague);
  g_free (self->coach);
  families_teardown (&self->f, NULL);
}

NxTestReply *
transfers_post (TransfersFixture *self, const char *path, const char *token, const char *body, ...)
{
  va_list args;

  va_start (args, body);
  g_autofree char *text = g_strdup_vprintf (body, args);
  va_end (args);
  return nx_test_post (self->f.server, path, token, text);
}

char *
transfers_choose (TransfersFixture *self, const char *plan)
{
  g_autoptr (NxTestReply) reply = transfers_post (self, "/api/subscriptions/change", self->family.parent,
                                                  "{\"studentId\": \"%s\", \"planName\": \"%s\", \"ariaSubjects\": []}",
                                                  self->family.made.student_id, plan);
  nx_test_assert_status (reply, 201);
  return g_strdup (nx_test_reply_string (reply, "payment.id"));
}

char *
transfers_begin (TransfersFixture *self, const char *plan)
{
  char *id = transfers_choose (self, plan);
  g_autoptr (NxTestReply) reply = transfers_post (self, "/api/payments/wise", self->family.parent, "{\"paymentId\": \"%s\"}", id);

  nx_test_assert_status (reply, 201);
  return id;
}
