/** The Mini App's start: the shell, the first screen, and, once that is shown, everything native. */

import "./early";
import "../../static/portal-flat.css";
import "./app.css";
import { listen } from "./actions";
import { build } from "./face";
import * as router from "./router";

let name = "";
let headline: ((title: string) => Promise<void>) | undefined;

/** Zalo's header says where we are; before the SDK is there the last name waits. */
function titled(title: string): void {
  name = title;
  document.title = title;
  headline?.(title).catch(() => undefined);
}

/** After the first paint of the first screen, or when it failed: the SDK signs in by being loaded. */
function later(): void {
  document.removeEventListener("htmx:afterRequest", later);
  window.setTimeout(() => {
    import("./later").then(async (late) => {
      late.fonts();
      await late.reopened();
      headline = late.headline;
      if (name) titled(name);
    }).catch(() => undefined);
  }, 300);
}

/** A picture that does not come leaves its alternative text. */
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement) event.target.classList.add("missing");
}, true);

/** The sum of a page under load: few pages need it. */
document.addEventListener("htmx:load", () => {
  if (document.querySelector("form[data-work]")) void import("../../static/js/work.js");
});

listen();
document.addEventListener("htmx:afterRequest", later);
router.start(build(), titled);
