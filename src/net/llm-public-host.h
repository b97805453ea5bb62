/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether an address that was not typed by the user is one of the internet, and not of
 * this computer or the network around it. */
gboolean llm_address_is_public (GInetAddress *address);
gboolean llm_host_is_public (const char *host);

G_END_DECLS
