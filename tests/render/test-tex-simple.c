/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-tex-simple.h"
#include "llm-tex-symbols.h"

/* A line as the tests write it: "/x/" is italic, "*x*" bold, "^{…}" and "_{…}" are
 * scripts, "~" is a thin space. */
static char *
describe (const LlmTexLine *line)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < line->n_runs; i++)
    {
      const LlmTexRun *run = &line->runs[i];
      const char *bold = run->style & LLM_TEX_BOLD ? "*" : "";
      const char *italic = run->style & LLM_TEX_ITALIC ? "/" : "";
      guint scripts = LLM_TEX_SUPERSCRIPT | LLM_TEX_SUBSCRIPT;
      gboolean first = i == 0 || (line->runs[i - 1].style & scripts) != (run->style & scripts);
      gboolean last
          = i + 1 == line->n_runs || (line->runs[i + 1].style & scripts) != (run->style & scripts);

      if (first && (run->style & scripts))
        g_string_append (text, run->style & LLM_TEX_SUPERSCRIPT ? "^{" : "_{");
      g_string_append (text, bold);
      g_string_append (text, italic);
      g_string_append_len (text, line->text + run->start, (gssize) run->length);
      g_string_append (text, italic);
      g_string_append (text, bold);
      if (last && (run->style & scripts))
        g_string_append (text, "}");
    }
  g_string_replace (text, "\u2009", "~", 0);
  return g_string_free (text, FALSE);
}

static const struct
{
  const char *source;
  const char *line;
  const char *text;
} simple[] = {
  /* clang-format off */
  { "x", "/x/", "x" },
  { "x^2 + y_1", "/x/^{2}~+~/y/_{1}", "x² + y₁" },
  { "\\alpha \\leq \\beta", "/α/~≤~/β/", "α ≤ β" },
  { "O(n \\log n)", "/O/(/n/~log~/n/)", "O(n log n)" },
  { "a_{ij}", "/a/_{/ij/}", "a_(ij)" },
  { "\\mathbb{R}^n", "ℝ^{/n/}", "ℝⁿ" },
  { "\\sqrt{2}", "√2", "√2" },
  { "\\sqrt{x}", "√/x/", "√x" },
  { "\\sqrt{x+1}", "√(/x/~+~1)", "√(x + 1)" },
  { "\\sqrt{2x}", "√(2/x/)", "√(2x)" },
  { "\\sqrt{x^2+y^2}", "√(/x/^{2}~+~/y/^{2})", "√(x² + y²)" },
  { "\\sqrt[3]{x}", "∛/x/", "∛x" },
  { "\\sqrt[n]{x}", "^{/n/}√/x/", "ⁿ√x" },
  { "\\sqrt{2}^2", "(√2)^{2}", "(√2)²" },
  { "\\sqrt{2}\\pi", "√2~/π/", "√2 π" },
  { "\\frac{1}{2}", "1⁄2", "1⁄2" },
  { "\\frac{a+b}{c}", "(/a/~+~/b/)//c/", "(a + b)/c" },
  { "\\frac{a}{b+c}", "/a//(/b/~+~/c/)", "a/(b + c)" },
  { "\\frac{a}{bc}", "/a//(/bc/)", "a/(bc)" },
  { "\\frac{ab}{c}", "/ab///c/", "ab/c" },
  { "\\frac{a}{b} c", "(/a///b/)/c/", "(a/b)c" },
  { "\\frac{a}{b}^2", "(/a///b/)^{2}", "(a/b)²" },
  { "\\frac{1}{2}x", "1⁄2~/x/", "1⁄2 x" },
  { "2\\frac{1}{2}", "2~1⁄2", "2 1⁄2" },
  { "\\frac12", "1⁄2", "1⁄2" },
  { "\\frac{dy}{dx}", "/dy///dx/", "dy/dx" },
  { "\\frac{\\partial f}{\\partial x}", "∂/f//∂/x/", "∂f/∂x" },
  { "\\frac{1}{\\sqrt{2}}", "1/√2", "1/√2" },
  { "\\frac{1}{(1-x)^2}", "1/(1~−~/x/)^{2}", "1/(1 − x)²" },
  { "\\frac{-b}{2a}", "(−/b/)/(2/a/)", "(−b)/(2a)" },
  { "\\frac{x^2}{2}", "/x/^{2}/2", "x²/2" },
  { "\\frac{n(n+1)}{2}", "/n/(/n/~+~1)/2", "n(n + 1)/2" },
  { "\\frac{1}{2} + \\frac{1}{3}", "1⁄2~+~1⁄3", "1⁄2 + 1⁄3" },
  { "-\\frac{a}{b}", "−/a///b/", "−a/b" },
  { "\\log \\frac{a}{b}", "log(/a///b/)", "log(a/b)" },
  { "\\sum_{i=1}^{n} i", "∑_{/i/=1}^{/n/}~/i/", "∑_(i=1)ⁿ i" },
  { "\\sum_{i=1}^n x_i^2", "∑_{/i/=1}^{/n/}~/x/_{/i/}^{2}", "∑_(i=1)ⁿ x_i²" },
  { "\\sum^n_{i=1} i", "∑_{/i/=1}^{/n/}~/i/", "∑_(i=1)ⁿ i" },
  { "\\int_0^1 f(x)\\,dx", "∫_{0}^{1}~/f/(/x/)~/dx/", "∫₀¹ f(x) dx" },
  { "\\int_a^b f(x) \\, \\mathrm{d}x", "∫_{/a/}^{/b/}~/f/(/x/)~d/x/", "∫_a^b f(x) dx" },
  { "\\prod_{k=1}^{n} k", "∏_{/k/=1}^{/n/}~/k/", "∏_(k=1)ⁿ k" },
  { "\\lim_{x \\to 0} f(x)", "lim_{/x/→0}~/f/(/x/)", "lim_(x→0) f(x)" },
  { "\\max(a, b)", "max(/a/,~/b/)", "max(a, b)" },
  { "\\arg\\max_\\theta L(\\theta)", "arg~max_{/θ/}~/L/(/θ/)", "arg max_θ L(θ)" },
  { "f: X \\to Y", "/f/~:~/X/~→~/Y/", "f : X → Y" },
  { "f'(x)", "/f/′(/x/)", "f′(x)" },
  { "f''", "/f/″", "f″" },
  { "f'''", "/f/‴", "f‴" },
  { "f'_1", "/f/′_{1}", "f′₁" },
  { "f^{\\prime}", "/f/′", "f′" },
  { "90^\\circ", "90°", "90°" },
  { "x^{-1}", "/x/^{−1}", "x⁻¹" },
  { "x^{n+1}", "/x/^{/n/+1}", "xⁿ⁺¹" },
  { "10^{-3}", "10^{−3}", "10⁻³" },
  { "e^{i\\pi} + 1 = 0", "/e/^{/iπ/}~+~1~=~0", "e^(iπ) + 1 = 0" },
  { "E = mc^2", "/E/~=~/mc/^{2}", "E = mc²" },
  { "a^2 + b^2 = c^2", "/a/^{2}~+~/b/^{2}~=~/c/^{2}", "a² + b² = c²" },
  { "-x", "−/x/", "−x" },
  { "a = -b", "/a/~=~−/b/", "a = −b" },
  { "(-1)^n", "(−1)^{/n/}", "(−1)ⁿ" },
  { "a - b", "/a/~−~/b/", "a − b" },
  { "a \\pm b", "/a/~±~/b/", "a ± b" },
  { "2 \\times 3", "2~×~3", "2 × 3" },
  { "a \\cdot b", "/a/~⋅~/b/", "a ⋅ b" },
  { "a * b", "/a/~∗~/b/", "a ∗ b" },
  { "a/b", "/a///b/", "a/b" },
  { "x \\in A \\cup B", "/x/~∈~/A/~∪~/B/", "x ∈ A ∪ B" },
  { "A \\subseteq B", "/A/~⊆~/B/", "A ⊆ B" },
  { "\\forall x \\in \\mathbb{N}", "∀/x/~∈~ℕ", "∀x ∈ ℕ" },
  { "\\neg p \\lor q", "¬/p/~∨~/q/", "¬p ∨ q" },
  { "p \\implies q", "/p/~⟹~/q/", "p ⟹ q" },
  { "p \\iff q", "/p/~⟺~/q/", "p ⟺ q" },
  { "\\infty", "∞", "∞" },
  { "\\ldots", "…", "…" },
  { "x_1, x_2, \\ldots, x_n", "/x/_{1},~/x/_{2},~…,~/x/_{/n/}", "x₁, x₂, …, x_n" },
  { "1, 2, \\dots", "1,~2,~…", "1, 2, …" },
  { "1,000", "1,000", "1,000" },
  { "1,2", "1,~2", "1, 2" },
  { "0{,}5", "0,5", "0,5" },
  { "50\\%", "50%", "50%" },
  { "\\$5", "$5", "$5" },
  { "\\{1, 2\\}", "{1,~2}", "{1, 2}" },
  { "\\{ x \\mid x > 0 \\}", "{/x/~∣~/x/~>~0}", "{x ∣ x > 0}" },
  { "\\left( x + 1 \\right)", "(/x/~+~1)", "(x + 1)" },
  { "\\left[ a, b \\right)", "[/a/,~/b/)", "[a, b)" },
  { "\\left. x \\right|_{0}", "/x/|_{0}", "x|₀" },
  { "\\left\\{ x \\right\\}", "{/x/}", "{x}" },
  { "\\bigl( x \\bigr)", "(/x/)", "(x)" },
  { "\\Big| x \\Big|", "|/x/|", "|x|" },
  { "|x|", "|/x/|", "|x|" },
  { "\\|x\\|", "‖/x/‖", "‖x‖" },
  { "\\lvert x \\rvert", "|/x/|", "|x|" },
  { "\\lfloor x \\rfloor", "⌊/x/⌋", "⌊x⌋" },
  { "\\langle u, v \\rangle", "⟨/u/,~/v/⟩", "⟨u, v⟩" },
  { "\\text{if } x > 0", "if /x/~>~0", "if x > 0" },
  { "x \\text{ is even}", "/x/ is even", "x is even" },
  { "x_{\\text{max}}", "/x/_{max}", "x_(max)" },
  { "\\text{speed} = 5\\,\\text{m/s}", "speed~=~5~m/s", "speed = 5 m/s" },
  { "\\mathrm{e}^x", "e^{/x/}", "e^x" },
  { "\\mathbf{v}", "*v*", "v" },
  { "\\mathbf{A}\\mathbf{x} = \\mathbf{b}", "*Ax*~=~*b*", "Ax = b" },
  { "\\boldsymbol{\\theta}", "*/θ/*", "θ" },
  { "\\mathcal{O}(n)", "𝒪(/n/)", "𝒪(n)" },
  { "\\mathcal{L}", "ℒ", "ℒ" },
  { "\\mathcal{A}", "𝒜", "𝒜" },
  { "\\mathfrak{g}", "𝔤", "𝔤" },
  { "\\mathbb{E}[X]", "𝔼[/X/]", "𝔼[X]" },
  { "\\mathbb{1}", "𝟙", "𝟙" },
  { "\\hat{x}", "/x\u0302/", "x\u0302" },
  { "\\bar{x}", "/x\u0304/", "x\u0304" },
  { "\\vec{v}", "/v\u20d7/", "v\u20d7" },
  { "\\hat{\\theta}", "/θ\u0302/", "θ\u0302" },
  { "\\tilde{a}", "/ã/", "ã" },
  { "\\dot{x}", "/ẋ/", "ẋ" },
  { "\\ddot{x}", "/ẍ/", "ẍ" },
  { "\\overline{AB}", "/A\u0305B\u0305/", "A\u0305B\u0305" },
  { "\\not= ", "≠", "≠" },
  { "a \\neq b", "/a/~≠~/b/", "a ≠ b" },
  { "a \\not\\in B", "/a/~∉~/B/", "a ∉ B" },
  { "\\operatorname{softmax}(x)", "softmax(/x/)", "softmax(x)" },
  { "\\operatorname*{arg\\,max}", "arg max", "arg max" },
  { "\\Delta x", "Δ/x/", "Δx" },
  { "\\nabla \\cdot F", "∇~⋅~/F/", "∇ ⋅ F" },
  { "\\partial", "∂", "∂" },
  { "\\hbar", "ℏ", "ℏ" },
  { "\\ell", "/ℓ/", "ℓ" },
  { "\\sin x", "sin~/x/", "sin x" },
  { "\\sin^2 x + \\cos^2 x = 1", "sin^{2}~/x/~+~cos^{2}~/x/~=~1", "sin² x + cos² x = 1" },
  { "\\sin(x)", "sin(/x/)", "sin(x)" },
  { "\\log_2 n", "log_{2}~/n/", "log₂ n" },
  { "\\ln(2)", "ln(2)", "ln(2)" },
  { "a \\bmod b", "/a/~mod~/b/", "a mod b" },
  { "a \\equiv b \\pmod{n}", "/a/~≡~/b/\u2005(mod~/n/)", "a ≡ b (mod n)" },
  { "\\Theta(n^2)", "Θ(/n/^{2})", "Θ(n²)" },
  { "n!", "/n/!", "n!" },
  { "^2", "^{2}", "²" },
  { "{}^{14}C", "^{14}/C/", "¹⁴C" },
  { "H_2O", "/H/_{2}/O/", "H₂O" },
  { "\\mathrm{H_2O}", "H_{2}O", "H₂O" },
  { "π r^2", "/πr/^{2}", "πr²" },
  { "a ≤ b", "/a/~≤~/b/", "a ≤ b" },
  { "x² + 1", "/x/²~+~1", "x² + 1" },
  { "x \\to \\infty", "/x/~→~∞", "x → ∞" },
  { "x \\rightarrow y", "/x/~→~/y/", "x → y" },
  { "\\quad x", "\u2003/x/", "x" },
  { "a\\;b", "/a/\u2004/b/", "a b" },
  { "a~b", "/a/\u00a0/b/", "a b" },
  { "x^{\\frac{1}{2}}", "/x/^{1⁄2}", "x^(1⁄2)" },
  { "x^{1/2}", "/x/^{1/2}", "x^(1/2)" },
  { "2^n", "2^{/n/}", "2ⁿ" },
  { "\\log n", "log~/n/", "log n" },
  { "n \\log^2 n", "/n/~log^{2}~/n/", "n log² n" },
  { "P(A|B)", "/P/(/A/|/B/)", "P(A|B)" },
  { "P(A \\mid B) = \\frac{P(A \\cap B)}{P(B)}",
    "/P/(/A/~∣~/B/)~=~/P/(/A/~∩~/B/)/(/P/(/B/))",
    "P(A ∣ B) = P(A ∩ B)/(P(B))" },
  { "\\sigma^2", "/σ/^{2}", "σ²" },
  { "\\mu \\pm 2\\sigma", "/μ/~±~2/σ/", "μ ± 2σ" },
  { "\\chi^2", "/χ/^{2}", "χ²" },
  { "\\epsilon > 0", "/ϵ/~>~0", "ϵ > 0" },
  { "A^T", "/A/^{/T/}", "A^T" },
  { "A^{\\top}", "/A/^{⊤}", "A^⊤" },
  { "A^{-1}", "/A/^{−1}", "A⁻¹" },
  { "x^*", "/x/^{∗}", "x^∗" },
  { "y = mx + b", "/y/~=~/mx/~+~/b/", "y = mx + b" },
  { "ax^2 + bx + c = 0", "/ax/^{2}~+~/bx/~+~/c/~=~0", "ax² + bx + c = 0" },
  { "O(1)", "/O/(1)", "O(1)" },
  { "O(n^2)", "/O/(/n/^{2})", "O(n²)" },
  { "O(2^n)", "/O/(2^{/n/})", "O(2ⁿ)" },
  { "\\Omega(n)", "Ω(/n/)", "Ω(n)" },
  { "p < 0.05", "/p/~<~0.05", "p < 0.05" },
  { "3.14", "3.14", "3.14" },
  { "\\approx 3.14", "≈~3.14", "≈ 3.14" },
  { "\\mathrm{CO_2}", "CO_{2}", "CO₂" },
  { "\\displaystyle\\sum_{i} x_i", "∑_{/i/}~/x/_{/i/}", "∑_i x_i" },
  { "\\sum\\limits_{i=1}^{n} i", "∑_{/i/=1}^{/n/}~/i/", "∑_(i=1)ⁿ i" },
  { "x \\mapsto x^2", "/x/~↦~/x/^{2}", "x ↦ x²" },
  { "\\frac{a}{b} / c", "(/a///b/)//c/", "(a/b)/c" },
  { "\\text{cost}_{total}", "cost_{/total/}", "cost_(total)" },
  { "x^{2}_{1}", "/x/_{1}^{2}", "x₁²" },
  { "x_{1}^{2}", "/x/_{1}^{2}", "x₁²" },
  { "\\frac{a}{b} + c", "/a///b/~+~/c/", "a/b + c" },
  { "2\\frac{a}{b}", "2~/a///b/", "2 a/b" },
  { "\\frac{a}{b}\\frac{c}{d}", "(/a///b/)~/c///d/", "(a/b) c/d" },
  { "\\left(\\frac{a}{b}\\right)^2", "(/a///b/)^{2}", "(a/b)²" },
  { "\\sqrt{\\frac{1}{2}}", "√(1⁄2)", "√(1⁄2)" },
  { "\\frac{1}{\\sqrt{n}}", "1/√/n/", "1/√n" },
  { "\\frac{n!}{k!(n-k)!}", "/n/!/(/k/!(/n/~−~/k/)!)", "n!/(k!(n − k)!)" },
  { "(x - \\mu)^2", "(/x/~−~/μ/)^{2}", "(x − μ)²" },
  { "a_{i,j}", "/a/_{/i/,/j/}", "a_(i,j)" },
  { "a_{-1}", "/a/_{−1}", "a₋₁" },
  { "\\log_{10} x", "log_{10}~/x/", "log₁₀ x" },
  { "\\Pr(X = x)", "Pr(/X/~=~/x/)", "Pr(X = x)" },
  { "\\det A", "det~/A/", "det A" },
  { "\\bm{x}", "*/x/*", "x" },
  { "\\mathsf{T}", "T", "T" },
  { "\\mathscr{F}", "ℱ", "ℱ" },
  { "\\textbf{x}", "*x*", "x" },
  { "\\textit{x}", "/x/", "x" },
  { "\\vec{\\mathbf{v}}", "*v\u20d7*", "v\u20d7" },
  { "\\mathbf{v}_1", "*v*_{1}", "v₁" },
  { "x \\, y", "/x/~/y/", "x y" },
  { "x \\! y", "/xy/", "xy" },
  { "x\\quad y", "/x/\u2003/y/", "x y" },
  { "\\left\\langle x \\right\\rangle", "⟨/x/⟩", "⟨x⟩" },
  { "\\left( \\left( x \\right) \\right)", "((/x/))", "((x))" },
  { "\\left( x \\right.", "(/x/", "(x" },
  { "\\bigg( x \\bigg)", "(/x/)", "(x)" },
  { "\\big| x", "|/x/", "|x" },
  { "A \\setminus B", "/A/~∖~/B/", "A ∖ B" },
  { "\\emptyset", "∅", "∅" },
  { "\\exists x", "∃/x/", "∃x" },
  { "a \\ll b", "/a/~≪~/b/", "a ≪ b" },
  { "x \\sim y", "/x/~∼~/y/", "x ∼ y" },
  { "\\lambda_1", "/λ/_{1}", "λ₁" },
  { "\\pi r^2", "/πr/^{2}", "πr²" },
  { "\\theta", "/θ/", "θ" },
  { "\\varphi", "/φ/", "φ" },
  { "\\Gamma(n)", "Γ(/n/)", "Γ(n)" },
  { "\\int x \\, dx", "∫~/x/~/dx/", "∫ x dx" },
  { "\\oint f", "∮~/f/", "∮ f" },
  { "\\iint f", "∬~/f/", "∬ f" },
  { "\\bigcup_{i} A_i", "⋃_{/i/}~/A/_{/i/}", "⋃_i A_i" },
  { "a \\oplus b", "/a/~⊕~/b/", "a ⊕ b" },
  { "a \\to b \\to c", "/a/~→~/b/~→~/c/", "a → b → c" },
  { "x \\Rightarrow y", "/x/~⇒~/y/", "x ⇒ y" },
  { "x \\leftrightarrow y", "/x/~↔~/y/", "x ↔ y" },
  { "\\dots, n", "…,~/n/", "…, n" },
  { "a \\cdots b", "/a/~⋯~/b/", "a ⋯ b" },
  { "x_{n-1}", "/x/_{/n/−1}", "x_(n−1)" },
  { "x_{n+1} = x_n + 1", "/x/_{/n/+1}~=~/x/_{/n/}~+~1", "x_(n+1) = x_n + 1" },
  { "f^{-1}(x)", "/f/^{−1}(/x/)", "f⁻¹(x)" },
  { "f^{(n)}", "/f/^{(/n/)}", "f^(n)" },
  { "\\cos\\theta", "cos~/θ/", "cos θ" },
  { "\\tan^{-1} x", "tan^{−1}~/x/", "tan⁻¹ x" },
  { "x^\\circ", "/x/°", "x°" },
  { "x^{''}", "/x/″", "x″" },
  { "x''", "/x/″", "x″" },
  { "x'^2", "/x/′^{2}", "x′²" },
  { "ẋ", "/ẋ/", "ẋ" },
  { "日本", "日本", "日本" },
  { "é", "/é/", "é" },
  { "+", "+", "+" },
  /* clang-format on */
};

static const char *const not_simple[] = {
  /* clang-format off */
  "", " ", "  \\,", "{}", "\\left.\\right.", "\\!", "a\tb\\", "\\frac", "\\sqrt[", "\\sqrt[3",
  "\\sqrt[ab c]{x}", "\\hat", "\\hat{}", "\\hat{+}", "\\left", "\\left(", "\\right)", "\\text",
  "\\text{}", "\\text{\\alpha}", "\\mathbb", "\\not a", "\\not", "\\pmod", "\\operatorname",
  "\\biggx (", "\\big x", "\\left\\alpha x \\right)", "x__1", "x^^2", "x^{a}^{b}", "a#b", "a%b",
  "\\substack{a \\\\ b}", "\\mathrm{x^{y^z}}", "\\overset{a}{b}", "\\input{/etc/passwd}",
  "\\def\\x{\\x\\x}\\x", "\\csname x\\endcsname", "\\rule{100000em}{1em}", "\u202ex", "\ufeff",
  "\\text{\u202e}", "\\abcdefghijklmnopqrstuvwxyzabcdef", "\x01", "x\x7f",
  "\\binom{n}{k}", "x^{y^2}", "x_{i_j}", "e^{x_i}", "x^2^3", "\\begin{matrix} a \\end{matrix}",
  "\\unknown", "{x", "x}", "\\frac{1}", "\\frac{\\frac{1}{2}}{3}", "a & b", "a \\\\ b", "$x$", "#",
  "\\left( x", "x \\right)", "\\text{a", "\\text{$x$}", "\\vec{AB}", "\\sqrt{}", "x^", "x_", "\\",
  "2^{\\aleph_0}", "\\color{red} x", "\\tag{1}", "\\overrightarrow{AB}", "x_1_2",
  "\\xrightarrow{f}", "\\underbrace{x}", "\\boxed{42}", "\\phantom{x}", "\\'e", "\"", "`",
  /* clang-format on */
};

static void
check_line (const LlmTexLine *line)
{
  gsize at = 0;

  g_assert_true (g_utf8_validate (line->text, -1, NULL));
  g_assert_cmpuint (strlen (line->text), <=, 4096);
  g_assert_null (strchr (line->text, '\n'));
  g_assert_cmpuint (line->n_runs, >, 0);
  for (guint i = 0; i < line->n_runs; i++)
    {
      const LlmTexRun *run = &line->runs[i];

      g_assert_cmpuint (run->start, ==, at);
      g_assert_cmpuint (run->length, >, 0);
      g_assert_cmpuint (run->style, <, 16);
      g_assert_true (i == 0 || run->style != run[-1].style);
      at += run->length;
      g_assert_true (at <= strlen (line->text));
      g_assert_cmpint (line->text[at] & 0xc0, !=, 0x80);
    }
  g_assert_cmpuint (at, ==, strlen (line->text));
}

/* From an allocation of its exact size, where a sanitizer sees what is read past it. */
static LlmTexLine *
convert (const char *source, gsize length)
{
  g_autofree char *copy = length > 0 ? g_memdup2 (source, length) : NULL;
  LlmTexLine *line = llm_tex_simple_convert (copy, length);
  g_autofree char *text = llm_tex_simple_to_text (copy, length);

  g_assert_true ((line != NULL) == (text != NULL));
  if (line != NULL)
    {
      check_line (line);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_null (strstr (text, "\u2009"));
    }
  return line;
}

static void
test_simple (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (simple), >=, 100);
  for (guint i = 0; i < G_N_ELEMENTS (simple); i++)
    {
      gsize length = strlen (simple[i].source);
      g_autoptr (LlmTexLine) line = convert (simple[i].source, length);
      g_autofree char *text = llm_tex_simple_to_text (simple[i].source, length);
      g_autofree char *description = NULL;

      g_test_message ("%s", simple[i].source);
      g_assert_nonnull (line);
      description = describe (line);
      g_assert_cmpstr (description, ==, simple[i].line);
      g_assert_cmpstr (text, ==, simple[i].text);
    }
}

static void
test_not_simple (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (not_simple); i++)
    {
      g_autoptr (LlmTexLine) line = convert (not_simple[i], strlen (not_simple[i]));

      g_test_message ("%s", not_simple[i]);
      g_assert_null (line);
    }
}

static void
test_bounds (void)
{
  g_autofree char *longest = g_strnfill (512, 'x');
  g_autofree char *longer = g_strnfill (513, 'x');
  g_autoptr (LlmTexLine) fits = convert (longest, 512);
  g_autoptr (LlmTexLine) exceeds = convert (longer, 513);
  g_autoptr (LlmTexLine) with_nul = convert ("a\0b", 3);
  g_autoptr (LlmTexLine) cut = convert ("\xce", 1);
  g_autoptr (GString) spaces = g_string_new (NULL);
  g_autoptr (LlmTexLine) wide = NULL;

  g_assert_nonnull (fits);
  g_assert_cmpuint (fits->n_runs, ==, 1);
  g_assert_null (exceeds);
  g_assert_null (with_nul);
  g_assert_null (cut);

  while (spaces->len < 510)
    g_string_append (spaces, "a-");
  g_string_append_c (spaces, 'a');
  wide = convert (spaces->str, spaces->len);
  g_assert_nonnull (wide);

  llm_tex_line_free (NULL);
}

/* Depth is bounded, whatever it is made of. */
static void
test_deep (void)
{
  static const char *const openings[]
      = { "{",        "\\left(", "\\sqrt{", "\\mathbf{", "\\frac{", "x^{",
          "\\mathbf", "\\sqrt",  "\\hat",   "\\not",     "\\left.", "\\sqrt[3]" };

  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GString) source = g_string_new (NULL);
      g_autoptr (LlmTexLine) line = NULL;

      while (source->len + strlen (openings[i]) <= 512)
        g_string_append (source, openings[i]);
      line = convert (source->str, source->len);
      g_assert_null (line);
    }
}

static void
test_symbols (void)
{
  gsize n;
  const LlmTexSymbol *symbols = _llm_tex_symbols_get (&n);

  g_assert_cmpuint (n, >, 300);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *source = g_strconcat ("a\\", symbols[i].name, " b", NULL);
      g_autoptr (LlmTexLine) line = NULL;

      g_test_message ("%s", symbols[i].name);
      g_assert_true (i == 0 || strcmp (symbols[i - 1].name, symbols[i].name) < 0);
      g_assert_true (g_utf8_validate (symbols[i].text, -1, NULL));
      g_assert_true (_llm_tex_symbols_find (symbols[i].name) == &symbols[i]);
      line = convert (source, strlen (source));
      g_assert_nonnull (line);
      g_assert_nonnull (strstr (line->text, symbols[i].text));
    }
  g_assert_null (_llm_tex_symbols_find (""));
  g_assert_null (_llm_tex_symbols_find ("zzz"));
}

static void
test_random_bytes (void)
{
  guint8 bytes[600];

  for (guint i = 0; i < 20000; i++)
    {
      gsize length = (gsize) g_test_rand_int_range (0, i % 50 == 0 ? 600 : 40);

      for (gsize j = 0; j < length; j++)
        bytes[j] = (guint8) g_test_rand_int_range (0, i % 2 == 0 ? 256 : 127);
      llm_tex_line_free (convert ((const char *) bytes, length));
    }
}

static void
test_random_pieces (void)
{
  static const char *const pieces[] = { "x",          "1",        "23",       "{",
                                        "}",          "^",        "_",        "\\",
                                        "\\frac",     "\\sqrt",   "[3]",      "[n]",
                                        "\\left",     "\\right",  "(",        ")",
                                        "\\mathbb",   "R",        "\\sum",    "\\alpha ",
                                        "\\text{a}",  "\\text{ ", "+",        "-",
                                        "=",          ",",        "'",        "\\hat",
                                        "\\overline", "\\not",    "\\in ",    " ",
                                        "~",          "\\,",      "\\pmod",   "\\big",
                                        "\\bigl",     "|",        "\\|",      "\\ldots",
                                        "\\log ",     "/",        "\\circ ",  "\\prime ",
                                        ".",          "π",        "日",       "\\mathbf",
                                        "&",          "*",        "\\middle", "\\operatorname{a}" };
  guint n_simple = 0;

  for (guint i = 0; i < 50000; i++)
    {
      g_autoptr (GString) source = g_string_new (NULL);
      g_autoptr (LlmTexLine) line = NULL;
      int n = g_test_rand_int_range (1, i % 20 == 0 ? 120 : 14);

      for (int j = 0; j < n; j++)
        g_string_append (source, pieces[g_test_rand_int_range (0, (int) G_N_ELEMENTS (pieces))]);
      line = convert (source->str, source->len);
      n_simple += line != NULL ? 1 : 0;
    }
  /* Or nothing was tried. */
  g_assert_cmpuint (n_simple, >, 500);
}

/* Each beginning of a formula is one that an answer ends with, for a moment. */
static void
test_prefixes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (simple); i++)
    {
      for (gsize length = 0; length < strlen (simple[i].source); length++)
        llm_tex_line_free (convert (simple[i].source, length));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tex-simple/simple", test_simple);
  g_test_add_func ("/tex-simple/not-simple", test_not_simple);
  g_test_add_func ("/tex-simple/bounds", test_bounds);
  g_test_add_func ("/tex-simple/deep", test_deep);
  g_test_add_func ("/tex-simple/symbols", test_symbols);
  g_test_add_func ("/tex-simple/random-bytes", test_random_bytes);
  g_test_add_func ("/tex-simple/random-pieces", test_random_pieces);
  g_test_add_func ("/tex-simple/prefixes", test_prefixes);
  return g_test_run ();
}
