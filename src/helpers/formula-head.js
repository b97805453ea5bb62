// SPDX-License-Identifier: GPL-3.0-or-later
// Before MathJax: its loader is to load nothing by itself, everything is in this script.
globalThis.MathJax = { loader: { load: [] } };
