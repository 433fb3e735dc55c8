/** How htmx asks the portal from another origin: plain requests, no scripts in answers, one sign-in on a 401. */

import htmx from "htmx.org";
import { calm, toast, trouble } from "./face";
import { MINI } from "./places";
import { authorization, forget, signIn } from "./session";
import { said, WORDS } from "./words";

type Detail = {
  elt: Element;
  target: Element;
  path: string;
  verb: string;
  headers: Record<string, string>;
  xhr: XMLHttpRequest;
  successful?: boolean;
  requestConfig: { elt: Element; target: Element; path: string; verb: string; formData: FormData };
  issueRequest: (skip: boolean) => void;
};
type Heard = CustomEvent<Detail>;

/** What is done when a screen, not a piece of one, could not be had. */
export type Screens = { source: Element; failed: (text: string) => void; again: () => void };

const WAIT_MS = 300;
const again = new WeakSet<Element>(); // elements whose request is being repeated after a sign-in

/** Set htmx up; `screens` are the requests that bring whole screens. */
export function setUp(screens: Screens): void {
  Object.assign(htmx.config, {
    selfRequestsOnly: false,
    allowScriptTags: false,
    allowEval: false,
    historyEnabled: false,
    historyCacheSize: 0,
    includeIndicatorStyles: false,
    withCredentials: false,
    timeout: 15000,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "...", swap: false, error: true },
    ],
  });
  const hear = (name: string, act: (event: Heard) => void): void =>
    document.addEventListener(`htmx:${name}`, (event) => act(event as Heard));
  hear("validateUrl", (event) => {
    const { url } = event.detail as unknown as { url: URL };
    if (!url.href.startsWith(`${MINI}/`)) event.preventDefault();
  });
  hear("configRequest", (event) => dress(event.detail, event.detail.target !== screens.source));
  hear("confirm", (event) => confirmed(event));
  hear("responseError", (event) => void answered(event.detail, screens));
  hear("sendError", (event) => failed(WORDS.lost, event.detail, screens));
  hear("timeout", (event) => failed(WORDS.slow, event.detail, screens));
  hear("afterOnLoad", (event) => {
    if (event.detail.successful) calm();
  });
  waiting(hear);
}

/** Anonymous questions carry no header of ours, so that the browser asks nothing before them. */
function dress(detail: Detail, isPiece: boolean): void {
  const type = detail.headers["Content-Type"];
  for (const name of Object.keys(detail.headers)) delete detail.headers[name];
  if (type) detail.headers["Content-Type"] = type;
  if (isPiece) detail.headers["Accept"] = "text/html;piece=1";
  const who = authorization();
  if (who) detail.headers["Authorization"] = who;
}

/** What is marked as somebody's own signs in first: what was typed must not be lost to a 401. */
function confirmed(event: Heard): void {
  const { elt, issueRequest } = event.detail;
  if (!elt.closest("[data-zmp-auth]") || authorization()) return;
  event.preventDefault();
  void signIn().then((isIn) => (isIn ? issueRequest(true) : trouble(WORDS.signIn)));
}

async function answered(detail: Detail, screens: Screens): Promise<void> {
  const { elt } = detail.requestConfig;
  if (detail.xhr.status !== 401) return failed(said(detail.xhr.status), detail, screens);
  forget();
  if (again.has(elt)) return failed(WORDS.signIn, detail, screens);
  again.add(elt);
  try {
    if (await signIn()) await repeat(detail);
    else failed(WORDS.signIn, detail, screens);
  } finally {
    again.delete(elt);
  }
}

/** The same request once more, with all it carried. */
function repeat(detail: Detail): Promise<void> {
  const { elt, target, path, verb, formData } = detail.requestConfig;
  const asked = { source: elt, target: target as HTMLElement, values: formData as never };
  return htmx.ajax(verb as "get", path, asked).catch(() => undefined);
}

function failed(text: string, detail: Detail, screens: Screens): void {
  const { elt } = detail.requestConfig;
  if (elt === screens.source) screens.failed(text);
  else trouble(text, elt.isConnected ? () => void repeat(detail) : screens.again);
}

/** After a moment of waiting: a moving line above, and a word for those who hear the page. */
function waiting(hear: (name: string, act: () => void) => void): void {
  let open = 0;
  let timer = 0;
  const show = (isBusy: boolean): void => {
    document.documentElement.classList.toggle("busy", isBusy);
    const line = document.getElementById("progress");
    if (line) line.textContent = isBusy ? WORDS.busy : "";
  };
  hear("beforeSend", () => {
    open += 1;
    if (open === 1) timer = window.setTimeout(() => show(true), WAIT_MS);
  });
  hear("afterRequest", () => {
    open = Math.max(0, open - 1);
    if (open) return;
    window.clearTimeout(timer);
    show(false);
  });
  document.addEventListener("zmp:toast", (event) => toast(String((event as CustomEvent<{ value: unknown }>).detail.value)));
}
