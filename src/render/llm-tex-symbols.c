/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-tex-symbols.h"

#include <stdlib.h>
#include <string.h>

/* Commands without an argument, sorted by bytes as bsearch() needs it (a test looks). */
/* clang-format off */
static const LlmTexSymbol symbols[] = {
  { " ", "\u00a0", LLM_TEX_SPACE }, { "!", "", LLM_TEX_SPACE }, { "#", "#", LLM_TEX_ORD },
  { "$", "$", LLM_TEX_ORD }, { "%", "%", LLM_TEX_ORD }, { "&", "&", LLM_TEX_ORD },
  { ",", "\u2009", LLM_TEX_SPACE }, { "/", "", LLM_TEX_SPACE }, { ":", "\u2005", LLM_TEX_SPACE },
  { ";", "\u2004", LLM_TEX_SPACE }, { ">", "\u2005", LLM_TEX_SPACE }, { "Box", "□", LLM_TEX_ORD },
  { "Delta", "Δ", LLM_TEX_ORD }, { "Diamond", "◇", LLM_TEX_ORD },
  { "Downarrow", "⇓", LLM_TEX_RELATION }, { "Gamma", "Γ", LLM_TEX_ORD }, { "Im", "ℑ", LLM_TEX_ORD },
  { "Lambda", "Λ", LLM_TEX_ORD }, { "Leftarrow", "⇐", LLM_TEX_RELATION },
  { "Leftrightarrow", "⇔", LLM_TEX_RELATION }, { "Longleftarrow", "⟸", LLM_TEX_RELATION },
  { "Longleftrightarrow", "⟺", LLM_TEX_RELATION }, { "Longrightarrow", "⟹", LLM_TEX_RELATION },
  { "Omega", "Ω", LLM_TEX_ORD }, { "P", "¶", LLM_TEX_ORD }, { "Phi", "Φ", LLM_TEX_ORD },
  { "Pi", "Π", LLM_TEX_ORD }, { "Pr", "Pr", LLM_TEX_OPERATOR }, { "Psi", "Ψ", LLM_TEX_ORD },
  { "Re", "ℜ", LLM_TEX_ORD }, { "Rightarrow", "⇒", LLM_TEX_RELATION }, { "S", "§", LLM_TEX_ORD },
  { "Sigma", "Σ", LLM_TEX_ORD }, { "Theta", "Θ", LLM_TEX_ORD },
  { "Uparrow", "⇑", LLM_TEX_RELATION }, { "Upsilon", "Υ", LLM_TEX_ORD },
  { "Vdash", "⊩", LLM_TEX_RELATION }, { "Vert", "‖", LLM_TEX_ORD }, { "Xi", "Ξ", LLM_TEX_ORD },
  { "_", "_", LLM_TEX_ORD }, { "aleph", "ℵ", LLM_TEX_ORD }, { "allowbreak", "", LLM_TEX_SPACE },
  { "alpha", "α", LLM_TEX_VARIABLE }, { "amalg", "⨿", LLM_TEX_BINARY },
  { "angle", "∠", LLM_TEX_ORD }, { "approx", "≈", LLM_TEX_RELATION },
  { "approxeq", "≊", LLM_TEX_RELATION }, { "arccos", "arccos", LLM_TEX_OPERATOR },
  { "arcsin", "arcsin", LLM_TEX_OPERATOR }, { "arctan", "arctan", LLM_TEX_OPERATOR },
  { "arg", "arg", LLM_TEX_OPERATOR }, { "argmax", "argmax", LLM_TEX_OPERATOR },
  { "argmin", "argmin", LLM_TEX_OPERATOR }, { "ast", "∗", LLM_TEX_BINARY },
  { "asymp", "≍", LLM_TEX_RELATION }, { "backprime", "‵", LLM_TEX_ORD },
  { "backslash", "\\", LLM_TEX_ORD }, { "barwedge", "⊼", LLM_TEX_BINARY },
  { "because", "∵", LLM_TEX_RELATION }, { "beta", "β", LLM_TEX_VARIABLE },
  { "beth", "ℶ", LLM_TEX_ORD }, { "bigcap", "⋂", LLM_TEX_OPERATOR },
  { "bigcirc", "◯", LLM_TEX_BINARY }, { "bigcup", "⋃", LLM_TEX_OPERATOR },
  { "bigodot", "⨀", LLM_TEX_OPERATOR }, { "bigoplus", "⨁", LLM_TEX_OPERATOR },
  { "bigotimes", "⨂", LLM_TEX_OPERATOR }, { "bigsqcup", "⨆", LLM_TEX_OPERATOR },
  { "bigstar", "★", LLM_TEX_ORD }, { "biguplus", "⨄", LLM_TEX_OPERATOR },
  { "bigvee", "⋁", LLM_TEX_OPERATOR }, { "bigwedge", "⋀", LLM_TEX_OPERATOR },
  { "blacksquare", "■", LLM_TEX_ORD }, { "bmod", "mod", LLM_TEX_BINARY },
  { "bot", "⊥", LLM_TEX_ORD }, { "bowtie", "⋈", LLM_TEX_RELATION },
  { "boxplus", "⊞", LLM_TEX_BINARY }, { "boxtimes", "⊠", LLM_TEX_BINARY },
  { "bullet", "•", LLM_TEX_BINARY }, { "cap", "∩", LLM_TEX_BINARY },
  { "cdot", "⋅", LLM_TEX_BINARY }, { "cdots", "⋯", LLM_TEX_INNER },
  { "centerdot", "⋅", LLM_TEX_BINARY }, { "checkmark", "✓", LLM_TEX_ORD },
  { "chi", "χ", LLM_TEX_VARIABLE }, { "circ", "∘", LLM_TEX_BINARY },
  { "clubsuit", "♣", LLM_TEX_ORD }, { "colon", ":", LLM_TEX_PUNCTUATION },
  { "coloneqq", "≔", LLM_TEX_RELATION }, { "complement", "∁", LLM_TEX_ORD },
  { "cong", "≅", LLM_TEX_RELATION }, { "coprod", "∐", LLM_TEX_OPERATOR },
  { "copyright", "©", LLM_TEX_ORD }, { "cos", "cos", LLM_TEX_OPERATOR },
  { "cosh", "cosh", LLM_TEX_OPERATOR }, { "cot", "cot", LLM_TEX_OPERATOR },
  { "coth", "coth", LLM_TEX_OPERATOR }, { "csc", "csc", LLM_TEX_OPERATOR },
  { "cup", "∪", LLM_TEX_BINARY }, { "dag", "†", LLM_TEX_ORD }, { "dagger", "†", LLM_TEX_BINARY },
  { "daleth", "ℸ", LLM_TEX_ORD }, { "dashv", "⊣", LLM_TEX_RELATION }, { "ddag", "‡", LLM_TEX_ORD },
  { "ddagger", "‡", LLM_TEX_BINARY }, { "ddots", "⋱", LLM_TEX_INNER },
  { "defeq", "≝", LLM_TEX_RELATION }, { "deg", "deg", LLM_TEX_OPERATOR },
  { "degree", "°", LLM_TEX_ORD }, { "delta", "δ", LLM_TEX_VARIABLE },
  { "det", "det", LLM_TEX_OPERATOR }, { "diamond", "⋄", LLM_TEX_BINARY },
  { "diamondsuit", "♢", LLM_TEX_ORD }, { "digamma", "ϝ", LLM_TEX_ORD },
  { "dim", "dim", LLM_TEX_OPERATOR }, { "displaystyle", "", LLM_TEX_SPACE },
  { "div", "÷", LLM_TEX_BINARY }, { "doteq", "≐", LLM_TEX_RELATION },
  { "dots", "…", LLM_TEX_INNER }, { "dotsb", "⋯", LLM_TEX_INNER }, { "dotsc", "…", LLM_TEX_INNER },
  { "dotsm", "⋯", LLM_TEX_INNER }, { "dotso", "…", LLM_TEX_INNER },
  { "downarrow", "↓", LLM_TEX_RELATION }, { "ell", "ℓ", LLM_TEX_VARIABLE },
  { "emptyset", "∅", LLM_TEX_ORD }, { "enskip", "\u2002", LLM_TEX_SPACE },
  { "enspace", "\u2002", LLM_TEX_SPACE }, { "epsilon", "ϵ", LLM_TEX_VARIABLE },
  { "eqqcolon", "≕", LLM_TEX_RELATION }, { "equiv", "≡", LLM_TEX_RELATION },
  { "eta", "η", LLM_TEX_VARIABLE }, { "eth", "ð", LLM_TEX_ORD }, { "euro", "€", LLM_TEX_ORD },
  { "exists", "∃", LLM_TEX_ORD }, { "exp", "exp", LLM_TEX_OPERATOR }, { "flat", "♭", LLM_TEX_ORD },
  { "forall", "∀", LLM_TEX_ORD }, { "frown", "⌢", LLM_TEX_RELATION },
  { "gamma", "γ", LLM_TEX_VARIABLE }, { "gcd", "gcd", LLM_TEX_OPERATOR },
  { "ge", "≥", LLM_TEX_RELATION }, { "geq", "≥", LLM_TEX_RELATION },
  { "geqslant", "⩾", LLM_TEX_RELATION }, { "gets", "←", LLM_TEX_RELATION },
  { "gg", "≫", LLM_TEX_RELATION }, { "ggg", "⋙", LLM_TEX_RELATION }, { "gimel", "ℷ", LLM_TEX_ORD },
  { "gt", ">", LLM_TEX_RELATION }, { "gtrsim", "≳", LLM_TEX_RELATION },
  { "hbar", "ℏ", LLM_TEX_ORD }, { "heartsuit", "♡", LLM_TEX_ORD },
  { "hom", "hom", LLM_TEX_OPERATOR }, { "hookleftarrow", "↩", LLM_TEX_RELATION },
  { "hookrightarrow", "↪", LLM_TEX_RELATION }, { "hslash", "ℏ", LLM_TEX_ORD },
  { "iff", "⟺", LLM_TEX_RELATION }, { "iiint", "∭", LLM_TEX_OPERATOR },
  { "iint", "∬", LLM_TEX_OPERATOR }, { "imath", "ı", LLM_TEX_VARIABLE },
  { "impliedby", "⟸", LLM_TEX_RELATION }, { "implies", "⟹", LLM_TEX_RELATION },
  { "in", "∈", LLM_TEX_RELATION }, { "inf", "inf", LLM_TEX_OPERATOR },
  { "infty", "∞", LLM_TEX_ORD }, { "injlim", "inj lim", LLM_TEX_OPERATOR },
  { "int", "∫", LLM_TEX_OPERATOR }, { "iota", "ι", LLM_TEX_VARIABLE },
  { "jmath", "ȷ", LLM_TEX_VARIABLE }, { "kappa", "κ", LLM_TEX_VARIABLE },
  { "ker", "ker", LLM_TEX_OPERATOR }, { "lVert", "‖", LLM_TEX_OPEN },
  { "lambda", "λ", LLM_TEX_VARIABLE }, { "land", "∧", LLM_TEX_BINARY },
  { "lang", "⟨", LLM_TEX_OPEN }, { "langle", "⟨", LLM_TEX_OPEN }, { "lbrace", "{", LLM_TEX_OPEN },
  { "lbrack", "[", LLM_TEX_OPEN }, { "lceil", "⌈", LLM_TEX_OPEN }, { "ldots", "…", LLM_TEX_INNER },
  { "le", "≤", LLM_TEX_RELATION }, { "leadsto", "⇝", LLM_TEX_RELATION },
  { "leftarrow", "←", LLM_TEX_RELATION }, { "leftharpoondown", "↽", LLM_TEX_RELATION },
  { "leftharpoonup", "↼", LLM_TEX_RELATION }, { "leftrightarrow", "↔", LLM_TEX_RELATION },
  { "leftrightharpoons", "⇋", LLM_TEX_RELATION }, { "leq", "≤", LLM_TEX_RELATION },
  { "leqslant", "⩽", LLM_TEX_RELATION }, { "lesssim", "≲", LLM_TEX_RELATION },
  { "lfloor", "⌊", LLM_TEX_OPEN }, { "lg", "lg", LLM_TEX_OPERATOR },
  { "lim", "lim", LLM_TEX_OPERATOR }, { "liminf", "lim inf", LLM_TEX_OPERATOR },
  { "limits", "", LLM_TEX_SPACE }, { "limsup", "lim sup", LLM_TEX_OPERATOR },
  { "ll", "≪", LLM_TEX_RELATION }, { "llcorner", "⌞", LLM_TEX_OPEN },
  { "lll", "⋘", LLM_TEX_RELATION }, { "ln", "ln", LLM_TEX_OPERATOR }, { "lnot", "¬", LLM_TEX_ORD },
  { "log", "log", LLM_TEX_OPERATOR }, { "longleftarrow", "⟵", LLM_TEX_RELATION },
  { "longleftrightarrow", "⟷", LLM_TEX_RELATION }, { "longmapsto", "⟼", LLM_TEX_RELATION },
  { "longrightarrow", "⟶", LLM_TEX_RELATION }, { "lor", "∨", LLM_TEX_BINARY },
  { "lozenge", "◊", LLM_TEX_ORD }, { "lparen", "(", LLM_TEX_OPEN },
  { "lrcorner", "⌟", LLM_TEX_CLOSE }, { "lt", "<", LLM_TEX_RELATION },
  { "ltimes", "⋉", LLM_TEX_BINARY }, { "lvert", "|", LLM_TEX_OPEN },
  { "mapsto", "↦", LLM_TEX_RELATION }, { "max", "max", LLM_TEX_OPERATOR },
  { "measuredangle", "∡", LLM_TEX_ORD }, { "medspace", "\u2005", LLM_TEX_SPACE },
  { "mho", "℧", LLM_TEX_ORD }, { "mid", "∣", LLM_TEX_RELATION }, { "min", "min", LLM_TEX_OPERATOR },
  { "models", "⊨", LLM_TEX_RELATION }, { "mp", "∓", LLM_TEX_BINARY },
  { "mu", "μ", LLM_TEX_VARIABLE }, { "nRightarrow", "⇏", LLM_TEX_RELATION },
  { "nabla", "∇", LLM_TEX_ORD }, { "natural", "♮", LLM_TEX_ORD },
  { "ncong", "≇", LLM_TEX_RELATION }, { "ne", "≠", LLM_TEX_RELATION },
  { "nearrow", "↗", LLM_TEX_RELATION }, { "neg", "¬", LLM_TEX_ORD },
  { "negthinspace", "", LLM_TEX_SPACE }, { "neq", "≠", LLM_TEX_RELATION },
  { "nexists", "∄", LLM_TEX_ORD }, { "ngeq", "≱", LLM_TEX_RELATION },
  { "ngtr", "≯", LLM_TEX_RELATION }, { "ni", "∋", LLM_TEX_RELATION },
  { "nleq", "≰", LLM_TEX_RELATION }, { "nless", "≮", LLM_TEX_RELATION },
  { "nmid", "∤", LLM_TEX_RELATION }, { "nobreakspace", "\u00a0", LLM_TEX_SPACE },
  { "nolimits", "", LLM_TEX_SPACE }, { "nonumber", "", LLM_TEX_SPACE },
  { "notag", "", LLM_TEX_SPACE }, { "notin", "∉", LLM_TEX_RELATION },
  { "nparallel", "∦", LLM_TEX_RELATION }, { "nrightarrow", "↛", LLM_TEX_RELATION },
  { "nsubseteq", "⊈", LLM_TEX_RELATION }, { "nu", "ν", LLM_TEX_VARIABLE },
  { "nwarrow", "↖", LLM_TEX_RELATION }, { "odot", "⊙", LLM_TEX_BINARY },
  { "oint", "∮", LLM_TEX_OPERATOR }, { "omega", "ω", LLM_TEX_VARIABLE },
  { "omicron", "ο", LLM_TEX_VARIABLE }, { "ominus", "⊖", LLM_TEX_BINARY },
  { "oplus", "⊕", LLM_TEX_BINARY }, { "oslash", "⊘", LLM_TEX_BINARY },
  { "otimes", "⊗", LLM_TEX_BINARY }, { "owns", "∋", LLM_TEX_RELATION },
  { "parallel", "∥", LLM_TEX_RELATION }, { "partial", "∂", LLM_TEX_ORD },
  { "perp", "⊥", LLM_TEX_RELATION }, { "phi", "ϕ", LLM_TEX_VARIABLE },
  { "pi", "π", LLM_TEX_VARIABLE }, { "pm", "±", LLM_TEX_BINARY }, { "pounds", "£", LLM_TEX_ORD },
  { "prec", "≺", LLM_TEX_RELATION }, { "preceq", "⪯", LLM_TEX_RELATION },
  { "prime", "′", LLM_TEX_ORD }, { "prod", "∏", LLM_TEX_OPERATOR },
  { "projlim", "proj lim", LLM_TEX_OPERATOR }, { "propto", "∝", LLM_TEX_RELATION },
  { "psi", "ψ", LLM_TEX_VARIABLE }, { "qed", "□", LLM_TEX_ORD },
  { "qquad", "\u2003\u2003", LLM_TEX_SPACE }, { "quad", "\u2003", LLM_TEX_SPACE },
  { "rVert", "‖", LLM_TEX_CLOSE }, { "rang", "⟩", LLM_TEX_CLOSE }, { "rangle", "⟩", LLM_TEX_CLOSE },
  { "rbrace", "}", LLM_TEX_CLOSE }, { "rbrack", "]", LLM_TEX_CLOSE },
  { "rceil", "⌉", LLM_TEX_CLOSE }, { "restriction", "↾", LLM_TEX_RELATION },
  { "rfloor", "⌋", LLM_TEX_CLOSE }, { "rho", "ρ", LLM_TEX_VARIABLE },
  { "rightarrow", "→", LLM_TEX_RELATION }, { "rightarrowtail", "↣", LLM_TEX_RELATION },
  { "rightharpoondown", "⇁", LLM_TEX_RELATION }, { "rightharpoonup", "⇀", LLM_TEX_RELATION },
  { "rightleftharpoons", "⇌", LLM_TEX_RELATION }, { "rightsquigarrow", "⇝", LLM_TEX_RELATION },
  { "rparen", ")", LLM_TEX_CLOSE }, { "rtimes", "⋊", LLM_TEX_BINARY },
  { "rvert", "|", LLM_TEX_CLOSE }, { "scriptstyle", "", LLM_TEX_SPACE },
  { "searrow", "↘", LLM_TEX_RELATION }, { "sec", "sec", LLM_TEX_OPERATOR },
  { "setminus", "∖", LLM_TEX_BINARY }, { "sharp", "♯", LLM_TEX_ORD },
  { "sigma", "σ", LLM_TEX_VARIABLE }, { "sim", "∼", LLM_TEX_RELATION },
  { "simeq", "≃", LLM_TEX_RELATION }, { "sin", "sin", LLM_TEX_OPERATOR },
  { "sinh", "sinh", LLM_TEX_OPERATOR }, { "smallsetminus", "∖", LLM_TEX_BINARY },
  { "smile", "⌣", LLM_TEX_RELATION }, { "space", "\u00a0", LLM_TEX_SPACE },
  { "spadesuit", "♠", LLM_TEX_ORD }, { "sqcap", "⊓", LLM_TEX_BINARY },
  { "sqcup", "⊔", LLM_TEX_BINARY }, { "sqsubseteq", "⊑", LLM_TEX_RELATION },
  { "sqsupseteq", "⊒", LLM_TEX_RELATION }, { "square", "□", LLM_TEX_ORD },
  { "star", "⋆", LLM_TEX_BINARY }, { "subset", "⊂", LLM_TEX_RELATION },
  { "subseteq", "⊆", LLM_TEX_RELATION }, { "subsetneq", "⊊", LLM_TEX_RELATION },
  { "succ", "≻", LLM_TEX_RELATION }, { "succeq", "⪰", LLM_TEX_RELATION },
  { "sum", "∑", LLM_TEX_OPERATOR }, { "sup", "sup", LLM_TEX_OPERATOR },
  { "supset", "⊃", LLM_TEX_RELATION }, { "supseteq", "⊇", LLM_TEX_RELATION },
  { "supsetneq", "⊋", LLM_TEX_RELATION }, { "surd", "√", LLM_TEX_ORD },
  { "swarrow", "↙", LLM_TEX_RELATION }, { "tan", "tan", LLM_TEX_OPERATOR },
  { "tanh", "tanh", LLM_TEX_OPERATOR }, { "tau", "τ", LLM_TEX_VARIABLE },
  { "textstyle", "", LLM_TEX_SPACE }, { "therefore", "∴", LLM_TEX_RELATION },
  { "theta", "θ", LLM_TEX_VARIABLE }, { "thickspace", "\u2004", LLM_TEX_SPACE },
  { "thinspace", "\u2009", LLM_TEX_SPACE }, { "times", "×", LLM_TEX_BINARY },
  { "to", "→", LLM_TEX_RELATION }, { "top", "⊤", LLM_TEX_ORD }, { "triangle", "△", LLM_TEX_ORD },
  { "triangleleft", "◃", LLM_TEX_BINARY }, { "triangleq", "≜", LLM_TEX_RELATION },
  { "triangleright", "▹", LLM_TEX_BINARY }, { "twoheadrightarrow", "↠", LLM_TEX_RELATION },
  { "ulcorner", "⌜", LLM_TEX_OPEN }, { "uparrow", "↑", LLM_TEX_RELATION },
  { "updownarrow", "↕", LLM_TEX_RELATION }, { "upharpoonright", "↾", LLM_TEX_RELATION },
  { "uplus", "⊎", LLM_TEX_BINARY }, { "upsilon", "υ", LLM_TEX_VARIABLE },
  { "urcorner", "⌝", LLM_TEX_CLOSE }, { "vDash", "⊨", LLM_TEX_RELATION },
  { "varepsilon", "ε", LLM_TEX_VARIABLE }, { "varkappa", "ϰ", LLM_TEX_VARIABLE },
  { "varnothing", "∅", LLM_TEX_ORD }, { "varphi", "φ", LLM_TEX_VARIABLE },
  { "varpi", "ϖ", LLM_TEX_VARIABLE }, { "varpropto", "∝", LLM_TEX_RELATION },
  { "varrho", "ϱ", LLM_TEX_VARIABLE }, { "varsigma", "ς", LLM_TEX_VARIABLE },
  { "vartheta", "ϑ", LLM_TEX_VARIABLE }, { "vdash", "⊢", LLM_TEX_RELATION },
  { "vdots", "⋮", LLM_TEX_INNER }, { "vee", "∨", LLM_TEX_BINARY },
  { "veebar", "⊻", LLM_TEX_BINARY }, { "vert", "|", LLM_TEX_ORD }, { "wedge", "∧", LLM_TEX_BINARY },
  { "wp", "℘", LLM_TEX_ORD }, { "wr", "≀", LLM_TEX_BINARY }, { "xi", "ξ", LLM_TEX_VARIABLE },
  { "zeta", "ζ", LLM_TEX_VARIABLE }, { "{", "{", LLM_TEX_OPEN }, { "|", "‖", LLM_TEX_ORD },
  { "}", "}", LLM_TEX_CLOSE },
};
/* clang-format on */

/* Marks that go on top of, or below, one letter. */
static const struct
{
  const char *name;
  gunichar mark;
} accents[] = {
  { "acute", 0x0301 },          { "bar", 0x0304 },
  { "breve", 0x0306 },          { "check", 0x030c },
  { "ddot", 0x0308 },           { "dot", 0x0307 },
  { "grave", 0x0300 },          { "hat", 0x0302 },
  { "mathring", 0x030a },       { "overline", 0x0305 },
  { "overrightarrow", 0x20d7 }, { "tilde", 0x0303 },
  { "underline", 0x0332 },      { "vec", 0x20d7 },
  { "widehat", 0x0302 },        { "widetilde", 0x0303 },
};

/* Letters that were in Unicode before their alphabet and are missing in its row. */
static const struct
{
  gunichar hole, letter;
} holes[] = {
  { 0x1d49d, 0x212c }, { 0x1d4a0, 0x2130 }, { 0x1d4a1, 0x2131 }, { 0x1d4a3, 0x210b },
  { 0x1d4a4, 0x2110 }, { 0x1d4a7, 0x2112 }, { 0x1d4a8, 0x2133 }, { 0x1d4ad, 0x211b },
  { 0x1d4ba, 0x212f }, { 0x1d4bc, 0x210a }, { 0x1d4c4, 0x2134 }, { 0x1d506, 0x212d },
  { 0x1d50b, 0x210c }, { 0x1d50c, 0x2111 }, { 0x1d515, 0x211c }, { 0x1d51d, 0x2128 },
  { 0x1d53a, 0x2102 }, { 0x1d53f, 0x210d }, { 0x1d545, 0x2115 }, { 0x1d547, 0x2119 },
  { 0x1d548, 0x211a }, { 0x1d549, 0x211d }, { 0x1d551, 0x2124 },
};

const LlmTexSymbol *
_llm_tex_symbols_get (gsize *n)
{
  *n = G_N_ELEMENTS (symbols);
  return symbols;
}

static int
compare_name (gconstpointer key, gconstpointer member)
{
  return strcmp (key, ((const LlmTexSymbol *) member)->name);
}

const LlmTexSymbol *
_llm_tex_symbols_find (const char *name)
{
  return bsearch (name, symbols, G_N_ELEMENTS (symbols), sizeof symbols[0], compare_name);
}

/* What someone wrote as a character instead of a command. */
const LlmTexSymbol *
_llm_tex_symbols_find_text (const char *text, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      if (strlen (symbols[i].text) == length && memcmp (symbols[i].text, text, length) == 0)
        return &symbols[i];
    }
  return NULL;
}

gunichar
_llm_tex_symbols_find_accent (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (accents); i++)
    {
      if (strcmp (accents[i].name, name) == 0)
        return accents[i].mark;
    }
  return 0;
}

/* The letter or digit @c in an alphabet whose rows begin there, 0 for a row it lacks, or
 * @c itself if it has none. */
gunichar
_llm_tex_symbols_letter (gunichar c, gunichar capitals, gunichar small, gunichar digits)
{
  gunichar letter = 0;

  if (c >= 'A' && c <= 'Z' && capitals != 0)
    letter = capitals + (c - 'A');
  else if (c >= 'a' && c <= 'z' && small != 0)
    letter = small + (c - 'a');
  else if (c >= '0' && c <= '9' && digits != 0)
    letter = digits + (c - '0');
  if (letter == 0)
    return c;
  for (gsize i = 0; i < G_N_ELEMENTS (holes); i++)
    {
      if (holes[i].hole == letter)
        return holes[i].letter;
    }
  return letter;
}
