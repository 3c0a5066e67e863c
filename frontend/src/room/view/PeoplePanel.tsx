/** The clinicians' panel: who waits and since when, who is in the room, and what may be done for the whole room. */

import { Lock, LockOpen, MicOff, UserCheck, UserMinus, X } from "lucide-preact";
import { facilitates, type Room } from "../model";
import type { PersonView } from "../protocol.generated";
import { isIn, isWaiting } from "../update_room";
import { useNow, useWorld } from "./context";
import { PEOPLE_BUTTON } from "./Controls";
import { Avatar, Button, IconButton } from "./parts";

export function PeoplePanel({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const inside = room.people.filter(isIn);
  return (
    <aside class="panel" aria-label={strings.people} data-testid="people-panel">
      <header>
        <h2>{strings.people}</h2>
        <IconButton icon={X} label={strings.close} onClick={() => {
            act({ type: "panel", open: false });
            document.getElementById(PEOPLE_BUTTON)?.focus();
          }} />
      </header>
      <WaitingList room={room} />
      <section aria-labelledby="inside-title">
        <h3 id="inside-title">{strings.inRoom(inside.length + 1)}</h3>
        <ul class="people">
          {inside.map((person) => (
            <Row key={person.id} person={person}>
              {person.microphone && (
                <IconButton
                  icon={MicOff}
                  label={strings.muteNamed(person.name)}
                  testId="mute"
                  onClick={() => act({ type: "order", order: { type: "mute", person: person.id } })}
                />
              )}
              {!facilitates(person) && (
                <IconButton
                  icon={UserMinus}
                  tone="danger"
                  label={strings.removeNamed(person.name)}
                  testId="remove"
                  onClick={() => act({ type: "ask", dialog: { kind: "remove", person: person.id } })}
                />
              )}
            </Row>
          ))}
        </ul>
      </section>
      <footer>
        <Button
          label={strings.muteAll}
          testId="mute-all"
          onClick={() => act({ type: "order", order: { type: "mute_all" } })}
        />
        <label class="switch">
          <input
            type="checkbox"
            role="switch"
            checked={room.room.locked}
            data-testid="lock"
            onChange={(event) =>
              act({ type: "order", order: { type: "set_lock", on: event.currentTarget.checked } })
            }
          />
          <span class="track" aria-hidden="true">
            {room.room.locked ? <Lock size={12} /> : <LockOpen size={12} />}
          </span>
          <span>
            {strings.lock}
            <small>{strings.lockMore}</small>
          </span>
        </label>
        <Button
          tone="danger"
          label={strings.endForAll}
          testId="end"
          onClick={() => act({ type: "ask", dialog: { kind: "end" } })}
        />
      </footer>
    </aside>
  );
}

function WaitingList({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const now = useNow(10_000) + room.clockAhead;
  const waiting = room.people
    .filter(isWaiting)
    .sort((a, b) => Date.parse(a.waiting_since ?? "") - Date.parse(b.waiting_since ?? ""));
  return (
    <section class="waiting" aria-labelledby="waiting-title" data-testid="waiting-list">
      <div class="heading">
        <h3 id="waiting-title">{strings.waiting}</h3>
        {waiting.length > 1 && (
          <Button
            label={strings.admitAll}
            tone="primary"
            testId="admit-all"
            onClick={() => act({ type: "order", order: { type: "admit_all" } })}
          />
        )}
      </div>
      {waiting.length === 0 && <p class="quiet">{strings.waitingNobody}</p>}
      <ul class="people">
        {waiting.map((person) => (
          <Row
            key={person.id}
            person={person}
            since={strings.waitingFor(Math.floor((now - Date.parse(person.waiting_since ?? "")) / 60_000))}
          >
            <Button
              icon={UserCheck}
              label={strings.admit}
              spoken={strings.admitNamed(person.name)}
              tone={waiting.length > 1 ? "plain" : "primary"}
              testId="admit"
              onClick={() => act({ type: "order", order: { type: "admit", person: person.id } })}
            />
          </Row>
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly person: PersonView;
  readonly since?: string;
  readonly children: preact.ComponentChildren;
}

function Row({ person, since, children }: RowProps) {
  const { strings } = useWorld();
  const role =
    person.part === "facilitator"
      ? strings.facilitator
      : person.part === "cofacilitator"
        ? strings.cofacilitator
        : "";
  const notes = [
    since ?? "",
    role,
    person.pronouns,
    person.microphone || since !== undefined ? "" : strings.muted,
  ].filter(Boolean);
  return (
    <li data-person={person.id}>
      <Avatar id={person.id} name={person.name} />
      <span class="who">
        <span class="name">{person.name}</span>
        {notes.length > 0 && <small>{notes.join(" · ")}</small>}
      </span>
      <span class="actions">{children}</span>
    </li>
  );
}
