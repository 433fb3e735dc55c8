/* The camera as a QR reader. Fetched by the first tap on [data-tap]; the reader of pictures only where the
   browser has none of its own. What was read goes to the server in a POST and is shown nowhere. */
(function () {
  "use strict";
  var EVERY = 180;
  var WIDEST = 800;
  var box = document.getElementById("scan");
  var video = box.querySelector("video");
  var form = box.querySelector("form[data-scanned]");
  var canvas = document.createElement("canvas");
  var stream = null;
  var reader = null;

  function say(name) {
    box.querySelector("[role=status]").textContent = name ? box.getAttribute("data-" + name) : "";
  }

  function show(isOn) {
    box.querySelector("[data-seen]").hidden = !isOn;
    box.querySelector("[data-tap]").hidden = isOn;
  }

  function stop() {
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    if (reader && reader.close) reader.close();
    stream = reader = null;
    video.srcObject = null;
    show(false);
  }

  /* One picture, no wider than a QR needs; null while the camera warms up. */
  function picture() {
    var share = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight, 1));
    canvas.width = Math.round(video.videoWidth * share);
    canvas.height = Math.round(video.videoHeight * share);
    if (!canvas.width) return null;
    var pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  }

  function own() {
    var detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return { read: function () {
      return detector.detect(video).then(function (found) { return found.length ? found[0].rawValue : ""; });
    } };
  }

  function vendored() {
    var worker = new Worker(box.getAttribute("data-reader"));
    return {
      read: function () {
        return new Promise(function (done, fail) {
          var seen = picture();
          if (!seen) { done(""); return; }
          worker.onmessage = function (event) { done(event.data); };
          worker.onerror = fail;
          worker.postMessage(seen, [seen.data.buffer]);
        });
      },
      close: function () { worker.terminate(); }
    };
  }

  function chosen() {
    if (!window.BarcodeDetector) return Promise.resolve(vendored());
    return window.BarcodeDetector.getSupportedFormats().then(function (formats) {
      return formats.indexOf("qr_code") >= 0 ? own() : vendored();
    }, vendored);
  }

  function look() {
    if (!stream) return;
    reader.read().then(function (text) {
      if (!stream) return;
      if (!text) { setTimeout(look, EVERY); return; }
      stop();
      say("read");
      form.elements.held.value = text;
      if (window.htmx) window.htmx.trigger(form, "submit"); else form.submit();
      form.elements.held.value = "";
    }, function () { stop(); say("broken"); });
  }

  function start() {
    if (stream) return;
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { say("none"); return; }
    say("asking");
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false }).then(function (given) {
      stream = given;
      video.srcObject = given;
      show(true);
      say("aim");
      return Promise.all([chosen(), video.play()]);
    }).then(function (ready) { reader = ready[0]; look(); }, function (error) {
      stop();
      say(/NotAllowed|Security/.test(error.name) ? "refused" : "none");
    });
  }

  box.addEventListener("click", function (event) {
    if (event.target.closest("[data-tap]")) start();
    else if (event.target.closest("[data-stop]")) { stop(); say(""); }
  });
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", function () { if (document.hidden) stop(); });
  start();
})();
