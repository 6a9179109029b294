/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nx-availability-range.h"
#include "nx-catalogue-item.h"
#include "nx-coach.h"
#include "nx-family.h"
#include "nx-live-event.h"
#include "nx-lot.h"
#include "nx-payment.h"
#include "nx-person.h"
#include "nx-report.h"
#include "nx-session.h"
#include "nx-slot.h"
#include "nx-student.h"
#include "nx-subscription.h"
#include "nx-transaction.h"
#include "nx-user.h"
