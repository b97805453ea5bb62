/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A Secret Service with one collection and at most one item that does as told; keys
 * travel in the clear, as the specification allows. */

typedef enum
{
  FAKE_PROMPT_ACCEPTED,
  FAKE_PROMPT_DISMISSED, /* with an empty string for a result, as gnome-keyring does */
  FAKE_PROMPT_OPEN,      /* until fake_service_close_prompt() */
  FAKE_PROMPT_REFUSED,   /* the call of Prompt fails */
} FakePrompt;

typedef struct
{
  GDBusConnection *bus;
  guint owner_id;

  /* What it is like. */
  char *key;
  const char *content_type;
  const char *silent_method; /* is never answered */
  const char *odd_method;    /* is answered with something of another type */
  FakePrompt prompt;
  gboolean locked;
  gboolean no_collection;
  gboolean delete_prompts;

  /* What happened to it. */
  guint n_prompts;
  guint n_closed;
  guint n_unlocks;

  char *open_prompt;
  char *prompt_method;
  GPtrArray *unanswered;
} FakeService;

FakeService *fake_service_new (const char *bus_address);
void fake_service_free (FakeService *service);
void fake_service_reset (FakeService *service);
void fake_service_set_key (FakeService *service, const char *key);
void fake_service_answer_late (FakeService *service, const char *error_name);
void fake_service_close_prompt (FakeService *service, gboolean dismissed);

G_END_DECLS
