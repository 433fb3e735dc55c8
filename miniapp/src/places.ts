/** Where things are: the portal's addresses, the screens this package knows, and how one becomes the other. */

export const PORTAL = __PORTAL__;
export const MINI = `${PORTAL}/m`;

/**
 * The screens of this package. A new one needs a new version and a review by Zalo; new content does not.
 * tests/unit/miniapp compares it with the portal's routes.
 */
export const SCREENS = [
  "/thong-tin/",
  "/thong-bao/",
  "/tin/",
  "/van-ban/",
  "/dich-vu-cong/",
  "/thu-tuc/",
  "/ho-so/",
  "/h/",
  "/tra-cuu/",
  "/tim-kiem/",
  "/ho-tro/",
  "/hoi-dap/",
  "/phan-anh/",
  "/danh-gia/",
  "/huu-ich/",
  "/toi/",
  "/gioi-thieu/",
  "/quyen-rieng-tu/",
  "/dieu-khoan/",
  "/tro-nang/",
];

const LONGEST = 2000;

/** Whether a path is one of ours that this package can show. */
export function isScreen(path: string): boolean {
  if (path.length > LONGEST || !/^\/(?!\/)[^\\\s\u0000-\u001f]*$/.test(path)) return false;
  const plain = path.split(/[?#]/, 1)[0] ?? "";
  if (plain.includes("..") || plain.includes("//")) return false;
  return plain === "/" || SCREENS.some((screen) => plain.startsWith(screen));
}

/** The screen an address of the app asks for; home for whatever is not one. */
export function asked(search: string): string {
  const told = new URLSearchParams(search).get("p") ?? "/";
  return isScreen(told) ? told : "/";
}

/** The address of a screen: the container's own path, and every parameter that was there (env, version, utm_*). */
export function address(path: string): string {
  const query = new URLSearchParams(location.search);
  query.set("p", path);
  return `${location.pathname}?${query.toString()}`;
}

/** The canonical path behind an address of the portal's, on either surface; null for anything else. */
export function ours(href: string): string | null {
  for (const base of [MINI, PORTAL]) {
    if (href === base) return "/";
    if (href.startsWith(`${base}/`)) return href.slice(base.length);
  }
  return null;
}

/** The screen that a scanned or shared text leads to; null when it is not ours. */
export function leads(text: string): string | null {
  const own = ours(text);
  if (own !== null) return isScreen(own) ? own : null;
  const link = /^https:\/\/zalo\.me\/s\/(\d+)\/?(?:\?(.*))?$/.exec(text);
  return link && link[1] === window.APP_ID ? asked(link[2] ?? "") : null;
}

/** The code of a dossier in a scanned text; null without. */
export function code(text: string): string | null {
  const found = /[GH]\d{2}(?:\.\d{2,3}){0,4}-\d{6,8}-\d{3,7}/i.exec(text);
  if (!found || text.length > 1000) return null;
  const before = /(?:\d{3}\.\d{2}\.){1,3}$/.exec(text.slice(0, found.index));
  return (before ? before[0] : "") + found[0];
}

/** A path whose address holds a dossier's code is never kept as an address; null when it holds none. */
export function codeOf(path: string): string | null {
  const [plain, query] = path.split("?", 2);
  return plain === "/ho-so/" ? new URLSearchParams(query ?? "").get("ma") : null;
}
