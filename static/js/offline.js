/* Keeps a form that could not be sent, and sends it once; also runs inside sw.js, when no page is open. */
(scope => {
  "use strict";
  const page = scope.document;
  let sending = false;

  const store = (mode, act) => new Promise((done, fail) => {
    const opening = indexedDB.open("portal", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("forms", { keyPath: "once" });
    opening.onerror = fail;
    opening.onsuccess = () => {
      const base = opening.result;
      const work = base.transaction("forms", mode);
      const asked = act(work.objectStore("forms"));
      work.oncomplete = () => { base.close(); done(asked.result); };
      work.onabort = () => { base.close(); fail(work.error); };
    };
  });
  const all = () => store("readonly", forms => forms.getAll());
  const keep = entry => store("readwrite", forms => forms.put(entry));
  const drop = entry => store("readwrite", forms => forms.delete(entry.once));

  const post = (entry, token) => {
    const body = new FormData();
    entry.fields.forEach(([name, value]) => body.append(name, token && name === "csrf_token" ? token : value));
    return fetch(entry.action, { method: "POST", body });
  };

  /* The answer's text; entry.state says how it went. Rejects when no answer came. */
  const send = async entry => {
    let answer = await post(entry);
    if (answer.headers.get("X-Form-Token")) {
      const fresh = await (await fetch(entry.action)).text();
      answer = await post(entry, (/name="csrf_token" value="([^"]+)/.exec(fresh) || [])[1]);
    }
    const text = await answer.text();
    const code = /data-receipt>([^<]+)/.exec(text);
    if (code) Object.assign(entry, { state: "sent", url: answer.url, code: code[1], fields: [] });
    else entry.state = /^4(?!29)/.test(answer.status) ? "refused" : "waiting";
    return text;
  };

  /* Rejects while something waits: Background Sync comes again. */
  const flush = scope.sendWaiting = async () => {
    let left = 0;
    if (sending) return;
    sending = true;
    try {
      for (const entry of await all()) {
        if (entry.state === "waiting") await send(entry).then(() => keep(entry), () => left++);
        if (entry.state === "waiting") left++;
      }
    } finally { sending = false; }
    if (left) throw left;
  };
  if (!page) return;

  let box = page.getElementById("waiting");
  const word = name => box.getAttribute("data-" + name) || "";
  const tell = name => { box.hidden = false; box.querySelector("[role=status]").textContent = word(name); };
  const add = (parent, tag, text, kind) => {
    const el = page.createElement(tag);
    el.textContent = text || "";
    el.className = kind || "";
    return parent.appendChild(el);
  };
  const button = (row, name, act) => {
    const el = add(row, "button", word(name), "btn btn-quiet");
    el.type = "button";
    el.onclick = () => act(el);
  };
  const formOf = entry => {
    const form = page.querySelector("form[data-offline]");
    return form && form.elements.once.value === entry.once && form;
  };

  const line = (list, entry) => {
    const inner = add(add(list, "li"), "div", "", "stack");
    const at = new Date(entry.at).toLocaleString("vi", { dateStyle: "short", timeStyle: "short" });
    const photos = entry.fields.filter(field => field[1].size).length;
    const said = add(inner, "p", entry.title);
    add(said, "br");
    add(said, "span", word(entry.state) + " " + at + (photos ? ", " + photos + " " + word("photos") : ""), "meta");
    const row = add(inner, "p", "", "cluster");
    if (entry.code) {
      add(row, "a", entry.code, "btn btn-main").href = entry.url;
      button(row, "seen", () => drop(entry).then(show));
      return;
    }
    button(row, entry.state === "refused" ? "mend" : "again", () => now(entry));
    button(row, "cancel", el => {
      if (el.textContent !== word("sure")) return el.textContent = word("sure");
      if (formOf(entry)) formOf(entry).hidden = false;
      drop(entry).then(show);
    });
  };

  /* A page without the list borrows it. The cookie makes portal.js load this file. */
  const show = async () => {
    const entries = (await all()).sort((a, b) => a.at - b.at).filter(entry => entry.state !== "refused" || !formOf(entry) || formOf(entry).hidden);
    page.cookie = "waiting=1; Path=/; SameSite=Lax; Max-Age=" + (entries.some(entry => !entry.seen) ? 7776000 : 0);
    if (!box) {
      if (entries.every(entry => entry.seen)) return;
      const text = await (await fetch("/ngoai-tuyen/")).text();
      box = page.adoptNode(new DOMParser().parseFromString(text, "text/html").getElementById("waiting"));
      page.querySelector("main").prepend(box);
    }
    const list = box.querySelector("ul");
    list.textContent = "";
    entries.forEach(entry => line(list, entry));
    if (!entries.some(entry => entry.state === "waiting")) tell("");
    box.hidden = !entries.length;
  };

  const swap = (entry, text) => {
    const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    page.querySelector("main").replaceWith(page.adoptNode(main));
    history.replaceState(null, "", entry.action);
    box = page.getElementById("waiting");
    const first = main.querySelector("[role=alert]") || main;
    first.tabIndex = -1;
    first.focus();
    const begin = () => sending ? setTimeout(begin, 50) : page.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: main } }));
    begin();
  };

  const wait = async (entry, why) => {
    if (formOf(entry)) formOf(entry).hidden = true;
    tell(why);
    await show();
    box.focus();
    const worker = navigator.serviceWorker && await navigator.serviceWorker.getRegistration();
    if (worker && worker.sync) worker.sync.register("forms").catch(() => 0);
  };

  const now = async entry => {
    tell("sending");
    let text;
    try { text = await send(entry); } catch (lost) { return wait(entry, "offline"); }
    entry.seen = entry.state === "refused";
    await keep(entry);
    if (entry.state === "waiting") return wait(entry, "busy");
    if (entry.state === "refused") swap(entry, text);
    else await drop(entry);
    await show();
    if (entry.code) location.assign(entry.url);
  };

  page.addEventListener("submit", async event => {
    const form = event.target;
    if (!form.hasAttribute("data-offline") || !scope.indexedDB) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    const fields = Array.from(new FormData(form)).filter(([, value]) => value.size !== 0);
    if (event.submitter && event.submitter.name) fields.push([event.submitter.name, event.submitter.value]);
    const sizes = fields.map(([, value]) => value.size || 0);
    try {
      if (sizes.some(size => size > 1e7) || sizes.reduce((a, b) => a + b) > 3e7) {
        tell("large");
        box.focus();
        return;
      }
      const entry = { once: form.elements.once.value, action: form.getAttribute("action"), at: Date.now(), state: "waiting", fields };
      entry.title = form.querySelector("textarea").value.slice(0, 80);
      /* The list says whom to call in danger: the server need not ask. */
      await keep(Object.assign({}, entry, { fields: fields.concat([[form.getAttribute("data-offline"), "1"]]) }));
      await (navigator.onLine === false ? wait(entry, "offline") : now(entry));
    } catch (unkept) {
      form.submit();
    } finally { sending = false; }
  });

  const come = () => flush().catch(() => setTimeout(come, 60000)).then(show).catch(() => 0);
  scope.addEventListener("online", come);
  all().then(entries => entries.length && show().then(come), () => 0);
})(self);
