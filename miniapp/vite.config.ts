import { readFileSync } from "node:fs";
import { defineConfig, loadEnv, type Plugin } from "vite";
import zaloMiniApp from "zmp-vite-plugin";

/** The portal's fonts come after the first screen (later.ts): a stylesheet that names them would ask at once. */
function fontsLater(): Plugin {
  return {
    name: "fonts-later",
    enforce: "pre",
    load(id) {
      if (!id.endsWith("/static/portal-flat.css")) return null;
      return readFileSync(id, "utf8").replace(/@font-face\s*\{[^}]*url\([^}]*\}/g, "");
    },
  };
}

/** Pictures that only the desk and the web pages' footer show; tests/unit/miniapp sees that no fragment asks for one. */
const DESK = ["landmark", "languages", "lock", "moon", "play", "printer", "settings", "wifi-off"];

/** The portal's sprite as a module, without what no fragment shows. */
function citizensIcons(): Plugin {
  return {
    name: "citizens-icons",
    enforce: "pre",
    load(id) {
      if (!id.endsWith("/static/icons.svg?raw")) return null;
      const whole = readFileSync(id.replace("?raw", ""), "utf8").replace(/\n<use [^>]*>/, "");
      const kept = whole.split("\n").filter((line) => !DESK.some((name) => line.includes(`id="${name}"`)));
      // Names of their own: a fragment's field is called phone, too, and its label must find it.
      return `export default ${JSON.stringify(kept.join("").replace(/id="/g, 'id="i-'))}`;
    },
  };
}

/** htmx as its authors packed it: our own packing of its source is a tenth larger. */
function htmxPacked(): Plugin {
  return {
    name: "htmx-packed",
    enforce: "pre",
    load(id) {
      if (!id.endsWith("/htmx.org/dist/htmx.esm.js")) return null;
      return `${readFileSync(id.replace("htmx.esm.js", "htmx.min.js"), "utf8")};export default htmx;`;
    },
  };
}

/** The origin of the portal: https, or loopback on a developer's machine. */
function portal(told: string | undefined): string {
  const found = /^(https:\/\/[a-z0-9.-]+(:\d+)?|http:\/\/127\.0\.0\.1:\d+)$/.exec(told ?? "");
  if (!found) throw new Error("VITE_PORTAL must be the portal's origin, e.g. https://dichvu.tinh.gov.vn");
  return found[0];
}

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, process.cwd(), "VITE_");
  return {
    define: { __PORTAL__: JSON.stringify(portal(process.env.VITE_PORTAL ?? env.VITE_PORTAL)) },
    plugins: [fontsLater(), htmxPacked(), citizensIcons(), zaloMiniApp()],
    build: {
      target: "es2018",
      minify: "terser",
      terserOptions: { ecma: 2017, compress: { passes: 3, unsafe_arrows: true } },
      outDir: process.env.VITE_OUT ?? "www",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      rollupOptions: { output: { assetFileNames: "assets/[name].[hash][extname]" } },
    },
  };
});
