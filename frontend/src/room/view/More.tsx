/** Everything that is not needed every minute, in one sheet: reactions, the view, one's screen, one's devices. */

import type { LucideIcon } from "lucide-preact";
import {
  Captions,
  Ear,
  Eye,
  EyeOff,
  Grid2x2,
  Hand,
  MonitorUp,
  MonitorX,
  PictureInPicture2,
  Settings2,
  Video,
} from "lucide-preact";
import { facilitates, type Event, type Room, type State } from "../model";
import type { Reaction } from "../protocol.generated";
import { canShare } from "../screen";
import { useWorld } from "./context";
import { REACTIONS } from "./reactions";

export function More({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { settings, audioOnly } = state;
  const { act } = runtime;
  const speaker = settings.layout === "speaker";
  return (
    <div class="more">
      <Reactions />
      <ul class="more-items">
        {facilitates(room.you) && <OwnHand room={room} />}
        <Item
          icon={speaker ? Grid2x2 : PictureInPicture2}
          label={speaker ? strings.gridLayout : strings.speakerLayout}
          testId="layout"
          does={() => act({ type: "set", change: { layout: speaker ? "grid" : "speaker" } })}
        />
        <Item
          icon={audioOnly.on ? Video : Ear}
          label={audioOnly.on ? strings.withPictures : strings.audioOnly}
          more={audioOnly.on ? "" : strings.audioOnlyMore}
          testId="audio-only"
          does={() => act({ type: "audio_only", on: !audioOnly.on })}
        />
        <Item
          icon={state.selfHidden ? Eye : EyeOff}
          label={state.selfHidden ? strings.showSelf : strings.hideSelf}
          testId="hide-self"
          does={() => act({ type: "self_hidden", hidden: !state.selfHidden })}
        />
        <Item
          icon={Captions}
          label={settings.captions ? strings.hideCaptions : strings.showCaptions}
          testId="captions-shown"
          does={() => act({ type: "set", change: { captions: !settings.captions } })}
        />
        <Share state={state} room={room} />
        <Item
          icon={Settings2}
          label={strings.devices}
          more={strings.devicesMore}
          testId="devices"
          stays
          does={() => act({ type: "ask", dialog: { kind: "devices" } })}
        />
      </ul>
    </div>
  );
}

function Reactions() {
  const { runtime, strings } = useWorld();
  return (
    <div class="reactions" role="group" aria-label={strings.reactions}>
      {(Object.entries(REACTIONS) as [Reaction, LucideIcon][]).map(([reaction, Icon]) => (
        <button
          key={reaction}
          type="button"
          class={reaction}
          data-testid={`react-${reaction}`}
          onClick={() => runtime.act({ type: "order", order: { type: "react", reaction } })}
        >
          <Icon aria-hidden="true" size={22} />
          <span>{strings.reaction[reaction]}</span>
        </button>
      ))}
    </div>
  );
}

function OwnHand({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const raised = room.you.hand !== null;
  return (
    <Item
      icon={Hand}
      label={raised ? strings.lowerHand : strings.raiseHand}
      testId="hand"
      does={() => runtime.act({ type: "order", order: { type: "set_hand", on: !raised } })}
    />
  );
}

/** Clinicians share at once; clients ask first. A device that cannot, says so. */
function Share({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { share } = room.you;
  if (state.capturing)
    return (
      <Item
        icon={MonitorX}
        label={strings.stopSharing}
        testId="share"
        does={() => runtime.act({ type: "share", on: false })}
      />
    );
  if (!canShare())
    return <Item icon={MonitorUp} label={strings.share} more={strings.cannotShare} testId="share" />;
  const may = facilitates(room.you) || share === "granted" || share === "sharing";
  if (may)
    return (
      <Item
        icon={MonitorUp}
        label={strings.share}
        testId="share"
        does={() => runtime.act({ type: "share", on: true })}
      />
    );
  const asked = share === "requested";
  const ask: Event = { type: "order", order: { type: "request_share", on: !asked } };
  return (
    <Item
      icon={MonitorUp}
      label={asked ? strings.askedToShare : strings.askToShare}
      more={asked ? strings.askedToShareMore : ""}
      testId="ask-share"
      does={() => runtime.act(ask)}
    />
  );
}

interface ItemProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly more?: string;
  readonly testId: string;
  /** Does not close the sheet by itself. */
  readonly stays?: boolean;
  /** Absent: this cannot be done here, and `more` says why. */
  readonly does?: () => void;
}

function Item({ icon: Icon, label, more = "", testId, stays = false, does }: ItemProps) {
  const { runtime } = useWorld();
  return (
    <li>
      <button
        type="button"
        data-testid={testId}
        aria-disabled={does === undefined}
        onClick={() => {
          does?.();
          if (does !== undefined && !stays) runtime.act({ type: "ask", dialog: null });
        }}
      >
        <Icon aria-hidden="true" size={22} />
        <span>
          {label}
          {more !== "" && <small>{more}</small>}
        </span>
      </button>
    </li>
  );
}
