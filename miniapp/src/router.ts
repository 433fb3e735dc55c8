/** One screen at a time: its path stands in `p`, its fragment in #man, and the container's own path never changes. */

import htmx from "htmx.org";
import { calm, card, mark, trouble } from "./face";
import { address, asked, codeOf, isScreen, MINI, PORTAL } from "./places";
import { setUp } from "./requests";
import { signIn } from "./session";
import { WORDS } from "./words";

let man: HTMLElement;
let path = "/";
let tell: (title: string) => void = () => undefined;

/** Begin with the screen the address asks for; `title` hears each screen's name. */
export function start(region: HTMLElement, title: (title: string) => void): void {
  man = region;
  tell = title;
  setUp({ source: man, failed: instead, again: reload });
  document.addEventListener("htmx:afterSwap", (event) => arrived((event as CustomEvent<Swap>).detail));
  document.addEventListener("zmp:go", (event) => go(String((event as CustomEvent<{ value: unknown }>).detail.value)));
  window.addEventListener("popstate", () => void show(asked(location.search)));
  const first = asked(location.search);
  const held = codeOf(first);
  path = held === null ? first : "/ho-so/";
  history.replaceState(null, "", address(path));
  if (held === null) void show(path);
  else void look(held);
}

type Swap = { target: Element; xhr: XMLHttpRequest };

/** Go to a screen; what this package cannot show is said, and its address can be copied. */
export function go(to: string): void {
  const held = codeOf(to);
  if (held !== null) {
    push("/ho-so/");
    void look(held);
    return;
  }
  if (!isScreen(to)) {
    trouble(WORDS.newer, undefined, `${PORTAL}${to}`);
    return;
  }
  push(to);
  void show(to);
}

function push(to: string): void {
  const next = address(to);
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
}

/** The current screen once more. */
export function reload(): void {
  void show(path);
}

/** The canonical path of the current screen. */
export function here(): string {
  return path;
}

/** Send a form of ours, or what stands for one, as a whole screen. */
export function send(verb: "get" | "post", to: string, source: Element, values?: Record<string, string>): Promise<void> {
  const isOwn = source === man;
  const more = isOwn || values ? { values: values ?? {} } : {};
  // What went wrong is said by the events of requests.ts; the promise tells nothing more.
  return htmx.ajax(verb, `${MINI}${to}`, { source, target: man, swap: "innerHTML", ...more }).catch(() => undefined);
}

/** Look a dossier up: its code goes in the body, never into an address. */
export function look(code: string): Promise<void> {
  path = "/ho-so/";
  mark(path);
  return send("post", "/ho-so/", man, { code });
}

/** Sign in, then show a screen as the person it is about. */
export async function asOneself(to: string): Promise<void> {
  if (await signIn()) go(to);
  else trouble(WORDS.signIn);
}

async function show(to: string): Promise<void> {
  path = to;
  mark(to);
  htmx.trigger(man, "htmx:abort");
  await send("get", to.split("#", 1)[0] ?? "/", man);
}

/** A screen that did not come: the one before must not stand under its address. */
function instead(text: string): void {
  const box = card(text, reload);
  box.setAttribute("role", "alert");
  man.replaceChildren(box);
}

function arrived(detail: Swap): void {
  if (detail.target !== man) {
    focus(detail.target, "[data-focus]");
    return;
  }
  calm();
  const title = detail.xhr.getResponseHeader("X-Title");
  if (title) tell(decodeURIComponent(title));
  const mark_ = path.split("#", 2)[1];
  if (mark_) reveal(mark_);
  else window.scrollTo(0, 0);
  focus(man, "[data-focus], h1");
}

function focus(part: Element, wanted: string): void {
  const element = part.querySelector<HTMLElement>(wanted);
  if (!element) return;
  if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
  element.focus({ preventScroll: true });
}

/** Show a place of the page, opened if it is folded. */
export function reveal(id: string): void {
  const element = document.getElementById(id);
  if (!element) return;
  element.closest("details")?.setAttribute("open", "");
  element.scrollIntoView();
  focus(element.parentElement ?? element, `#${CSS.escape(id)}`);
}
