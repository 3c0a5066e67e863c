/** The waiting room as clinicians see it: who, how long, whether the roster expects them, what they said of today. */

import { MessageCircle, UserCheck, UserX } from "lucide-preact";
import { useState } from "preact/hooks";
import type { Room } from "../model";
import type { CheckIn, PersonView } from "../protocol.generated";
import type { Strings } from "../strings";
import { isWaiting } from "../update_room";
import { useNow, useWorld } from "./context";
import { Avatar, Button, IconButton } from "./parts";
import { roleOf } from "./Tile";

export function Waiting({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const now = useNow(10_000) + room.clockAhead;
  const waiting = room.people
    .filter(isWaiting)
    .sort((a, b) => Date.parse(a.waiting_since ?? "") - Date.parse(b.waiting_since ?? ""));
  const [writing, setWriting] = useState(false);
  return (
    <section class="waiting" aria-labelledby="waiting-title" data-testid="waiting-list">
      <div class="heading">
        <h2 id="waiting-title">{strings.waiting}</h2>
        {waiting.length > 1 && (
          <span class="actions">
            <IconButton
              icon={MessageCircle}
              label={strings.messageAll}
              testId="message-all"
              expanded={writing}
              onClick={() => setWriting(!writing)}
            />
            <Button
              label={strings.admitAll}
              tone="primary"
              testId="admit-all"
              onClick={() => act({ type: "order", order: { type: "admit_all" } })}
            />
          </span>
        )}
      </div>
      {writing && waiting.length > 1 && <Tell person={null} done={() => setWriting(false)} />}
      {waiting.length === 0 && <p class="quiet">{strings.waitingNobody}</p>}
      <ul class="people">
        {waiting.map((person) => (
          <Waiter
            key={person.id}
            person={person}
            since={strings.waitingFor(Math.floor((now - Date.parse(person.waiting_since ?? "")) / 60_000))}
            first={waiting.length === 1}
          />
        ))}
      </ul>
    </section>
  );
}

interface WaiterProps {
  readonly person: PersonView;
  readonly since: string;
  readonly first: boolean;
}

function Waiter({ person, since, first }: WaiterProps) {
  const { runtime, strings } = useWorld();
  const [writing, setWriting] = useState(false);
  const { staff } = person;
  const hold = staff?.check_in?.on_hold === true ? staff.check_in : null;
  const flags = flagsOf(staff?.check_in ?? null, strings);
  const told = staff?.lobby_notes.at(-1)?.text;
  const who = [since, roleOf(person, strings), person.pronouns, rosterName(person, strings)].filter(Boolean);
  return (
    <li data-person={person.id}>
      <Avatar id={person.id} name={person.name} />
      <span class="who">
        <span class="name">{person.name}</span>
        <small>{who.join(" · ")}</small>
      </span>
      <span class="actions">
        <IconButton
          icon={MessageCircle}
          label={strings.messageTo(person.name)}
          testId="message"
          expanded={writing}
          onClick={() => setWriting(!writing)}
        />
        <IconButton
          icon={UserX}
          tone="danger"
          label={strings.declineNamed(person.name)}
          testId="decline"
          onClick={() => runtime.act({ type: "order", order: { type: "decline", person: person.id } })}
        />
        {hold === null && (
          <Button
            icon={UserCheck}
            label={strings.admit}
            spoken={strings.admitNamed(person.name)}
            tone={first ? "primary" : "plain"}
            testId="admit"
            onClick={() => runtime.act({ type: "order", order: { type: "admit", person: person.id } })}
          />
        )}
      </span>
      {(flags.length > 0 || hold !== null) && (
        <ul class="flags" data-testid="flags">
          {hold !== null && <li class="flag bad">{strings.onHold(hold.state)}</li>}
          {flags.map(({ words, alarming }) => (
            <li key={words} class={`flag${alarming ? " bad" : ""}`}>
              {words}
            </li>
          ))}
        </ul>
      )}
      {told !== undefined && <small class="told">{strings.youTold(told)}</small>}
      {writing && <Tell person={person.id} done={() => setWriting(false)} />}
    </li>
  );
}

/** Who the roster expects behind a chosen name; a name of one's own is no fault. */
function rosterName({ name, staff }: PersonView, strings: Strings): string {
  if (staff === null) return "";
  if (staff.roster_name === "") return strings.notOnRoster;
  return staff.roster_name === name ? strings.rosterMatches : staff.roster_name;
}

/** Of ten; from here on a craving is worth a word before the group begins. */
const STRONG_CRAVING = 7;
const LOW_MOOD = 3;

function flagsOf(checkIn: CheckIn | null, strings: Strings): readonly { words: string; alarming: boolean }[] {
  if (checkIn === null) return [];
  const { mood, cravings, safe } = checkIn;
  return [
    ...(safe === false ? [{ words: strings.flagNotSafe, alarming: true }] : []),
    ...(mood === null ? [] : [{ words: strings.flagMood(mood), alarming: mood <= LOW_MOOD }]),
    ...(cravings === null
      ? []
      : [{ words: strings.flagCravings(cravings), alarming: cravings >= STRONG_CRAVING }]),
  ];
}

/** A message to one who waits, or to all of them. */
function Tell({ person, done }: { readonly person: string | null; readonly done: () => void }) {
  const { runtime, strings } = useWorld();
  const [text, setText] = useState("");
  return (
    <form
      class="tell"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === "") return;
        runtime.act({ type: "order", order: { type: "tell_lobby", person, text: text.trim() } });
        done();
      }}
    >
      <input
        type="text"
        maxLength={1000}
        value={text}
        aria-label={strings.message}
        placeholder={strings.message}
        data-testid="tell-text"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button primary" data-testid="tell-send">
        {strings.send}
      </button>
    </form>
  );
}
