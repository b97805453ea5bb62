/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-settings.h"

G_BEGIN_DECLS

GSettings *llm_settings_open_file (GError **error);

G_END_DECLS
