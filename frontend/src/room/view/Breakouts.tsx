/** Breakout rooms: plan them, move people between them, open, visit, write to all of them, bring everyone back. */

import { DoorOpen, LogIn, Megaphone, Shuffle, Trash2, Undo2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { evenly } from "../breakouts";
import { facilitates, type Room } from "../model";
import type { BreakoutsView } from "../protocol.generated";
import { isIn } from "../update_room";
import { useNow, useWorld } from "./context";
import { Button } from "./parts";
import { minutesAndSeconds } from "./times";

const COUNTS = [2, 3, 4, 5, 6] as const;
/** Time to finish a sentence. */
const COUNTDOWN_S = 60;

export function Breakouts({ room }: { readonly room: Room }) {
  const { strings } = useWorld();
  const { breakouts } = room.room;
  return (
    <section aria-labelledby="breakouts-title" data-testid="breakouts">
      <h2 id="breakouts-title">{strings.breakouts}</h2>
      {breakouts === null ? (
        <Plan room={room} />
      ) : (
        <>
          <Assignments room={room} breakouts={breakouts} />
          {breakouts.open ? <Open room={room} breakouts={breakouts} /> : <Ready />}
        </>
      )}
    </section>
  );
}

const groupOf = (room: Room) => room.people.filter((person) => isIn(person) && !facilitates(person));

function Plan({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const [count, setCount] = useState(2);
  const ids = groupOf(room).map(({ id }) => id);
  return (
    <>
      <p class="quiet">{strings.breakoutsMore}</p>
      <span class="line-up">
        <select
          aria-label={strings.howManyRooms}
          data-testid="breakout-count"
          value={count}
          onChange={(event) => setCount(Number(event.currentTarget.value))}
        >
          {COUNTS.map((each) => (
            <option key={each} value={each}>
              {strings.rooms(each)}
            </option>
          ))}
        </select>
        <Button
          icon={Shuffle}
          label={strings.planBreakouts}
          testId="plan-breakouts"
          disabled={ids.length === 0}
          onClick={() =>
            runtime.act({
              type: "order",
              order: {
                type: "plan_breakouts",
                breakouts: evenly(ids, count).map((people, index) => ({
                  name: strings.breakoutName(index + 1),
                  people,
                })),
              },
            })
          }
        />
      </span>
    </>
  );
}

interface OpenProps {
  readonly room: Room;
  readonly breakouts: BreakoutsView;
}

/** Each person and where they are to be: moved within the plan, or at once while the rooms are open. */
function Assignments({ room, breakouts }: OpenProps) {
  const { runtime, strings } = useWorld();
  return (
    <ul class="assignments">
      {groupOf(room).map(({ id, name, staff }) => (
        <li key={id}>
          <label>
            <span>{name}</span>
            <select
              value={staff?.assigned ?? "room"}
              data-testid="assign"
              data-person={id}
              onChange={(event) =>
                runtime.act({
                  type: "order",
                  order: { type: "assign", person: id, place: event.currentTarget.value },
                })
              }
            >
              <option value="room">{strings.mainRoom}</option>
              {breakouts.rooms.map((place) => (
                <option key={place.id} value={place.id}>
                  {place.name}
                </option>
              ))}
            </select>
          </label>
        </li>
      ))}
    </ul>
  );
}

function Ready() {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  return (
    <span class="choices">
      <Button
        icon={DoorOpen}
        tone="primary"
        label={strings.openBreakouts}
        testId="open-breakouts"
        onClick={() => act({ type: "order", order: { type: "open_breakouts" } })}
      />
      <Button
        icon={Trash2}
        tone="quiet"
        label={strings.discardBreakouts}
        testId="discard-breakouts"
        onClick={() => act({ type: "order", order: { type: "plan_breakouts", breakouts: [] } })}
      />
    </span>
  );
}

function Open({ room, breakouts }: OpenProps) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const now = useNow(1_000) + room.clockAhead;
  const { closes_at: closes } = breakouts;
  return (
    <>
      <ul class="visits">
        {breakouts.rooms.map(({ id, name }) => {
          const here = room.you.place.id === id;
          return (
            <li key={id}>
              <span>
                {name} <small>{strings.howMany(room.people.filter((p) => isIn(p) && p.place === id).length)}</small>
              </span>
              <Button
                icon={here ? Undo2 : LogIn}
                label={here ? strings.backToRoom : strings.visit}
                spoken={here ? strings.backToRoom : strings.visitNamed(name)}
                testId="visit"
                onClick={() => act({ type: "order", order: { type: "go_to", place: here ? "room" : id } })}
              />
            </li>
          );
        })}
      </ul>
      <Announce />
      {closes !== null && <p role="timer">{strings.breakoutCloses(minutesAndSeconds(Date.parse(closes) - now))}</p>}
      <span class="choices">
        {closes === null && (
          <Button
            tone="primary"
            label={strings.closeBreakouts(COUNTDOWN_S)}
            testId="close-breakouts"
            onClick={() => act({ type: "order", order: { type: "close_breakouts", in_s: COUNTDOWN_S } })}
          />
        )}
        <Button
          label={strings.closeNow}
          testId="close-breakouts-now"
          onClick={() => act({ type: "order", order: { type: "close_breakouts", in_s: 0 } })}
        />
      </span>
    </>
  );
}

function Announce() {
  const { runtime, strings } = useWorld();
  const [text, setText] = useState("");
  return (
    <form
      class="tell"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        runtime.act({ type: "order", order: { type: "announce", text: text.trim() } });
        setText("");
      }}
    >
      <input
        type="text"
        maxLength={1000}
        value={text}
        aria-label={strings.announce}
        placeholder={strings.announce}
        data-testid="announce-text"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button" aria-label={strings.send} data-testid="announce-send">
        <Megaphone aria-hidden="true" size={18} />
      </button>
    </form>
  );
}
