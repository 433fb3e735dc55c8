/* The focal point of a picture: tap where it is; the two numbers below are what is sent. */
(function () {
  "use strict";

  function load(box) {
    var image = box.querySelector("img");
    var dot = box.querySelector(".focal-dot");
    var x = document.getElementById("x");
    var y = document.getElementById("y");
    if (!x || !y || box.hasAttribute("data-ready")) return;
    box.setAttribute("data-ready", "");

    function show() {
      var left = Number(x.value);
      var upper = Number(y.value);
      dot.hidden = !(left >= 0 && left <= 100 && upper >= 0 && upper <= 100);
      dot.style.left = left + "%";
      dot.style.top = upper + "%";
    }

    image.addEventListener("click", function (event) {
      var frame = image.getBoundingClientRect();
      x.value = Math.round((event.clientX - frame.left) * 100 / frame.width);
      y.value = Math.round((event.clientY - frame.top) * 100 / frame.height);
      show();
    });
    [x, y].forEach(function (input) { input.addEventListener("input", show); });
    show();
  }

  document.querySelectorAll("[data-focal]").forEach(load);
})();
