/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "common/nx-clock.h"

G_BEGIN_DECLS

/**
 * nx_log_writer_install:
 * @clock: (transfer none): must live as long as the process logs
 *
 * The server's log: one JSON line a message on standard error ("at", "level", "message"), beside the lines of the requests; under
 * systemd, journald's own form.
 */
void nx_log_writer_install (NxClock *clock);

G_END_DECLS
