/** One person on the stage: picture or initials, name and pronouns, microphone, hand, and how they are connected. */

import { EyeOff, Hand, Lightbulb, MicOff, Pause, PhoneIncoming, WifiOff } from "lucide-preact";
import type { Rect } from "../layout";
import { facilitates, gives, type State } from "../model";
import type { PersonView, Quality, Reaction, You } from "../protocol.generated";
import type { Strings } from "../strings";
import { Connection } from "./Bar";
import { useWorld } from "./context";
import { Avatar, IconButton } from "./parts";
import { Picture } from "./Picture";
import { REACTIONS } from "./reactions";

interface FrameProps {
  readonly id: string;
  readonly name: string;
  readonly pronouns: string;
  readonly role: string;
  readonly muted: boolean;
  readonly picture: boolean;
  /** The camera is on, but its picture is held back to keep the sound. */
  readonly held: boolean;
  readonly speaking: boolean;
  readonly away: boolean;
  readonly interrupted: boolean;
  readonly quality: Quality;
  /** Their place in the order of raised hands, from 1; 0 when theirs is down. */
  readonly hand: number;
  readonly spotlit: boolean;
  readonly reaction: Reaction | null;
  readonly own: boolean;
  readonly stream: MediaStream | null;
  readonly place: Rect;
}

/** Places in the order of raised hands, from 1. */
export function handsOf(state: State): ReadonlyMap<string, number> {
  const { room } = state;
  if (room === null) return new Map();
  const up = [room.you, ...room.people].filter(({ hand }) => hand !== null);
  return new Map(up.sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0)).map(({ id }, index) => [id, index + 1]));
}

const reactionOf = (state: State, person: string) =>
  state.reactions.find((shown) => shown.person === person)?.what ?? null;

interface RemoteProps {
  readonly person: PersonView;
  readonly state: State;
  readonly place: Rect;
}

export function RemoteTile({ person, state, place }: RemoteProps) {
  const { runtime, strings } = useWorld();
  const line = state.media.current;
  const seat = line?.seats.get(person.id);
  const stream =
    line === null || seat === undefined ? null : (runtime.seat(line.generation, seat)?.picture ?? null);
  const held = person.camera && state.stalled.has(person.id);
  return (
    <Frame
      id={person.id}
      name={person.name}
      pronouns={person.pronouns}
      role={roleOf(person, strings)}
      muted={!person.microphone}
      picture={person.camera && stream !== null && !held && !state.audioOnly.on}
      held={held && !person.interrupted}
      speaking={person.microphone && state.speaking.has(person.id)}
      away={!person.connected}
      interrupted={person.interrupted}
      quality={person.quality}
      hand={handsOf(state).get(person.id) ?? 0}
      spotlit={state.room?.room.spotlight === person.id}
      reaction={reactionOf(state, person.id)}
      own={false}
      stream={stream}
      place={place}
    />
  );
}

interface OwnProps {
  readonly you: You;
  readonly state: State;
  readonly place: Rect;
}

export function OwnTile({ you, state, place }: OwnProps) {
  const { runtime, strings } = useWorld();
  return (
    <Frame
      id={you.id}
      name={you.name}
      pronouns={you.pronouns}
      role={roleOf(you, strings)}
      muted={!gives(state.microphone)}
      picture={gives(state.camera)}
      held={gives(state.camera) && state.saving}
      speaking={gives(state.microphone) && state.speaking.has(you.id)}
      away={false}
      interrupted={you.interrupted}
      quality={state.grade ?? "unknown"}
      hand={handsOf(state).get(you.id) ?? 0}
      spotlit={state.room?.room.spotlight === you.id}
      reaction={reactionOf(state, you.id)}
      own
      stream={runtime.ownPicture()}
      place={place}
    />
  );
}

function Frame(props: FrameProps) {
  const { id, name, muted, picture, speaking, away, own, stream, place } = props;
  const { runtime, strings } = useWorld();
  const classes = ["tile", speaking && "speaking", away && "away", own && "own"].filter(Boolean).join(" ");
  return (
    <li
      class={classes}
      data-person={id}
      data-testid={own ? "own-tile" : "tile"}
      data-microphone={muted ? "off" : "on"}
      data-camera={picture ? "on" : "off"}
      data-speaking={speaking}
      data-hand={props.hand}
      style={{ left: `${place.x}px`, top: `${place.y}px`, width: `${place.width}px`, height: `${place.height}px` }}
    >
      <Avatar id={id} name={name} />
      {picture && <Picture stream={stream} mirrored={own} label={name} />}
      <Marks {...props} />
      <Plate {...props} />
      {own && (
        <IconButton
          icon={EyeOff}
          tone="onPicture"
          label={strings.hideSelf}
          onClick={() => runtime.act({ type: "self_hidden", hidden: true })}
        />
      )}
    </li>
  );
}

/** In the upper corner: a raised hand before all else, then who they are here. */
function Marks({ hand, role, own, spotlit, held, interrupted }: FrameProps) {
  const { strings } = useWorld();
  return (
    <span class="marks" aria-hidden="true">
      {hand > 0 && (
        <span class="mark hand">
          <Hand size={16} /> {hand}
        </span>
      )}
      {spotlit && (
        <span class="mark">
          <Lightbulb size={14} /> <span class="mark-words">{strings.inSpotlight}</span>
        </span>
      )}
      {role !== "" && !own && <span class="mark role">{role}</span>}
      {interrupted && (
        <span class="mark">
          <PhoneIncoming size={14} /> <span class="mark-words">{strings.interrupted}</span>
        </span>
      )}
      {held && (
        <span class="mark">
          <Pause size={14} /> <span class="mark-words">{strings.pictureHeld}</span>
        </span>
      )}
    </span>
  );
}

function Plate(props: FrameProps) {
  const { name, pronouns, role, muted, picture, held, away, interrupted, quality, hand, spotlit, reaction, own } =
    props;
  const { strings } = useWorld();
  const facts = [
    role,
    pronouns,
    muted ? strings.muted : strings.unmuted,
    picture ? "" : strings.cameraIsOff,
    away ? strings.away : "",
    interrupted ? strings.interrupted : "",
    held ? strings.pictureHeld : "",
    hand > 0 ? strings.handUp(hand) : "",
    spotlit ? strings.inSpotlight : "",
    reaction === null ? "" : strings.reaction[reaction],
  ];
  return (
    <div class="plate">
      {muted && <MicOff aria-hidden="true" size={16} class="muted-mark" />}
      {away && <WifiOff aria-hidden="true" size={16} />}
      {(quality === "fair" || quality === "poor") && !away && <Connection quality={quality} />}
      <span class="name">{own ? strings.you : name}</span>
      {pronouns !== "" && !own && <span class="pronouns">{pronouns}</span>}
      {reaction !== null && <Reacting reaction={reaction} />}
      <span class="unseen">{facts.filter(Boolean).join(", ")}</span>
    </div>
  );
}

function Reacting({ reaction }: { readonly reaction: Reaction }) {
  const Icon = REACTIONS[reaction];
  return (
    <span class={`reaction ${reaction}`} data-testid="reaction" data-reaction={reaction}>
      <Icon aria-hidden="true" size={18} />
    </span>
  );
}

export function roleOf(person: Pick<PersonView, "part">, strings: Strings): string {
  if (person.part === "guest") return strings.guest;
  return facilitates(person) ? strings[person.part === "facilitator" ? "facilitator" : "cofacilitator"] : "";
}
