/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whom to ask, checked before anything is sent. */
gboolean llm_host_is_loopback (const char *host);
char *llm_http_check_base_url (const char *base_url,
                               const char *provider_name,
                               char **host,
                               GError **error);
char *llm_http_check_key (const char *key, const char *provider_name, GError **error);

G_END_DECLS
