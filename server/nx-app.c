/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/nx-app.h"

#include "server/gateways/nx-konnect.h"
#include "server/html/nx-mustache.h"
#include "server/html/nx-page.h"

NxApp *
nx_app_new (NxConfig *config, NxClock *clock, GError **error)
{
  g_autoptr (NxApp) self = g_new0 (NxApp, 1);

  g_return_val_if_fail (config != NULL && clock != NULL, NULL);

  self->config = config;
  self->clock = g_object_ref (clock);
  self->konnect = nx_konnect_pulse_new ();
  self->templates = nx_page_load_templates (error);
  if (self->templates == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
nx_app_free (NxApp *self)
{
  if (self == NULL)
    return;
  g_clear_pointer ((NxTemplates **) &self->templates, nx_templates_free);
  g_clear_pointer ((NxKonnectPulse **) &self->konnect, nx_konnect_pulse_free);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->config, nx_config_free);
  g_free (self);
}
