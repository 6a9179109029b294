/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/notices/nx-mail-content.h"

G_BEGIN_DECLS

/**
 * nx_mail_build_agenda_changes: one mail for what happened to several sessions at once. Payload: name zone cause ("SERIES"
 * "SERIES_CHANGED" "ABSENCE" "CHANGED") family (bool) link reason changes [{kind ("BOOKED" "MOVED" "CANCELLED" "GIVEN") sessionId version at before duration
 * studentName coachName subject type room creditsRefunded}]; sessionId, version and duration are for the invitations that go along
 */
void nx_mail_build_agenda_changes (NxMailContent *content, JsonObject *payload);

G_END_DECLS
