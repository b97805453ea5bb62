/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A configuration folder of the test's own, begun before g_test_init().
 * G_TEST_OPTION_ISOLATE_DIRS would leak a set of paths with each test. */
char *llm_test_home_begin (void);
/* Removes it; takes over @home. */
void llm_test_home_end (char *home);

G_END_DECLS
