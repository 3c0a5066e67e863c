/** The sentence for each thing that is said once. */

import type { NamedSaying, PlainSaying, Saying } from "../model";
import type { Strings } from "../strings";

const NAMED: Record<NamedSaying, (strings: Strings) => (name: string) => string> = {
  joined: (strings) => strings.joined,
  left: (strings) => strings.left,
  knocked: (strings) => strings.knocked,
  hand: (strings) => strings.raisedHand,
  sharing: (strings) => strings.sharedBy,
  turn_of: (strings) => strings.turnOf,
  spotlit: (strings) => strings.spotlightOn,
  distress: (strings) => strings.isNotOk,
  interrupted: (strings) => strings.wasInterrupted,
  breakout: (strings) => strings.inBreakout,
  wants_share: (strings) => strings.wantsToShare,
};

const PLAIN: Record<PlainSaying, (strings: Strings) => string> = {
  admitted: (strings) => strings.admitted,
  muted: (strings) => strings.mutedByOther,
  camera_stopped: (strings) => strings.cameraStoppedByOther,
  locked: (strings) => strings.roomLocked,
  unlocked: (strings) => strings.roomUnlocked,
  lost: (strings) => strings.connectionLost,
  back: (strings) => strings.connectionBack,
  saving: (strings) => strings.savingVoice,
  saved: (strings) => strings.pictureBack,
  no_blur: (strings) => strings.noBlur,
  no_captions: (strings) => strings.noCaptions,
  no_share: (strings) => strings.cannotShare,
  your_turn: (strings) => strings.yourTurn,
  break_began: (strings) => strings.breakBegan,
  break_over: (strings) => strings.breakOver,
  held: (strings) => strings.heldTitle,
  resumed: (strings) => strings.resumed,
  back_in_room: (strings) => strings.backInRoom,
  side_room: (strings) => strings.sideRoomMore,
  share_granted: (strings) => strings.shareGranted,
  share_ended: (strings) => strings.shareEnded,
  distress_seen: (strings) => strings.notOkSeen,
};

export function sentence(saying: Saying, strings: Strings): string {
  if (saying.kind === "refused") return saying.sentence;
  if (saying.kind === "wrote") {
    const { name, text } = saying;
    return saying.toOneself ? strings.wrotePrivately(name, text) : strings.wrote(name, text);
  }
  return "name" in saying ? NAMED[saying.kind](strings)(saying.name) : PLAIN[saying.kind](strings);
}
