/* Proof of work: finds the number that a puzzle of core/work.py asks for, in slices of 20 ms, and sends the form.
   Loaded only where a puzzle stands. Plain SHA-256 of one block: the browser's own would be asked a million times. */
(function () {
  "use strict";
  var SLICE_MS = 20;
  var K = new Int32Array(64);
  var START = new Int32Array(8);
  var w = new Int32Array(64);

  /* The constants are the fractions of the roots of the first primes. */
  (function () {
    function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    for (var n = 2, at = 0; at < 64; n += 1) {
      var isPrime = true;
      for (var d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false;
      if (!isPrime) continue;
      if (at < 8) START[at] = fraction(Math.sqrt(n));
      K[at] = fraction(Math.cbrt(n));
      at += 1;
    }
  })();

  /* The first 32 bits of the hash of an ASCII text of at most 55 signs. */
  function head(text) {
    var i, x, y, t1, t2;
    var size = text.length;
    w.fill(0, 0, 16);
    for (i = 0; i < size; i += 1) w[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    w[size >> 2] |= 0x80 << (24 - 8 * (size & 3));
    w[15] = size * 8;
    for (i = 16; i < 64; i += 1) {
      x = w[i - 15];
      y = w[i - 2];
      x = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3);
      y = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10);
      w[i] = w[i - 16] + x + w[i - 7] + y;
    }
    var a = START[0], b = START[1], c = START[2], d = START[3], e = START[4], f = START[5], g = START[6], h = START[7];
    for (i = 0; i < 64; i += 1) {
      t1 = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i] | 0;
      t2 = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + t1 | 0; d = c; c = b; b = a; a = t1 + t2 | 0;
    }
    return START[0] + a | 0;
  }

  function solve(form) {
    var seal = form.getAttribute("data-seal");
    var bits = Number(form.getAttribute("data-bits"));
    var bar = form.querySelector("progress");
    var wanted = Math.pow(2, bits);
    var n = 0;

    function slice() {
      var until = performance.now() + SLICE_MS;
      if (!document.contains(form)) return;
      do {
        for (var k = 0; k < 64; k += 1, n += 1) {
          if (head(seal + "." + n) >>> (32 - bits) === 0) {
            done();
            return;
          }
        }
      } while (performance.now() < until);
      bar.value = 100 * (1 - Math.exp(-n / wanted)); /* how likely it is to be found by now */
      setTimeout(slice, 0);
    }

    function done() {
      bar.value = 100;
      form.elements.work.value = n;
      (form.querySelector("[data-go]") || form.querySelector("button")).click(); /* as a tap would: with htmx where it is, else as a plain form */
    }

    form.querySelectorAll("[data-working]").forEach(function (el) { el.hidden = false; });
    form.querySelector("[data-waiting]").hidden = true;
    setTimeout(slice, 0);
  }

  function begin() {
    document.querySelectorAll("form[data-work]:not([data-begun])").forEach(function (form) {
      form.setAttribute("data-begun", "");
      solve(form);
    });
  }

  document.addEventListener("htmx:load", begin);
  begin();
})();
