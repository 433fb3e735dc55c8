/* The bridge of the Mini App's container, as zmp-sdk 2.51.6 reads it; where Zalo shows a sheet, a plain dialog asks. */
(function () {
  "use strict";
  var told = JSON.parse(document.currentScript.getAttribute("data-double"));
  var query = new URLSearchParams(location.search);
  var person = query.get("person") || (told.people[0] && told.people[0].id) || "";
  window.APP_ID = window.zAppID = told.app;
  window.APP_VERSION = told.version;
  window.APP_ENV = query.get("env") || "";
  window.APP_CONFIG = {};

  /* The SDK speaks to its bridge on phones alone. */
  if (!/android|iphone/i.test(navigator.userAgent)) {
    var agent = navigator.userAgent + " Android Zalo android/25081840 ZaloTheme/light ZaloLanguage/vi";
    Object.defineProperty(navigator, "userAgent", { get: function () { return agent; } });
  }
  /* Away from the true name, h5.zalo.me is this server, too. */
  if (location.hostname !== "h5.zdn.vn") {
    var away = "https://h5.zalo.me";
    var here = function (url) { return typeof url === "string" && url.indexOf(away) === 0 ? url.slice(away.length) : url; };
    var fetched = window.fetch;
    var opened = XMLHttpRequest.prototype.open;
    window.fetch = function (url, more) { return fetched.call(window, here(url), more); };
    XMLHttpRequest.prototype.open = function (method, url, wait) { return opened.call(this, method, here(url), wait !== false); };
  }
  if (query.get("bridge") === "none") return;

  var calls = window.__calls = [];

  function code(what) {
    return fetch("/_container/code", { method: "POST", body: JSON.stringify({ user: person, what: what }) })
      .then(function (answer) { return answer.json(); });
  }

  function asked(question, what) {
    return confirm(question) ? code(what) : null;
  }

  var ACTS = {
    "action.jump.login": function () {
      return {
        miniProgramConfig: { userId: person, userAuthorized: true, canUseAccessTokenByDefault: true, requiredAuthenList: [], dynamicApis: [], jwt: "" },
        cookiesOAuthLogins: [{ name: "h5.zdn.vn_zoauth", value: person }, { name: "h5.zdn.vn_zoauth_vrf", value: "verifier" }, { name: "h5.zdn.vn_zlink3rd", value: "js" }]
      };
    },
    "action.open.qr": function () { var content = prompt("Mã QR chứa gì?"); return content ? { content: content } : null; },
    "action.mp.get.number": function () { return asked("Cho ứng dụng biết số điện thoại Zalo của bạn?", "phone"); },
    "action.get.location": function () { return asked("Cho ứng dụng biết bạn đang ở đâu?", "place"); },
    "action.follow.oa": function () { return confirm("Quan tâm tài khoản này?") ? {} : null; },
    "action.open.chat": function () { return {}; },
    "action.open.phone": function () { return {}; },
    "action.open.inapp": function () { return {}; },
    "action.mp.send.notification": function () { return {}; },
    "action.show.toast": function () { return {}; },
    "action.change.title.header": function () { return {}; }
  };

  function call(token, action, access, params, back) {
    var tell = typeof back === "function" ? back : (0, eval)(back);
    var act = ACTS[action];
    calls.push({ action: action, params: params });
    Promise.resolve(act ? act() : undefined).then(function (data) {
      var error = data === undefined ? -5 : data === null ? -1 : 0;
      setTimeout(function () { tell(JSON.stringify({ error_code: error, error_message: "", data: data || {} })); }, 0);
    });
  }

  window.ZJSBridge = { setJSToken: function () {}, setZAccSession: function () {} };
  window.ZaloJavaScriptInterface = {
    jsCall: call,
    jsH5EventCallback: function () {},
    getStatusBarHeight: function () { return 24; },
    processActionMPDS: function () {}
  };
})();
