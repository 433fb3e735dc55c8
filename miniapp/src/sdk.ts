/** The one place that imports Zalo's SDK. Importing it signs in at once, so it comes after the first screen. */

export {
  events,
  EventName,
  followOA,
  getAccessToken,
  getLocation,
  getPhoneNumber,
  openChat,
  openDocument,
  openPhone,
  openShareSheet,
  openWebview,
  requestSendNotification,
  scanQRCode,
  setNavigationBarTitle,
} from "zmp-sdk/apis";
