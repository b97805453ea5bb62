// SPDX-License-Identifier: GPL-3.0-or-later
// After MathJax 3: one function, TeX to SVG, for src/helpers/llm-formula-helper.c.
//
// The host provides llmMeasure (text, family, bold, italic): the width of a text in em.
(function () {
  'use strict';

  var modules = MathJax._;
  var TeX = modules.input.tex_ts.TeX;
  var SVG = modules.output.svg_ts.SVG;
  var measure = globalThis.llmMeasure;

  // Without html (links, classes, styles), require, autoload and setoptions (which load
  // and enable more), unicode (any character in any font), action (tool tips).  noerrors
  // and noundefined would hide what is wrong.
  var PACKAGES = ['base', 'ams', 'amscd', 'bbox', 'boldsymbol', 'braket', 'cancel', 'cases',
    'centernot', 'color', 'colortbl', 'empheq', 'enclose', 'extpfeil', 'gensymb', 'mathtools',
    'mhchem', 'newcommand', 'tagformat', 'textcomp', 'textmacros', 'upgreek', 'verb'];

  // The font around a formula (px), for lengths that TeX gives in px and for text: that is
  // scaled so that its x-height, half an em in most fonts, is that of the formula.
  var EM = 16;
  var EX = 8;
  var WIDTH = 60 * EM;

  // One unit of the pictures is a thousandth of an em.
  var UNITS = 1000;

  // The largest picture, in em.
  var EM_MAX = 400;
  var LENGTH_MAX = 1024 * 1024;

  var ATTRIBUTES = {
    svg: ['xmlns', 'viewBox', 'x', 'y', 'width', 'height', 'preserveAspectRatio', 'overflow'],
    g: ['stroke', 'fill', 'stroke-width', 'stroke-dasharray', 'transform', 'opacity',
      'font-family', 'font-style', 'font-weight'],
    path: ['d', 'stroke', 'fill', 'stroke-width', 'transform'],
    rect: ['x', 'y', 'width', 'height', 'rx', 'ry', 'stroke', 'fill', 'stroke-width',
      'stroke-dasharray', 'stroke-linecap', 'transform'],
    line: ['x1', 'y1', 'x2', 'y2', 'stroke', 'fill', 'stroke-width', 'stroke-dasharray',
      'stroke-linecap', 'transform'],
    ellipse: ['cx', 'cy', 'rx', 'ry', 'stroke', 'fill', 'stroke-width', 'transform'],
    polygon: ['points', 'stroke', 'fill', 'stroke-width', 'transform'],
    polyline: ['points', 'stroke', 'fill', 'stroke-width', 'transform'],
    text: ['xml:space', 'transform', 'fill', 'stroke', 'font-size', 'font-family', 'font-style',
      'font-weight']
  };

  var adaptor = modules.adaptors.liteAdaptor.liteAdaptor();

  // The name of a font as it is without quotes in CSS and for Pango alike.
  var textFont = globalThis.llmTextFont.replace(/[^\p{L}\p{N} _.-]/gu, '') + ',sans-serif';

  // The value of a font-… property, which is an attribute or in the style; MathJax spells
  // it in two ways there.
  function fontProperty(node, name) {
    var inStyle = new RegExp('(?:^|;)\\s*font-?' + name + '\\s*:\\s*([^;]+)', 'i');
    var found = inStyle.exec(adaptor.getAttribute(node, 'style') || '');
    return adaptor.getAttribute(node, 'font-' + name) || (found ? found[1].trim() : '');
  }

  // MathJax without a browser guesses; the host asks the fonts that the text is drawn with.
  adaptor.nodeSize = function (node, em) {
    var size = parseFloat(fontProperty(node, 'size')) || UNITS;
    var width = measure(adaptor.textContent(node), fontProperty(node, 'family') || 'serif',
      fontProperty(node, 'weight') === 'bold', fontProperty(node, 'style') === 'italic');
    return [width * size / (em || 1), 0.8];
  };

  modules.handlers.html_ts.RegisterHTMLHandler(adaptor);

  var output = new SVG({
    fontCache: 'none',
    font: new modules.output.svg.fonts.tex_ts.TeXFont(),
    mtextFont: textFont,
    exFactor: EX / EM
  });

  // What stylesheets do for MathJax in a page: the lines and frames of tables.
  function setLineStyle(node) {
    var classes = adaptor.getAttribute(node, 'class') || '';
    if (!adaptor.hasAttribute(node, 'data-line') && !adaptor.hasAttribute(node, 'data-frame')) {
      return;
    }
    adaptor.setAttribute(node, 'fill', 'none');
    adaptor.setAttribute(node, 'stroke-width', '70');
    if (/mjx-dashed/.test(classes)) {
      adaptor.setAttribute(node, 'stroke-dasharray', '140');
    } else if (/mjx-dotted/.test(classes)) {
      adaptor.setAttribute(node, 'stroke-dasharray', '0,140');
      adaptor.setAttribute(node, 'stroke-linecap', 'round');
    }
  }

  // Styles go, so their fonts become attributes.
  function setFont(node, kind) {
    ['family', 'style', 'weight'].forEach(function (name) {
      var value = fontProperty(node, name);
      if (value) {
        adaptor.setAttribute(node, 'font-' + name, value);
      }
    });
    if (kind === 'text') {
      adaptor.setAttribute(node, 'xml:space', 'preserve');
    }
  }

  // Leaves nothing in the picture that is not on the list above: no links, no styles, no
  // classes, no references.
  function clean(root) {
    var nodes = [root];
    while (nodes.length) {
      var node = nodes.pop();
      var kind = adaptor.kind(node);
      if (kind === '#text') {
        continue;
      }
      if (kind === 'a') {
        node.kind = kind = 'g';
      }
      var allowed = Object.prototype.hasOwnProperty.call(ATTRIBUTES, kind) && ATTRIBUTES[kind];
      if (!allowed) {
        throw new Error('The formula makes a <' + kind + '>');
      }
      if (kind === 'line' || kind === 'rect') {
        setLineStyle(node);
      } else if (kind === 'text' || kind === 'g') {
        setFont(node, kind);
      } else if (kind === 'svg') {
        adaptor.setAttribute(node, 'overflow', 'visible');
      }
      adaptor.allAttributes(node).forEach(function (attribute) {
        var value = String(attribute.value);
        if (allowed.indexOf(attribute.name) < 0
            || (attribute.name !== 'xmlns' && /url|[:;\\&]/i.test(value))) {
          adaptor.removeAttribute(node, attribute.name);
        }
      });
      Array.prototype.push.apply(nodes, adaptor.childNodes(node));
    }
  }

  // An equation with a number is as wide as the page in a page; here as wide as it needs.
  // MathJax then leaves a picture in pixels without a view box.
  function wrapFullWidth(svg) {
    var perEx = output.font.params.x_height * UNITS;
    var width = parseFloat(adaptor.getStyle(svg, 'min-width')) * perEx;
    var height = parseFloat(adaptor.getAttribute(svg, 'height')) * perEx;
    var depth = -parseFloat(adaptor.getStyle(svg, 'vertical-align')) * perEx;
    var scale = EX / perEx;
    var outer = adaptor.node('svg', {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: [0, depth - height, width, height].join(' ')
    }, [], 'http://www.w3.org/2000/svg');
    adaptor.setAttribute(svg, 'x', 0);
    adaptor.setAttribute(svg, 'y', depth - height);
    adaptor.setAttribute(svg, 'width', width);
    adaptor.setAttribute(svg, 'height', height);
    adaptor.setAttribute(svg, 'viewBox', [0, 0, width * scale, height * scale].join(' '));
    adaptor.append(outer, svg);
    return outer;
  }

  function checkSize(svg) {
    var box = String(adaptor.getAttribute(svg, 'viewBox')).split(' ').map(Number);
    if (box.length !== 4 || !box.every(isFinite) || box[2] > EM_MAX * UNITS
        || box[3] > EM_MAX * UNITS || Math.abs(box[1]) > EM_MAX * UNITS || box[2] < 0 || box[3] < 0) {
      throw new Error('The formula is too large');
    }
  }

  // A new input for each formula: what one defines is not there for the next.
  function compileAndDraw(source, display) {
    var tex = new TeX({
      packages: PACKAGES,
      maxMacros: 1000,
      maxBuffer: 8 * 1024,
      formatError: function (jax, error) {
        throw new Error(error.message);
      }
    });
    var page = modules.mathjax.mathjax.document('', { InputJax: tex, OutputJax: output });
    return adaptor.firstChild(page.convert(source, {
      display: display, em: EM, ex: EX, containerWidth: WIDTH, lineWidth: WIDTH, scale: 1
    }));
  }

  globalThis.llmTypeset = function (source, display) {
    var svg = compileAndDraw(source, display);
    if (!adaptor.hasAttribute(svg, 'viewBox')) {
      svg = wrapFullWidth(svg);
    }
    checkSize(svg);
    clean(svg);
    adaptor.removeAttribute(svg, 'width');
    adaptor.removeAttribute(svg, 'height');
    var text = adaptor.serializeXML(svg);
    if (text.length > LENGTH_MAX) {
      throw new Error('The formula is too large');
    }
    return text;
  };
})();
