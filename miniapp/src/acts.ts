/** The native acts that fragments declare with `data-zmp`; fetched with the first tap on one. */

import htmx from "htmx.org";
import { toast, trouble } from "./face";
import * as native from "./native";
import { code, leads, MINI, ours, PORTAL } from "./places";
import * as router from "./router";
import { authorization, signIn } from "./session";
import { WORDS } from "./words";

/** Said only here, so that the first load is spared them. */
const SAID = {
  native: "Zalo chưa trả lời. Xin thử lại, hoặc nhập bằng tay.",
  refused: "Bạn chưa cho phép. Xin nhập bằng tay ở ô bên dưới.",
  foreign: "Mã này không phải mã của chúng tôi:",
  noDocument: "Chưa mở được tệp. Xin thử lại.",
};

type Act = (element: HTMLElement) => Promise<unknown> | void;

const ACTS: Record<string, Act> = {
  quet: () => native.scan().then(scanned),
  goi: (element) => native.dial(element.dataset.so ?? ""),
  oa: (element) => native.chat(element.dataset.oa ?? ""),
  quantam: (element) => native.follow(element.dataset.oa ?? ""),
  tin: () => native.notify(),
  sdt: (element) => proven(element, native.phoneToken),
  vitri: (element) => proven(element, native.placeToken),
  chiase: (element) => share(element),
  pdf: (element) => open(element),
  web: (element) => native.browse((element as HTMLAnchorElement).href),
  lai: () => router.reload(),
};

/** Do it; a person's no is said once, and typing by hand stays. */
export async function perform(act: string, element: HTMLElement): Promise<void> {
  try {
    await ACTS[act]?.(element);
  } catch (error) {
    refused(error);
  }
}

function scanned(content: string): void {
  const path = leads(content);
  if (path !== null) return router.go(path);
  const found = code(content);
  if (found !== null) return void router.look(found);
  trouble(SAID.foreign, undefined, content.slice(0, 300));
}

/** A one-use token goes to the portal with Zalo's own; the answer takes the place of the piece around the button. */
async function proven(element: HTMLElement, ask: () => Promise<string>): Promise<void> {
  if (!authorization() && !(await signIn())) return trouble(WORDS.signIn);
  const target = element.closest<HTMLElement>("[data-piece]") ?? element;
  const values = { code: await ask(), access_token: await native.accessToken() };
  const path = element.dataset.to ?? "";
  if (path.startsWith(`${MINI}/`)) await htmx.ajax("post", path, { source: element, target, swap: "outerHTML", values }).catch(() => undefined);
}

function share(element: HTMLElement): Promise<void> {
  const path = ours(new URL(element.dataset.share ?? "/", `${PORTAL}/`).href) ?? "/";
  const picture = element.dataset.anh ?? `${PORTAL}/qrcode/zalo-qrcode.png`;
  return native.share(element.dataset.title ?? document.title, picture, `?p=${encodeURIComponent(path)}`);
}

/** A paper of ours, shown by Zalo. */
async function open(element: HTMLElement): Promise<void> {
  const href = element.getAttribute("href") ?? "";
  const path = ours(href);
  if (path === null) return trouble(WORDS.barred);
  await native.paper(href, element.textContent?.trim() ?? "").catch(() => trouble(SAID.noDocument, undefined, `${PORTAL}${path}`));
}

function refused(error: unknown): void {
  toast(error instanceof native.NativeError && error.why === "refused" ? SAID.refused : SAID.native);
}
