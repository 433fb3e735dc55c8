/* Makes pages pleasant; every page works without it. Loaded in the head: the first lines must run before the first paint.
   Written for Chrome 80 web views: ES2018, no modules. */
(function () {
  "use strict";
  var root = document.documentElement;
  var own = document.currentScript;

  /* Theme, text size, simple mode: small cookies that only this file reads, so that pages can be cached for everybody. */
  var CHOICES = { theme: ["light", "dark"], text: ["large"], mode: ["simple"] };

  function kept(name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([a-z]+)"));
    return found && CHOICES[name].indexOf(found[1]) >= 0 ? found[1] : "";
  }

  function keep(name, value) {
    var life = value ? 31536000 : 0;
    var secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = name + "=" + value + "; Path=/; SameSite=Lax; Max-Age=" + life + secure;
    /* Setting a whole page anew takes a cheap phone a moment: first let it show that the tap was felt. */
    requestAnimationFrame(function () { setTimeout(function () { apply(name, value); show(document); }); });
  }

  function apply(name, value) {
    if (value) root.setAttribute("data-" + name, value);
    else root.removeAttribute("data-" + name);
  }

  Object.keys(CHOICES).forEach(function (name) { apply(name, kept(name)); });

  /* Buttons that this browser cannot honour are never shown; said now, so that nothing moves later. */
  root.classList.add("can-script");
  if (navigator.clipboard) root.classList.add("can-copy");
  if (navigator.share) root.classList.add("can-share");
  if (window.print) root.classList.add("can-print");

  /* Zalo's web view cannot do everything; pages then say how to leave it, and nothing is barred. */
  if (/\bZalo (android|iOS)\/\d/i.test(navigator.userAgent)) root.classList.add("in-zalo");

  /* Web views older than cascade layers get the same rules without them. */
  if (!("CSSLayerBlockRule" in window)) {
    var sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = own.getAttribute("data-flat");
    document.head.appendChild(sheet);
  }

  function isDark() {
    var chosen = root.getAttribute("data-theme");
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function other(name) {
    if (name === "theme") return isDark() ? "light" : "dark";
    return root.getAttribute("data-" + name) ? "" : CHOICES[name][0];
  }

  function byId(id) {
    return document.getElementById(id);
  }

  function word(name) {
    var words = byId("trouble");
    return (words && words.getAttribute("data-" + name)) || "";
  }

  /* One sentence that goes away by itself, also read aloud. */
  function toast(text) {
    var old = document.querySelector(".toast");
    if (old) old.remove();
    var note = document.createElement("p");
    note.className = "toast";
    note.setAttribute("role", "status");
    document.body.appendChild(note);
    note.textContent = text;
    setTimeout(function () { note.remove(); }, 3000);
  }

  /* Another language comes back to where we are now, also after htmx changed the address. */
  document.addEventListener("click", function (event) {
    var el = event.target.closest && event.target.closest("[data-language]");
    if (el) el.search = "?ve=" + encodeURIComponent(location.pathname + location.search);
  });

  document.addEventListener("click", function (event) {
    var el = event.target.closest && event.target.closest("[data-set], [data-copy], [data-share], [data-print], [data-tap]");
    if (!el) return;
    if (el.hasAttribute("data-print")) window.print();
    else if (el.hasAttribute("data-tap")) fetchOnce(el.getAttribute("data-tap"));
    else if (el.hasAttribute("data-set")) {
      var name = el.getAttribute("data-set");
      keep(name, el.hasAttribute("data-to") ? el.getAttribute("data-to") : other(name));
      event.preventDefault();
    } else if (el.hasAttribute("data-copy")) {
      navigator.clipboard.writeText(el.getAttribute("data-copy")).then(function () { toast(word("copied")); }, nothing);
    } else {
      var url = new URL(el.getAttribute("data-share"), location.href).href;
      navigator.share({ title: el.getAttribute("data-title"), url: url }).catch(nothing);
    }
  });

  function nothing() { /* the person closed the sheet: no news */ }

  /* Which choice is in force. */
  function show(part) {
    part.querySelectorAll("[data-to]").forEach(function (el) {
      var now = root.getAttribute("data-" + el.getAttribute("data-set")) || "";
      el.setAttribute("aria-pressed", String(now === el.getAttribute("data-to")));
    });
  }

  /* What few pages need is fetched when they come: the sum of a page under load, lists to tick off;
     and what needs a tap (data-tap) not before it. */
  function fetchOnce(address) {
    if (document.querySelector("script[src='" + address + "']")) return;
    document.head.appendChild(document.createElement("script")).src = address;
  }

  function work() {
    document.querySelectorAll("form[data-work], [data-script]").forEach(function (el) {
      fetchOnce(el.getAttribute("data-work") || el.getAttribute("data-script"));
    });
  }

  /* A picture that does not come leaves its alternative text, not a torn frame. */
  document.addEventListener("error", function (event) {
    if (event.target.tagName === "IMG") event.target.classList.add("missing");
  }, true);

  function focusIn(part) {
    var el = part.matches && part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
    if (!el) return;
    if (!el.hasAttribute("tabindex")) el.setAttribute("tabindex", "-1");
    el.focus();
  }

  /* After 300 ms of waiting: a moving line above, and a word for those who hear the page. */
  var waiting = 0;
  var timer;

  function asked() {
    waiting += 1;
    if (waiting > 1) return;
    timer = setTimeout(function () {
      root.classList.add("busy");
      if (byId("progress")) byId("progress").textContent = word("busy");
    }, 300);
  }

  function answered() {
    waiting = Math.max(0, waiting - 1);
    if (waiting) return;
    clearTimeout(timer);
    root.classList.remove("busy");
    if (byId("progress")) byId("progress").textContent = "";
  }

  function button(text, kind, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn " + kind;
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function calm() {
    var region = byId("trouble");
    if (region) region.textContent = "";
  }

  /* Say what went wrong, and offer the same request again: the form still holds what was typed. */
  function trouble(text, detail) {
    var region = byId("trouble");
    if (!region) return;
    var box = document.createElement("div");
    var inner = document.createElement("div");
    var said = document.createElement("p");
    var row = document.createElement("p");
    var cause = detail.requestConfig && detail.requestConfig.triggeringEvent;
    box.className = "alert alert-danger alert-plain";
    said.className = "alert-title";
    said.textContent = text;
    row.className = "cluster";
    row.appendChild(button(word("again"), "btn-main", function () {
      calm();
      if (detail.elt && document.contains(detail.elt)) window.htmx.trigger(detail.elt, cause ? cause.type : "click");
      else location.reload();
    }));
    row.appendChild(button(word("close"), "btn-plain", calm));
    inner.appendChild(said);
    inner.appendChild(row);
    box.appendChild(inner);
    region.textContent = "";
    region.appendChild(box);
  }

  function refused(event) {
    var status = String(event.detail.xhr.status);
    trouble(word(status) || word(status[0] === "5" ? "5" : "4"), event.detail);
  }

  var heard = {
    "htmx:beforeSend": asked,
    "htmx:afterRequest": answered,
    "htmx:afterOnLoad": function (event) { if (event.detail.successful) calm(); },
    "htmx:responseError": refused,
    "htmx:sendError": function (event) { trouble(word("lost"), event.detail); },
    "htmx:timeout": function (event) { trouble(word("slow"), event.detail); },
    "htmx:load": function (event) { show(event.detail.elt); work(); },
    "htmx:afterSettle": function (event) { focusIn(event.target); }
  };
  Object.keys(heard).forEach(function (name) { document.addEventListener(name, heard[name]); });

  document.addEventListener("DOMContentLoaded", function () {
    show(document);
    focusIn(document.body);
    work();
  });

  /* Last seen pages stay readable without a network (sw.js); a form that waits is sent from any page (offline.js). */
  window.addEventListener("load", function () {
    if (navigator.serviceWorker && !/^\/desk/.test(location.pathname)) navigator.serviceWorker.register("/sw.js").catch(nothing);
    /* What keeps forms for later comes after the page itself, where a form or something waiting may need it. */
    if (!/(^|; )waiting=1/.test(document.cookie) && !byId("waiting")) return;
    document.head.appendChild(document.createElement("script")).src = own.getAttribute("data-offline");
  });
})();
