/**
 * Zalo's native calls. Each ends: without a bridge the SDK's promises never settle (miniapp.md 7), and outside
 * Zalo they resolve with empty stubs, so an empty value counts as a failure.
 */

type Sdk = typeof import("./sdk");

const SOON = 10_000;
const PATIENT = 120_000; // calls that wait for a person
const REFUSED = [-201, -2002, -2003];

/** Why a native call gave nothing. */
export type Why = "refused" | "failed";

/** A native call that gave nothing; `refused` is a person's answer, never asked again by itself. */
export class NativeError extends Error {
  constructor(readonly why: Why) {
    super(why);
  }
}

let loaded: Promise<Sdk> | undefined;

/** The SDK, fetched once; a fetch that failed is tried again at the next call. */
export function sdk(): Promise<Sdk> {
  loaded ??= import("./sdk").catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function within<T>(ms: number, call: (api: Sdk) => Promise<T>): Promise<T> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(() => reject(new NativeError("failed")), ms);
  });
  try {
    return await Promise.race([sdk().then(call), late]);
  } catch (error) {
    throw error instanceof NativeError ? error : new NativeError(reason(error));
  } finally {
    window.clearTimeout(timer);
  }
}

function reason(error: unknown): Why {
  const code = typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
  return REFUSED.includes(Number(code)) ? "refused" : "failed";
}

function full(value: string | undefined): string {
  if (!value) throw new NativeError("failed");
  return value;
}

/** Zalo's token of whoever holds the phone; ours is asked with it and it is dropped. */
export const accessToken = (): Promise<string> => within(SOON, async (api) => full(await api.getAccessToken()));

/** What a QR says, after the person aimed at it. */
export const scan = (): Promise<string> => within(PATIENT, async (api) => full((await api.scanQRCode()).content));

/** A token of one use and two minutes that stands for the person's number. */
export const phoneToken = (): Promise<string> => within(PATIENT, async (api) => full((await api.getPhoneNumber()).token));

/** The same for where the phone is. */
export const placeToken = (): Promise<string> => within(PATIENT, async (api) => full((await api.getLocation()).token));

export const dial = (number: string): Promise<void> => within(SOON, (api) => api.openPhone({ phoneNumber: number }));

export const follow = (oa: string): Promise<void> => within(PATIENT, (api) => api.followOA({ id: oa }));

export const chat = (oa: string): Promise<void> => within(SOON, (api) => api.openChat({ type: "oa", id: oa }));

export const notify = (): Promise<void> => within(PATIENT, (api) => api.requestSendNotification());

export const browse = (url: string): Promise<void> =>
  within(SOON, (api) => api.openWebview({ url, config: { style: "bottomSheet", leftButton: "back" } }));

export const paper = (url: string, title: string): Promise<void> =>
  within(SOON, async (api) => void (await api.openDocument({ url, title, share: false, download: true, edit: false })));

export const share = (title: string, picture: string, path: string): Promise<void> =>
  within(PATIENT, async (api) => {
    const data = { title: title.slice(0, 100), description: "", thumbnail: picture, path };
    await api.openShareSheet({ type: "zmp_deep_link", data });
  });

export const headline = (title: string): Promise<void> => within(SOON, (api) => api.setNavigationBarTitle({ title }));
