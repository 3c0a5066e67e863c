/** The bar of one's own controls: microphone, camera, hand (or people, for clinicians), chat, more, leave. */

import type { LucideIcon } from "lucide-preact";
import { Ellipsis, Hand, LogOut, MessageCircle, Mic, MicOff, Users, Video, VideoOff } from "lucide-preact";
import { facilitates, gives, type Device, type DeviceKind, type Panel, type Room, type State } from "../model";
import { isWaiting } from "../update_room";
import { useWorld } from "./context";

/** Where the focus goes when a panel is closed. */
export const panelButton = (panel: Panel) => `${panel === "tools" ? "people" : panel}-button`;

export function Controls({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const leads = facilitates(room.you);
  const raised = room.you.hand !== null;
  return (
    <nav class="controls" aria-label={strings.controls}>
      {state.media.mode !== "elsewhere" && (
        <>
          <DeviceToggle kind="microphone" device={state.microphone} />
          <DeviceToggle kind="camera" device={state.camera} />
        </>
      )}
      {leads ? (
        <PeopleControl state={state} room={room} />
      ) : (
        <Control
          icon={Hand}
          label={raised ? strings.lowerHand : strings.raiseHand}
          pressed={raised}
          testId="hand"
          onClick={() => act({ type: "order", order: { type: "set_hand", on: !raised } })}
        />
      )}
      <Control
        icon={MessageCircle}
        label={strings.chat}
        pressed={state.panel === "chat"}
        badge={state.unread}
        more={state.unread > 0 ? `, ${strings.unread(state.unread)}` : ""}
        id={panelButton("chat")}
        testId="chat"
        onClick={() => act({ type: "panel", panel: state.panel === "chat" ? null : "chat" })}
      />
      <Control
        icon={Ellipsis}
        label={strings.more}
        testId="more"
        onClick={() => act({ type: "ask", dialog: { kind: "more" } })}
      />
      <Control
        icon={LogOut}
        label={strings.leave}
        tone="leave"
        testId="leave"
        onClick={() => act({ type: "ask", dialog: { kind: "leave" } })}
      />
    </nav>
  );
}

/** Its mark counts who waits, who raised a hand, and before all who is not OK. */
function PeopleControl({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const waiting = room.people.filter(isWaiting).length;
  const open = state.panel === "people" || state.panel === "tools";
  const alarm = room.people.some(({ staff }) => staff?.distress === "told");
  return (
    <Control
      icon={Users}
      label={strings.people}
      pressed={open}
      trouble={alarm}
      badge={alarm ? 0 : waiting}
      more={waiting > 0 ? `, ${strings.peopleWaiting(waiting)}` : ""}
      id={panelButton("people")}
      testId="people"
      onClick={() => runtime.act({ type: "panel", panel: open ? null : "people" })}
    />
  );
}

const FACES: Record<DeviceKind, { on: LucideIcon; off: LucideIcon }> = {
  microphone: { on: Mic, off: MicOff },
  camera: { on: Video, off: VideoOff },
};

export function DeviceToggle({ kind, device }: { readonly kind: DeviceKind; readonly device: Device }) {
  const { runtime, strings } = useWorld();
  const on = gives(device);
  const words =
    kind === "microphone"
      ? { on: strings.micOn, off: strings.micOff }
      : { on: strings.cameraOn, off: strings.cameraOff };
  const trouble = !["live", "off", "asking"].includes(device.state);
  return (
    <Control
      icon={on ? FACES[kind].on : FACES[kind].off}
      label={on ? words.on : words.off}
      tone={on ? "plain" : "off"}
      busy={device.state === "asking"}
      trouble={trouble}
      testId={kind}
      state={on ? "on" : "off"}
      onClick={() => runtime.act({ type: "toggle", device: kind })}
    />
  );
}

interface ControlProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onClick: () => void;
  readonly testId: string;
  readonly id?: string;
  readonly tone?: "plain" | "off" | "leave";
  readonly pressed?: boolean;
  readonly busy?: boolean;
  readonly trouble?: boolean;
  readonly badge?: number;
  /** Said after the label, to those who do not see the badge. */
  readonly more?: string;
  readonly state?: "on" | "off";
}

function Control(props: ControlProps) {
  const {
    icon: Icon,
    label,
    onClick,
    testId,
    id,
    tone = "plain",
    pressed,
    busy,
    trouble,
    badge = 0,
    more = "",
    state,
  } = props;
  return (
    <button
      type="button"
      id={id}
      class={`control ${tone}${trouble ? " trouble" : ""}`}
      onClick={onClick}
      aria-pressed={pressed}
      aria-busy={busy}
      data-testid={testId}
      data-state={state}
    >
      <span class="face">
        <Icon aria-hidden="true" size={22} />
        {badge > 0 && (
          <span class="badge" aria-hidden="true">
            {badge}
          </span>
        )}
        {trouble && (
          <span class="badge warn" aria-hidden="true">
            !
          </span>
        )}
      </span>
      <span class="label">
        {label}
        {more !== "" && <span class="unseen">{more}</span>}
      </span>
    </button>
  );
}
