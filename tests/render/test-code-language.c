/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "code-samples.h"
#include "llm-code-language.h"
#include "llm-code-language-private.h"

/* clang-format off */
/* What stands after a fence, and the id. */
static const struct { const char *info, *id; } aliases[] = {
  { "js", "js" }, { "javascript", "js" }, { "mjs", "js" }, { "node", "js" },
  { "ts", "typescript" }, { "typescript", "typescript" }, { "tsx", "typescript-jsx" },
  { "jsx", "jsx" }, { "sh", "sh" }, { "bash", "sh" }, { "zsh", "sh" }, { "shell", "sh" },
  { "console", "sh" }, { "shell-session", "sh" }, { "terminal", "sh" }, { "c", "c" },
  { "c++", "cpp" }, { "cpp", "cpp" }, { "cc", "cpp" }, { "h", "chdr" }, { "hpp", "cpphdr" },
  { "objc", "objc" }, { "cs", "c-sharp" }, { "c#", "c-sharp" }, { "csharp", "c-sharp" },
  { "fs", "fsharp" }, { "f#", "fsharp" }, { "vb", "vbnet" }, { "java", "java" },
  { "kotlin", "kotlin" }, { "kt", "kotlin" }, { "scala", "scala" }, { "go", "go" },
  { "golang", "go" }, { "rs", "rust" }, { "rust", "rust" }, { "py", "python3" },
  { "python", "python3" }, { "py3", "python3" }, { "python3", "python3" },
  { "ipython", "python3" }, { "rb", "ruby" }, { "ruby", "ruby" }, { "php", "php" },
  { "pl", "perl" }, { "perl", "perl" }, { "lua", "lua" }, { "r", "r" }, { "jl", "julia" },
  { "julia", "julia" }, { "hs", "haskell" }, { "haskell", "haskell" }, { "ml", "ocaml" },
  { "ocaml", "ocaml" }, { "erl", "erlang" }, { "erlang", "erlang" }, { "ex", "ruby" },
  { "elixir", "ruby" }, { "clj", "scheme" }, { "clojure", "scheme" }, { "lisp", "commonlisp" },
  { "scheme", "scheme" }, { "el", "commonlisp" }, { "swift", "swift" }, { "dart", "dart" },
  { "sql", "sql" }, { "pgsql", "sql" }, { "plsql", "sql" }, { "mysql", "sql" },
  { "sqlite", "sql" }, { "tsql", "sql" }, { "json", "json" }, { "jsonc", "js" },
  { "json5", "js" }, { "jsonl", "json" }, { "yaml", "yaml" }, { "yml", "yaml" },
  { "toml", "toml" }, { "ini", "ini" }, { "conf", "ini" }, { "cfg", "ini" },
  { "properties", "ini" }, { "xml", "xml" }, { "svg", "xml" }, { "xhtml", "xml" },
  { "plist", "xml" }, { "html", "html" }, { "htm", "html" }, { "vue", "html" },
  { "svelte", "html" }, { "css", "css" }, { "scss", "scss" }, { "sass", "scss" },
  { "less", "less" }, { "md", "markdown" }, { "markdown", "markdown" }, { "tex", "latex" },
  { "latex", "latex" }, { "diff", "diff" }, { "patch", "diff" }, { "dockerfile", "docker" },
  { "docker", "docker" }, { "makefile", "makefile" }, { "make", "makefile" },
  { "mk", "makefile" }, { "cmake", "cmake" }, { "meson", "meson" }, { "llvm", "llvm" },
  { "glsl", "glsl" }, { "opencl", "opencl" }, { "cuda", "cuda" }, { "verilog", "verilog" },
  { "systemverilog", "systemverilog" }, { "vhdl", "vhdl" }, { "matlab", "matlab" },
  { "octave", "octave" }, { "fortran", "fortran" }, { "f90", "fortran" }, { "cobol", "cobol" },
  { "pascal", "pascal" }, { "delphi", "pascal" }, { "ada", "ada" }, { "prolog", "prolog" },
  { "tcl", "tcl" }, { "powershell", "powershell" }, { "ps1", "powershell" },
  { "bat", "dosbatch" }, { "cmd", "dosbatch" }, { "awk", "awk" }, { "proto", "proto" },
  { "protobuf", "proto" }, { "groovy", "groovy" }, { "gradle", "gradle" }, { "bibtex", "bibtex" },
  { "dot", "dot" }, { "graphviz", "dot" }, { "gdb-log", "gdb-log" }, { "csv", "csv" },
  { "abnf", "abnf" }, { "actionscript", "actionscript" }, { "asciidoc", "asciidoc" },
  { "asp", "asp" }, { "automake", "automake" }, { "bluespec", "bluespec" }, { "boo", "boo" },
  { "cg", "cg" }, { "changelog", "changelog" }, { "chdr", "chdr" },
  { "commonlisp", "commonlisp" }, { "cpphdr", "cpphdr" }, { "d", "d" }, { "desktop", "desktop" },
  { "docbook", "docbook" }, { "dosbatch", "dosbatch" }, { "dpatch", "dpatch" }, { "dtd", "dtd" },
  { "dtl", "dtl" }, { "eiffel", "eiffel" }, { "erb", "erb" }, { "erb-html", "erb-html" },
  { "fish", "fish" }, { "forth", "forth" }, { "fsharp", "fsharp" }, { "ftl", "ftl" },
  { "gap", "gap" }, { "gdscript", "gdscript" }, { "genie", "genie" }, { "glade", "xml" },
  { "gtkrc", "gtkrc" }, { "haxe", "haxe" }, { "hlsl", "cg" }, { "idl", "idl" },
  { "imagej", "imagej" }, { "j", "j" }, { "jade", "jade" }, { "pug", "jade" }, { "lean", "lean" },
  { "lex", "lex" }, { "logcat", "logcat" }, { "logtalk", "logtalk" }, { "m4", "m4" },
  { "mallard", "mallard" }, { "maxima", "maxima" }, { "mediawiki", "mediawiki" },
  { "modelica", "modelica" }, { "mxml", "mxml" }, { "nemerle", "nemerle" },
  { "netrexx", "netrexx" }, { "nsis", "nsis" }, { "objj", "objj" }, { "ocl", "ocl" },
  { "ooc", "ooc" }, { "opal", "opal" }, { "pig", "pig" }, { "pkgconfig", "pkgconfig" },
  { "po", "gettext-translation" }, { "puppet", "puppet" }, { "py2", "python" },
  { "rpmspec", "rpmspec" }, { "rst", "rst" }, { "scilab", "scilab" }, { "sml", "sml" },
  { "solidity", "solidity" }, { "sparql", "sparql" }, { "spice", "spice" }, { "star", "star" },
  { "sweave", "sweave" }, { "t2t", "t2t" }, { "tera", "tera" }, { "terraform", "terraform" },
  { "hcl", "terraform" }, { "texinfo", "texinfo" }, { "thrift", "thrift" }, { "twig", "twig" },
  { "vala", "vala" }, { "vbnet", "vbnet" }, { "vba", "vbnet" }, { "xslt", "xslt" },
  { "yacc", "yacc" }, { "yara", "yara" }, { "env", "sh" }, { "dotenv", "sh" },
  { "ansible", "yaml" }, { "dockerignore", NULL }, { "ejs", "html" }, { "handlebars", "html" },
  { "jinja2", "dtl" }, { "nim", "python3" }, { "zig", "rust" }, { "racket", "scheme" },
  { "emacs-lisp", "commonlisp" }, { "arduino", "cpp" }, { "qml", "js" }, { "tsv", "csv" },
  { "c++20", "cpp" }, { "csx", "c-sharp" }, { "objective-c", "objc" }, { "obj-c", "objc" },
  { "objectivec", "objc" }, { "text/html", "html" }, { "shellscript", "sh" },
  { "pwsh", "powershell" }, { "pycon", "python3" }, { "gitconfig", "ini" },
  { "editorconfig", "ini" }, { "systemd", "ini" }, { "wat", "scheme" },
  { "clojurescript", "scheme" }, { "starlark", "python3" }, { "bazel", "python3" },
  { "cython", "python3" }, { "mojo", "python3" }, { "crystal", "ruby" },
  { "coffeescript", "ruby" }, { "elm", "haskell" }, { "purescript", "haskell" },
  { "coq", "ocaml" }, { "raku", "perl" }, { "freepascal", "pascal" }, { "bison", "yacc" },
  { "flex", "lex" }, { "csproj", "xml" }, { "xsd", "xml" }, { "rss", "xml" }, { "xaml", "xml" },
  { "postgres", "sql" }, { "postgresql", "sql" }, { "mariadb", "sql" }, { "bigquery", "sql" },
  { "cypher", "sql" }, { "typescriptreact", "typescript-jsx" }, { "javascriptreact", "jsx" },
  { "react-jsx", "jsx" }, { "d.ts", "typescript" },
  { "mermaid", NULL }, { "plantuml", NULL }, { "nginx", NULL }, { "graphql", NULL },
  { "asm", NULL }, { "nasm", NULL }, { "vim", NULL }, { "text", NULL }, { "plaintext", NULL },
  { "none", NULL }, { "output", NULL }, { "log", NULL }, { "nosuchlanguage", NULL },
  { "", NULL }, { " ", NULL }, { "{", NULL }, { "}", NULL }, { "{}", NULL }, { ".", NULL },
  { "title=\"x\"", NULL }, { "123", NULL }, { "日本", NULL }, { "\xff\xfe", NULL },
  /* Spelling and company. */
  { "Python", "python3" }, { "PYTHON", "python3" }, { " python ", "python3" },
  { "\tpython", "python3" }, { "{.python}", "python3" }, { "{python}", "python3" },
  { "{ .python }", "python3" }, { "{.python .numberLines}", "python3" },
  { "{#id .python}", "python3" }, { "{.sourceCode .haskell}", "haskell" },
  { "{r, echo=FALSE}", "r" }, { "{r setup}", "r" }, { "{=html}", "html" },
  { "python title=\"x\"", "python3" }, { "python{1,3}", "python3" }, { "js {1}", "js" },
  { "lang:python", "python3" }, { "lang: python", "python3" }, { "language-js", "js" },
  { "Language-JS", "js" }, { "lang=rust", "rust" }, { "language:c++", "cpp" },
  { "brush: js", "js" }, { "c++,linenos", "cpp" }, { "rust,ignore", "rust" },
  { "rust,no_run", "rust" }, { "C#", "c-sharp" }, { "c#;x", "c-sharp" }, { "F#", "fsharp" },
  { ".py", "python3" }, { "main.py", "python3" }, { "src/main.rs", "rust" },
  { "src\\main.rs", "rust" }, { "ts:src/app.ts", "typescript" },
  { "12:34:src/app.tsx", "typescript-jsx" },
  { "python:main.txt", "python3" }, { "filename:main.go", "go" }, { "Makefile", "makefile" },
  { "CMakeLists.txt", "cmake" }, { "meson.build", "meson" }, { "build/Dockerfile", "docker" },
  { "text/x-python", "python3" }, { "application/json", "json" }, { "text/html", "html" },
  { "image/svg+xml", "xml" }, { "pl/sql", "sql" }, { ".env", "sh" },
  { "docker-compose.yml", "yaml" },
  { "package.json", "json" }, { "Cargo.toml", "toml" }, { "'js'", "js" }, { "`js", "js" },
  { "no.such", NULL }, { "a/b", NULL }, { "x.", NULL }, { "language-", NULL }, { "lang:", NULL },
};

static const struct { const char *info, *id, *label; } labels[] = {
  { "python", "python3", "Python" }, { "c++", "cpp", "C++" }, { "ts", "typescript", "TypeScript" },
  { "sh", "sh", "Shell" }, { "bash", "sh", "Bash" }, { "{.js}", "js", "JavaScript" },
  { "jsonc", "js", "JSONC" }, { "tsx", "typescript-jsx", "TSX" }, { "vue", "html", "Vue" },
  { "mermaid", NULL, "Mermaid" }, { "elixir", "ruby", "Elixir" }, { "text", NULL, "Text" },
  { "none", NULL, NULL }, { "none", "python3", NULL }, { NULL, NULL, NULL }, { "", NULL, NULL },
  { "  ", NULL, NULL }, { NULL, "python3", "Python" }, { "", "c-sharp", "C#" },
  { NULL, "python", "Python 2" }, { NULL, "no-such-id", NULL }, { "title=\"x\"", "rust", "Rust" },
  { "frobnicate", NULL, "frobnicate" }, { "{.frobnicate x}", NULL, "frobnicate" },
  { "Frob Nicate", "json", "Frob" }, { "src/main.rs", "rust", "src/main.rs" },
  { "python:src/a.py", "python3", "Python" }, { "日本語", NULL, "日本語" },
  { "a\xff" "b", NULL, "a\xef\xbf\xbd" "b" }, { "a\u202e\u200b" "b", NULL, "ab" },
  { "\u202e", NULL, NULL },
  { "\x01\x02", "c", "C" },
  { "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd", NULL, "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd" },
  { "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddX", NULL, "aaaaaaaaaabbbbbbbbbbccccccccccddddddddd…" },
};
/* clang-format on */

/* From an allocation of its exact size, where a sanitizer sees what is read past it. */
static const char *
detect (const char *code, gsize length)
{
  g_autofree char *copy = length > 0 ? g_memdup2 (code, length) : NULL;

  return llm_code_language_detect (copy, length);
}

static void
test_table (void)
{
  gsize n;
  const LlmCodeLanguage *table = _llm_code_language_get_table (&n);

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *upper = g_ascii_strup (table[i].alias, -1);
      g_autofree char *label = llm_code_language_label (table[i].alias, NULL);

      g_test_message ("%s", table[i].alias);
      g_assert_true (i == 0 || strcmp (table[i - 1].alias, table[i].alias) < 0);
      g_assert_cmpuint (strlen (table[i].alias), <=, LLM_CODE_LANGUAGE_ALIAS_MAX);
      for (const char *p = table[i].alias; *p != '\0'; p++)
        g_assert_true (g_ascii_isgraph (*p) && !g_ascii_isupper (*p));
      g_assert_cmpstr (llm_code_language_from_info (table[i].alias), ==, table[i].id);
      g_assert_cmpstr (llm_code_language_from_info (upper), ==, table[i].id);
      g_assert_cmpstr (label, ==, table[i].label);
    }
}

static void
test_aliases (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (aliases), >=, 200);
  g_assert_null (llm_code_language_from_info (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    {
      g_test_message ("%s", aliases[i].info);
      g_assert_cmpstr (llm_code_language_from_info (aliases[i].info), ==, aliases[i].id);
    }
}

static void
test_labels (void)
{
  g_autofree char *endless = g_strnfill (100000, 'x');
  g_autofree char *short_one = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *label = llm_code_language_label (labels[i].info, labels[i].id);

      g_test_message ("%s", labels[i].info);
      g_assert_cmpstr (label, ==, labels[i].label);
    }
  short_one = llm_code_language_label (endless, NULL);
  g_assert_cmpint (g_utf8_strlen (short_one, -1), ==, 40);
  g_assert_null (llm_code_language_from_info (endless));
}

/* Each clue is of a language there is, each that has a definition can win. */
static void
test_clues (void)
{
  gsize n, n_heirs;
  const LlmCodeClue *clues = _llm_code_language_get_clues (&n);
  const LlmCodeHeir *heirs = _llm_code_language_get_heirs (&n_heirs);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n; i++)
    {
      const char *id = clues[i].id;

      g_test_message ("%s", id);
      g_assert_nonnull (_llm_code_language_lookup (id, strlen (id)));
      g_assert_cmpuint (clues[i].score, >, 0);
      g_assert_true (clues[i].start != NULL || clues[i].has != NULL || clues[i].end != NULL);
      g_assert_true (clues[i].start == NULL || clues[i].start[0] != '\0');
      /* All of one language in a row: that is what makes counting fast. */
      if (i == 0 || strcmp (clues[i - 1].id, id) != 0)
        g_assert_true (g_hash_table_add (seen, (gpointer) id));
    }
  for (gsize i = 0; i < n_heirs; i++)
    {
      g_assert_true (g_hash_table_contains (seen, heirs[i].id));
      g_assert_true (g_hash_table_contains (seen, heirs[i].base));
    }
}

static void
test_samples (void)
{
  guint n_none = 0, n_wrong = 0;

  for (guint i = 0; i < n_code_samples; i++)
    {
      const CodeSample *sample = &code_samples[i];
      const char *id = detect (sample->code, strlen (sample->code));

      n_none += sample->id == NULL ? 1 : 0;
      if (g_strcmp0 (id, sample->id) != 0)
        {
          g_test_message ("%s instead of %s: %s", id, sample->id, sample->code);
          n_wrong++;
        }
    }
  g_assert_cmpuint (n_wrong, ==, 0);
  g_assert_cmpuint (n_none, >=, 20);
  g_assert_cmpuint (n_code_samples - n_none, >=, 60);
}

/* Lines of other systems, indentation and blank lines change nothing. */
static void
test_layout (void)
{
  for (guint i = 0; i < n_code_samples; i++)
    {
      g_autoptr (GString) windows = g_string_new (code_samples[i].code);
      g_autofree char *padded = g_strconcat ("\n\n", code_samples[i].code, "\n  \n", NULL);

      g_string_replace (windows, "\n", "\r\n", 0);
      g_assert_cmpstr (detect (windows->str, windows->len), ==, code_samples[i].id);
      g_assert_cmpstr (detect (padded, strlen (padded)), ==, code_samples[i].id);
      /* Without the last newline. */
      g_assert_cmpstr (detect (code_samples[i].code, strlen (code_samples[i].code) - 1), ==,
                       code_samples[i].id);
    }
}

/* Only the first 4 KB count, the line cut there does not. */
static void
test_long (void)
{
  g_autoptr (GString) code = g_string_new ("#include <stdio.h>\nint main(void)\n{\n");
  g_autoptr (GString) json = g_string_new ("[\n");
  g_autofree char *line = g_strnfill (100000, 'x');
  g_autofree char *open = g_strnfill (100000, '[');
  g_autofree char *newlines = g_strnfill (100000, '\n');

  while (code->len < 20000)
    g_string_append (code, "  printf(\"%d\", 1);\n");
  g_string_append (code, "fn main() { println!(); }\n");
  g_assert_cmpstr (detect (code->str, code->len), ==, "c");

  while (json->len < 20000)
    g_string_append (json, "  {\"key\": [1, 2, 3], \"other\": \"a \\\" b\"},\n");
  g_assert_cmpstr (detect (json->str, json->len), ==, "json");
  g_string_insert (json, 5000, "}}}");
  g_assert_cmpstr (detect (json->str, json->len), ==, "json");
  g_string_insert (json, 1000, "}}}");
  g_assert_null (detect (json->str, json->len));

  g_assert_null (detect (line, 100000));
  g_assert_null (detect (open, 100000));
  g_assert_null (detect (newlines, 100000));
  g_assert_null (detect ("", 0));
  g_assert_null (llm_code_language_detect (NULL, 0));
  g_assert_null (detect ("import os\0import os\n", 20));
}

static void
check_detected (const char *id)
{
  /* Only what the table has, itself a name of it or Python 2. */
  if (id != NULL)
    g_assert_cmpstr (llm_code_language_from_info (id), ==, id);
}

/* Each beginning of a block is what a stream has, for a moment. */
static void
test_prefixes (void)
{
  for (guint i = 0; i < n_code_samples; i++)
    {
      for (gsize length = 0; length < strlen (code_samples[i].code); length++)
        check_detected (detect (code_samples[i].code, length));
    }
}

static void
test_random_bytes (void)
{
  guint8 bytes[6000];

  for (guint i = 0; i < 3000; i++)
    {
      gsize length = (gsize) g_test_rand_int_range (0, i % 100 == 0 ? 6000 : 120);
      g_autofree char *info = NULL;
      g_autofree char *label = NULL;

      for (gsize j = 0; j < length; j++)
        bytes[j] = (guint8) g_test_rand_int_range (0, i % 3 == 0 ? 256 : 127);
      check_detected (detect ((const char *) bytes, length));
      info = g_strndup ((const char *) bytes, length);
      check_detected (llm_code_language_from_info (info));
      label = llm_code_language_label (info, NULL);
      g_assert_true (label == NULL
                     || (g_utf8_validate (label, -1, NULL) && g_utf8_strlen (label, -1) <= 40));
    }
}

/* Pieces of all languages in any order: nothing to find, but all code to run. */
static void
test_random_pieces (void)
{
  static const char *const pieces[] = { "{",
                                        "}",
                                        "[",
                                        "]",
                                        "\"",
                                        ":",
                                        ",",
                                        "\n",
                                        "\t",
                                        " ",
                                        "- ",
                                        "#!/",
                                        "/usr/bin/env ",
                                        "<",
                                        "</a>",
                                        "<!--",
                                        "-->",
                                        "<?xml ",
                                        "=",
                                        "a",
                                        "1",
                                        "true",
                                        "$ ls",
                                        "\\\n",
                                        "FROM ",
                                        "RUN ",
                                        "x:",
                                        "[x]",
                                        "[[x]]",
                                        "---",
                                        "+++",
                                        "@@ -",
                                        "| ",
                                        "|",
                                        "├──",
                                        "=\"x\"",
                                        ".a {",
                                        "color: red;",
                                        "é",
                                        "\xff",
                                        "error: ",
                                        "at x)",
                                        "1. ",
                                        "env",
                                        "-S ",
                                        "python3",
                                        "\r",
                                        "const " };

  for (guint i = 0; i < 10000; i++)
    {
      g_autoptr (GString) code = g_string_new (NULL);
      int n = g_test_rand_int_range (0, i % 50 == 0 ? 1500 : 30);

      for (int j = 0; j < n; j++)
        g_string_append (code, pieces[g_test_rand_int_range (0, (int) G_N_ELEMENTS (pieces))]);
      check_detected (detect (code->str, code->len));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/code-language/table", test_table);
  g_test_add_func ("/code-language/aliases", test_aliases);
  g_test_add_func ("/code-language/labels", test_labels);
  g_test_add_func ("/code-language/clues", test_clues);
  g_test_add_func ("/code-language/samples", test_samples);
  g_test_add_func ("/code-language/layout", test_layout);
  g_test_add_func ("/code-language/long", test_long);
  g_test_add_func ("/code-language/prefixes", test_prefixes);
  g_test_add_func ("/code-language/random-bytes", test_random_bytes);
  g_test_add_func ("/code-language/random-pieces", test_random_pieces);
  return g_test_run ();
}
