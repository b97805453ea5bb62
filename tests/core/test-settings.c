/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-settings.h"

#include "llm-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define DEADLINE_MS 10000

static const char *const variables[] = {
  "LLMSELECT_OPENAI_BASE_URL",  "LLMSELECT_ANTHROPIC_BASE_URL", "LLMSELECT_GEMINI_BASE_URL",
  "LLMSELECT_MISTRAL_BASE_URL", "LLMSELECT_CONNECT_TIMEOUT",    "LLMSELECT_FIRST_TOKEN_TIMEOUT",
  "LLMSELECT_IDLE_TIMEOUT",
};

static LlmSettings *
open_settings (void)
{
  g_autoptr (GError) error = NULL;
  LlmSettings *settings = llm_settings_new (&error);

  g_assert_no_error (error);
  g_assert_nonnull (settings);
  return settings;
}

static char *
get_path (const char *name)
{
  return g_build_filename (g_get_user_config_dir (), "llmselect", name, NULL);
}

static guint
get_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GSubprocess) rm
      = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", path, NULL);

  g_assert_true (g_subprocess_wait_check (rm, NULL, NULL));
}

static void
write_settings_file (const char *contents)
{
  g_autofree char *dir = get_path (NULL);
  g_autofree char *file = get_path ("settings.ini");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_file_set_contents (file, contents, -1, &error);
  g_assert_no_error (error);
}

static void
assert_base_url (LlmSettings *settings, const char *provider_id, const char *expected)
{
  g_autofree char *url = llm_settings_get_base_url (settings, provider_id);

  g_assert_cmpstr (url, ==, expected);
}

static void
test_defaults (void)
{
  g_autoptr (LlmSettings) settings = open_settings ();
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (settings);
  g_auto (GStrv) lineup = llm_settings_get_lineup (settings);
  GSettings *gsettings = llm_settings_get_gsettings (settings);
  g_autofree char *stored = llm_settings_get_stored_base_url (settings, "openai");
  g_autofree char *scheme = g_settings_get_string (gsettings, "color-scheme");
  g_autofree char *send_key = g_settings_get_string (gsettings, "send-key");

  g_assert_cmpuint (g_strv_length (lineup), ==, 0);
  g_assert_cmpuint (endpoints->len, ==, 0);
  g_assert_null (stored);
  assert_base_url (settings, "openai", "https://api.openai.com/v1");
  assert_base_url (settings, "anthropic", "https://api.anthropic.com");
  assert_base_url (settings, "gemini", "https://generativelanguage.googleapis.com");
  assert_base_url (settings, "mistral", "https://api.mistral.ai/v1");
  assert_base_url (settings, "demo", NULL);
  assert_base_url (settings, "nobody", NULL);
  g_assert_cmpfloat (llm_settings_get_connect_timeout (settings), ==, 15);
  g_assert_cmpfloat (llm_settings_get_first_token_timeout (settings), ==, 120);
  g_assert_cmpfloat (llm_settings_get_idle_timeout (settings), ==, 60);
  g_assert_cmpstr (scheme, ==, "default");
  g_assert_cmpstr (send_key, ==, "ctrl-enter");
  g_assert_true (g_settings_get_boolean (gsettings, "sidebar-visible"));
  g_assert_false (g_settings_get_boolean (gsettings, "welcome-done"));
  g_assert_cmpstr (llm_settings_get_base_url_variable ("gemini"), ==, "LLMSELECT_GEMINI_BASE_URL");
  g_assert_null (llm_settings_get_base_url_variable ("demo"));
}

static void
test_round_trip (void)
{
  const char *const models[] = { "openai:gpt-4o", "ollama:llama3:8b", "openai:gpt-4o", NULL };
  g_autofree char *file = get_path ("settings.ini");

  {
    g_autoptr (LlmSettings) settings = open_settings ();

    llm_settings_set_lineup (settings, models);
    llm_settings_set_base_url (settings, "openai", " https://proxy.example/v1// ");
    llm_settings_set_base_url (settings, "mistral", "http://127.0.0.1:8080");
    g_assert_true (
        g_settings_set_double (llm_settings_get_gsettings (settings), "idle-timeout", 0.5));
  }
  {
    g_autoptr (LlmSettings) settings = open_settings ();
    g_auto (GStrv) lineup = llm_settings_get_lineup (settings);
    g_autofree char *stored = llm_settings_get_stored_base_url (settings, "openai");

    g_assert_cmpstrv (lineup, models);
    g_assert_cmpstr (stored, ==, "https://proxy.example/v1");
    assert_base_url (settings, "openai", "https://proxy.example/v1");
    assert_base_url (settings, "mistral", "http://127.0.0.1:8080");
    assert_base_url (settings, "gemini", "https://generativelanguage.googleapis.com");
    g_assert_cmpfloat (llm_settings_get_idle_timeout (settings), ==, 0.5);

    /* Back to the vendor's: by nothing, and by the vendor's own address. */
    llm_settings_set_base_url (settings, "openai", NULL);
    llm_settings_set_base_url (settings, "mistral", "https://api.mistral.ai/v1/");
    g_clear_pointer (&stored, g_free);
    stored = llm_settings_get_stored_base_url (settings, "openai");
    g_assert_null (stored);
    stored = llm_settings_get_stored_base_url (settings, "mistral");
    g_assert_null (stored);

    /* What is no base URL leaves things as they are. */
    llm_settings_set_base_url (settings, "openai", "https://proxy.example");
    llm_settings_set_base_url (settings, "openai", "https://user:secret@proxy.example");
    assert_base_url (settings, "openai", "https://proxy.example");
  }

  g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
}

static void
test_modes (void)
{
  const char *const models[] = { "demo:quick", NULL };
  g_autofree char *dir = get_path (NULL);
  g_autofree char *file = get_path ("settings.ini");
  mode_t old_mask = umask (0);

  {
    g_autoptr (LlmSettings) settings = open_settings ();

    llm_settings_set_lineup (settings, models);
  }
  g_assert_cmphex (get_mode (dir), ==, 0700);
  g_assert_cmphex (get_mode (file), ==, 0600);

  /* What another program left open is closed, and stays so when written. */
  g_assert_cmpint (g_chmod (dir, 0755), ==, 0);
  g_assert_cmpint (g_chmod (file, 0644), ==, 0);
  {
    g_autoptr (LlmSettings) settings = open_settings ();

    g_assert_cmphex (get_mode (dir), ==, 0700);
    g_assert_cmphex (get_mode (file), ==, 0600);
    llm_settings_set_base_url (settings, "openai", "https://proxy.example");
  }
  g_assert_cmphex (get_mode (dir), ==, 0700);
  g_assert_cmphex (get_mode (file), ==, 0600);

  umask (old_mask);
}

static void
test_environment (void)
{
  g_autoptr (LlmSettings) settings = open_settings ();

  llm_settings_set_base_url (settings, "openai", "https://stored.example");
  g_setenv ("LLMSELECT_OPENAI_BASE_URL", "http://127.0.0.1:1/v1///", TRUE);
  g_setenv ("LLMSELECT_ANTHROPIC_BASE_URL", "", TRUE);
  /* Better a request that fails than one that reaches the vendor. */
  g_setenv ("LLMSELECT_GEMINI_BASE_URL", "no url", TRUE);

  assert_base_url (settings, "openai", "http://127.0.0.1:1/v1");
  assert_base_url (settings, "anthropic", "https://api.anthropic.com");
  assert_base_url (settings, "gemini", "no url");
  {
    g_autofree char *stored = llm_settings_get_stored_base_url (settings, "openai");

    g_assert_cmpstr (stored, ==, "https://stored.example");
  }

  g_unsetenv ("LLMSELECT_OPENAI_BASE_URL");
  assert_base_url (settings, "openai", "https://stored.example");
}

static void
test_timeouts (void)
{
  static const struct
  {
    const char *text;
    double seconds;
  } rows[] = {
    { "0.05", 0.05 }, { "3", 3 },   { "2.5", 2.5 }, { "3600", 3600 }, { ".5", 0.5 },
    { "", 7 },        { "0", 7 },   { "-1", 7 },    { "0.049", 7 },   { "3600.1", 7 },
    { "2,5", 7 },     { "inf", 7 }, { "nan", 7 },   { "0x10", 7 },    { "1e3", 7 },
    { " 3", 7 },      { "3s", 7 },  { ".", 7 },     { "1.2.3", 7 },   { "99999999999999999999", 7 },
  };
  g_autoptr (LlmSettings) settings = open_settings ();
  GSettings *gsettings = llm_settings_get_gsettings (settings);

  g_settings_set_double (gsettings, "connect-timeout", 7);
  g_settings_set_double (gsettings, "first-token-timeout", 7);
  g_settings_set_double (gsettings, "idle-timeout", 7);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("“%s”", rows[i].text);
      g_setenv ("LLMSELECT_CONNECT_TIMEOUT", rows[i].text, TRUE);
      g_assert_cmpfloat (llm_settings_get_connect_timeout (settings), ==, rows[i].seconds);
      g_assert_cmpfloat (llm_settings_get_idle_timeout (settings), ==, 7);
    }

  g_setenv ("LLMSELECT_FIRST_TOKEN_TIMEOUT", "1.25", TRUE);
  g_setenv ("LLMSELECT_IDLE_TIMEOUT", "0.75", TRUE);
  g_assert_cmpfloat (llm_settings_get_first_token_timeout (settings), ==, 1.25);
  g_assert_cmpfloat (llm_settings_get_idle_timeout (settings), ==, 0.75);
}

static void
test_endpoints (void)
{
  g_autoptr (GPtrArray) endpoints = NULL;
  LlmEndpoint *endpoint;

  write_settings_file ("[LLMSelect]\n"
                       "endpoints=[('ollama', 'Ollama', 'http://127.0.0.1:11434/v1/'), "
                       "('ollama', 'Again', 'http://127.0.0.1:1'), "
                       "('openai', 'Not mine', 'https://evil.example'), "
                       "('Upper', 'Upper', 'https://upper.example'), "
                       "('empty', 'Empty', ' / '), "
                       "('plain', '', 'https://plain.example')]\n");
  {
    g_autoptr (LlmSettings) settings = open_settings ();

    endpoints = llm_settings_get_endpoints (settings);
    g_assert_cmpuint (endpoints->len, ==, 2);
    endpoint = g_ptr_array_index (endpoints, 0);
    g_assert_cmpstr (endpoint->id, ==, "ollama");
    g_assert_cmpstr (endpoint->name, ==, "Ollama");
    g_assert_cmpstr (endpoint->base_url, ==, "http://127.0.0.1:11434/v1");
    endpoint = g_ptr_array_index (endpoints, 1);
    g_assert_cmpstr (endpoint->id, ==, "plain");
    g_assert_cmpstr (endpoint->name, ==, "plain");
    assert_base_url (settings, "ollama", "http://127.0.0.1:11434/v1");
    assert_base_url (settings, "openai", "https://api.openai.com/v1");
    assert_base_url (settings, "Upper", NULL);

    g_ptr_array_add (endpoints, llm_endpoint_new ("groq", "Größe", "https://groq.example/v1/"));
    g_ptr_array_remove_index (endpoints, 0);
    llm_settings_set_endpoints (settings, endpoints);
  }
  {
    g_autoptr (LlmSettings) settings = open_settings ();

    assert_base_url (settings, "groq", "https://groq.example/v1");
    assert_base_url (settings, "plain", "https://plain.example");
    assert_base_url (settings, "ollama", NULL);
  }
}

static void
test_many_endpoints (void)
{
  g_autoptr (GPtrArray) endpoints = NULL;
  g_autoptr (LlmSettings) settings = open_settings ();

  endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("endpoint-%u", i);

      g_ptr_array_add (endpoints, llm_endpoint_new (id, NULL, "https://example.com"));
    }
  llm_settings_set_endpoints (settings, endpoints);

  g_clear_pointer (&endpoints, g_ptr_array_unref);
  endpoints = llm_settings_get_endpoints (settings);
  g_assert_cmpuint (endpoints->len, ==, 64);
}

static void
test_endpoint_ids (void)
{
  static const char *const good[]
      = { "a", "ollama", "lm-studio", "7b", "a-", "abcdefghijklmnopqrstuvwxyz-01234" };
  static const char *const bad[]
      = { "",       "-a",      "A",    "a_b",    "a b",
          "a:b",    "ä",       "a\n",  "openai", "anthropic",
          "gemini", "mistral", "demo", "azure",  "abcdefghijklmnopqrstuvwxyz-012345" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (llm_endpoint_id_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (llm_endpoint_id_is_valid (bad[i]));
  g_assert_false (llm_endpoint_id_is_valid (NULL));
}

static void
test_base_urls (void)
{
  static const struct
  {
    const char *text;
    const char *url;
  } rows[] = {
    { "https://api.openai.com/v1", "https://api.openai.com/v1" },
    { "  http://localhost:11434/v1/ \n", "http://localhost:11434/v1" },
    { "http://[::1]:8080//", "http://[::1]:8080" },
    { "HTTPS://Example.com", "HTTPS://Example.com" },
    { "", NULL },
    { "/", NULL },
    { "https://", NULL },
    { "https:///v1", NULL },
    { "localhost:11434", NULL },
    { "127.0.0.1:8080", NULL },
    { "ftp://example.com", NULL },
    { "file:///etc/passwd", NULL },
    { "unix:/run/x", NULL },
    { "https://user@example.com", NULL },
    { "https://user:secret@example.com", NULL },
    { "https://example.com?key=secret", NULL },
    { "https://example.com#secret", NULL },
    { "https://exa mple.com", NULL },
    { "https://example.com:port", NULL },
    { "javascript:alert(1)", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = llm_base_url_normalize (rows[i].text, &error);

      g_test_message ("“%s”", rows[i].text);
      g_assert_cmpstr (url, ==, rows[i].url);
      if (rows[i].url == NULL)
        {
          g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
          g_assert_null (strstr (error->message, "secret"));
        }
      else
        {
          g_assert_no_error (error);
        }
    }
}

static void
test_long_base_url (void)
{
  g_autofree char *path = g_strnfill (5000, 'a');
  g_autofree char *text = g_strconcat ("https://example.com/", path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (llm_base_url_normalize (text, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
}

static void
test_damaged_file (void)
{
  static const char *const contents[] = {
    "",
    "not a key file",
    "[LLMSelect]\nlineup=[1, 2\nconnect-timeout='fast'\nendpoints=nothing\n",
    "[LLMSelect]\nconnect-timeout=-5\nlineup=['demo:quick', 3]\n",
    "[LLMSelect]\nlineup=@as []\nconnect-timeout=1e9\ncolor-scheme='plaid'\n",
    "[LLMSelect]\nbase-urls={'openai': ''}\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (LlmSettings) settings = NULL;
      g_auto (GStrv) lineup = NULL;
      g_autofree char *scheme = NULL;

      write_settings_file (contents[i]);
      settings = open_settings ();
      lineup = llm_settings_get_lineup (settings);
      scheme = g_settings_get_string (llm_settings_get_gsettings (settings), "color-scheme");
      g_assert_cmpuint (g_strv_length (lineup), ==, 0);
      g_assert_cmpfloat (llm_settings_get_connect_timeout (settings), ==, 15);
      g_assert_cmpstr (scheme, ==, "default");
      assert_base_url (settings, "openai", "https://api.openai.com/v1");
    }
}

/* What is no text at all is put aside, so that the next settings are kept again. */
static void
test_binary_file (void)
{
  g_autofree char *file = get_path ("settings.ini");
  g_autofree char *aside = get_path ("settings.ini.damaged");
  g_autofree char *large = g_strnfill (2 << 20, '#');
  const char *const contents[] = { "[LLMSelect]\nlineup=['\xff\xfe']\n", large };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (LlmSettings) settings = NULL;
      g_auto (GStrv) lineup = NULL;

      write_settings_file (contents[i]);
      settings = open_settings ();
      lineup = llm_settings_get_lineup (settings);
      g_assert_cmpuint (g_strv_length (lineup), ==, 0);
      g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
      g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));

      llm_settings_set_base_url (settings, "openai", "https://proxy.example");
      g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
    }
}

static void
changed_cb (LlmSettings *settings, const char *key, GString *keys)
{
  g_string_append_printf (keys, "%s ", key);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_error ("Waited too long");
  return G_SOURCE_REMOVE;
}

/* Window and command line are two processes; the file is all they share. */
static void
test_changed (void)
{
  const char *const models[] = { "demo:quick", NULL };
  g_autoptr (LlmSettings) here = open_settings ();
  g_autoptr (LlmSettings) there = open_settings ();
  g_autoptr (GString) here_keys = g_string_new (NULL);
  g_autoptr (GString) there_keys = g_string_new (NULL);
  g_auto (GStrv) lineup = NULL;
  guint timeout = g_timeout_add (DEADLINE_MS, give_up_cb, NULL);

  g_signal_connect (here, "changed", G_CALLBACK (changed_cb), here_keys);
  g_signal_connect (there, "changed::lineup", G_CALLBACK (changed_cb), there_keys);

  llm_settings_set_base_url (here, "openai", "https://proxy.example");
  llm_settings_set_lineup (here, models);
  g_assert_cmpstr (here_keys->str, ==, "base-urls lineup ");

  while (there_keys->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);

  g_assert_cmpstr (there_keys->str, ==, "lineup ");
  lineup = llm_settings_get_lineup (there);
  g_assert_cmpstrv (lineup, models);

  g_signal_handlers_disconnect_by_data (here, here_keys);
  g_signal_handlers_disconnect_by_data (there, there_keys);
}

static void
test_finalize (void)
{
  LlmSettings *settings = open_settings ();

  g_assert_finalize_object (settings);
}

/* --- Where the schema is found, by copies of this program in other folders --- */

typedef struct
{
  char *root;
  char *empty;
  char *self;
  char *compiled;
} Places;

static void
copy_file (const char *from, const char *to)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autofree char *dir = g_path_get_dirname (to);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A schema of this id as an older program may have installed it. */
static void
compile_old_schema (const char *dir)
{
  static const char xml[] = "<schemalist><schema id='" LLM_SETTINGS_SCHEMA "'"
                            " path='/io/github/jbuz/LLMSelect/'>"
                            "<key name='lineup' type='s'><default>''</default></key>"
                            "</schema></schemalist>";
  g_autofree char *file = g_build_filename (dir, "old.gschema.xml", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_file_set_contents (file, xml, -1, &error);
  g_assert_no_error (error);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "glib-compile-schemas", dir, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* Copies this program to @program below the root, runs it there and expects it to
 * say @expected. */
static void
run_copy (Places *places, const char *program, const char *schema_dir, const char *expected)
{
  char *no_environment[] = { NULL };
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (places->root, program, NULL);
  g_autofree char *output = NULL;

  copy_file (places->self, path);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_environ (launcher, no_environment);
  /* No home either: settings then live in memory. */
  g_subprocess_launcher_setenv (launcher, "HOME", "/dev/null", TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", places->empty, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_DIRS", places->empty, TRUE);
  g_subprocess_launcher_setenv (launcher, "GIO_USE_VFS", "local", TRUE);
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-warnings", TRUE);
  if (schema_dir != NULL)
    g_subprocess_launcher_setenv (launcher, "GSETTINGS_SCHEMA_DIR", schema_dir, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, path, "--open-settings", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s says %s", program, output);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_cmpstr (output, ==, expected);
}

static int
say_whether_settings_open (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);
  g_autofree char *url = NULL;

  if (settings != NULL)
    {
      llm_settings_set_base_url (settings, "openai", "https://memory.example");
      url = llm_settings_get_base_url (settings, "openai");
      g_print (strcmp (url, "https://memory.example") == 0 ? "open" : "forgetful");
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_print ("missing");
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_print ("outdated");
  else
    g_print ("%s", error->message);
  return 0;
}

static void
test_schema_places (void)
{
  g_autofree char *root = g_dir_make_tmp ("llmselect-settings-XXXXXX", NULL);
  g_autofree char *empty = g_build_filename (root, "empty", NULL);
  g_autofree char *old = g_build_filename (root, "old", NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *compiled
      = g_test_build_filename (G_TEST_BUILT, "..", "data", "gschemas.compiled", NULL);
  g_autofree char *build_data = g_build_filename (root, "b", "data", "gschemas.compiled", NULL);
  g_autofree char *shared
      = g_build_filename (root, "p", "share", "glib-2.0", "schemas", "gschemas.compiled", NULL);
  g_autofree char *good_dir = g_path_get_dirname (compiled);
  Places places = { root, empty, self, compiled };

  g_assert_nonnull (root);
  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  compile_old_schema (old);
  copy_file (compiled, build_data);
  copy_file (compiled, shared);

  /* Straight from a build tree, without any environment. */
  run_copy (&places, "b/src/llmselect", NULL, "open");
  run_copy (&places, "b/tests/core/test-x", NULL, "open");
  /* The build tree's comes before what is installed. */
  run_copy (&places, "b/src/llmselect", old, "open");
  /* A folder that merely lies beside data/ is no build tree. */
  run_copy (&places, "b/bin/llmselect", NULL, "missing");
  run_copy (&places, "elsewhere/llmselect", NULL, "missing");
  run_copy (&places, "elsewhere/src/llmselect", NULL, "missing");
  /* Installed: the system's, else that of the own prefix. */
  run_copy (&places, "elsewhere/llmselect", good_dir, "open");
  run_copy (&places, "elsewhere/llmselect", old, "outdated");
  run_copy (&places, "p/bin/llmselect", NULL, "open");

  remove_folder (root);
}

/* A schema that lacks any of our keys is told apart: GSettings would abort later. */
static void
test_schema_keys (void)
{
  g_autofree char *root = g_dir_make_tmp ("llmselect-settings-XXXXXX", NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *old = g_build_filename (root, "old", NULL);
  g_autofree char *xml_file = g_build_filename (old, "old.gschema.xml", NULL);
  g_autofree char *source
      = g_test_build_filename (G_TEST_DIST, "..", "data", LLM_SETTINGS_SCHEMA ".gschema.xml", NULL);
  g_autofree char *xml = NULL;
  Places places = { root, old, self, NULL };
  guint n = 0;

  g_assert_cmpint (g_mkdir (old, 0700), ==, 0);
  g_assert_true (g_file_get_contents (source, &xml, NULL, NULL));
  for (const char *key = strstr (xml, "<key "); key != NULL; key = strstr (key + 1, "<key "))
    {
      const char *end = strstr (key, "</key>");
      g_autofree char *start = g_strndup (xml, key - xml);
      g_autofree char *less = g_strconcat (start, end + strlen ("</key>"), NULL);
      g_autoptr (GSubprocess) process = NULL;

      g_assert_true (g_file_set_contents (xml_file, less, -1, NULL));
      process
          = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "glib-compile-schemas", old, NULL);
      g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
      g_test_message ("without %.40s", key);
      run_copy (&places, "elsewhere/llmselect", old, "outdated");
      n++;
    }
  g_assert_cmpuint (n, >, 20);
  remove_folder (root);
}

static void
test_schema_is_strict (void)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "..", "data", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "glib-compile-schemas", "--strict",
                              "--dry-run", dir, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

/* Every test starts without a file and without variables. */
static void
run_clean (gconstpointer test)
{
  g_autofree char *dir = get_path (NULL);

  remove_folder (dir);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);

  ((void (*) (void)) test) ();
}

#define ADD(name, function) g_test_add_data_func ("/settings/" name, function, run_clean)

int
main (int argc, char **argv)
{
  g_autofree char *config_home = NULL;
  int status;

  if (argc == 2 && strcmp (argv[1], "--open-settings") == 0)
    return say_whether_settings_open ();

  config_home = g_dir_make_tmp ("llmselect-settings-XXXXXX", NULL);
  g_assert_nonnull (config_home);
  g_setenv ("XDG_CONFIG_HOME", config_home, TRUE);
  g_test_init (&argc, &argv, NULL);

  ADD ("defaults", test_defaults);
  ADD ("round-trip", test_round_trip);
  ADD ("modes", test_modes);
  ADD ("environment", test_environment);
  ADD ("timeouts", test_timeouts);
  ADD ("endpoints", test_endpoints);
  ADD ("endpoints/many", test_many_endpoints);
  ADD ("endpoints/ids", test_endpoint_ids);
  ADD ("base-urls", test_base_urls);
  ADD ("base-urls/long", test_long_base_url);
  ADD ("damaged-file", test_damaged_file);
  ADD ("binary-file", test_binary_file);
  ADD ("changed", test_changed);
  ADD ("finalize", test_finalize);
  ADD ("schema/places", test_schema_places);
  ADD ("schema/keys", test_schema_keys);
  ADD ("schema/strict", test_schema_is_strict);

  status = g_test_run ();
  remove_folder (config_home);
  return status;
}
