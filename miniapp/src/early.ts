/** Runs before anything else of the package: the line to the portal is opened while the rest is still being read. */

import { PORTAL } from "./places";

const line = document.createElement("link");
line.rel = "preconnect";
line.href = PORTAL;
line.crossOrigin = "anonymous";
document.head.append(line);
