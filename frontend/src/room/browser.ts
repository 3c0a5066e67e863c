/** Which browser this is, asked only to explain where its permission switch is hidden; never to change behaviour. */

export type Browser = "safari-ios" | "safari-mac" | "chrome-android" | "chrome" | "edge" | "firefox" | "other";

/** The browser of a user agent string. Every browser on iOS is told Safari's way, since iOS asks the same for all. */
export function browserOf(userAgent: string, touchPoints = 0): Browser {
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return "safari-ios";
  if (/Edg\//.test(userAgent)) return "edge";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/Chrome\//.test(userAgent)) return /Android/.test(userAgent) ? "chrome-android" : "chrome";
  if (/Safari\//.test(userAgent)) return "safari-mac";
  return "other";
}

/** Whether the browser can hold a call at all. `mediaDevices` is absent on insecure addresses. */
export function canCall(window: Window & typeof globalThis): boolean {
  return "RTCPeerConnection" in window && "WebSocket" in window && "ResizeObserver" in window && window.isSecureContext;
}
