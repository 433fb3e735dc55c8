/* The editor of an article on top of its textarea: which parts it has, its bar, its panels. Words stand in the template.
   The textarea stays the truth of the form: it is written before every save, and is what is left without scripts. */
(function () {
  "use strict";
  var HEADINGS = [2, 3, 4];
  var MEDIA = "/media/";

  /* Vendored and own scripts are fetched once, in this order, by whichever editor comes first. */
  function fetched(address) {
    var old = document.querySelector("script[src='" + address + "']");
    if (old && old.hasAttribute("data-here")) return Promise.resolve();
    return new Promise(function (done, failed) {
      var made = old || document.head.appendChild(document.createElement("script"));
      made.addEventListener("load", function () { made.setAttribute("data-here", ""); done(); });
      made.addEventListener("error", failed);
      if (!old) made.src = address;
    });
  }

  function isGoodLink(href) {
    if (!href || /[\u0000-\u0020\u007f\\]/.test(href) || href.indexOf("//") === 0) return false;
    return /^(https:\/\/[^/@]+\.[^/@]|mailto:[^/]|tel:[0-9+]|\/|#)/i.test(href);
  }

  function mark(T, name, tags) {
    return T.Mark.create({
      name: name,
      parseHTML: function () { return tags.map(function (tag) { return { tag: tag }; }); },
      renderHTML: function () { return [tags[0], 0]; }
    });
  }

  function link(T) {
    return T.Mark.create({
      name: "link",
      inclusive: false,
      addAttributes: function () { return { href: { default: null } }; },
      parseHTML: function () {
        return [{ tag: "a[href]", getAttrs: function (el) { return isGoodLink(el.getAttribute("href")) ? null : false; } }];
      },
      renderHTML: function (told) { return ["a", { href: told.HTMLAttributes.href }, 0]; }
    });
  }

  function image(T) {
    function kept(name) {
      return { default: null, parseHTML: function (el) { return el.getAttribute(name); } };
    }
    return T.Node.create({
      name: "image",
      group: "block",
      draggable: true,
      addAttributes: function () { return { src: kept("src"), alt: kept("alt"), width: kept("width"), height: kept("height") }; },
      parseHTML: function () {
        return [{ tag: "img[src]", getAttrs: function (el) { return el.getAttribute("src").indexOf(MEDIA) === 0 ? null : false; } }];
      },
      renderHTML: function (told) { return ["img", told.HTMLAttributes]; }
    });
  }

  /* Columns as wide as their words: widths would be styles, which neither the policy nor a phone wants. */
  function plainTable(T) {
    return T.Table.extend({
      renderHTML: function () { return ["table", ["tbody", 0]]; },
      addNodeView: function () { return null; }
    });
  }

  function cell(kind) {
    return kind.extend({
      addAttributes: function () { return { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null, rendered: false, parseHTML: function () { return null; } } }; }
    });
  }

  function parts(T, keys) {
    return [
      T.Document, T.Text, T.Paragraph, T.HardBreak, T.Heading.configure({ levels: HEADINGS }), T.Bold, T.Italic, T.Underline, T.Strike,
      mark(T, "subscript", ["sub"]), mark(T, "superscript", ["sup"]), link(T), T.BulletList, T.OrderedList, T.ListItem, T.ListKeymap,
      T.Blockquote, T.HorizontalRule, image(T), plainTable(T), T.TableRow, cell(T.TableHeader), cell(T.TableCell),
      T.Dropcursor.configure({ color: false, class: "editor-drop" }), T.Gapcursor, T.TrailingNode, T.UndoRedo,
      T.Extension.create({ name: "bar", addKeyboardShortcuts: function () { return keys; } })
    ];
  }

  var ACTS = {
    paragraph: function (c) { return c.setParagraph(); },
    h2: function (c) { return c.toggleHeading({ level: 2 }); },
    h3: function (c) { return c.toggleHeading({ level: 3 }); },
    bold: function (c) { return c.toggleBold(); },
    italic: function (c) { return c.toggleItalic(); },
    bullets: function (c) { return c.toggleBulletList(); },
    numbers: function (c) { return c.toggleOrderedList(); },
    quote: function (c) { return c.toggleBlockquote(); },
    table: function (c) { return c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }); },
    undo: function (c) { return c.undo(); },
    redo: function (c) { return c.redo(); },
    rowAfter: function (c) { return c.addRowAfter(); },
    columnAfter: function (c) { return c.addColumnAfter(); },
    headerRow: function (c) { return c.toggleHeaderRow(); },
    rowGone: function (c) { return c.deleteRow(); },
    columnGone: function (c) { return c.deleteColumn(); },
    tableGone: function (c) { return c.deleteTable(); }
  };
  var PRESSED = {
    paragraph: ["paragraph"], h2: ["heading", { level: 2 }], h3: ["heading", { level: 3 }], bold: ["bold"], italic: ["italic"],
    link: ["link"], bullets: ["bulletList"], numbers: ["orderedList"], quote: ["blockquote"]
  };

  function mount(box) {
    var T = window.Tiptap;
    var area = document.getElementById(box.getAttribute("data-editor"));
    var sheet = box.querySelector("[data-sheet]");
    var bar = box.querySelector("[role=toolbar]");
    var buttons = Array.prototype.slice.call(bar.querySelectorAll("[data-act]"));
    var heard = [];
    if (!area || box.editor) return;

    function toBar() { move(0, 0); return true; }

    var editor = new T.Editor({
      element: sheet,
      injectCSS: false,
      extensions: parts(T, { "Alt-F10": toBar, "Mod-k": function () { open("link"); return true; } }),
      content: window.EditorPaste.cleaned(area.value),
      parseOptions: { preserveWhitespace: false },
      editorProps: {
        attributes: {
          role: "textbox", "aria-multiline": "true", "aria-labelledby": area.id + "-label", "aria-describedby": sheet.getAttribute("data-described"),
          spellcheck: "false"
        },
        transformPastedHTML: window.EditorPaste.cleaned,
        transformPastedText: function (text) { return text.normalize("NFC"); }
      },
      onUpdate: function () { heard.forEach(function (call) { call(); }); },
      onTransaction: function (told) { show(told.editor); }
    });

    function sync() {
      var html = editor.isEmpty ? "" : editor.getHTML().replace(/<p><\/p>(?=$)/, "");
      if (area.value !== html) area.value = html;
      return area.value;
    }

    function show(now) {
      if (!now || now.isDestroyed) return;
      buttons.forEach(function (el) {
        var name = el.getAttribute("data-act");
        if (PRESSED[name]) el.setAttribute("aria-pressed", String(now.isActive.apply(now, PRESSED[name])));
        if (name === "undo" || name === "redo") el.disabled = !now.can()[name]();
      });
      bar.querySelector("[data-within=table]").hidden = !now.isActive("table");
    }

    /* One stop of the Tab key for the whole bar; arrows move inside it (the toolbar pattern of ARIA). */
    function move(from, by) {
      var live = buttons.filter(function (el) { return !el.disabled && el.offsetParent; });
      var next = live[(from + by + live.length) % live.length];
      buttons.forEach(function (el) { el.tabIndex = el === next ? 0 : -1; });
      next.focus();
    }

    bar.addEventListener("keydown", function (event) {
      var live = buttons.filter(function (el) { return !el.disabled && el.offsetParent; });
      var at = live.indexOf(document.activeElement);
      var by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") editor.commands.focus();
      else if (event.key === "Home") move(0, 0);
      else if (event.key === "End") move(live.length - 1, 0);
      else if (by && at >= 0) move(at, by);
      else return;
      event.preventDefault();
    });

    bar.addEventListener("mousedown", function (event) { if (event.target.closest("[data-act]")) event.preventDefault(); });
    bar.addEventListener("click", function (event) {
      var el = event.target.closest("[data-act]");
      var name = el && el.getAttribute("data-act");
      if (!name) return;
      if (name === "link" || name === "image") open(name);
      else ACTS[name](editor.chain().focus()).run();
    });

    function panel(name) { return box.querySelector("[data-panel=" + name + "]"); }

    function shut() {
      box.querySelectorAll("[data-panel]").forEach(function (el) { el.hidden = true; });
      buttons.forEach(function (el) { if (el.hasAttribute("aria-expanded")) el.setAttribute("aria-expanded", "false"); });
    }

    function open(name) {
      var el = panel(name);
      shut();
      el.hidden = false;
      el.querySelector("[data-wrong]").hidden = true;
      bar.querySelector("[data-act=" + name + "]").setAttribute("aria-expanded", "true");
      if (name === "link") {
        el.querySelector("[data-href]").value = editor.getAttributes("link").href || "";
        el.querySelector("[data-href]").focus();
      } else {
        pick(editor.isActive("image") ? editor.getAttributes("image") : null);
        window.htmx.ajax("GET", el.getAttribute("data-images"), { target: el.querySelector("[data-library]"), swap: "innerHTML" });
      }
    }

    /* The library shows pictures as buttons with their address, size and last description. */
    function pick(told) {
      var el = panel("image");
      el.chosen = told;
      el.querySelector("[data-chosen]").hidden = !told;
      if (!told) return;
      el.querySelector("[data-alt]").value = told.alt || "";
      el.querySelector("[data-plain]").checked = told.alt === "";
      el.querySelector("[data-alt]").focus();
    }

    function wrong(el, where) {
      el.querySelector("[data-wrong]").hidden = false;
      where.focus();
    }

    var DO = {
      link: function (el) {
        var input = el.querySelector("[data-href]");
        var href = input.value.trim();
        if (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(href)) href = "https://" + href;
        if (!isGoodLink(href)) return wrong(el, input);
        shut();
        var chain = editor.chain().focus().extendMarkRange("link");
        if (editor.state.selection.empty && !editor.isActive("link")) {
          chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href: href } }] }).run();
        } else chain.setMark("link", { href: href }).run();
      },
      unlink: function () { shut(); editor.chain().focus().extendMarkRange("link").unsetMark("link").run(); },
      image: function (el) {
        var alt = el.querySelector("[data-alt]");
        var isPlain = el.querySelector("[data-plain]").checked;
        if (!el.chosen) return shut();
        if (!isPlain && !alt.value.trim()) return wrong(el, alt);
        var told = { src: el.chosen.src, width: el.chosen.width, height: el.chosen.height, alt: isPlain ? "" : alt.value.trim() };
        shut();
        if (editor.isActive("image")) editor.chain().focus().updateAttributes("image", told).run();
        else editor.chain().focus().insertContent({ type: "image", attrs: told }).run();
      },
      close: function () { shut(); editor.commands.focus(); }
    };

    box.addEventListener("click", function (event) {
      var picked = event.target.closest("[data-pick]");
      var el = event.target.closest("[data-do]");
      if (picked) {
        event.preventDefault();
        pick({ src: picked.getAttribute("data-pick"), alt: picked.getAttribute("data-alt-text"), width: picked.getAttribute("data-width"), height: picked.getAttribute("data-height") });
      } else if (el) DO[el.getAttribute("data-do")](el.closest("[data-panel]"));
    });
    box.addEventListener("keydown", function (event) {
      var el = event.target.closest && event.target.closest("[data-panel]");
      if (!el) return;
      if (event.key === "Enter" && event.target.matches("[data-href], [data-alt]")) {
        event.preventDefault();
        DO[el.getAttribute("data-panel")](el);
      } else if (event.key === "Escape") {
        event.preventDefault();
        DO.close();
      }
    });

    /* Enter in a box that looks for something presses the button beside it, not the one that saves. */
    box.closest("form").addEventListener("keydown", function (event) {
      var name = event.key === "Enter" && event.target.getAttribute("data-enter");
      if (!name) return;
      event.preventDefault();
      document.getElementById(name).click();
    });
    document.getElementById(area.id + "-label").addEventListener("click", function () { editor.commands.focus(); });
    area.hidden = true;
    area.required = false;
    bar.hidden = sheet.hidden = false;
    buttons[0].tabIndex = 0;
    show(editor);
    box.editor = { view: editor, sync: sync, area: area, box: box, onWrite: function (call) { heard.push(call); } };
    box.editor.stop = window.EditorKeep(box.editor);
    box.setAttribute("data-ready", "");
  }

  function load(part) {
    part.querySelectorAll("[data-editor]").forEach(function (box) {
      var needed = ["data-engine", "data-paste", "data-keep"].map(function (name) { return fetched(box.getAttribute(name)); });
      Promise.all(needed).then(function () { mount(box); }, function () { /* the textarea is there, and works */ });
    });
  }

  /* What htmx takes out of the page ends; what is written in it is in the form by then. */
  document.addEventListener("htmx:beforeCleanupElement", function (event) {
    var box = event.target.matches && event.target.matches("[data-editor]") ? event.target : null;
    if (!box || !box.editor) return;
    box.editor.stop();
    box.editor.view.destroy();
    box.editor = null;
  });
  document.addEventListener("htmx:load", function (event) { load(event.detail.elt); });
  load(document);
})();
