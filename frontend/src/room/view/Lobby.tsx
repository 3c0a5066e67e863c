/** The waiting room: one's own picture and microphone, and whether the clinician knows that one is here. */

import { Check, Clock, LifeBuoy, LogOut, ShieldCheck } from "lucide-preact";
import { gives, type Room, type State } from "../model";
import { useWorld } from "./context";
import { DeviceToggle } from "./Controls";
import { Notes } from "./Notes";
import { Avatar, Button, MicrophoneMeter } from "./parts";
import { Picture } from "./Picture";
import { sessionTimes } from "./times";

export function Lobby({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings, config } = useWorld();
  const { act } = runtime;
  const clinicianHere = room.room.facilitated;
  return (
    <main class="lobby" data-testid="lobby">
      <div class="lobby-card">
        <header>
          <h1>{room.room.title}</h1>
          <p class="quiet">{sessionTimes(room.room, config.language, strings)}</p>
        </header>
        <OwnPreview state={state} room={room} />
        <p class="lobby-status" role="status" data-testid="lobby-status">
          <span class={`lobby-mark${clinicianHere ? " seen" : ""}`} aria-hidden="true">
            {clinicianHere ? <Check size={20} /> : <Clock size={20} />}
          </span>
          <span>
            <strong>{clinicianHere ? strings.lobbySeen : strings.lobbyAlone}</strong>{" "}
            {clinicianHere ? strings.lobbySeenMore : strings.lobbyAloneMore}
          </span>
        </p>
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

function OwnPreview({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const asking = state.microphone.state === "asking" || state.camera.state === "asking";
  const voice = gives(state.microphone);
  return (
    <div class="preview" data-testid="preview">
      <div class="preview-picture">
        <Avatar id={room.you.id} name={room.you.name} />
        {gives(state.camera) && <Picture stream={runtime.ownPicture()} mirrored label={strings.preview} />}
        <p class="preview-words">{asking ? strings.asking : gives(state.camera) ? "" : strings.previewOff}</p>
      </div>
      <div class="preview-controls">
        <DeviceToggle kind="microphone" device={state.microphone} />
        <DeviceToggle kind="camera" device={state.camera} />
        <div class="preview-meter">
          {voice && <MicrophoneMeter />}
          <small>
            {voice
              ? state.speaking.has(room.you.id)
                ? strings.micWorks
                : strings.micQuiet
              : strings.micState(false)}
          </small>
        </div>
      </div>
    </div>
  );
}
