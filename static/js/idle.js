/* Says before a signed-in session ends by itself, and once it has; what is written on the page stays where it is.
   The server knows when that is: it is asked, and asking keeps nobody signed in. Only `stay` and real work do. */
(function () {
  "use strict";
  var box = document.getElementById("idle");
  if (!box) return;
  var WARN = 120, KEY = "desk:seen";
  var at = box.getAttribute("data-at");
  var USUAL = 840; /* seconds after an act that nobody needs to ask about */
  var first = Number(box.getAttribute("data-left"));
  var ends = Date.now() + 1000 * first;
  var who = box.getAttribute("data-who"), timer = 0, isOver = false;

  function part(name) { return box.querySelector("[data-idle=" + name + "]"); }

  function show(name) {
    ["soon", "over"].forEach(function (one) { part(one).hidden = one !== name; });
    if (name) part(name).focus();
  }

  function ask(method) {
    var head = { "HX-Request": "true", "X-CSRFToken": box.getAttribute("data-token") };
    return fetch(at, { method: method, credentials: "same-origin", headers: head }).then(function (answer) {
      return answer.status === 200 ? answer.json() : answer.status >= 500 ? Promise.reject() : null;
    });
  }

  /* Forms of this page take the token of the session that holds now. */
  function renew(told) {
    box.setAttribute("data-token", told.token);
    document.querySelectorAll("input[name=csrf_token]").forEach(function (el) { el.value = told.token; });
  }

  function heard(told) {
    if (!told || told.who !== who) return over();
    if (isOver) {
      renew(told);
      part("back").textContent = part("back").getAttribute("data-said");
    }
    isOver = false;
    ends = Date.now() + 1000 * told.left;
    tick();
  }

  function over() {
    isOver = true;
    clearTimeout(timer);
    show("over");
  }

  function tick() {
    clearTimeout(timer);
    var left = Math.ceil((ends - Date.now()) / 1000);
    if (left <= 0) return ask("GET").then(heard, later);
    if (left > WARN) {
      show("");
      timer = setTimeout(look, Math.min((left - WARN) * 1000, 2147483000));
      return undefined;
    }
    if (part("soon").hidden) show("soon");
    part("count").textContent = left;
    timer = setTimeout(tick, 1000);
    return undefined;
  }

  function look() { ask("GET").then(heard, later); }

  function later() { clearTimeout(timer); timer = setTimeout(look, 10000); }

  /* Work in this tab or another one moves the end; near the day's last hour the server is asked how far. */
  function moved() {
    if (isOver || first < USUAL) return look();
    ends = Date.now() + 1000 * USUAL;
    return tick();
  }

  function tell() {
    try { localStorage.setItem(KEY, String(Date.now())); } catch (barred) { /* a browser that keeps nothing */ }
  }

  function seen() {
    tell();
    moved();
  }

  part("stay").addEventListener("click", function () { ask("POST").then(heard, later); });
  document.addEventListener("htmx:afterRequest", function (event) {
    var told = event.detail;
    if (told.xhr && told.xhr.status === 401) over();
    else if (told.requestConfig && told.requestConfig.triggeringEvent && told.successful) seen();
  });
  document.addEventListener("kept", seen); /* the editor kept a text */
  window.addEventListener("storage", function (event) { if (event.key === KEY) moved(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden && (isOver || ends - Date.now() < WARN * 1000)) look(); });
  document.addEventListener("submit", function (event) {
    if (!isOver || event.target.target === "_blank") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    show("over");
  }, true);
  tell();
  tick();
}());
