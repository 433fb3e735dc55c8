/* Papers that were ticked off stay ticked on this phone, and are counted; nothing leaves it. Loaded where a list is. */
(function () {
  "use strict";
  var STORE = "ticks:";

  function read(list) {
    try { return JSON.parse(localStorage.getItem(STORE + list.getAttribute("data-ticks"))) || []; } catch (barred) { return []; }
  }

  function boxes(list) {
    return Array.prototype.slice.call(list.querySelectorAll("input[type=checkbox]"));
  }

  function count(list) {
    var all = boxes(list);
    var had = all.filter(function (box) { return box.checked; }).length;
    var line = list.parentNode.querySelector("[data-ticked]");
    if (line) line.textContent = list.getAttribute("data-said").replace("{n}", had).replace("{all}", all.length);
  }

  function keep(list) {
    var had = boxes(list).filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    try {
      if (had.length) localStorage.setItem(STORE + list.getAttribute("data-ticks"), JSON.stringify(had));
      else localStorage.removeItem(STORE + list.getAttribute("data-ticks"));
    } catch (barred) { /* a browser that keeps nothing still counts what is on the page */ }
    count(list);
  }

  function show() {
    document.querySelectorAll("[data-ticks]").forEach(function (list) {
      var had = read(list);
      boxes(list).forEach(function (box) { box.checked = had.indexOf(box.value) >= 0; });
      count(list);
    });
  }

  document.addEventListener("change", function (event) {
    var list = event.target.closest && event.target.closest("[data-ticks]");
    if (list) keep(list);
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-untick]")) return;
    document.querySelectorAll("[data-ticks]").forEach(function (list) {
      boxes(list).forEach(function (box) { box.checked = false; });
      keep(list);
    });
  });
  /* The same list may be open twice: on the page, and as the sheet for the counter. */
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  show();
})();
