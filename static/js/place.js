/* The phone's position into a form, after a tap and rounded to about a hundred metres. Loaded only where asked for. */
(function () {
  "use strict";

  function begin(box) {
    var form = box.closest("form");
    var told = box.querySelector("[role=status]");
    var ask = box.querySelector("[data-ask]");
    var drop = box.querySelector("[data-drop]");

    function put(latitude, longitude, word) {
      form.elements.latitude.value = latitude;
      form.elements.longitude.value = longitude;
      told.textContent = box.getAttribute("data-" + word) || "";
      drop.hidden = latitude === "";
      ask.hidden = !drop.hidden;
    }

    ask.addEventListener("click", function () {
      told.textContent = box.getAttribute("data-asking");
      navigator.geolocation.getCurrentPosition(function (found) {
        put(found.coords.latitude.toFixed(3), found.coords.longitude.toFixed(3), "got");
      }, function (why) {
        put("", "", why.code === 1 ? "refused" : "failed");
      }, { timeout: 15000, maximumAge: 60000 });
    });
    drop.addEventListener("click", function () { put("", "", "dropped"); ask.focus(); });
    if (form.elements.latitude.value) put(form.elements.latitude.value, form.elements.longitude.value, "got");
    box.hidden = false;
  }

  function look() {
    if (!navigator.geolocation) return;
    document.querySelectorAll("[data-place]:not([data-begun])").forEach(function (box) {
      box.setAttribute("data-begun", "");
      begin(box);
    });
  }

  document.addEventListener("htmx:load", look);
  look();
})();
