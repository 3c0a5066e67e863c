/** Which screen is shown, for the state as it is. */

import { Lock, ShieldCheck } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { facilitates, type Room, type State } from "../model";
import { isWaiting } from "../update_room";
import { useWorld } from "./context";
import { Controls } from "./Controls";
import { Dialogs } from "./Dialogs";
import { Lobby } from "./Lobby";
import { Log, Notes } from "./Notes";
import { PeoplePanel } from "./PeoplePanel";
import { Closed, Elsewhere, Opening } from "./Screens";
import { Sounds } from "./Sounds";
import { Stage } from "./Stage";
import { clock } from "./times";

export function App() {
  const { runtime } = useWorld();
  const [state, setState] = useState(runtime.state());
  useEffect(() => runtime.subscribe(setState), [runtime]);
  useTitle(state);
  return (
    <div class="room-app">
      <Shown state={state} />
      <Log state={state} />
      <Dialogs state={state} room={state.room} />
    </div>
  );
}

/** The tab says how many wait, for a clinician who is looking at another one. */
function useTitle({ room, link }: State): void {
  const waiting = room === null || link.kind === "closed" ? 0 : room.people.filter(isWaiting).length;
  const title = room?.room.title;
  useEffect(() => {
    if (title !== undefined) document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  }, [title, waiting]);
}

function Shown({ state }: { readonly state: State }) {
  const { link, room } = state;
  if (link.kind === "closed") return <Closed link={link} />;
  if (room === null) return <Opening lost={link.kind === "waiting"} />;
  if (room.you.standing !== "admitted") return <Lobby state={state} room={room} />;
  return <Inside state={state} room={room} />;
}

function Inside({ state, room }: { readonly state: State; readonly room: Room }) {
  const { strings, config } = useWorld();
  const panel = facilitates(room.you) && state.panelOpen;
  return (
    <div class={`inside${panel ? " with-panel" : ""}`} data-testid="room">
      <header class="bar">
        <h1>{room.room.title}</h1>
        <p>
          {room.room.locked && (
            <span>
              <Lock aria-hidden="true" size={14} /> {strings.locked}
            </span>
          )}
          <span class="not-recorded">
            <ShieldCheck aria-hidden="true" size={14} /> {strings.notRecorded}
          </span>
          <span class="until">{strings.until(clock(room.room.ends_at, config.language))}</span>
        </p>
      </header>
      <main>
        <Notes state={state} room={room} />
        {state.media.mode === "elsewhere" ? <Elsewhere /> : <Stage state={state} room={room} />}
      </main>
      {panel && <PeoplePanel room={room} />}
      <Controls state={state} room={room} />
      {state.media.current && <Sounds line={state.media.current} />}
    </div>
  );
}
