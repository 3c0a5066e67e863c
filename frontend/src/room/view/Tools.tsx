/** What clinicians do for the whole group: the door, silence, a round of turns, a break, breakouts, the end. */

import { Coffee, DoorClosed, Hand, LightbulbOff, MicOff, RefreshCw, Square } from "lucide-preact";
import { useState } from "preact/hooks";
import { nameOf } from "../differences";
import { facilitates, type Room } from "../model";
import { isHere } from "../update_room";
import { Breakouts } from "./Breakouts";
import { useWorld } from "./context";
import { Button, Switch } from "./parts";

const BREAKS_MIN = [5, 10, 15] as const;
const TURNS_S = [0, 60, 120, 180, 300] as const;

export function Tools({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const hands = room.people.some(({ hand }) => hand !== null);
  const { spotlight } = room.room;
  return (
    <div class="tools">
      <section>
        <Switch
          label={strings.lock}
          more={strings.lockMore}
          on={room.room.locked}
          testId="lock"
          onChange={(on) => act({ type: "order", order: { type: "set_lock", on } })}
        />
        <span class="choices">
          <Button
            icon={MicOff}
            label={strings.muteAll}
            testId="mute-all"
            onClick={() => act({ type: "order", order: { type: "mute_all" } })}
          />
          {hands && (
            <Button
              icon={Hand}
              label={strings.lowerHands}
              testId="lower-hands"
              onClick={() => act({ type: "order", order: { type: "lower_hand", person: null } })}
            />
          )}
          {spotlight !== null && (
            <Button
              icon={LightbulbOff}
              label={strings.endSpotlightOf(nameOf(room, spotlight))}
              testId="end-spotlight"
              onClick={() => act({ type: "order", order: { type: "spotlight", person: null } })}
            />
          )}
        </span>
      </section>
      <Round room={room} />
      <Breaks room={room} />
      <Breakouts room={room} />
      <section class="tools-end">
        <Button
          icon={DoorClosed}
          tone="danger"
          label={strings.endForAll}
          testId="end"
          onClick={() => act({ type: "ask", dialog: { kind: "end" } })}
        />
      </section>
    </div>
  );
}

function Round({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const [seconds, setSeconds] = useState<number>(120);
  const people = room.people.filter((person) => isHere(person, room) && !facilitates(person));
  return (
    <section aria-labelledby="round-title">
      <h2 id="round-title">{strings.round}</h2>
      {room.room.round === null ? (
        <>
          <p class="quiet">{strings.roundMore}</p>
          <span class="line-up">
            <select
              aria-label={strings.perTurn}
              data-testid="round-seconds"
              value={seconds}
              onChange={(event) => setSeconds(Number(event.currentTarget.value))}
            >
              {TURNS_S.map((each) => (
                <option key={each} value={each}>
                  {each === 0 ? strings.noTimer : strings.minutesEach(each / 60)}
                </option>
              ))}
            </select>
            <Button
              icon={RefreshCw}
              label={strings.startRound}
              testId="start-round"
              disabled={people.length === 0}
              onClick={() =>
                act({
                  type: "order",
                  order: { type: "start_round", people: people.map(({ id }) => id), seconds },
                })
              }
            />
          </span>
        </>
      ) : (
        <Button
          icon={Square}
          label={strings.stopRound}
          testId="stop-round"
          onClick={() => act({ type: "order", order: { type: "stop_round" } })}
        />
      )}
    </section>
  );
}

function Breaks({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  return (
    <section aria-labelledby="break-tool-title">
      <h2 id="break-tool-title">{strings.pause}</h2>
      {room.room.pause === null ? (
        <>
          <p class="quiet">{strings.pauseMore}</p>
          <span class="choices">
            {BREAKS_MIN.map((minutes) => (
              <Button
                key={minutes}
                icon={Coffee}
                label={strings.minutes(minutes)}
                spoken={strings.breakFor(minutes)}
                testId={`break-${minutes}`}
                onClick={() => act({ type: "order", order: { type: "start_break", seconds: minutes * 60 } })}
              />
            ))}
          </span>
        </>
      ) : (
        <Button label={strings.endBreak} onClick={() => act({ type: "order", order: { type: "end_break" } })} />
      )}
    </section>
  );
}
