/** The line above the stage: what this session is, that nothing is recorded, until when, the connection, and help. */

import { BookOpen, LifeBuoy, Lock, ShieldCheck, Wifi, WifiHigh, WifiLow } from "lucide-preact";
import type { Room, State } from "../model";
import type { Quality } from "../protocol.generated";
import { useNow, useWorld } from "./context";
import { clock } from "./times";

export function Bar({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings, config } = useWorld();
  const about = room.room;
  const minutes = Math.ceil((Date.parse(about.ends_at) - useNow(15_000) - room.clockAhead) / 60_000);
  const hasTopic = about.topic !== "" || about.materials.length > 0;
  return (
    <header class="bar">
      <div class="bar-title">
        <h1>{about.title}</h1>
        {hasTopic && (
          <button
            type="button"
            class="topic"
            data-testid="topic"
            onClick={() => runtime.act({ type: "ask", dialog: { kind: "topic" } })}
          >
            <BookOpen aria-hidden="true" size={14} />
            <span>{about.topic || strings.materials}</span>
          </button>
        )}
      </div>
      <p>
        {about.locked && (
          <span>
            <Lock aria-hidden="true" size={14} /> {strings.locked}
          </span>
        )}
        <span class="not-recorded">
          <ShieldCheck aria-hidden="true" size={14} /> {strings.notRecorded}
        </span>
        <span class="until">
          {strings.until(clock(about.ends_at, config.language))}
          {minutes > 0 && minutes <= 30 && <span class="left"> · {strings.minutesLeft(minutes)}</span>}
        </span>
        {state.grade !== null && state.grade !== "good" && <Connection quality={state.grade} own />}
      </p>
      <button
        type="button"
        class="help-button"
        aria-label={strings.help}
        data-testid="help"
        onClick={() => runtime.act({ type: "ask", dialog: { kind: "help" } })}
      >
        <LifeBuoy aria-hidden="true" size={18} /> <span>{strings.help}</span>
      </button>
    </header>
  );
}

/** Bars, and words for those who do not see them. */
export function Connection({ quality, own = false }: { readonly quality: Quality; readonly own?: boolean }) {
  const { strings } = useWorld();
  const Icon = { good: Wifi, fair: WifiHigh, poor: WifiLow, unknown: Wifi }[quality];
  const words = strings.quality[quality];
  return (
    <span class={`connection ${quality}`} title={words} data-testid={own ? "own-connection" : "connection"}>
      <Icon aria-hidden="true" size={16} />
      <span class={own ? "connection-words" : "unseen"}>{words}</span>
    </span>
  );
}
