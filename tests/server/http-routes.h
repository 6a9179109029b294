/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/socket.h>
#include <unistd.h>
#include "tests/lib/nx-test-server.h"

G_BEGIN_DECLS

/** A few routes of each kind, for tests of the server itself. */
extern const NxRoute *const test_tables[];

/** Answers what it got: method, path, language, user, body's length. */
NxResponse *test_echo (NxRequest *request, NxDb *db, GError **error);

G_END_DECLS
