/** The tiles: as large as the space allows, without scrolling, and without jumping about. */

import { Eye } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { gridFor } from "../layout";
import type { Room, State } from "../model";
import { isIn, isWaiting } from "../update_room";
import { useWorld } from "./context";
import { Button } from "./parts";
import { OwnTile, RemoteTile } from "./Tile";

const GAP = 8;

export function Stage({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const ref = useRef<HTMLUListElement>(null);
  const [area, setArea] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setArea({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  const others = room.people.filter(isIn);
  const floating = others.length === 1 && !state.selfHidden;
  const inGrid = others.length + (floating || state.selfHidden ? 0 : 1);
  const grid = gridFor(Math.max(1, inGrid), area.width, area.height, GAP);
  const height = Math.round(grid.height * devicePixelRatio);
  const watched = others.map(({ id }) => id).join(" ");
  useEffect(() => {
    if (height > 0)
      runtime.watch(
        new Map(
          watched
            .split(" ")
            .filter(Boolean)
            .map((person) => [person, height]),
        ),
      );
  }, [runtime, watched, height]);

  return (
    <div class="stage">
      <ul
        ref={ref}
        class={`tiles${floating ? " floating-self" : ""}`}
        aria-label={strings.tiles}
        data-testid="tiles"
      >
        {others.map((person) => (
          <RemoteTile key={person.id} person={person} state={state} size={grid} />
        ))}
        {!state.selfHidden && (
          <OwnTile key={room.you.id} you={room.you} state={state} size={floating ? corner(area) : grid} />
        )}
      </ul>
      {others.length === 0 && !room.people.some(isWaiting) && <Alone />}
      {state.selfHidden && (
        <div class="show-self">
          <Button
            icon={Eye}
            label={strings.showSelf}
            tone="quiet"
            onClick={() => runtime.act({ type: "self_hidden", hidden: false })}
          />
        </div>
      )}
    </div>
  );
}

function Alone() {
  const { strings } = useWorld();
  return (
    <p class="alone">
      <strong>{strings.alone}</strong> <span>{strings.aloneMore}</span>
    </p>
  );
}

/** The self-view beside a single other person: a quarter of the shorter side, of their picture's shape. */
function corner(area: { width: number; height: number }): { width: number; height: number } {
  const portrait = area.height > area.width;
  const long = Math.round(Math.max(112, Math.min(220, Math.min(area.width, area.height) * 0.32)));
  const short = Math.round(long * 0.75);
  return portrait ? { width: short, height: long } : { width: long, height: short };
}
