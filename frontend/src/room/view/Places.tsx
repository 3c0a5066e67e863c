/** What is different from the usual: a break, a held room, a breakout or a side room, a round of turns. */

import { ArrowLeft, Coffee, HeartHandshake, Phone, SkipForward, StepForward } from "lucide-preact";
import { nameOf } from "../differences";
import { facilitates, type Room } from "../model";
import type { BreakView, RoundView } from "../protocol.generated";
import { useNow, useWorld } from "./context";
import { HelpLines } from "./Help";
import { Button } from "./parts";
import { clock, minutesAndSeconds } from "./times";

/** A break, in place of the faces: nobody is heard or seen, and everyone knows when it goes on. */
export function Pause({ room, pause }: { readonly room: Room; readonly pause: BreakView }) {
  const { runtime, strings, config } = useWorld();
  const leftMs = Date.parse(pause.ends_at) - useNow(1_000) - room.clockAhead;
  return (
    <section class="aside-page" data-testid="break" aria-labelledby="break-title">
      <span class="screen-mark" aria-hidden="true">
        <Coffee size={30} />
      </span>
      <h2 id="break-title">{strings.breakTitle}</h2>
      <p class="countdown" role="timer" data-testid="break-left">
        {minutesAndSeconds(leftMs)}
      </p>
      <p>{strings.breakMore(clock(pause.ends_at, config.language))}</p>
      {facilitates(room.you) && (
        <Button
          tone="primary"
          label={strings.endBreak}
          testId="end-break"
          onClick={() => runtime.act({ type: "order", order: { type: "end_break" } })}
        />
      )}
    </section>
  );
}

/** No clinician is here: said kindly, with help in reach, for as long as it takes. */
export function Held() {
  const { strings, config } = useWorld();
  return (
    <section class="aside-page held" data-testid="held" role="status">
      <span class="screen-mark" aria-hidden="true">
        <HeartHandshake size={30} />
      </span>
      <h2>{strings.heldTitle}</h2>
      <p>{strings.heldMore}</p>
      <p>
        <a class="button" href={`tel:${config.helpPhone.replaceAll(" ", "")}`}>
          <Phone aria-hidden="true" size={18} />
          <span>{strings.call(config.helpPhone)}</span>
        </a>
      </p>
      <details>
        <summary>{strings.helpTitle}</summary>
        <HelpLines />
      </details>
    </section>
  );
}

/** Where one is, when that is not the room itself, and the way back. */
export function PlaceBanner({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const now = useNow(1_000) + room.clockAhead;
  const { place } = room.you;
  if (place.kind === "room") return null;
  const closes = room.room.breakouts?.closes_at ?? null;
  const left = closes === null ? null : minutesAndSeconds(Date.parse(closes) - now);
  const leads = facilitates(room.you);
  const side = place.kind === "side";
  return (
    <div class="strip" data-testid="place">
      <span role="status">
        <strong>{side ? strings.sideRoom : strings.inBreakout(place.name)}</strong>{" "}
        {side ? strings.sideRoomMore : ""}
      </span>
      {left !== null && <span role="timer">{strings.breakoutCloses(left)}</span>}
      {(leads || !side) && (
        <Button
          icon={ArrowLeft}
          label={side ? strings.endSideRoom : strings.backToRoom}
          testId="back-to-room"
          onClick={() =>
            runtime.act({
              type: "order",
              order: side ? { type: "close_side_room" } : { type: "go_to", place: "room" },
            })
          }
        />
      )}
    </div>
  );
}

/** A round: whose turn it is, for how long, and who comes next. */
export function Turns({ room }: { readonly room: Room }) {
  const { round } = room.room;
  return round === null ? null : <Turn room={room} round={round} />;
}

function Turn({ room, round }: { readonly room: Room; readonly round: RoundView }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const elapsed = useNow(1_000) + room.clockAhead - Date.parse(round.began_at);
  const leads = facilitates(room.you);
  const mine = round.current === room.you.id;
  const [next] = round.waiting;
  const left = round.seconds * 1_000 - elapsed;
  const over = round.seconds > 0 && left <= 0;
  return (
    <div class={`strip turn${mine ? " mine" : ""}`} data-testid="round" data-current={round.current ?? ""}>
      <span>
        <strong>
          {round.current === null
            ? strings.roundDone
            : mine
              ? strings.yourTurn
              : strings.turnOf(nameOf(room, round.current))}
        </strong>
        {next !== undefined && (
          <small>{strings.nextTurn(next === room.you.id ? strings.you : nameOf(room, next))}</small>
        )}
      </span>
      {round.current !== null && (
        <span class={`turn-time${over ? " over" : ""}`} role="timer">
          {over ? strings.turnOver : minutesAndSeconds(round.seconds > 0 ? left : elapsed)}
        </span>
      )}
      {(leads || mine) && round.current !== null && (
        <span class="strip-actions">
          <Button
            icon={StepForward}
            tone="primary"
            label={mine && !leads ? strings.turnDone : strings.turnNext}
            testId="next-turn"
            onClick={() => act({ type: "order", order: { type: "next_turn" } })}
          />
          {next !== undefined && (
            <Button
              icon={SkipForward}
              tone="quiet"
              label={strings.turnLater}
              testId="skip-turn"
              onClick={() => act({ type: "order", order: { type: "skip_turn" } })}
            />
          )}
        </span>
      )}
    </div>
  );
}
