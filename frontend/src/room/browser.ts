/** Which browser this is, asked only to explain where its permission switch is hidden; never to change behaviour. */

export type Browser =
  "safari-ios" | "safari-mac" | "chrome-android" | "chrome" | "edge" | "firefox" | "other";

/** The browser of a user agent string. Every browser on iOS is told Safari's way, since iOS asks the same for all. */
export function browserOf(userAgent: string, touchPoints = 0): Browser {
  if (/iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && touchPoints > 1))
    return "safari-ios";
  if (userAgent.includes("Edg/")) return "edge";
  if (userAgent.includes("Firefox/")) return "firefox";
  if (userAgent.includes("Chrome/")) return userAgent.includes("Android") ? "chrome-android" : "chrome";
  if (userAgent.includes("Safari/")) return "safari-mac";
  return "other";
}

/** Whether the browser can hold a call at all. `mediaDevices` is absent on insecure addresses. */
export function canCall(window: Window & typeof globalThis): boolean {
  return (
    "RTCPeerConnection" in window &&
    "WebSocket" in window &&
    "ResizeObserver" in window &&
    window.isSecureContext
  );
}
