/** Who holds the phone: Zalo's token goes to the portal, the portal's own stays in memory and nowhere else. */

import { MINI } from "./places";

let bearer = "";
let until = 0;
let under_way: Promise<boolean> | undefined;

/** The header of a signed-in request; empty for everybody else. */
export function authorization(): string {
  return bearer && Date.now() < until ? `Bearer ${bearer}` : "";
}

/** Forget it: the portal has said that it is over. */
export function forget(): void {
  bearer = "";
}

/** Sign in with Zalo; false when that cannot be. Several at once are one. */
export function signIn(): Promise<boolean> {
  under_way ??= begin().finally(() => {
    under_way = undefined;
  });
  return under_way;
}

async function begin(): Promise<boolean> {
  try {
    const native = await import("./native");
    const body = new URLSearchParams({ access_token: await native.accessToken() });
    const answer = await fetch(`${MINI}/phien`, { method: "POST", body, credentials: "omit" });
    if (!answer.ok) return false;
    const told: unknown = await answer.json();
    const { token, exp } = told as { token?: unknown; exp?: unknown };
    if (typeof token !== "string" || typeof exp !== "number") return false;
    bearer = token;
    until = exp * 1000;
    return true;
  } catch {
    return false;
  }
}
