/** Which screen is shown, for the state as it is. */

import { useEffect, useState } from "preact/hooks";
import { facilitates, type Room, type State } from "../model";
import { isWaiting } from "../update_room";
import { Bar } from "./Bar";
import { Check } from "./Check";
import { useWorld } from "./context";
import { Controls } from "./Controls";
import { Dialogs } from "./Dialogs";
import { useKeys } from "./keys";
import { Lobby } from "./Lobby";
import { Log, Notes } from "./Notes";
import { SidePanel } from "./SidePanel";
import { Held, Pause, PlaceBanner, Turns } from "./Places";
import { Closed, Elsewhere, Opening } from "./Screens";
import { Sounds } from "./Sounds";
import { Captions, Stage } from "./Stage";

export function App() {
  const { runtime } = useWorld();
  const [state, setState] = useState(runtime.state());
  useEffect(() => runtime.subscribe(setState), [runtime]);
  useTitle(state);
  useKeys(state.settings.pushToTalk);
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
  if (link.kind === "checking") return <Check state={state} />;
  if (room === null) return <Opening lost={link.kind === "waiting"} />;
  if (room.you.standing !== "admitted") return <Lobby state={state} room={room} />;
  return <Inside state={state} room={room} />;
}

function Inside({ state, room }: { readonly state: State; readonly room: Room }) {
  const panel = state.panel === "chat" || facilitates(room.you) ? state.panel : null;
  return (
    <div class={`inside${panel !== null ? " with-panel" : ""}`} data-testid="room" data-place={room.you.place.kind}>
      <Bar state={state} room={room} />
      <main>
        <PlaceBanner room={room} />
        <Turns room={room} />
        <div class="middle">
          <Notes state={state} room={room} />
          <Middle state={state} room={room} />
        </div>
      </main>
      {panel !== null && <SidePanel panel={panel} state={state} room={room} />}
      <Controls state={state} room={room} />
      {state.media.current && <Sounds line={state.media.current} speaker={state.settings.speaker} />}
    </div>
  );
}

function Middle({ state, room }: { readonly state: State; readonly room: Room }) {
  if (state.media.mode === "elsewhere") return <Elsewhere />;
  if (room.room.held && !facilitates(room.you)) return <Held />;
  // A talk in a side room goes on while the others are on a break.
  if (room.room.pause !== null && room.you.place.kind !== "side") return <Pause room={room} pause={room.room.pause} />;
  return (
    <>
      <Stage state={state} room={room} />
      <Captions state={state} room={room} />
    </>
  );
}
