// The phone in a browser: shows one citizen's chat, keeps it fresh by long polling, sends taps and words.
"use strict";

const $ = (id) => document.getElementById(id);
const chat = $("chat");
const state = { citizen: "", epoch: "", version: -1, after: 0, day: "", isFirst: true, oa: { name: "" } };
let listening = null;

const clock = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
const calendar = new Intl.DateTimeFormat("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh" });

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function tell(problem) {
  $("problem").textContent = problem;
  $("problem").hidden = !problem;
}

async function act(name, more = {}) {
  const answer = await fetch("/_phone/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ citizen: state.citizen, act: name, ...more }),
  });
  if (!answer.ok) throw new Error((await answer.json()).error || "Không gửi được");
}

function attempt(promise) {
  promise.then(() => tell(""), () => tell("Chưa gửi được, xin thử lại."));
}

// ---- words and links -------------------------------------------------------------------------------

function isHere(address) {
  try {
    const url = new URL(address, location.href);
    return /^https?:$/.test(url.protocol) && url.hostname === location.hostname;
  } catch {
    return false;
  }
}

function link(address, className, text) {
  const anchor = make("a", className, text);
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener";
  anchor.addEventListener("click", (event) => {
    // Pages of this machine open inside the phone, as Zalo opens links; others may not be framed.
    if (event.ctrlKey || event.metaKey || event.shiftKey || !isHere(address)) return;
    event.preventDefault();
    openWeb(address);
  });
  return anchor;
}

function words(text) {
  const paragraph = make("p", "words");
  let last = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
    const address = found[0].replace(/[).,;:!?\]]+$/, "");
    paragraph.append(text.slice(last, found.index), link(address, "", address));
    last = found.index + address.length;
  }
  paragraph.append(text.slice(last));
  return paragraph;
}

// ---- one message ----------------------------------------------------------------------------------

function tap(button) {
  if (button.type === "oa.open.url") return link(button.url, "tap", button.title);
  if (button.type === "oa.open.phone" || button.type === "oa.open.sms") {
    const anchor = make("a", "tap", button.title);
    const body = button.content ? `?body=${encodeURIComponent(button.content)}` : "";
    anchor.href = button.type === "oa.open.phone" ? `tel:${button.phone}` : `sms:${button.phone}${body}`;
    return anchor;
  }
  const pressed = make("button", "tap", button.title);
  pressed.type = "button";
  const hidden = button.type === "oa.query.hide";
  pressed.addEventListener("click", () => attempt(act("say", { text: button.payload, hidden })));
  return pressed;
}

function picture(address, alt) {
  const image = make("img", "picture");
  image.alt = alt;
  image.loading = "lazy";
  image.src = address;
  image.addEventListener("load", () => isNearEnd() && toEnd());
  return image;
}

function card(one) {
  const box = one.action && one.action.url ? link(one.action.url, "card") : make("div", "card");
  if (one.image) box.append(picture(one.image, ""));
  box.append(make("strong", "", one.title), make("span", "", one.subtitle));
  return box;
}

function bubble(message) {
  const box = make("div", "bubble");
  if (message.image) box.append(picture(message.image, "Ảnh đã gửi"));
  if (message.type === "sticker") box.append(make("p", "words", "[Nhãn dán]"));
  if (message.file) {
    const file = link(message.file.url, "file");
    const about = make("span");
    about.append(make("b", "", message.file.name), make("small", "", `${Math.ceil(message.file.size / 1024)} KB`));
    file.append(about);
    box.append(file);
  }
  if (message.location) {
    box.append(make("p", "words", `Vị trí: ${message.location.latitude}, ${message.location.longitude}`));
  }
  if (message.text) box.append(words(message.text));
  for (const one of message.cards || []) box.append(card(one));
  if (message.ask) box.append(card(message.ask));
  const time = make("time", "", clock.format(message.time));
  time.dateTime = new Date(message.time).toISOString();
  box.append(time);
  const buttons = (message.buttons || []).map(tap);
  if (message.ask) {
    const share = make("button", "tap share", "Chia sẻ thông tin");
    share.type = "button";
    share.addEventListener("click", () => attempt(act("share")));
    buttons.push(share);
  }
  if (buttons.length) {
    const taps = make("div", "taps");
    taps.append(...buttons);
    box.append(taps);
    box.classList.add("has-taps");
  }
  return box;
}

function show(message, isFresh) {
  const day = calendar.format(message.time);
  if (day !== state.day) {
    state.day = day;
    chat.append(make("li", "day", day === calendar.format(Date.now()) ? "Hôm nay" : day));
  }
  const item = make("li", isFresh ? "message fresh" : "message");
  item.dataset.from = message.from;
  item.dataset.id = message.id;
  item.append(make("span", "quiet", message.from === "oa" ? `${state.oa.name}:` : "Bạn:"), bubble(message));
  chat.append(item);
}

// ---- the chat --------------------------------------------------------------------------------------

function isNearEnd() {
  return chat.scrollHeight - chat.scrollTop - chat.clientHeight < 400;
}

function toEnd() {
  chat.scrollTop = chat.scrollHeight;
}

function hello() {
  const item = make("li", "hello");
  const face = make("img");
  face.src = "/static/oa.svg";
  face.alt = "";
  face.width = face.height = 72;
  item.append(face, make("strong", "", state.oa.name), "Nhắn tin hoặc chọn thực đơn để bắt đầu; quan tâm để nhận thông báo.");
  return item;
}

function empty() {
  chat.replaceChildren(hello());
  Object.assign(state, { version: -1, after: 0, day: "", isFirst: true });
}

function showPerson(person) {
  const button = $("follow");
  button.setAttribute("aria-pressed", String(person.is_following));
  button.textContent = person.is_following ? "Đã quan tâm" : "Quan tâm";
  button.title = person.is_following ? "Nhấn để bỏ quan tâm" : "";
  $("person-phone").textContent = person.phone ? `Số điện thoại 0${person.phone.replace(/^84/, "")}` : "";
}

function showNews(news) {
  if (state.epoch && news.epoch !== state.epoch) empty();
  const fresh = news.messages.filter((message) => message.seq > state.after);
  if (fresh.length && chat.querySelector(".hello")) chat.replaceChildren();
  for (const message of fresh) show(message, !state.isFirst);
  state.epoch = news.epoch;
  state.version = news.version;
  state.after = Math.max(state.after, ...fresh.map((message) => message.seq));
  state.isFirst = false;
  showPerson(news.person);
  if (fresh.length) toEnd();
  tellSeen(news.messages);
}

let unseen = [];
function tellSeen(messages = []) {
  unseen.push(...messages.filter((one) => one.from === "oa" && !one.seen).map((one) => one.id));
  if (!unseen.length || document.hidden) return;
  const ids = unseen;
  unseen = [];
  act("seen", { ids }).catch(() => {});
}
document.addEventListener("visibilitychange", () => tellSeen());

async function listen() {
  const control = new AbortController();
  listening = control;
  while (!control.signal.aborted) {
    const asked = new URLSearchParams({
      citizen: state.citizen, epoch: state.epoch, version: state.version, after: state.after, wait: "20",
    });
    try {
      const answer = await fetch(`/_phone/chat?${asked}`, { signal: control.signal });
      if (answer.status === 400) {
        await begin();
        return;
      }
      showNews(await answer.json());
      tell("");
    } catch {
      if (control.signal.aborted) return;
      tell("Mất kết nối với Zalo giả lập, đang thử lại.");
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

function hold(citizen) {
  if (listening) listening.abort();
  unseen = [];
  state.citizen = citizen;
  const address = new URL(location.href);
  address.searchParams.set("citizen", citizen);
  history.replaceState(null, "", address);
  closeWeb();
  empty();
  act("open").catch(() => {});
  listen();
}

// ---- pages opened inside the phone -----------------------------------------------------------------

function openWeb(address) {
  // A web view that was never used has no cookies; a frame without credentials begins with an empty jar, too.
  $("web-frame").toggleAttribute("credentialless", $("first-time").checked);
  $("web-frame").src = address;
  $("web-address").textContent = new URL(address, location.href).host;
  $("web-out").href = address;
  $("web").hidden = false;
  $("web-close").focus();
}

function closeWeb() {
  $("web").hidden = true;
  $("web-frame").removeAttribute("src");
}

// ---- the start -------------------------------------------------------------------------------------

function showMenu(menu) {
  $("menu").replaceChildren(...menu.map((one) => (one.url ? link(one.url, "", one.title) : make("span", "", one.title))));
}

function showCode(menu) {
  const door = menu.find((one) => one.url);
  if (!door) return;
  const picture = $("oa-code").querySelector("img");
  picture.addEventListener("load", () => { $("oa-code").hidden = false; });
  picture.src = new URL("/qrcode/zalo-qrcode.svg", door.url).href;
}

async function begin() {
  const wanted = new URL(location.href).searchParams.get("citizen") || "";
  const start = await (await fetch(`/_phone/start?${new URLSearchParams({ citizen: wanted })}`)).json();
  state.oa = start.oa;
  state.epoch = start.epoch;
  $("oa-name").textContent = start.oa.name;
  document.title = `${start.oa.name} - Zalo giả lập`;
  showMenu(start.menu);
  showCode(start.menu);
  $("citizen").replaceChildren(...start.people.map((person) => new Option(person.name, person.user_id)));
  if (!start.people.length) {
    tell("Chưa có người dân nào.");
    setTimeout(begin, 2000);
    return;
  }
  const chosen = start.people.find((person) => person.user_id === wanted) || start.people[0];
  $("citizen").value = chosen.user_id;
  hold(chosen.user_id);
}

$("citizen").addEventListener("change", (event) => hold(event.target.value));
$("follow").addEventListener("click", () => {
  attempt(act($("follow").getAttribute("aria-pressed") === "true" ? "unfollow" : "follow"));
});
$("share").addEventListener("click", () => attempt(act("share")));
$("web-close").addEventListener("click", () => {
  closeWeb();
  $("text").focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("web").hidden) closeWeb();
});

$("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  act("say", { text }).then(
    () => tell(""),
    () => {
      $("text").value = text;
      tell("Chưa gửi được, xin thử lại.");
    },
  );
});

$("photo").addEventListener("change", (event) => {
  const file = event.target.files[0];
  event.target.value = "";
  if (!file) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    attempt(act("photo", { name: file.name, data: reader.result.split(",", 2)[1] }));
  });
  reader.readAsDataURL(file);
});

begin().catch(() => tell("Chưa mở được, xin tải lại trang."));
