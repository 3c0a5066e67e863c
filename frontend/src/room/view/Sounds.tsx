/** The sound of everyone who has a seat: one audio element each, kept apart from the tiles. */

import { useEffect, useRef } from "preact/hooks";
import { playThrough } from "../audio";
import type { Line } from "../model";
import { useWorld } from "./context";

interface SoundsProps {
  readonly line: Line;
  /** The loudspeaker that was chosen; "" leaves it to the browser. */
  readonly speaker: string;
}

export function Sounds({ line, speaker }: SoundsProps) {
  return (
    <div hidden>
      {[...line.seats].map(([person, seat]) => (
        <Sound
          key={`${line.generation}:${seat}`}
          person={person}
          generation={line.generation}
          seat={seat}
          speaker={speaker}
        />
      ))}
    </div>
  );
}

interface Props {
  readonly person: string;
  readonly generation: number;
  readonly seat: number;
  readonly speaker: string;
}

function Sound({ person, generation, seat, speaker }: Props) {
  const { runtime } = useWorld();
  const ref = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = ref.current;
    const stream = runtime.seat(generation, seat)?.sound;
    if (audio === null || stream === undefined) return;
    audio.srcObject = stream;
    audio.play().catch((error: unknown) => {
      // iOS and strict autoplay settings want a tap first; a replaced source (AbortError) is no refusal.
      if (error instanceof DOMException && error.name === "NotAllowedError")
        runtime.act({ type: "sound_blocked", blocked: true });
    });
    return () => {
      audio.srcObject = null;
    };
  }, [runtime, generation, seat]);
  useEffect(() => {
    if (ref.current !== null) void playThrough(ref.current, speaker);
  }, [speaker]);
  return <audio ref={ref} autoplay data-sound-of={person} />;
}
