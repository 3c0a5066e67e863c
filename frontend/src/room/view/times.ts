/** Times as people read them, in the browser's own zone. */

import type { RoomView } from "../protocol.generated";
import type { Strings } from "../strings";

export function clock(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(new Date(iso));
}

export function sessionTimes(room: RoomView, language: string, strings: Strings): string {
  return strings.scheduled(clock(room.starts_at, language), clock(room.ends_at, language));
}

/** A duration as `4:05`; nothing below zero. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
