/** One person on the stage: picture or initials, name and pronouns, microphone, whether they speak or are away. */

import { EyeOff, MicOff, WifiOff } from "lucide-preact";
import { facilitates, gives, type State } from "../model";
import type { PersonView, You } from "../protocol.generated";
import type { Strings } from "../strings";
import { useWorld } from "./context";
import { Avatar, IconButton } from "./parts";
import { Picture } from "./Picture";

interface Size {
  readonly width: number;
  readonly height: number;
}

interface FrameProps {
  readonly id: string;
  readonly name: string;
  readonly pronouns: string;
  readonly role: string;
  readonly muted: boolean;
  readonly picture: boolean;
  readonly speaking: boolean;
  readonly away: boolean;
  readonly own: boolean;
  readonly stream: MediaStream | null;
  readonly size: Size;
}

export function RemoteTile({
  person,
  state,
  size,
}: {
  readonly person: PersonView;
  readonly state: State;
  readonly size: Size;
}) {
  const { runtime, strings } = useWorld();
  const line = state.media.current;
  const seat = line?.seats.get(person.id);
  const stream =
    line === null || seat === undefined ? null : (runtime.seat(line.generation, seat)?.picture ?? null);
  return (
    <Frame
      id={person.id}
      name={person.name}
      pronouns={person.pronouns}
      role={roleOf(person, strings)}
      muted={!person.microphone}
      picture={person.camera && stream !== null}
      speaking={person.microphone && state.speaking.has(person.id)}
      away={!person.connected}
      own={false}
      stream={stream}
      size={size}
    />
  );
}

export function OwnTile({
  you,
  state,
  size,
}: {
  readonly you: You;
  readonly state: State;
  readonly size: Size;
}) {
  const { runtime, strings } = useWorld();
  return (
    <Frame
      id={you.id}
      name={you.name}
      pronouns=""
      role={roleOf(you, strings)}
      muted={!gives(state.microphone)}
      picture={gives(state.camera)}
      speaking={gives(state.microphone) && state.speaking.has(you.id)}
      away={false}
      own
      stream={runtime.ownPicture()}
      size={size}
    />
  );
}

function Frame(props: FrameProps) {
  const { id, name, pronouns, role, muted, picture, speaking, away, own, stream, size } = props;
  const { runtime, strings } = useWorld();
  const facts = [
    role,
    pronouns,
    muted ? strings.muted : strings.unmuted,
    picture ? "" : strings.cameraIsOff,
    away ? strings.away : "",
  ];
  return (
    <li
      class={`tile${speaking ? " speaking" : ""}${away ? " away" : ""}${own ? " own" : ""}`}
      data-person={id}
      data-testid={own ? "own-tile" : "tile"}
      data-microphone={muted ? "off" : "on"}
      data-camera={picture ? "on" : "off"}
      data-speaking={speaking}
      style={{ width: `${size.width}px`, height: `${size.height}px` }}
    >
      <Avatar id={id} name={name} />
      {picture && <Picture stream={stream} mirrored={own} label={name} />}
      <div class="plate">
        {muted && <MicOff aria-hidden="true" size={16} class="muted-mark" />}
        {away && <WifiOff aria-hidden="true" size={16} />}
        <span class="name">{own ? strings.you : name}</span>
        {pronouns !== "" && <span class="pronouns">{pronouns}</span>}
        <span class="unseen">{facts.filter(Boolean).join(", ")}</span>
      </div>
      {role !== "" && !own && (
        <span class="role" aria-hidden="true">
          {role}
        </span>
      )}
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

function roleOf(person: PersonView | You, strings: Strings): string {
  if (person.part === "guest") return strings.guest;
  return facilitates(person) ? strings[person.part === "facilitator" ? "facilitator" : "cofacilitator"] : "";
}
