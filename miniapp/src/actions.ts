/** Taps and forms that htmx does not own: links become screens, `data-zmp` becomes a native act, nothing leaves. */

import { toast, trouble } from "./face";
import { ours, PORTAL } from "./places";
import * as router from "./router";
import { authorization, signIn } from "./session";
import { WORDS } from "./words";

/** What `data-zmp` may say; the acts themselves come with the first of them. */
const ACTS = ["quet", "goi", "oa", "quantam", "tin", "sdt", "vitri", "chiase", "pdf", "web", "lai"];

/** Hear every tap and every form before the browser does: leaving the container's path would end the app. */
export function listen(): void {
  document.addEventListener("click", clicked, true);
  document.addEventListener("submit", submitted);
}

function clicked(event: MouseEvent): void {
  const tapped = event.target instanceof Element ? event.target : null;
  const button = tapped?.closest<HTMLElement>("[data-copy], [data-set]");
  if (button) {
    event.preventDefault();
    if (button.dataset.copy !== undefined) void copy(button.dataset.copy, WORDS.copied);
    else chosen(button);
    return;
  }
  const element = tapped?.closest<HTMLElement>("[data-zmp]");
  const act = element?.dataset.zmp ?? "";
  if (element && ACTS.includes(act)) {
    event.preventDefault();
    done(act, element);
    return;
  }
  const link = tapped?.closest<HTMLAnchorElement>("a[href]");
  if (!link || link.hasAttribute("hx-get") || link.hasAttribute("hx-post")) return;
  event.preventDefault();
  follow(link);
}

function follow(link: HTMLAnchorElement): void {
  const href = link.getAttribute("href") ?? "";
  if (href.startsWith("#")) return router.reveal(href.slice(1));
  if (href.startsWith("tel:")) {
    link.dataset.so = href.slice(4);
    return done("goi", link);
  }
  const path = ours(href);
  if (path === null) return void copy(href, WORDS.elsewhere);
  if (/\.pdf($|\?)/.test(path)) return done("pdf", link);
  if (href.startsWith(`${PORTAL}/media/`)) return void copy(href, WORDS.elsewhere);
  router.go(path);
}

function submitted(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.hasAttribute("hx-get") || form.hasAttribute("hx-post")) return;
  event.preventDefault();
  const way = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  const path = way ? ours(way) : router.here();
  if (path === null) return trouble(WORDS.barred);
  if (form.hasAttribute("data-zmp-auth") && !authorization()) {
    void signIn().then((isIn) => (isIn ? send(form, path, event.submitter) : trouble(WORDS.signIn)));
    return;
  }
  send(form, path, event.submitter);
}

function send(form: HTMLFormElement, path: string, by: HTMLElement | null): void {
  const name = by?.getAttribute("name");
  const pressed = name ? { [name]: by?.getAttribute("value") ?? "" } : undefined;
  if (form.method === "post") return void router.send("post", path, form, pressed);
  const query = new URLSearchParams();
  for (const [key, value] of new FormData(form)) if (typeof value === "string" && value) query.append(key, value);
  const told = query.toString();
  router.go(told ? `${path.split("?", 1)[0] ?? path}?${told}` : path);
}

function done(act: string, element: HTMLElement): void {
  import("./acts").then(({ perform }) => perform(act, element), () => trouble(WORDS.lost, () => done(act, element)));
}

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    trouble(WORDS.notCopied, undefined, text);
  }
}

/** Theme, size of letters, simple mode: for as long as the app is open, since nothing is kept here. */
function chosen(button: HTMLElement): void {
  const name = button.dataset.set ?? "";
  if (!["theme", "text", "mode"].includes(name)) return;
  const usual = { theme: "dark", text: "large", mode: "simple" }[name] ?? "";
  const root = document.documentElement;
  const value = button.dataset.to ?? (root.getAttribute(`data-${name}`) ? "" : usual);
  if (value) root.setAttribute(`data-${name}`, value);
  else root.removeAttribute(`data-${name}`);
  document.querySelectorAll(`[data-set="${name}"][data-to]`).forEach((one) => {
    one.setAttribute("aria-pressed", String(one.getAttribute("data-to") === value));
  });
}
