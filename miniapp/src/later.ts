/** What comes after the first screen: the fonts, and Zalo's events. */

import bold from "../../static/fonts/be-vietnam-pro-600.woff2?url";
import plain from "../../static/fonts/be-vietnam-pro-400.woff2?url";
import { headline, sdk } from "./native";
import { asked } from "./places";
import { go } from "./router";

export { headline };

/** The portal's own letters, as soon as the network has room; the phone's stand for them until then. */
export function fonts(): void {
  for (const [url, weight] of [[plain, "400"], [bold, "600"]] as const) {
    const face = new FontFace("Be Vietnam Pro", `url(${new URL(url, import.meta.url).href})`, { weight, display: "swap" });
    document.fonts.add(face);
    face.load().catch(() => undefined);
  }
}

/** A running app that is opened again by a deep link goes to what that link says. */
export async function reopened(): Promise<void> {
  const { events, EventName } = await sdk();
  events.on(EventName.OpenApp, (data: unknown) => {
    const told = typeof data === "object" && data !== null ? (data as { path?: unknown }).path : undefined;
    const query = String(told ?? "").split("?", 2)[1];
    if (query !== undefined) go(asked(query));
  });
}
