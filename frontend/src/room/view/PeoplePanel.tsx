/** The clinicians' list: who is not OK, who waits and since when, who is here, and what may be done for each. */

import { useState } from "preact/hooks";
import {
  CameraOff,
  Ellipsis,
  Hand,
  HeartHandshake,
  Lightbulb,
  LightbulbOff,
  MessageCircle,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  ShieldAlert,
  Speech,
  UserMinus,
} from "lucide-preact";
import type { LucideIcon } from "lucide-preact";
import { facilitates, type Order, type Room } from "../model";
import type { PersonView } from "../protocol.generated";
import { isHere, isIn } from "../update_room";
import { Connection } from "./Bar";
import { useWorld } from "./context";
import { Avatar, Button, IconButton } from "./parts";
import { roleOf } from "./Tile";
import { Waiting } from "./Waiting";

export function People({ room }: { readonly room: Room }) {
  const { strings } = useWorld();
  const inside = room.people.filter((person) => isHere(person, room)).sort(handsFirst);
  const elsewhere = room.people.filter((person) => isIn(person) && !isHere(person, room));
  return (
    <>
      <Distressed room={room} />
      <Waiting room={room} />
      <section aria-labelledby="inside-title">
        <h2 id="inside-title">{strings.inRoom(inside.length + 1)}</h2>
        <ul class="people">
          {inside.map((person) => (
            <Row key={person.id} person={person} room={room} />
          ))}
        </ul>
      </section>
      {elsewhere.length > 0 && (
        <section aria-labelledby="elsewhere-title">
          <h2 id="elsewhere-title">{strings.inOtherRooms(elsewhere.length)}</h2>
          <ul class="people">
            {elsewhere.map((person) => (
              <Row key={person.id} person={person} room={room} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Raised hands come first, in the order in which they rose; the others keep theirs. */
function handsFirst(one: PersonView, other: PersonView): number {
  return (one.hand ?? Number.MAX_SAFE_INTEGER) - (other.hand ?? Number.MAX_SAFE_INTEGER);
}

/** Above all else, until a clinician has seen it. */
function Distressed({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const people = room.people.filter(({ staff }) => staff !== null && staff.distress !== "none");
  if (people.length === 0) return null;
  return (
    <section class="distressed" aria-label={strings.notOk}>
      {people.map(({ id, name, staff }) => (
        <div key={id} class="distress" data-testid="distress" data-state={staff?.distress}>
          <p>
            <HeartHandshake aria-hidden="true" size={18} /> <strong>{strings.isNotOk(name)}</strong>
          </p>
          <span class="choices">
            {staff?.distress === "told" && (
              <Button
                tone="primary"
                label={strings.seeDistress}
                testId="see-distress"
                onClick={() => act({ type: "order", order: { type: "see_distress", person: id } })}
              />
            )}
            <Button
              label={strings.sideRoom}
              onClick={() => act({ type: "order", order: { type: "open_side_room", person: id } })}
            />
            <Button label={strings.safety} onClick={() => act({ type: "ask_safety", person: id })} />
          </span>
        </div>
      ))}
    </section>
  );
}

function Row({ person, room }: { readonly person: PersonView; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const [open, setOpen] = useState(false);
  const place = room.room.breakouts?.rooms.find(({ id }) => id === person.place)?.name;
  const notes = [
    roleOf(person, strings),
    person.pronouns,
    person.microphone ? "" : strings.muted,
    person.interrupted ? strings.interrupted : "",
    isHere(person, room) ? "" : (place ?? (person.place === "room" ? strings.mainRoom : strings.sideRoom)),
    // Who is behind a chosen name.
    person.staff !== null && person.staff.roster_name !== person.name ? person.staff.roster_name : "",
  ].filter(Boolean);
  return (
    <li data-person={person.id} class={open ? "open" : ""}>
      <Avatar id={person.id} name={person.name} />
      <span class="who">
        <span class="name">{person.name}</span>
        {notes.length > 0 && <small>{notes.join(" · ")}</small>}
      </span>
      <span class="actions">
        {(person.quality === "fair" || person.quality === "poor") && <Connection quality={person.quality} />}
        {person.hand !== null && (
          <IconButton
            icon={Hand}
            tone="hand"
            label={strings.lowerHandOf(person.name)}
            testId="lower-hand"
            onClick={() => runtime.act({ type: "order", order: { type: "lower_hand", person: person.id } })}
          />
        )}
        {person.microphone && (
          <IconButton
            icon={MicOff}
            label={strings.muteNamed(person.name)}
            testId="mute"
            onClick={() => runtime.act({ type: "order", order: { type: "mute", person: person.id } })}
          />
        )}
        <IconButton
          icon={Ellipsis}
          label={strings.moreFor(person.name)}
          testId="more-for"
          expanded={open}
          onClick={() => setOpen(!open)}
        />
      </span>
      {person.staff?.share === "requested" && <ShareRequest person={person} />}
      {open && <Actions person={person} room={room} done={() => setOpen(false)} />}
    </li>
  );
}

function ShareRequest({ person }: { readonly person: PersonView }) {
  const { runtime, strings } = useWorld();
  const grant = (on: boolean) =>
    runtime.act({ type: "order", order: { type: "grant_share", person: person.id, on } });
  return (
    <span class="row-question">
      {strings.wantsToShare(person.name)}
      <Button label={strings.allow} tone="primary" testId="grant-share" onClick={() => grant(true)} />
      <Button label={strings.notNow} onClick={() => grant(false)} />
    </span>
  );
}

interface ActionsProps {
  readonly person: PersonView;
  readonly room: Room;
  readonly done: () => void;
}

/** What may be done for one person. Nobody is unmuted by another: they are asked. */
function Actions({ person, room, done }: ActionsProps) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const { id } = person;
  const order = (wanted: Order) => () => act({ type: "order", order: wanted });
  const spotlit = room.room.spotlight === id;
  const leads = facilitates(person);
  const mayShare = person.staff?.share === "granted" || person.staff?.share === "sharing";
  const items: readonly (readonly [boolean, LucideIcon, string, string, () => void])[] = [
    [!person.microphone, Mic, strings.askToUnmute, "ask-to-unmute", order({ type: "ask_to_unmute", person: id })],
    [person.camera, CameraOff, strings.stopCamera, "stop-camera", order({ type: "stop_camera", person: id })],
    [
      true,
      spotlit ? LightbulbOff : Lightbulb,
      spotlit ? strings.endSpotlight : strings.spotlight,
      "spotlight",
      order({ type: "spotlight", person: spotlit ? null : id }),
    ],
    [!leads, MessageCircle, strings.writePrivately, "write-to", () => act({ type: "write_to", to: id })],
    [
      !leads,
      mayShare ? MonitorX : MonitorUp,
      mayShare ? strings.endShare : strings.letShare,
      "let-share",
      order({ type: "grant_share", person: id, on: !mayShare }),
    ],
    [!leads, Speech, strings.openSideRoom, "side-room", order({ type: "open_side_room", person: id })],
    [!leads, ShieldAlert, strings.safety, "safety", () => act({ type: "ask_safety", person: id })],
    [
      !leads,
      UserMinus,
      strings.remove,
      "remove",
      () => act({ type: "ask", dialog: { kind: "remove", person: id } }),
    ],
  ];
  return (
    <ul class="row-actions" aria-label={strings.moreFor(person.name)}>
      {items
        .filter(([may]) => may)
        .map(([, Icon, label, testId, does]) => (
          <li key={testId}>
            <button
              type="button"
              data-testid={testId}
              class={testId === "remove" ? "danger" : ""}
              onClick={() => {
                done();
                does();
              }}
            >
              <Icon aria-hidden="true" size={18} /> {label}
            </button>
          </li>
        ))}
    </ul>
  );
}
