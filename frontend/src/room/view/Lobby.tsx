/** The waiting room: one's own picture and microphone, and whether the clinician knows that one is here. */

import { Check, Clock, LifeBuoy, LogOut, MessageCircle, ShieldCheck } from "lucide-preact";
import type { Room, State } from "../model";
import { useWorld } from "./context";
import { Notes } from "./Notes";
import { Button } from "./parts";
import { OwnPreview } from "./Preview";
import { clock, sessionTimes } from "./times";

export function Lobby({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings, config } = useWorld();
  const { act } = runtime;
  const clinicianHere = room.room.facilitated;
  const [title, more] = room.you.on_hold
    ? [strings.lobbyOnHold, strings.lobbyOnHoldMore(config.helpPhone)]
    : clinicianHere
      ? [strings.lobbySeen, strings.lobbySeenMore]
      : [strings.lobbyAlone, strings.lobbyAloneMore];
  return (
    <main class="lobby" data-testid="lobby">
      <div class="lobby-card">
        <header>
          <h1>{room.room.title}</h1>
          <p class="quiet">{sessionTimes(room.room, config.language, strings)}</p>
        </header>
        <OwnPreview state={state} person={room.you} />
        <p class="lobby-status" role="status" data-testid="lobby-status">
          <span class={`lobby-mark${clinicianHere ? " seen" : ""}`} aria-hidden="true">
            {clinicianHere ? <Check size={20} /> : <Clock size={20} />}
          </span>
          <span>
            <strong>{title}</strong> {more}
          </span>
        </p>
        <LobbyNotes room={room} />
        <Notes state={state} room={room} />
        <footer>
          <span class="not-recorded">
            <ShieldCheck aria-hidden="true" size={16} /> {strings.notRecordedMore}
          </span>
          <span class="lobby-actions">
            <Button
              icon={LifeBuoy}
              label={strings.help}
              tone="quiet"
              testId="help"
              onClick={() => act({ type: "ask", dialog: { kind: "help" } })}
            />
            <Button
              icon={LogOut}
              label={strings.leave}
              tone="quiet"
              testId="leave"
              onClick={() => act({ type: "order", order: { type: "leave" } })}
            />
          </span>
        </footer>
      </div>
    </main>
  );
}

/** What the clinicians say to this person while they wait; read aloud as it comes. */
function LobbyNotes({ room }: { readonly room: Room }) {
  const { strings, config } = useWorld();
  return (
    <div role="log" aria-label={strings.fromClinician} data-testid="lobby-notes">
      {room.you.lobby_notes.length > 0 && (
        <ul class="lobby-notes">
          {room.you.lobby_notes.map(({ at, text }) => (
            <li key={at}>
              <MessageCircle aria-hidden="true" size={18} />
              <span>
                <small>
                  {strings.fromClinician} · {clock(at, config.language)}
                </small>
                {text}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
