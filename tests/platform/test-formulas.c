/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-typesetter.h"

#include <string.h>

#include "helper-test.h"

/* On the real helper: what formulas become, and what hostile ones do not. */

static const LlmHelperTimes patient = { 60000, 60000, 60000, 60000 };

/* One for all tests, as in the program. */
static LlmTypesetter *typesetter;

static char *
render (LlmTypesetKind kind, const char *source, GError **error)
{
  g_autoptr (HelperCall) call = helper_call_new ();
  g_autoptr (GBytes) picture = NULL;

  llm_typesetter_render_async (typesetter, kind, source, -1, NULL, helper_call_cb, call);
  helper_call_wait (call);
  picture = llm_typesetter_render_finish (typesetter, call->result, error);
  return picture != NULL ? g_strndup (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture))
                         : NULL;
}

/* The view box is there, in thousandths of an em, and of a sane size. */
static void
assert_box (const char *svg, double *width, double *ascent, double *height)
{
  const char *box = strstr (svg, "viewBox=\"");
  g_auto (GStrv) numbers = NULL;

  g_assert_nonnull (box);
  numbers = g_strsplit (box + strlen ("viewBox=\""), " ", 4);
  g_assert_cmpuint (g_strv_length (numbers), ==, 4);
  *ascent = -g_ascii_strtod (numbers[1], NULL) / 1000;
  *width = g_ascii_strtod (numbers[2], NULL) / 1000;
  *height = g_ascii_strtod (numbers[3], NULL) / 1000;
  g_assert_cmpfloat (*width, >, 0);
  g_assert_cmpfloat (*width, <, 100);
  g_assert_cmpfloat (*height, >, 0);
  g_assert_cmpfloat (*height, <, 100);
}

static void
assert_clean (const char *svg)
{
  const char *const forbidden[]
      = { " href=",  "xlink",    "<script", " style=",        "url(",   "<a",   "<image",
          " class=", " onload=", " id=",    "<foreignObject", " data-", "<use", "<style" };

  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_assert_null (strstr (svg, forbidden[i]));
}

/* Another formula goes after whatever happened. */
static void
assert_goes_on (void)
{
  static guint n_formulas;
  g_autofree char *source = g_strdup_printf ("x^{%u}", n_formulas++);
  g_autoptr (GError) error = NULL;
  g_autofree char *svg = render (LLM_TYPESET_INLINE, source, &error);

  g_assert_no_error (error);
  assert_clean (svg);
}

static const char *const corpus[] = {
  "x",
  "x^2 + y^2 = z^2",
  "a_{i,j}",
  "\\frac{a}{b}",
  "\\dfrac{1}{1+\\frac{1}{x}}",
  "\\sqrt{x}",
  "\\sqrt[3]{x+1}",
  "e^{i\\pi}+1=0",
  "\\sum_{i=1}^n i = \\frac{n(n+1)}{2}",
  "\\prod_{k=1}^\\infty k",
  "\\int_0^\\infty e^{-x^2}\\,dx",
  "\\oint_C \\vec F \\cdot d\\vec r",
  "\\iint_D f\\,dA",
  "\\lim_{x\\to 0} \\frac{\\sin x}{x}",
  "\\begin{matrix}1&2\\\\3&4\\end{matrix}",
  "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}",
  "\\begin{bmatrix}a\\\\b\\end{bmatrix}",
  "\\begin{vmatrix}a&b\\\\c&d\\end{vmatrix}",
  "\\begin{smallmatrix}a&b\\end{smallmatrix}",
  "\\begin{psmallmatrix}a&b\\end{psmallmatrix}",
  "f(x)=\\begin{cases}x & x>0\\\\-x & \\text{sonst}\\end{cases}",
  "\\begin{dcases}\\frac12\\end{dcases}",
  "\\begin{align}a&=b\\\\&=c\\end{align}",
  "\\begin{align*}a&=b\\end{align*}",
  "\\begin{aligned}a&=b\\\\c&=d\\end{aligned}",
  "\\begin{gather}a\\\\b\\end{gather}",
  "\\begin{multline}a\\\\b\\end{multline}",
  "\\begin{split}a&=b\\\\&=c\\end{split}",
  "\\begin{equation}a=b\\end{equation}",
  "\\begin{array}{c|c:c}a&b&c\\\\\\hline d&e&f\\\\\\hdashline g&h&i\\end{array}",
  "\\begin{CD}A@>a>>B\\\\@VbVV@VVcV\\\\C@>d>>D\\end{CD}",
  "E=mc^2\\tag{1}",
  "\\begin{align}a&=b\\tag{1}\\\\c&=d\\tag{$\\ast$}\\end{align}",
  "\\text{für alle } x \\in \\mathbb{R}",
  "\\text{速度} = \\frac{d}{t}",
  "距離",
  "\\text{a \\textbf{b} \\textit{c} \\texttt{d} $e$}",
  "\\mathcal{L}\\mathfrak{g}\\mathscr{F}\\mathbf{v}\\mathsf{s}\\mathtt{t}\\mathbb{N}",
  "\\boldsymbol{\\alpha}",
  "\\operatorname{arg\\,max}_{\\theta}",
  "\\DeclareMathOperator{\\sgn}{sgn}\\sgn x",
  "\\newcommand{\\R}{\\mathbb{R}}\\R",
  "\\left(\\frac{a}{b}\\right]",
  "\\bigl\\langle\\Bigl|\\biggl\\{x\\biggr\\}\\Bigr|\\bigr\\rangle",
  "\\underbrace{a+b}_{n}\\overbrace{c}^{m}",
  "\\overline{AB}\\,\\hat{x}\\,\\vec{v}\\,\\dot{a}\\,\\ddot{a}\\,\\widetilde{abc}",
  "\\xrightarrow[\\text{below}]{\\text{above}}",
  "\\overset{!}{=}\\underset{n}{\\max}\\stackrel{def}{=}",
  "\\binom{n}{k}",
  "\\boxed{x}",
  "\\cancel{x}\\bcancel{y}\\xcancel{z}\\enclose{circle}{w}",
  "\\color{red}{x}\\textcolor{#00f}{y}\\colorbox{yellow}{$z$}",
  "\\ce{2H2 + O2 -> 2H2O}",
  "\\ce{SO4^2- + Ba^2+ -> BaSO4 v}",
  "\\ce{^{227}_{90}Th+}",
  "\\pu{1.2e3 kJ//mol}",
  "\\bra{\\psi}\\ket{\\phi}\\braket{a|b}",
  "x \\coloneqq y",
  "\\ohm\\,\\celsius\\,\\upalpha",
  "\\phantom{x}y",
  "\\substack{a\\\\b}",
  "\\not=\\;\\neq\\;\\iff\\;\\implies\\;\\therefore",
  "\\verb|a_b|",
  "\\begin{subarray}{l}a\\\\b\\end{subarray}",
  "\\mathrm{d}x \\, \\mathrm{P}(A\\mid B)",
  "100\\,\\%\\ \\$\\ \\#\\ \\&\\ \\_\\ \\{\\}",
  "\\rule{2em}{1ex}",
  "",
};

static void
test_corpus (void)
{
  const LlmTypesetKind kinds[] = { LLM_TYPESET_INLINE, LLM_TYPESET_DISPLAY };

  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *svg = NULL;
        double width;
        double ascent;
        double height;

        g_test_message ("%s", corpus[i]);
        svg = render (kinds[j], corpus[i], &error);
        g_assert_no_error (error);
        assert_box (svg, &width, &ascent, &height);
        assert_clean (svg);
      }
}

/* The sizes that everything else is built on. */
static void
test_boxes (void)
{
  g_autofree char *letter = render (LLM_TYPESET_INLINE, "x", NULL);
  g_autofree char *fraction = render (LLM_TYPESET_DISPLAY, "\\frac{a}{b}", NULL);
  g_autofree char *rule = render (LLM_TYPESET_INLINE, "\\rule[-0.25em]{2em}{1em}", NULL);
  double width;
  double ascent;
  double height;

  assert_box (letter, &width, &ascent, &height);
  g_assert_cmpfloat_with_epsilon (width, 0.572, 0.01);
  assert_box (fraction, &width, &ascent, &height);
  g_assert_cmpfloat (ascent, >, 1.0);
  g_assert_cmpfloat (height - ascent, >, 0.5);
  assert_box (rule, &width, &ascent, &height);
  g_assert_cmpfloat_with_epsilon (width, 2, 0.01);
  g_assert_cmpfloat_with_epsilon (ascent, 0.75, 0.01);
  g_assert_cmpfloat_with_epsilon (height, 1, 0.01);
}

/* Text is measured with the fonts that it is drawn with. */
static void
test_text (void)
{
  g_autofree char *narrow = render (LLM_TYPESET_INLINE, "\\text{iiiiiiii}", NULL);
  g_autofree char *wide = render (LLM_TYPESET_INLINE, "\\text{mmmmmmmm}", NULL);
  g_autofree char *umlauts = render (LLM_TYPESET_INLINE, "\\text{Größe \\& <}", NULL);
  double narrow_width;
  double wide_width;
  double unused;

  assert_box (narrow, &narrow_width, &unused, &unused);
  assert_box (wide, &wide_width, &unused, &unused);
  g_assert_cmpfloat (wide_width, >, narrow_width * 1.5);
  g_assert_nonnull (strstr (wide, "xml:space=\"preserve\""));
  g_assert_nonnull (strstr (umlauts, "Größe &amp; &lt;"));
}

/* Another font: the pictures are made anew, by another helper. */
static void
test_font (void)
{
  g_autofree char *before = render (LLM_TYPESET_INLINE, "\\text{font}", NULL);
  g_autofree char *mono = NULL;
  g_autofree char *after = NULL;

  g_assert_nonnull (strstr (before, "font-family=\"sans-serif"));
  llm_typesetter_set_font (typesetter, "DejaVu Sans Mono\"><script>");
  g_assert_null (llm_typesetter_lookup (typesetter, LLM_TYPESET_INLINE, "\\text{font}", -1));
  mono = render (LLM_TYPESET_INLINE, "\\text{font}", NULL);
  assert_clean (mono);
  g_assert_nonnull (strstr (mono, "font-family=\"DejaVu Sans Monoscript,sans-serif\""));
  llm_typesetter_set_font (typesetter, NULL);
  after = render (LLM_TYPESET_INLINE, "\\text{font}", NULL);
  g_assert_cmpstr (before, ==, after);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *source;
    const char *message;
  } cases[] = {
    { "\\frac{", "Missing close brace" },
    { "x^", "Missing" },
    { "\\nosuchthing", "\\nosuchthing" },
    { "\\left(", "\\right" },
    { "\\begin{align}", "\\end{align}" },
    { "\\begin{nosuch}x\\end{nosuch}", "nosuch" },
    { "a & b", "&" },
    { "x_1_2", "subscript" },
    { "}", "close brace" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].source);
      g_assert_null (render (LLM_TYPESET_DISPLAY, cases[i].source, &error));
      g_assert_error (error, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
  assert_goes_on ();
}

/* What one formula defines is not there in the next. */
static void
test_no_memory (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = render (LLM_TYPESET_INLINE, "\\frac{1}{2}+0", &error);
  g_autofree char *redefined = NULL;
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  redefined = render (LLM_TYPESET_INLINE,
                      "\\renewcommand{\\frac}[2]{x}\\newcommand{\\mine}{y}\\let\\sqrt=\\mine"
                      "\\definecolor{red}{RGB}{0,0,255}\\frac{1}{2}",
                      &error);
  g_assert_no_error (error);
  again = render (LLM_TYPESET_INLINE, "\\frac{1}{2}+0{}", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (again), >=, strlen (plain));
  g_assert_null (render (LLM_TYPESET_INLINE, "\\mine", &error));
  g_assert_error (error, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
}

static char *
repeat (const char *before, guint n_times, const char *middle, const char *after)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_times; i++)
    g_string_append (text, before);
  g_string_append (text, middle);
  for (guint i = 0; i < n_times; i++)
    g_string_append (text, after);
  return g_string_free (text, FALSE);
}

/* Ends, with a picture or without, and the next formula goes. */
static void
check_hostile (const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *svg = NULL;

  g_test_message ("%.60s", source);
  svg = render (LLM_TYPESET_DISPLAY, source, &error);
  if (svg != NULL)
    assert_clean (svg);
  else
    g_assert_true (error->domain == LLM_HELPER_ERROR);
  assert_goes_on ();
}

static void
test_hostile (void)
{
  const char *const sources[] = {
    "\\def\\x{\\x\\x}\\x",
    "\\def\\x#1{\\x{#1#1}}\\x{a}",
    ("\\newcommand{\\a}{\\b\\b\\b\\b\\b\\b\\b\\b}\\newcommand{\\b}{\\c\\c\\c\\c\\c\\c\\c\\c}"
     "\\newcommand{\\c}{\\d\\d\\d\\d\\d\\d\\d\\d}\\newcommand{\\d}{xxxxxxxxxxxxxxxx}\\a"),
    "\\rule{100000em}{1em}",
    "\\rule{1em}{100000em}",
    "\\rule[100000em]{1em}{1em}",
    "\\hspace{1e300em}x",
    "\\kern-1e300em x",
    "\\begin{array}{*{100000}{c}}x\\end{array}",
    "\\begin{array}{*{20}{*{20}{*{20}{c}}}}x\\end{array}",
    "\\href{javascript:alert(1)}{x}",
    "\\require{html}\\href{javascript:alert(1)}{x}",
    "\\unicode{x1F600}",
    "\\style{fill:url(http://127.0.0.1/)}{x}",
    "\\class{a}{x}\\cssId{b}{y}",
    "\\mmlToken{mi}[href=\"javascript:alert(1)\"]{x}",
    "\\mmlToken{mi}[style=\"fill:url(http://127.0.0.1/)\"]{x}",
    "\\mmlToken{mi}[color=\"url(http://127.0.0.1/)\" background=\"url(http://127.0.0.1/)\"]{x}",
    "\\color{url(http://127.0.0.1/)}{x}",
    "\\bbox[url(http://127.0.0.1/)]{x}",
    "\\bbox[border:1px solid url(http://127.0.0.1/)]{x}",
    "\\text{</text><script>alert(1)</script>}",
    "</svg><script>alert(1)</script>",
    "\\text{]]>&lt;script&gt;}",
    "\\includegraphics{http://127.0.0.1/x.png}",
    "\\setOptions{x}",
    "\\mathtoolsset{showonlyrefs}",
    "\\let\\left\\right\\let\\right\\left\\left(x\\right)",
    "\\__proto__ \\constructor \\toString",
    "\\begin{constructor}x\\end{constructor}",
    "\\begin{__proto__}x\\end{__proto__}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    check_hostile (sources[i]);
}

static void
test_deep (void)
{
  static const struct
  {
    const char *before;
    guint n_times;
    const char *after;
  } shapes[] = {
    { "{", 4000, "}" },
    { "\\sqrt{", 1100, "}" },
    { "a^{", 2000, "}" },
    { "\\frac{1}{", 800, "}" },
    { "\\begin{array}{c}", 240, "\\end{array}" },
    { "\\text{$", 800, "$}" },
    { "x+", 4000, "" },
    { "\\\\", 4000, "" },
    { "'", 8000, "" },
    { "\xf0\x9f\x98\x80", 300, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *source = repeat (shapes[i].before, shapes[i].n_times, "x", shapes[i].after);

      check_hostile (source);
    }
}

/* No helper in the build: all of it is skipped. */
static void
skip (void)
{
  g_test_skip ("llmselect-formula was not built (see the meson option math)");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    GTestFunc function;
  } tests[] = {
    { "/formulas/corpus", test_corpus },   { "/formulas/boxes", test_boxes },
    { "/formulas/text", test_text },       { "/formulas/font", test_font },
    { "/formulas/errors", test_errors },   { "/formulas/no-memory", test_no_memory },
    { "/formulas/hostile", test_hostile }, { "/formulas/deep", test_deep },
  };
  const char *helper_argv[] = { g_getenv ("LLMSELECT_FORMULA_HELPER"), NULL };
  int status;

  g_test_init (&argc, &argv, NULL);
  if (helper_argv[0] != NULL)
    {
      typesetter = llm_typesetter_new (helper_argv, NULL);
      llm_typesetter_set_times (typesetter, &patient);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, typesetter != NULL ? tests[i].function : skip);
  status = g_test_run ();
  if (typesetter != NULL)
    g_assert_finalize_object (typesetter);
  return status;
}
