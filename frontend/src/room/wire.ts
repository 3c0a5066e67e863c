/** What comes over the socket, as values. */

import type { FromServer } from "./protocol.generated";

const KNOWN: Record<FromServer["type"], true> = {
  snapshot: true,
  changed: true,
  ok: true,
  answer: true,
  error: true,
  reacted: true,
  captioned: true,
  seats: true,
  media_encodings: true,
  media_quality: true,
  media_lost: true,
  media_elsewhere: true,
  ping: true,
  closing: true,
};

/** The message in a frame; null where this page knows no such message: a newer server may say more, and may do so. */
export function read(frame: unknown): FromServer | null {
  if (typeof frame !== "string") return null;
  try {
    const value: unknown = JSON.parse(frame);
    const known =
      typeof value === "object" &&
      value !== null &&
      "type" in value &&
      Object.hasOwn(KNOWN, String(value.type));
    return known ? (value as FromServer) : null;
  } catch {
    return null;
  }
}
