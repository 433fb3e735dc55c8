/* What is written is kept: on this machine at once, on the server a moment later, and again when the session or the network is back.
   Nothing here waits for an answer while somebody types. */
(function () {
  "use strict";
  var QUIET = 1500, LONGEST = 8000, RESTS = [3000, 5000, 10000, 20000, 60000];
  var FIELDS = ["title", "summary"];
  var PREFIX = "bai:";

  function tabName() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (one) { return (one + 256).toString(16).slice(1); }).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function store(act) {
    try { return act(window.localStorage); } catch (barred) { return null; /* a browser that keeps nothing, or is full */ }
  }

  window.EditorKeep = function (editor) {
    var box = editor.box, form = box.closest("form");
    var field = function (name) { return form.elements[name] || null; };
    var prefix = PREFIX + box.getAttribute("data-who") + ":" + (box.getAttribute("data-item") || "new") + ":";
    var tab = field("tab");
    var serial = Date.now(), tries = 0, timer = 0, since = 0, flight = null, kept = "", stopped = false, passing = false;
    if (!tab.value) tab.value = tabName();

    function written() {
      var told = { body: editor.sync(), base: field("base").value };
      FIELDS.forEach(function (name) { told[name] = field(name) ? field(name).value : ""; });
      return told;
    }

    function same(told) { return JSON.stringify([told.title, told.summary, told.body]); }

    function keepHere(told) {
      store(function (at) { at.setItem(prefix + tab.value, JSON.stringify({ at: Date.now(), told: told })); });
    }

    function forgetHere(name) {
      store(function (at) { at.removeItem(name || prefix + tab.value); });
    }

    function say(name, isShown) {
      box.querySelector("[data-say=" + name + "]").hidden = !isShown;
    }

    function body(told) {
      var out = new URLSearchParams();
      Object.keys(told).forEach(function (name) { out.append(name, told[name]); });
      out.append("item", box.getAttribute("data-item"));
      out.append("tab", tab.value);
      out.append("serial", String(serial += 1));
      out.append("csrf_token", field("csrf_token") ? field("csrf_token").value : "");
      return out;
    }

    /* The page's answer goes into the line below the text; it is our own template. */
    function showAnswer(text) {
      var read = new DOMParser().parseFromString(text, "text/html");
      var fresh = read.querySelector("input[name=csrf_token]");
      if (fresh) document.querySelectorAll("input[name=csrf_token]").forEach(function (el) { el.value = fresh.value; });
      if (fresh) fresh.remove();
      var line = box.querySelector("[data-state]");
      line.textContent = "";
      Array.prototype.slice.call(read.body.childNodes).forEach(function (el) { line.appendChild(el); });
    }

    /* true: kept; false: the session has ended or the network is away; the copy on this machine stays until it is. */
    function send(told, again) {
      var aborted = new AbortController();
      var clock = setTimeout(function () { aborted.abort(); }, 20000);
      return fetch(box.getAttribute("data-keep-at"), {
        method: "POST", body: body(told), credentials: "same-origin", signal: aborted.signal, headers: { "HX-Request": "true" }
      }).then(function (answer) {
        clearTimeout(clock);
        var isStale = answer.headers.get("X-Form-Token") === "stale";
        var isOut = answer.status === 204 || answer.status === 401 || answer.headers.has("HX-Redirect");
        say("ended", isOut);
        say("barred", answer.status === 403 || answer.status === 404 || answer.status === 409);
        say("lost", answer.status >= 500 || answer.status === 429);
        if (isOut || (!answer.ok && !isStale)) return false;
        return answer.text().then(function (text) {
          showAnswer(text);
          if (isStale) return again ? false : send(told, true);
          kept = same(told);
          forgetHere();
          form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
          return true;
        });
      }).catch(function () {
        clearTimeout(clock);
        say("lost", true);
        return false;
      });
    }

    function keep() {
      var told = written();
      if (same(told) === kept) return Promise.resolve(true);
      if (flight) return flight.then(function () { return stopped ? false : keep(); });
      keepHere(told);
      since = 0;
      flight = send(told, false).then(function (isKept) {
        flight = null;
        tries = isKept ? 0 : tries + 1;
        if (!isKept) later(RESTS[Math.min(tries, RESTS.length) - 1]);
        return isKept;
      });
      return flight;
    }

    function later(rest) {
      if (stopped) return;
      clearTimeout(timer);
      timer = setTimeout(function () {
        var idle = window.requestIdleCallback || function (call) { return setTimeout(call, 0); };
        idle(function () { if (!stopped) keep(); }, { timeout: 1000 });
      }, rest);
    }

    function changed() {
      var now = Date.now();
      since = since || now;
      if (tries === 0) later(now - since > LONGEST ? 0 : QUIET);
    }

    /* Before the form leaves: is somebody still signed in, and is the token still good? If not, the page stays, and so does the text. */
    function leaving(event) {
      var by = event.submitter;
      if (event.target !== form || (by && by.formTarget === "_blank")) { editor.sync(); return; } /* the library's forms; looking without leaving */
      editor.sync();
      if (passing || event.defaultPrevented) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      keepHere(written());
      kept = "";
      keep().then(function (isKept) {
        if (!isKept) return box.querySelector("[data-say]:not([hidden])") && box.scrollIntoView({ block: "start" });
        passing = true;
        clearTimeout(timer);
        if (by) by.click(); else form.requestSubmit();
        setTimeout(function () { passing = false; }, 3000);
      });
    }

    function away() {
      if (stopped || passing) return;
      var told = written();
      if (same(told) !== kept) keepHere(told);
    }

    function found() {
      return store(function (at) {
        var names = Object.keys(at).filter(function (name) { return name.indexOf(prefix) === 0 && name !== prefix + tab.value; });
        return names.map(function (name) { return { name: name, is: JSON.parse(at.getItem(name)) }; })
          .sort(function (a, b) { return b.is.at - a.is.at; })[0] || null;
      });
    }

    function local(event) {
      var act = event.target.closest && event.target.closest("[data-local]");
      var one = act && found();
      if (!one) return;
      if (act.getAttribute("data-local") === "take") {
        FIELDS.forEach(function (name) { if (field(name) && one.is.told[name]) field(name).value = one.is.told[name]; });
        editor.view.commands.setContent(window.EditorPaste.cleaned(one.is.told.body), { emitUpdate: true });
      }
      forgetHere(one.name);
      say("local", Boolean(found()));
    }

    kept = same(written());
    say("local", Boolean(found()));
    editor.onWrite(changed);
    form.addEventListener("input", changed);
    form.addEventListener("submit", leaving, true);
    box.addEventListener("click", local);
    document.addEventListener("visibilitychange", away);
    addEventListener("pagehide", away);
    addEventListener("online", changed);
    /* Back from signing in at another tab: what waits goes now. */
    function back() { if (tries) later(0); }
    addEventListener("focus", back);
    /* A piece of the page that asks for the sign-in must not take the page, and the text on it, away. */
    function stay(event) {
      var told = event.detail.xhr;
      var isOut = (told.getResponseHeader("HX-Redirect") || "").indexOf("/desk/sign-in") === 0;
      if (isOut) event.preventDefault();
      if (isOut || told.status === 401) say("ended", true);
    }
    document.addEventListener("htmx:beforeOnLoad", stay);

    return function () {
      stopped = true;
      clearTimeout(timer);
      away();
      document.removeEventListener("visibilitychange", away);
      removeEventListener("pagehide", away);
      removeEventListener("online", changed);
      removeEventListener("focus", back);
      document.removeEventListener("htmx:beforeOnLoad", stay);
    };
  };
})();
