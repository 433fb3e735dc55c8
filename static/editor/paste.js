/* What is pasted from Word and its like, in the tags an article has, before the editor shows it: headings, lists and tables stay.
   The server does the same (portal/newsroom/writing/pasting.py); the tests hold both against the same documents. */
(function () {
  "use strict";
  var FOREIGN = /mso-|class=["']?Mso|docs-internal-guid|<(?:h1|h5|h6|div|span|font|center|o:p|caption)\b|^\s*<html/i;
  var HEADS = /^(?:(?:[IVXLC]{1,5}|[A-Z\u0110]|\d{1,2}(?:\.\d{1,2}){0,2})[.)]\s|(?:\u0110i\u1ec1u|Ch\u01b0\u01a1ng|Ph\u1ea7n|M\u1ee5c)\s+[\dIVXLC]+)/;
  var GREAT = /^(?:[IVXLC]+[.)]|[A-Z\u0110][.)]|\u0110i\u1ec1u|Ch\u01b0\u01a1ng|Ph\u1ea7n|M\u1ee5c)/;
  var COUNTED = /^\s*(?:\d{1,3}|[a-z\u0111]|[ivx]{1,4})[.)]?\s*$/i;
  var DASH = /^\s*([-\u2013\u2022*+\u25cf\u25aa])\s+(?=\S)/;
  var LETTERHEAD = /C\u1ed8NG H(?:\u00d2A|O\u00c0) X\u00c3 H\u1ed8I CH\u1ee6 NGH\u0128A|N\u01a1i nh\u1eadn\s*:/i;
  var BLOCKS = "p,h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,hr,figure,img,div,center";
  var KEPT = { href: 1, src: 1, alt: 1, width: 1, height: 1, colspan: 1, rowspan: 1, scope: 1 };

  function list(root, what) { return Array.prototype.slice.call(root.querySelectorAll(what)); }
  function words(el) { return el.textContent.replace(/\s+/g, " ").trim(); }
  function style(el) { return (el.getAttribute("data-style") || "").replace(/\s/g, "").toLowerCase(); }
  function unwrap(el) { while (el.firstChild) el.parentNode.insertBefore(el.firstChild, el); el.remove(); }

  function named(el, tag) {
    var made = el.ownerDocument.createElement(tag);
    Array.prototype.slice.call(el.attributes).forEach(function (one) { try { made.setAttribute(one.name, one.value); } catch (odd) { /* a name of Word's own */ } });
    while (el.firstChild) made.appendChild(el.firstChild);
    el.replaceWith(made);
    return made;
  }

  function isBold(el) {
    var copy = el.cloneNode(true);
    list(copy, "b,strong,u").forEach(function (one) { one.remove(); });
    return Boolean(words(el)) && !words(copy);
  }

  function plain(root) { list(root, "b,strong,u").forEach(unwrap); }

  function strip(doc) {
    list(doc, "script,style,meta,link,title,xml,object,embed,iframe,form,input,button,select,textarea,template,svg,math,noscript,col,colgroup").forEach(function (el) { el.remove(); });
    var walker = doc.createTreeWalker(doc, 128 /* comments */), gone = [];
    while (walker.nextNode()) gone.push(walker.currentNode);
    gone.forEach(function (one) { one.remove(); });
    list(doc.body, "*").forEach(function (el) { if (el.tagName.indexOf(":") > 0) unwrap(el); });
  }

  function dress(root) {
    list(root, "b,span").forEach(function (el) {
      var told = style(el);
      if (el.tagName === "B" && told.indexOf("font-weight:normal") >= 0) unwrap(el);
      else if (el.tagName === "SPAN" && /font-weight:(bold|[6-9]00)/.test(told)) named(el, "strong");
      else if (el.tagName === "SPAN" && told.indexOf("font-style:italic") >= 0) named(el, "em");
      else if (el.tagName === "SPAN" && told.indexOf("vertical-align:super") >= 0) named(el, "sup");
    });
    list(root, "span").forEach(function (el) {
      if (style(el).indexOf("mso-list:ignore") < 0) return;
      var holder = el.parentNode.closest("p,h1,h2,h3,h4,li");
      if (holder) holder.setAttribute("marker", el.textContent);
      el.remove();
    });
    list(root, "a").forEach(function (el) { if (!/^(https:|mailto:|tel:|\/[^/]|\/$)/i.test(el.getAttribute("href") || "")) unwrap(el); });
    list(root, "img").forEach(function (el) { if ((el.getAttribute("src") || "").indexOf("/media/") !== 0) el.remove(); });
    list(root, "span,font").forEach(unwrap);
  }

  function flatten(root) {
    list(root, "table").forEach(function (table) {
      if (!LETTERHEAD.test(table.textContent)) return;
      list(table, "td,th").forEach(function (cell) { while (cell.firstChild) table.parentNode.insertBefore(cell.firstChild, table); });
      table.remove();
    });
  }

  function number(root) {
    list(root, "p[role=heading][aria-level]").forEach(function (el) {
      var level = el.getAttribute("aria-level");
      if (/^[1-6]$/.test(level)) named(el, "h" + level);
    });
    var down = root.querySelector("h1") ? 1 : 0;
    list(root, "h1,h2,h3,h4,h5,h6").forEach(function (el) {
      var level = Math.min(4, Math.max(2, Number(el.tagName[1]) + down));
      if (!words(el)) el.remove();
      else if (el.tagName !== "H" + level) named(el, "h" + level);
    });
    list(root, "p.MsoTitle").forEach(function (el) { named(el, "h2"); });
  }

  function loose(item) {
    var kind = item.parentNode.tagName;
    var made = item.ownerDocument.createElement("p");
    list(item, "ul,ol").forEach(function (el) { el.remove(); });
    list(item, "p,div").forEach(unwrap);
    made.setAttribute("data-style", "mso-list:l0 level" + (item.getAttribute("aria-level") || "1"));
    made.setAttribute("marker", kind === "OL" ? "1." : "\u2022");
    while (item.firstChild) made.appendChild(item.firstChild);
    return made;
  }

  function loosen(root) {
    list(root, "ul,ol").forEach(function (told) {
      if (!told.parentNode || told.parentNode.closest("li,ul,ol") || !told.querySelector("li[aria-level]")) return;
      list(told, "li").map(function (item) { return loose(item); }).forEach(function (made) { told.parentNode.insertBefore(made, told); });
      told.remove();
    });
    list(root, "ul > ul, ul > ol, ol > ul, ol > ol").forEach(function (told) {
      var before = told.previousElementSibling;
      if (before && before.tagName === "LI") before.appendChild(told);
    });
  }

  function tables(root) {
    list(root, "table").forEach(function (table) {
      list(table, "caption").forEach(function (caption) {
        var said = root.ownerDocument.createElement("p");
        said.appendChild(root.ownerDocument.createElement("strong")).textContent = words(caption);
        caption.remove();
        table.before(said);
      });
      var rows = list(table, "tr");
      if (rows.length < 2 || table.querySelector("th")) return;
      var cells = Array.prototype.slice.call(rows[0].children);
      if (cells.length > 1 && cells.every(isBold)) cells.forEach(function (cell) { plain(named(cell, "th")); });
    });
  }

  function tight(root) {
    list(root, "p,div,strong,b,em,i,u").forEach(function (el) {
      if (words(el) || el.querySelector("img")) return;
      if (/^(P|DIV)$/.test(el.tagName)) { if (!el.closest("td,th,li")) el.remove(); } else unwrap(el);
    });
  }

  function blocks(root) {
    var out = [], rest = null;
    Array.prototype.slice.call(root.childNodes).forEach(function (one) {
      if (one.nodeType === 1 && (/^(DIV|CENTER)$/.test(one.tagName) || (!one.matches(BLOCKS) && one.querySelector(BLOCKS)))) {
        rest = null;
        out = out.concat(blocks(one));
      } else if (one.nodeType === 1 && one.matches(BLOCKS)) {
        rest = null;
        out.push(one);
      } else if (one.nodeType === 1 || one.nodeValue.trim() || rest) {
        if (one.nodeType === 1 && one.tagName === "BR" && !rest) return;
        if (!rest) out.push(rest = root.ownerDocument.createElement("p"));
        rest.appendChild(one);
      }
    });
    return out;
  }

  function headed(rows) {
    return rows.map(function (el) {
      var said = words(el);
      if (el.tagName !== "P" || el.hasAttribute("marker") || said.length > 140 || !HEADS.test(said) || !isBold(el)) return el;
      var holder = el.ownerDocument.createElement("div");
      holder.appendChild(el);
      var made = named(el, GREAT.test(said) ? "h2" : "h3");
      plain(made);
      return made;
    });
  }

  function cut(el, count) {
    var walker = el.ownerDocument.createTreeWalker(el, 4 /* text */);
    while (count > 0 && walker.nextNode()) {
      var size = walker.currentNode.nodeValue.length;
      walker.currentNode.nodeValue = walker.currentNode.nodeValue.slice(count);
      count -= Math.min(count, size);
    }
  }

  function dashed(rows) {
    var marks = rows.map(function (el) { return el.tagName === "P" && !el.hasAttribute("marker") ? DASH.exec(el.textContent) : null; });
    rows.forEach(function (el, n) {
      if (!marks[n] || !(marks[n - 1] || marks[n + 1])) return;
      var isBelow = marks[n][1] === "+" && marks.slice(Math.max(0, n - 6), n).some(function (one) { return one && one[1] !== "+"; });
      el.setAttribute("marker", marks[n][1]);
      el.setAttribute("data-style", "mso-list:l0 level" + (isBelow ? 2 : 1));
      cut(el, marks[n][0].length);
    });
    return rows;
  }

  function bundled(rows) {
    var out = [], stack = [];
    function top() { return stack[stack.length - 1]; }
    rows.forEach(function (el) {
      var told = el.tagName === "P" && /mso-list:\s*l\d+\s+level(\d)/i.exec(el.getAttribute("data-style") || "");
      if (!told) { stack = []; out.push(el); return; }
      var doc = el.ownerDocument, level = Number(told[1]), kind = COUNTED.test(el.getAttribute("marker") || "") ? "OL" : "UL";
      while (stack.length && (top().level > level || (top().level === level && top().el.tagName !== kind))) stack.pop();
      if (!stack.length || top().level < level) {
        var made = doc.createElement(kind);
        if (stack.length) top().el.lastElementChild.appendChild(made); else out.push(made);
        stack.push({ level: level, el: made });
      }
      var item = top().el.appendChild(doc.createElement("li")).appendChild(doc.createElement("p"));
      while (el.firstChild) item.appendChild(el.firstChild);
    });
    return out;
  }

  function cleaned(html) {
    var text = String(html || "").normalize("NFC").replace(/<\/?o:p\b[^>]*>|<\?xml[^>]*>/gi, "").replace(/&nbsp;|\u00a0/g, " ");
    if (!FOREIGN.test(text)) return text;
    /* Styles are read, never set: under another name the policy has nothing to report. */
    text = text.replace(/<style\b[\s\S]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, function (tag) { return tag.replace(/\sstyle\s*=/gi, " data-style="); });
    var doc = new DOMParser().parseFromString(text, "text/html"); /* inert: nothing of it runs or loads */
    var root = doc.body;
    strip(doc);
    [dress, flatten, number, loosen, tables, tight].forEach(function (step) { step(root); });
    var rows = bundled(dashed(headed(blocks(root))));
    root.textContent = "";
    rows.forEach(function (el) { root.appendChild(el); });
    list(root, "*").forEach(function (el) {
      Array.prototype.slice.call(el.attributes).forEach(function (one) { if (!KEPT[one.name]) el.removeAttribute(one.name); });
    });
    return root.innerHTML;
  }

  window.EditorPaste = { cleaned: cleaned };
})();
