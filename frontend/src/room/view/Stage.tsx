/** The tiles: as large as the space allows, without scrolling, without jumping about, beside a shared screen if any. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { nameOf } from "../differences";
import { arrange, corner, type Rect } from "../layout";
import type { Room, State } from "../model";
import type { PersonView } from "../protocol.generated";
import { isHere, isWaiting } from "../update_room";
import { useWorld } from "./context";
import { Button } from "./parts";
import { Picture } from "./Picture";
import { OwnTile, RemoteTile } from "./Tile";

const NOWHERE: Rect = { x: 0, y: 0, width: 0, height: 0 };

export function Stage({ state, room }: { readonly state: State; readonly room: Room }) {
  const { strings } = useWorld();
  const ref = useRef<HTMLDivElement>(null);
  const area = useArea(ref);
  const others = room.people.filter((person) => isHere(person, room));
  const sharer = sharing(others, room, state);
  const focus = focusIn(others, state, room);
  const floating = others.length === 1 && !state.selfHidden && sharer === null;
  const count = others.length + (floating || state.selfHidden ? 0 : 1);
  const { share, tiles } = arrange(Math.max(1, count), area, floating ? null : focus, sharer !== null);
  const own = floating ? corner(area) : (tiles[others.length] ?? tiles[0] ?? NOWHERE);
  const wanted = others.map(({ id }, index) => [id, tiles[index]?.height ?? 0] as const);
  useWatched(state.audioOnly.on ? wanted.map(([id]) => [id, 0] as const) : wanted);

  return (
    <div class="stage" ref={ref} data-layout={sharer !== null ? "share" : focus === null ? "grid" : "speaker"}>
      {share !== null && sharer !== null && <SharedScreen state={state} room={room} sharer={sharer} place={share} />}
      <ul class={`tiles${floating ? " floating-self" : ""}`} aria-label={strings.tiles} data-testid="tiles">
        {others.map((person, index) => (
          <RemoteTile key={person.id} person={person} state={state} place={tiles[index] ?? NOWHERE} />
        ))}
        {!state.selfHidden && <OwnTile key={room.you.id} you={room.you} state={state} place={own} />}
      </ul>
      {others.length === 0 && !room.people.some(isWaiting) && <Alone room={room} />}
    </div>
  );
}

function useArea(ref: { readonly current: HTMLDivElement | null }) {
  const [area, setArea] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setArea({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [ref]);
  return area;
}

/** Tells the media server how tall each picture is seen, in device pixels. */
function useWatched(heights: readonly (readonly [string, number])[]): void {
  const { runtime } = useWorld();
  const text = JSON.stringify(heights.map(([id, height]) => [id, Math.round(height * devicePixelRatio)]));
  useEffect(() => {
    runtime.watch(new Map(JSON.parse(text) as [string, number][]));
  }, [runtime, text]);
}

function sharing(others: readonly PersonView[], room: Room, state: State): string | null {
  if (room.you.share === "sharing" && state.capturing) return room.you.id;
  return others.find((person) => person.sharing)?.id ?? null;
}

/** Who is large: whom a clinician put there, else in the speaker layout who spoke last. */
function focusIn(others: readonly PersonView[], state: State, room: Room): number | null {
  const index = (id: string | null) => others.findIndex((person) => person.id === id);
  const spotlit = index(room.room.spotlight);
  if (spotlit >= 0) return spotlit;
  if (state.settings.layout !== "speaker" || others.length === 0) return null;
  return Math.max(0, index(state.focus));
}

interface SharedProps {
  readonly state: State;
  readonly room: Room;
  readonly sharer: string;
  readonly place: Rect;
}

function SharedScreen({ state, room, sharer, place }: SharedProps) {
  const { runtime, strings } = useWorld();
  const own = sharer === room.you.id;
  const line = state.media.current;
  const stream = own || line === null ? null : runtime.shared(line.generation);
  const label = own ? strings.youShare : strings.sharedBy(nameOf(room, sharer));
  return (
    <figure
      class="shared"
      data-testid="shared-screen"
      data-person={sharer}
      style={{ left: `${place.x}px`, top: `${place.y}px`, width: `${place.width}px`, height: `${place.height}px` }}
    >
      {own ? (
        <div class="own-share">
          <p>{strings.youShareMore}</p>
          <Button
            label={strings.stopSharing}
            tone="danger"
            testId="stop-share"
            onClick={() => runtime.act({ type: "share", on: false })}
          />
        </div>
      ) : (
        <Picture stream={stream} label={label} />
      )}
      <figcaption>{label}</figcaption>
    </figure>
  );
}

/** Below the faces, so that nobody's is hidden by what they say. */
export function Captions({ state, room }: { readonly state: State; readonly room: Room }) {
  if (!state.settings.captions || state.captions.length === 0) return null;
  return (
    <ul class="captions" data-testid="captions">
      {state.captions.map(({ key, person, what }) => (
        <li key={key}>
          <strong>{nameOf(room, person)}</strong> {what.text}
        </li>
      ))}
    </ul>
  );
}

function Alone({ room }: { readonly room: Room }) {
  const { strings } = useWorld();
  const elsewhere = room.room.breakouts?.open === true || room.you.place.kind !== "room";
  return (
    <p class="alone">
      <strong>{elsewhere ? strings.aloneHere : strings.alone}</strong>{" "}
      <span>{elsewhere ? strings.aloneHereMore : strings.aloneMore}</span>
    </p>
  );
}
