/** The portal's origin, put in at the build. */
declare const __PORTAL__: string;

interface Window {
  /** The Mini App's number; Zalo's page tells it. */
  APP_ID?: string;
}

/** A plain script of the portal: loading it is its effect. */
declare module "*/static/js/work.js";
