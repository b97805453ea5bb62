/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-fake-fetcher.h"
#include "llm-image-strip.h"
#include "llm-pixbuf-coder.h"
#include "llm-shell-test.h"

G_BEGIN_DECLS

/* What tests of images share: the shell with images in memory, a model that sees them and
 * one that does not, and a folder with some files. */
typedef struct
{
  LlmShellTest shell;
  PixbufCoder *coder;
  LlmFakeFetcher *fetcher;
  LlmImages *images;
  char *dir;
} LlmImageTest;

#define IMAGE_TEST_SEES "demo:eagle"
#define IMAGE_TEST_BLIND "demo:mole"

void llm_image_test_set_up (LlmImageTest *test, LlmStore *store);
void llm_image_test_tear_down (LlmImageTest *test);

/* Writes an image of that size into the folder. */
GFile *llm_image_test_make_file (LlmImageTest *test, const char *name, int width, int height);
GFile *llm_image_test_make_text (LlmImageTest *test, const char *name, const char *text);

/* Waits until @strip has that many images and none on their way. */
void llm_image_test_wait (LlmImageStrip *strip, guint n);

G_END_DECLS
