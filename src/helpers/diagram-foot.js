// SPDX-License-Identifier: GPL-3.0-or-later
// After Mermaid 11: one function, Mermaid's text to a plain SVG, for
// src/helpers/llm-diagram-helper.c.
//
// What Mermaid makes is styled for a browser.  It is laid out here once, and every
// element that is known is written down with the style that the browser computed for it;
// the rest is left out: no scripts, links, images, stylesheets or HTML.
(function () {
  'use strict';

  var SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
  var LENGTH_MAX = 2 * 1024 * 1024;
  var SIZE_MAX = 20000;
  var PADDING = 8;

  // A diagram has the colours of its place, whatever it says itself.
  var SECURE = ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges',
    'suppressErrorRendering', 'theme', 'themeVariables', 'themeCSS', 'darkMode', 'look',
    'htmlLabels', 'fontFamily', 'altFontFamily', 'dompurifyConfig', 'layout', 'elk'];

  var GRAPHICS = ['path', 'rect', 'circle', 'ellipse', 'line', 'polygon', 'polyline'];
  var GROUPS = ['g', 'defs', 'marker', 'clipPath', 'linearGradient', 'radialGradient', 'stop',
    'symbol', 'use', 'text', 'tspan'];
  // These only hold others.
  var AS_GROUP = { a: 'g', switch: 'g', svg: 'svg' };

  var GEOMETRY = ['x', 'y', 'width', 'height', 'rx', 'ry', 'cx', 'cy', 'r', 'x1', 'y1', 'x2', 'y2',
    'points', 'd', 'dx', 'dy', 'offset', 'viewBox', 'refX', 'refY', 'markerWidth', 'markerHeight',
    'markerUnits', 'orient', 'preserveAspectRatio', 'gradientUnits', 'gradientTransform',
    'clipPathUnits'];

  // Properties with what they are at the top.
  var INHERITED = {
    'fill': 'rgb(0, 0, 0)', 'fill-opacity': '1', 'fill-rule': 'nonzero', 'stroke': 'none',
    'stroke-width': '1px', 'stroke-opacity': '1', 'stroke-dasharray': 'none',
    'stroke-linecap': 'butt', 'stroke-linejoin': 'miter', 'font-family': '', 'font-size': '',
    'font-weight': '400', 'font-style': 'normal', 'text-anchor': 'start', 'visibility': 'visible',
    'marker-start': 'none', 'marker-mid': 'none', 'marker-end': 'none'
  };
  var OWN = { 'opacity': '1', 'clip-path': 'none', 'text-decoration-line': 'none' };
  var STOP = { 'stop-color': 'rgb(0, 0, 0)', 'stop-opacity': '1' };

  // The theme "base" derives many colours from a few, not all of which fit: so all are given
  // here.  Colours of series are a hue and a [saturation, lightness].
  var HUES = [213, 42, 150, 288, 14, 186, 60, 330, 100, 250, 30, 0];

  var LIGHT = {
    background: '#ffffff', text: '#241f31', line: '#5e5c64', quiet: '#f3f2f4', border: '#9a9996',
    grid: '#deddda', primary: '#dfeafa', primaryBorder: '#3584e4', secondary: '#fbeecb',
    secondaryBorder: '#c88800', note: '#fdf4d0', noteBorder: '#e5a50a', critical: '#f6b5b0',
    criticalBorder: '#c01c28', done: '#deddda', active: '#b8d4f5', even: '#eef4fc',
    series: [75, 82], fills: [75, 90], lines: [65, 60],
    plot: '#3584e4,#e5a50a,#2ec27e,#9141ac,#e66100,#2190a4,#c01c28,#865e3c'
  };
  var DARK = {
    background: '#242424', text: '#f6f5f4', line: '#c0bfbc', quiet: '#363438', border: '#77767b',
    grid: '#4a484d', primary: '#20395a', primaryBorder: '#78aeed', secondary: '#4d3d12',
    secondaryBorder: '#cd9309', note: '#4d3d12', noteBorder: '#cd9309', critical: '#6e2226',
    criticalBorder: '#f66151', done: '#4a484d', active: '#2f5d95', even: '#1f2c3d',
    series: [45, 30], fills: [45, 22], lines: [60, 62],
    plot: '#78aeed,#f8e45c,#57e389,#c061cb,#ffa348,#5bc8dc,#f66151,#cdab8f'
  };

  function hsl(hue, tone) {
    return 'hsl(' + hue + ',' + tone[0] + '%,' + tone[1] + '%)';
  }

  function makeSeries(variables, c) {
    HUES.forEach(function (hue, i) {
      variables['cScale' + i] = hsl(hue, c.series);
      variables['cScaleLabel' + i] = c.text;
      variables['cScaleInv' + i] = c.line;
      variables['cScalePeer' + i] = hsl(hue, c.lines);
      variables['pie' + (i + 1)] = hsl(hue, c.series);
      variables['git' + i] = hsl(hue, c.lines);
      variables['gitBranchLabel' + i] = '#000000';
      variables['gitInv' + i] = c.background;
      variables['fillType' + i] = hsl(hue, c.fills);
      variables['venn' + (i + 1)] = hsl(hue, c.lines);
      variables['surface' + i] = c.quiet;
      variables['surfacePeer' + i] = c.border;
    });
  }

  function makeVariables(c, font) {
    var variables = {
      darkMode: false, background: c.background, useGradient: false, dropShadow: 'none',
      fontFamily: font, fontSize: '14px',
      primaryColor: c.primary, primaryTextColor: c.text, primaryBorderColor: c.primaryBorder,
      secondaryColor: c.secondary, secondaryTextColor: c.text,
      secondaryBorderColor: c.secondaryBorder,
      tertiaryColor: c.quiet, tertiaryTextColor: c.text, tertiaryBorderColor: c.border,
      lineColor: c.line, arrowheadColor: c.line, textColor: c.text, titleColor: c.text,
      noteBkgColor: c.note, noteTextColor: c.text, noteBorderColor: c.noteBorder,
      edgeLabelBackground: c.background, labelBackgroundColor: c.background,
      relationLabelBackground: c.background, stateLabelColor: c.text, compositeBackground: c.quiet,
      altBackground: c.background, actorLineColor: c.border, activationBkgColor: c.secondary,
      activationBorderColor: c.secondaryBorder, sequenceNumberColor: c.background,
      sectionBkgColor: c.quiet, sectionBkgColor2: c.quiet, altSectionBkgColor: c.background,
      excludeBkgColor: c.quiet, gridColor: c.grid, activeTaskBkgColor: c.active,
      activeTaskBorderColor: c.primaryBorder, doneTaskBkgColor: c.done,
      doneTaskBorderColor: c.border, critBkgColor: c.critical, critBorderColor: c.criticalBorder,
      todayLineColor: c.criticalBorder, vertLineColor: c.line, taskTextClickableColor: c.text,
      rowOdd: c.background, rowEven: c.even,
      pieOpacity: '1', pieStrokeColor: c.background, pieOuterStrokeColor: c.border,
      pieOuterStrokeWidth: '1px', pieTitleTextSize: '18px', pieSectionTextSize: '14px',
      pieLegendTextSize: '14px',
      commitLabelColor: c.text, commitLabelBackground: c.background,
      quadrant1Fill: c.primary, quadrant2Fill: c.quiet, quadrant3Fill: c.background,
      quadrant4Fill: c.quiet, quadrant2TextFill: c.text, quadrant3TextFill: c.text,
      quadrant4TextFill: c.text, quadrantPointFill: c.primaryBorder,
      xyChart: {
        plotColorPalette: c.plot, backgroundColor: c.background, titleColor: c.text,
        dataLabelColor: c.text, legendTextColor: c.text, xAxisTitleColor: c.text,
        xAxisLabelColor: c.text, xAxisTickColor: c.line, xAxisLineColor: c.line,
        yAxisTitleColor: c.text, yAxisLabelColor: c.text, yAxisTickColor: c.line,
        yAxisLineColor: c.line
      },
      archEdgeColor: c.line, archEdgeArrowColor: c.line, archGroupBorderColor: c.border,
      errorBkgColor: c.critical, errorTextColor: c.text
    };
    makeSeries(variables, c);
    return variables;
  }

  function configure(dark, font) {
    mermaid.initialize({
      startOnLoad: false, securityLevel: 'strict', secure: SECURE, suppressErrorRendering: true,
      theme: 'base', themeVariables: makeVariables(dark ? DARK : LIGHT, font), darkMode: dark,
      fontFamily: font, htmlLabels: false, flowchart: { htmlLabels: false },
      class: { htmlLabels: false }, journey: { titleFontFamily: font, taskFontFamily: font }, maxTextSize: 50 * 1024, maxEdges: 500, deterministicIds: true,
      logLevel: 'fatal'
    });
  }

  function escape(text) {
    return text.replace(/[&<>"]/g, function (c) {
      return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[c];
    }).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  }

  function Writer() {
    this.parts = [];
    this.length = 0;
  }

  Writer.prototype.add = function (text) {
    this.length += text.length;
    if (this.length > LENGTH_MAX) {
      throw new Error('The diagram is too large');
    }
    this.parts.push(text);
  };

  Writer.prototype.attribute = function (name, value) {
    this.add(' ' + name + '="' + escape(value) + '"');
  };

  function plainId(id) {
    return id.replace(/[^\w-]/g, '_');
  }

  // A reference within the diagram, or nothing.
  function plainValue(value) {
    if (!/url/i.test(value)) {
      return value;
    }
    var found = /^url\(["']?[^#"')]*#([^"')]+)["']?\)$/.exec(value);
    return found ? 'url(#' + plainId(decodeURIComponent(found[1])) + ')' : 'none';
  }

  function isColorless(value) {
    return value === 'transparent' || /^rgba\(.*, 0\)$/.test(value);
  }

  function writeStyle(writer, node, style, outer) {
    var inner = {};
    Object.keys(INHERITED).forEach(function (name) {
      var value = plainValue(style.getPropertyValue(name));
      if ((name === 'fill' || name === 'stroke') && isColorless(value)) {
        value = 'none';
      }
      inner[name] = value;
      if (value !== outer[name]) {
        writer.attribute(name, value);
      }
    });
    var own = node.localName === 'stop' ? STOP : OWN;
    Object.keys(own).forEach(function (name) {
      var value = plainValue(style.getPropertyValue(name));
      if (value && value !== own[name]) {
        writer.attribute(name === 'text-decoration-line' ? 'text-decoration' : name, value);
      }
    });
    return inner;
  }

  var canvas = document.createElement('canvas').getContext('2d');

  // librsvg knows only the alphabetic baseline: how far down the others put the text (px).
  function baselineShift(style) {
    canvas.font = [style.fontStyle, style.fontWeight, style.fontSize, style.fontFamily].join(' ');
    var font = canvas.measureText('x');
    var ascent = font.fontBoundingBoxAscent;
    var descent = font.fontBoundingBoxDescent;
    switch (style.getPropertyValue('dominant-baseline')) {
      case 'central': return (ascent - descent) / 2;
      case 'middle': return font.actualBoundingBoxAscent / 2;
      case 'hanging': return ascent * 0.8;
      case 'mathematical': return ascent / 2;
      case 'text-before-edge': return ascent;
      case 'text-after-edge': case 'ideographic': return -descent;
      default: return 0;
    }
  }

  function writeTransform(writer, node, style, kind) {
    var transform = node.getAttribute('transform') || '';
    if (!transform && kind !== 'svg' && style.transform && style.transform !== 'none') {
      transform = style.transform;
    }
    var shift = kind === 'text' ? baselineShift(style) : 0;
    if (shift) {
      transform += ' translate(0,' + shift.toFixed(2) + ')';
    }
    if (transform && !/[;:&]|url/i.test(transform)) {
      writer.attribute('transform', transform.trim().replace(/(\d)px/g, '$1'));
    }
  }

  function writeGeometry(writer, node, kind) {
    GEOMETRY.forEach(function (name) {
      if (kind === 'svg' && node.ownerSVGElement === null) {
        return;
      }
      var value = node.getAttribute(name);
      if (value && !/url|NaN|undefined/i.test(value)) {
        writer.attribute(name, value);
      }
    });
    if (node.id) {
      writer.attribute('id', plainId(node.id));
    }
    var link = kind === 'use' && (node.getAttribute('href') || node.getAttribute('xlink:href'));
    if (link && link[0] === '#') {
      writer.attribute('xlink:href', '#' + plainId(link.slice(1)));
    }
  }

  function getBox(svg) {
    var box = svg.viewBox.baseVal;
    if (!box || !(box.width > 0)) {
      var inner = svg.getBBox();
      box = {
        x: inner.x - PADDING, y: inner.y - PADDING,
        width: inner.width + 2 * PADDING, height: inner.height + 2 * PADDING
      };
    }
    if (!(box.width > 0 && box.width <= SIZE_MAX && box.height > 0 && box.height <= SIZE_MAX)) {
      throw new Error('The diagram is too large');
    }
    return [box.x, box.y, box.width, box.height].map(function (n) {
      return Number(n.toFixed(2));
    });
  }

  // Mermaid forgets the label of a round node when it is not HTML.
  function centreRoundLabels(svg) {
    svg.querySelectorAll('.mindmap-node > circle ~ .label').forEach(function (label) {
      var box = label.getBBox();
      label.setAttribute('transform', 'translate(' + (-box.x - box.width / 2) + ','
        + (-box.y - box.height / 2) + ')');
    });
  }

  // [red, green, blue] of a computed colour that is not transparent, or null.
  function parseColor(value) {
    var found = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(value);
    return found && !(Number(found[4]) < 0.5) ? found.slice(1, 4).map(Number) : null;
  }

  // As WCAG has it.
  function luminance(color) {
    var linear = color.map(function (value) {
      var part = value / 255;
      return part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  function contrast(one, other) {
    var a = luminance(one) + 0.05;
    var b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
  }

  // Diagrams colour nodes with a light theme in mind, and give no colour for the text.
  function keepTextReadable(svg) {
    svg.querySelectorAll('.node').forEach(function (node) {
      var shape = node.querySelector(GRAPHICS.join(','));
      var fill = shape && parseColor(getComputedStyle(shape).fill);
      if (!fill) {
        return;
      }
      node.querySelectorAll('text, tspan').forEach(function (text) {
        var color = parseColor(getComputedStyle(text).fill);
        if (color && contrast(color, fill) < 3) {
          var black = contrast([0, 0, 0], fill) > contrast([255, 255, 255], fill);
          text.style.setProperty('fill', black ? '#000000' : '#ffffff', 'important');
        }
      });
    });
  }

  function improve(svg, colors) {
    centreRoundLabels(svg);
    svg.querySelectorAll('.edgeLabel rect').forEach(function (rect) {
      rect.style.setProperty('fill', colors.background, 'important');
    });
    // d3 draws the grid of a Gantt chart in the colour of the page.
    svg.querySelectorAll('.grid line, .grid path').forEach(function (line) {
      line.style.setProperty('stroke', colors.grid, 'important');
    });
    keepTextReadable(svg);
  }

  function writeText(writer, node) {
    var text = node.nodeValue.replace(/[\t\n\r ]+/g, ' ');
    var parent = node.parentNode;
    if (parent.localName === 'text' || parent.localName === 'tspan') {
      writer.add(escape(text === ' ' && parent.localName === 'text' ? '' : text));
    }
  }

  function writeNode(writer, node, outer) {
    if (node.nodeType === Node.TEXT_NODE) {
      writeText(writer, node);
      return;
    }
    var name = node.localName;
    var kind = AS_GROUP[name] || (GRAPHICS.indexOf(name) >= 0 || GROUPS.indexOf(name) >= 0
      ? name : null);
    if (node.nodeType !== Node.ELEMENT_NODE || node.namespaceURI !== SVG_NAMESPACE || !kind) {
      return;
    }
    var style = getComputedStyle(node);
    if (style.display === 'none' && kind !== 'defs' && !node.closest('defs,marker,symbol')) {
      return;
    }
    if (name === 'rect' && !(node.width.baseVal.value > 0)) {
      return;
    }
    writer.add('<' + kind);
    if (kind === 'svg' && node.ownerSVGElement === null) {
      var box = getBox(node);
      writer.attribute('xmlns', SVG_NAMESPACE);
      writer.attribute('xmlns:xlink', 'http://www.w3.org/1999/xlink');
      writer.attribute('width', String(box[2]));
      writer.attribute('height', String(box[3]));
      writer.attribute('viewBox', box.join(' '));
    }
    if (kind === 'text') {
      writer.attribute('xml:space', 'preserve');
    }
    writeGeometry(writer, node, kind);
    writeTransform(writer, node, style, kind);
    var inner = writeStyle(writer, node, style, outer);
    writer.add('>');
    node.childNodes.forEach(function (child) {
      writeNode(writer, child, inner);
    });
    writer.add('</' + kind + '>');
  }

  globalThis.llmDraw = async function (source, theme, font) {
    var stage = document.getElementById('stage');
    var dark = theme === 'dark';
    try {
      configure(dark, font.replace(/[^\p{L}\p{N} _.-]/gu, '') + ',sans-serif');
      var made = await mermaid.render('diagram', source);
      stage.innerHTML = made.svg;
      var svg = stage.querySelector('svg');
      improve(svg, dark ? DARK : LIGHT);
      var writer = new Writer();
      writeNode(writer, svg, INHERITED);
      return writer.parts.join('');
    } finally {
      // Mermaid leaves what it was working on when it fails.
      stage.textContent = '';
      Array.from(document.body.children).forEach(function (child) {
        if (child !== stage) {
          child.remove();
        }
      });
    }
  };
})();
