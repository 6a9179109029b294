/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/desktop/nx-fake-server.h"

/* What moving, booking and undoing asks of an office. */

#define UUID(n) "0193a0b0-0000-7000-8000-0000000000" n
#define HOUR (3600 * G_TIME_SPAN_SECOND)
#define DAY (24 * HOUR)


static char *
iso (gint64 time)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  return g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ");
}


char *
nx_fake_session_json (const char *id, gint64 start, int duration, int version)
{
  g_autofree char *at = iso (start);
  return g_strdup_printf ("{\"id\": \"%s\", \"title\": \"Maths\", \"description\": null, \"subject\": \"MATHEMATIQUES\", "
                          "\"type\": \"COURS_ONLINE\", \"status\": \"SCHEDULED\", \"scheduledAt\": \"%s\", \"duration\": %d, "
                          "\"creditCost\": 1, \"coach\": {\"id\": \"" UUID ("c1") "\", \"pseudonym\": \"Hélios\", \"mark\": \"Hé\", "
                          "\"color\": 0}, \"students\": [{\"id\": \"" UUID ("01") "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\"}], "
                          "\"capacity\": 1, \"seatsTaken\": 1, \"location\": null, \"room\": null, \"reportStatus\": null, "
                          "\"reportDue\": false, \"cancelledAt\": null, \"cancelReason\": null, \"refunded\": false, \"version\": %d, "
                          "\"unpaid\": false, \"waiting\": 0, \"attendance\": null}", id, at, duration, version);
}


void
nx_fake_server_furnish_acts (NxFakeServer *self, gint64 now)
{
  gint64 midnight = now / DAY * DAY;
  g_autofree char *from = iso (midnight - 8 * DAY), *to = iso (midnight + 30 * DAY), *until = iso (now + 3 * HOUR / 60);
  g_autofree char *kept_at = iso (midnight + 3 * DAY + 8 * HOUR);
  g_autofree char *hold = g_strdup_printf ("{\"hold\": {\"id\": \"" UUID ("b0") "\", \"coachId\": \"" UUID ("c1") "\", "
                                           "\"scheduledAt\": \"%s\", \"duration\": 60, \"room\": null, \"byName\": \"Salma Haddad\", "
                                           "\"byMe\": true, \"expiresAt\": \"%s\"}}", kept_at, until);
  g_autofree char *open = g_strdup_printf ("{\"items\": [{\"coachId\": \"" UUID ("c1") "\", \"from\": \"%s\", \"to\": \"%s\", "
                                           "\"types\": [\"COURS_ONLINE\", \"COURS_PRESENTIEL\", \"ATELIER_GROUPE\"]}]}", from, to);
  nx_fake_server_answer (self, "GET", "/api/coaches", 200,
                         "{\"items\": [{\"id\": \"" UUID ("c1") "\", \"pseudonym\": \"Hélios\", \"title\": null, \"tag\": null, "
                         "\"description\": null, \"subjects\": [\"MATHEMATIQUES\", \"NSI\"], \"online\": true, \"inPerson\": true, "
                         "\"mark\": \"Hé\", \"color\": 0}, {\"id\": \"" UUID ("c2") "\", \"pseudonym\": \"Zénon\", \"title\": null, "
                         "\"tag\": null, \"description\": null, \"subjects\": [\"MATHEMATIQUES\"], \"online\": true, "
                         "\"inPerson\": true, \"mark\": \"Zé\", \"color\": 3}], \"nextCursor\": null}");
  nx_fake_server_answer (self, "GET", "/api/rooms", 200,
                         "{\"items\": [{\"id\": \"" UUID ("d1") "\", \"name\": \"C13\", \"capacity\": 6, \"active\": true}, "
                         "{\"id\": \"" UUID ("d2") "\", \"name\": \"C14\", \"capacity\": 12, \"active\": true}]}");
  nx_fake_server_answer (self, "GET", "/api/availability", 200, open);
  nx_fake_server_answer (self, "GET", "/api/closures", 200, "{\"items\": []}");
  nx_fake_server_answer (self, "GET", "/api/holds", 200, "{\"items\": []}");
  nx_fake_server_answer (self, "POST", "/api/holds", 201, hold);
  nx_fake_server_answer (self, "DELETE", "/api/holds/" UUID ("b0"), 204, NULL);
  nx_fake_server_answer (self, "GET", "/api/actions", 200, "{\"items\": []}");
}
