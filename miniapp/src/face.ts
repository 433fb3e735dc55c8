/** The shell's own parts: the region for fragments, the menu below, and what it says when something goes wrong. */

import sprite from "../../static/icons.svg?raw";
import { MINI } from "./places";
import { WORDS } from "./words";

const TABS: [string, string, string, string[]][] = [
  ["/", WORDS.home, "lotus", []],
  ["/thong-tin/", WORDS.news, "newspaper", ["/thong-tin/", "/thong-bao/", "/tin/", "/van-ban/"]],
  ["/dich-vu-cong/", WORDS.services, "building", ["/dich-vu-cong/", "/thu-tuc/", "/ho-so/", "/h/", "/tra-cuu/"]],
  ["/ho-tro/", WORDS.help, "life-buoy", ["/ho-tro/", "/hoi-dap/", "/phan-anh/", "/danh-gia/"]],
];
/** Nothing that arrives as markup may run, whatever it is: the page itself is shared with Zalo's rights. */
const POLICY = "script-src-attr 'none'; object-src 'none'; base-uri 'none'";
const SVG = "http://www.w3.org/2000/svg";

function made(tag: string, attributes: Record<string, string>, ...inner: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inner);
  return element;
}

function icon(name: string): SVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  picture.appendChild(document.createElementNS(SVG, "use")).setAttribute("href", `#i-${name}`);
  return picture;
}

/** Put the shell into Zalo's page; the region for fragments is returned. */
export function build(): HTMLElement {
  document.head.append(made("meta", { "http-equiv": "Content-Security-Policy", content: POLICY }));
  const root = document.documentElement;
  root.lang = "vi";
  root.classList.add("can-script", "can-copy", "can-share", "mini");
  const pictures = made("div", { hidden: "" });
  pictures.innerHTML = sprite; // our own file, out of the package
  const man = made("main", { id: "man", class: "wrap", tabindex: "-1", "aria-live": "polite" });
  const items = TABS.map(([path, name, picture]) =>
    made("li", {}, made("a", { href: `${MINI}${path}` }, icon(picture), made("span", {}, name))),
  );
  const menu = made("nav", { class: "menu", "aria-label": WORDS.menu }, made("ul", {}, ...items));
  const busy = made("p", { id: "progress", class: "progress", role: "status" });
  const trouble = made("div", { id: "trouble", class: "wrap", role: "alert" });
  (document.getElementById("app") ?? document.body).replaceChildren(pictures, busy, trouble, man, menu);
  return man;
}

/** Mark the tab under which a screen stands. */
export function mark(path: string): void {
  document.querySelectorAll(".menu a").forEach((link, at) => {
    const [own, , , below] = TABS[at] ?? ["", "", "", []];
    if (path === own || below.some((start) => path.startsWith(start))) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

/** One sentence that goes away by itself, also read aloud. */
export function toast(text: string): void {
  document.querySelector(".toast")?.remove();
  const note = made("p", { class: "toast", role: "status" });
  document.body.append(note);
  note.textContent = text;
  setTimeout(() => note.remove(), 4000);
}

/** A card that says what went wrong, and offers what helps. */
export function card(text: string, again?: () => void, detail = ""): HTMLElement {
  const box = made("div", { class: "alert alert-danger alert-plain" });
  const row = made("p", { class: "cluster" });
  if (again) row.append(button(WORDS.again, "btn-main", again));
  row.append(button(WORDS.close, "btn-plain", calm));
  const inner = made("div", {}, made("p", { class: "alert-title" }, text));
  if (detail) inner.append(made("p", { class: "code" }, detail));
  inner.append(row);
  box.append(inner);
  return box;
}

function button(text: string, kind: string, act: () => void): HTMLElement {
  const element = made("button", { type: "button", class: `btn ${kind}` }, text);
  element.addEventListener("click", act);
  return element;
}

/** Say it above what is shown, which stays with all that was typed. */
export function trouble(text: string, again?: () => void, detail = ""): void {
  document.getElementById("trouble")?.replaceChildren(card(text, again, detail));
}

/** Nothing is wrong any more. */
export function calm(): void {
  document.getElementById("trouble")?.replaceChildren();
}
