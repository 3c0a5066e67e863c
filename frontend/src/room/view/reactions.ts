/** The few gentle reactions, as their owners' own fonts draw them. */

import type { Reaction } from "../protocol.generated";

export const REACTIONS: Record<Reaction, string> = {
  heart: "❤️",
  thumbs_up: "👍",
  applause: "👏",
  smile: "🙂",
  hug: "🤗",
};
