/* The worker that finds a QR in one picture of the camera: {data, width, height} in, its text or "" out. */
import decodeQR from "qr/decode.js";

onmessage = function (event) {
  var text = "";
  try { text = decodeQR(event.data); } catch (none) { /* most pictures hold none */ }
  postMessage(text);
};
