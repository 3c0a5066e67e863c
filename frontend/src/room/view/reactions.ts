/** The few gentle reactions, drawn rather than written: not every device has a font for them. */

import { Heart, HeartHandshake, Smile, Sparkles, ThumbsUp, type LucideIcon } from "lucide-preact";
import type { Reaction } from "../protocol.generated";

export const REACTIONS: Record<Reaction, LucideIcon> = {
  heart: Heart,
  thumbs_up: ThumbsUp,
  applause: Sparkles,
  smile: Smile,
  hug: HeartHandshake,
};
