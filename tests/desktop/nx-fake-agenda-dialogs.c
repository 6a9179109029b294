/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/desktop/nx-fake-server.h"

/* What the agenda's dialogs ask: series, absences, waiting lists, closures, rooms and hours, as the real server answers. */

#define UUID(n) "0193a0b0-0000-7000-8000-0000000000" n
#define COACH "{\"id\": \"" UUID ("c1") "\", \"pseudonym\": \"Hélios\", \"mark\": \"HE\", \"color\": 2}"
#define PUPIL "{\"id\": \"" UUID ("01") "\", \"firstName\": \"Lina\", \"lastName\": \"Ben Ali\"}"
#define LONG_PUPIL                                                                                                         \
  "{\"id\": \"" UUID ("02") "\", \"firstName\": \"Marie-Antoinette Joséphine\", "                                          \
  "\"lastName\": \"de La Rochefoucauld <b>Ben</b> & Trabelsi-Bouguerra\"}"

#define SESSION(n, at, pupil)                                                                                              \
  "{\"id\": \"" UUID (n) "\", \"title\": \"Maths\", \"subject\": \"MATHEMATIQUES\", \"type\": \"COURS_ONLINE\", "            \
  "\"status\": \"SCHEDULED\", \"scheduledAt\": \"" at "\", \"duration\": 60, \"creditCost\": 1, \"coach\": " COACH ", "      \
  "\"students\": [" pupil "], \"capacity\": 1, \"seatsTaken\": 1, \"reportDue\": false, \"version\": 1}"

#define HISTORY                                                                                                            \
  "{\"items\": [{\"at\": \"2026-11-20T09:12:00Z\", \"by\": \"Salma\", \"sentence\": \"Séance déplacée du lundi au mardi\"}, " \
  "{\"at\": \"2026-11-18T08:00:00Z\", \"by\": null, \"sentence\": \"Séance réservée par la famille\"}], "                   \
  "\"seats\": [{\"studentId\": \"" UUID ("01") "\", \"balance\": 2.75, \"attendance\": null, \"unpaid\": false}]}"

#define DRY_SERIES                                                                                                         \
  "{\"series\": null, \"sessions\": ["                                                                                     \
  "{\"id\": null, \"scheduledAt\": \"2099-12-01T16:00:00Z\", \"code\": null, \"detail\": null}, "                           \
  "{\"id\": null, \"scheduledAt\": \"2099-12-08T16:00:00Z\", \"code\": null, \"detail\": null}, "                           \
  "{\"id\": null, \"scheduledAt\": \"2099-12-15T16:00:00Z\", \"code\": \"slot_taken\", \"detail\": \"Hélios a déjà une séance avec Inès.\"}, " \
  "{\"id\": null, \"scheduledAt\": \"2100-01-05T16:00:00Z\", \"code\": \"insufficient_credits\", \"detail\": \"Il manque 1 crédit.\"}], " \
  "\"conflicts\": [{\"at\": \"2099-12-15T16:00:00Z\", \"code\": \"slot_taken\", \"detail\": \"Hélios a déjà une séance avec Inès.\"}, "   \
  "{\"at\": \"2100-01-05T16:00:00Z\", \"code\": \"insufficient_credits\", \"detail\": \"Il manque 1 crédit.\"}], "                        \
  "\"skipped\": [{\"at\": \"2099-12-22T16:00:00Z\", \"name\": \"Vacances d’hiver\"}], \"cost\": 2, \"balance\": 0.75}"

#define ABSENCE_SESSIONS                                                                                                   \
  "\"sessions\": [{\"session\": " SESSION ("a1", "2099-11-25T14:00:00Z", PUPIL) ", \"proposals\": ["                        \
  "{\"kind\": \"COACH\", \"coachId\": \"" UUID ("c2") "\", \"pseudonym\": \"Zénon\", \"scheduledAt\": \"2099-11-25T14:00:00Z\", " \
  "\"duration\": 60, \"sentence\": \"Avec Zénon, à la même heure\"}, "                                                    \
  "{\"kind\": \"TIME\", \"coachId\": \"" UUID ("c1") "\", \"pseudonym\": \"Hélios\", \"scheduledAt\": \"2099-11-26T15:00:00Z\", "  \
  "\"duration\": 60, \"sentence\": \"Avec Hélios, jeudi 26 à 16:00\"}]}, "                                                \
  "{\"session\": " SESSION ("a2", "2099-11-25T16:00:00Z", LONG_PUPIL) ", \"proposals\": []}]"

#define ENTRY(n, id, name, status, position, expires)                                                                      \
  "{\"id\": \"" UUID (n) "\", \"studentId\": \"" UUID (id) "\", \"studentName\": \"" name "\", \"sessionId\": \"" UUID ("a1") \
  "\", \"coachId\": null, \"subject\": \"MATHEMATIQUES\", \"type\": \"ATELIER_GROUPE\", \"scheduledAt\": "                 \
  "\"2099-11-25T14:00:00Z\", \"duration\": 120, \"status\": \"" status "\", \"position\": " position                       \
  ", \"offerExpiresAt\": " expires "}"

#define CLOSURE(n, first, last, name, bookable)                                                                            \
  "{\"id\": \"" UUID (n) "\", \"firstDay\": \"" first "\", \"lastDay\": \"" last "\", \"name\": \"" name "\", \"bookable\": " bookable "}"

static void
furnish_absences (NxFakeServer *self)
{
  nx_fake_server_answer (self, "POST", "/api/coaches/" UUID ("c1") "/absences", 201,
                         "{\"absence\": {\"id\": \"" UUID ("b1") "\", \"coachId\": \"" UUID ("c1") "\", \"from\": "
                         "\"2099-11-25T07:00:00Z\", \"to\": \"2099-11-25T19:00:00Z\", \"reason\": null}, " ABSENCE_SESSIONS "}");
  nx_fake_server_answer (self, "POST", "/api/absences/" UUID ("b1") "/cover", 200, "{\"sessions\": [], \"moved\": 1, \"cancelled\": 0}");
}

static void
furnish_hours (NxFakeServer *self)
{
  nx_fake_server_answer (self, "GET", "/api/closures", 200,
                         "{\"items\": [" CLOSURE ("d1", "2026-12-19", "2027-01-03", "Vacances d’hiver (AEFE)", "true") ", "
                         CLOSURE ("d2", "2027-01-14", "2027-01-14", "Fête de la Révolution <& de la Jeunesse>", "false") "]}");
  nx_fake_server_answer (self, "POST", "/api/closures", 201,
                         "{\"closure\": " CLOSURE ("d3", "2027-03-20", "2027-03-20", "Fête de l’Indépendance", "false")
                         ", \"sessions\": [" SESSION ("a1", "2027-03-20T14:00:00Z", PUPIL) "]}");
  nx_fake_server_answer (self, "DELETE", "/api/closures/" UUID ("d1"), 204, NULL);
  nx_fake_server_answer (self, "GET", "/api/rooms", 200,
                         "{\"items\": [{\"id\": \"" UUID ("e1") "\", \"name\": \"C13\", \"capacity\": 8, \"active\": true}, "
                         "{\"id\": \"" UUID ("e2") "\", \"name\": \"Grande salle du premier étage, côté jardin\", \"capacity\": 1, "
                         "\"active\": false}]}");
  nx_fake_server_answer (self, "POST", "/api/admin/rooms", 201, "{\"room\": {}}");
  nx_fake_server_answer (self, "PATCH", "/api/admin/rooms/" UUID ("e1"), 200, "{\"room\": {}}");
  nx_fake_server_answer (self, "GET", "/api/coaches/" UUID ("c1") "/availability", 200,
                         "{\"ranges\": [{\"weekday\": 2, \"startMinute\": 840, \"endMinute\": 1080, \"types\": [\"COURS_ONLINE\", "
                         "\"COURS_PRESENTIEL\", \"ATELIER_GROUPE\"]}, {\"weekday\": 4, \"startMinute\": 960, \"endMinute\": 1200, "
                         "\"types\": [\"COURS_ONLINE\"]}]}");
  nx_fake_server_answer (self, "PUT", "/api/coaches/" UUID ("c1") "/availability", 200, "{\"ranges\": []}");
  nx_fake_server_answer (self, "GET", "/api/coaches/" UUID ("c1") "/exceptions", 200,
                         "{\"items\": [{\"id\": \"" UUID ("f1") "\", \"coachId\": \"" UUID ("c1") "\", \"from\": "
                         "\"2099-12-01T13:00:00Z\", \"to\": \"2099-12-01T17:00:00Z\", \"available\": false, \"types\": "
                         "[\"COURS_ONLINE\"], \"reason\": \"Jury du bac\"}]}");
  nx_fake_server_answer (self, "POST", "/api/coaches/" UUID ("c1") "/exceptions", 201, "{\"exception\": {}}");
  nx_fake_server_answer (self, "DELETE", "/api/coaches/" UUID ("c1") "/exceptions/" UUID ("f1"), 204, NULL);
}

void
nx_fake_server_furnish_waiting (NxFakeServer *self, gint64 expires_at)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (expires_at / G_USEC_PER_SEC);
  g_autofree char *expires = g_date_time_format (moment, "\"%Y-%m-%dT%H:%M:%SZ\"");
  g_autofree char *offered = g_strdup_printf (ENTRY ("91", "01", "Lina Ben Ali", "OFFERED", "1", "%s"), expires);
  g_autofree char *body = g_strconcat (
    "{\"items\": [", offered, ", "
    ENTRY ("92", "02", "Marie-Antoinette Joséphine de La Rochefoucauld <b>Ben</b> & Trabelsi-Bouguerra", "WAITING", "2", "null") ", "
    ENTRY ("93", "03", "ياسين الطرابلسي", "LEFT", "0", "null") "], \"nextCursor\": null}", NULL);
  nx_fake_server_answer (self, "GET", "/api/waiting", 200, body);
}

void
nx_fake_server_furnish_dialogs (NxFakeServer *self)
{
  nx_fake_server_answer (self, "GET", "/api/sessions/" UUID ("a1") "/history", 200, HISTORY);
  nx_fake_server_answer (self, "POST", "/api/series", 200, DRY_SERIES);
  nx_fake_server_answer (self, "PATCH", "/api/series/" UUID ("5e"), 200, DRY_SERIES);
  nx_fake_server_furnish_waiting (self, G_GINT64_CONSTANT (4099000000000000));
  nx_fake_server_answer (self, "POST", "/api/waiting", 201,
                         "{\"entry\": " ENTRY ("94", "01", "Lina Ben Ali", "WAITING", "3", "null") "}");
  nx_fake_server_answer (self, "DELETE", "/api/waiting/" UUID ("91"), 204, NULL);
  nx_fake_server_answer (self, "DELETE", "/api/waiting/" UUID ("92"), 204, NULL);
  furnish_absences (self);
  furnish_hours (self);
}
