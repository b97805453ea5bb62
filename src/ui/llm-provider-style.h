/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

const char *llm_provider_style_get_css_class (const char *provider_id);

GtkWidget *llm_provider_dot_new (const char *provider_id);
void llm_provider_style_apply (GtkWidget *widget, const char *provider_id);

G_END_DECLS
