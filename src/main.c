/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "llm-blob-folder.h"
#include "llm-cli.h"
#include "llm-context.h"
#include "llm-image-helper.h"
#include "llm-keyring.h"
#include "llm-log.h"
#include "llm-net.h"
#include "llm-sqlite-archive.h"
#include "llm-sqlite-cache.h"
#include "llm-sqlite-store.h"

#ifdef HAVE_UI
#include "llm-application.h"
#endif

/* The composition root: the only place that knows which implementations stand
 * behind the interfaces of the core. */
static LlmContext *
create_context (GError **error)
{
  g_autoptr (LlmSettings) settings = llm_settings_new (error);
  g_autoptr (LlmSecrets) secrets = NULL;
  g_autoptr (LlmStore) store = NULL;
  g_autoptr (GListModel) providers = NULL;
  g_autoptr (LlmCatalog) catalog = NULL;
  g_autoptr (LlmCache) cache = NULL;
  g_autoptr (LlmProber) prober = NULL;
  g_autoptr (LlmFetcher) fetcher = NULL;
  g_autoptr (LlmArchive) archive = NULL;
  g_autoptr (LlmBlobs) blobs = NULL;
  g_autoptr (LlmImageCoder) coder = NULL;
  g_autoptr (LlmImages) images = NULL;
  LlmContext *context;

  if (settings == NULL)
    return NULL;
  secrets = llm_keyring_new ();
  store = llm_sqlite_store_new (NULL);
  archive = llm_sqlite_archive_new (LLM_SQLITE_STORE (store));
  blobs = llm_sqlite_blobs_new (LLM_SQLITE_STORE (store));
  coder = llm_image_helper_new (NULL);
  images = llm_images_new (blobs, coder);
  providers = llm_net_create_providers (settings, secrets);
  catalog = llm_catalog_new_lazy (llm_net_load_catalog);
  cache = llm_sqlite_cache_new (NULL);
  prober = llm_net_create_prober ();
  fetcher = llm_net_create_fetcher ();
  context = llm_context_new (settings, secrets, store, providers, catalog, cache);
  llm_registry_set_prober (llm_context_get_registry (context), prober);
  llm_context_set_fetcher (context, fetcher);
  llm_context_set_archive (context, archive);
  llm_context_set_images (context, images);
  return context;
}

#ifdef HAVE_UI
static int
run_window (int argc, char **argv)
{
  g_autoptr (LlmApplication) application = llm_application_new (create_context);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
#else
static int
run_window (int argc, char **argv)
{
  g_printerr ("%s\n", _ ("This program was built without a window. Try “llmselect --help”."));
  return 2;
}
#endif

/* Before anything logs, and so before options are parsed.  "--" ends the options;
 * one that is the value of another does no harm. */
static gboolean
wants_debug (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    {
      if (g_str_equal (argv[i], "--debug"))
        return TRUE;
    }
  return FALSE;
}

/* The option may also stand before the command. */
static void
drop_leading_debug (int *argc, char **argv)
{
  while (*argc > 1 && g_str_equal (argv[1], "--debug"))
    {
      for (int i = 1; i < *argc; i++)
        argv[i] = argv[i + 1];
      (*argc)--;
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("llmselect");
  /* Standard output is for answers: other programs parse it. */
  g_log_writer_default_set_use_stderr (TRUE);

  if (wants_debug (argc, argv))
    llm_log_print_debug ();
  drop_leading_debug (&argc, argv);

  if (llm_cli_is_command (argc, argv))
    {
      /* All its files are local.  GVfs, where it is installed, would connect to the
       * session bus for the settings file, or wait for one that does not answer. */
      g_setenv ("GIO_USE_VFS", "local", TRUE);
      return llm_cli_run (argc, argv, create_context);
    }
  return run_window (argc, argv);
}
