/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-flight.h"

G_BEGIN_DECLS

/**
 * LlmFlightWindow:
 *
 * How one column was asked: its requests as they were sent, without keys, what came back,
 * and when.
 *
 * Verb: flight.copy-curl copies the request that is shown as a line for a shell.
 */
#define LLM_TYPE_FLIGHT_WINDOW (llm_flight_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmFlightWindow, llm_flight_window, LLM, FLIGHT_WINDOW, AdwWindow)

GtkWidget *
llm_flight_window_new (GtkWindow *parent, const char *title, LlmFlight *flight, const char *reason);

G_END_DECLS
