/** What is said above the stage: banners while something is amiss, brief notices, and the log for screen readers. */

import {
  CameraOff,
  DoorOpen,
  Ear,
  HeartHandshake,
  Mic,
  MicOff,
  MonitorUp,
  Volume2,
  WifiLow,
  WifiOff,
  X,
} from "lucide-preact";
import type { ComponentChildren } from "preact";
import { browserOf } from "../browser";
import { facilitates, type Device, type Room, type State } from "../model";
import type { Strings } from "../strings";
import { isWaiting } from "../update_room";
import { useWorld } from "./context";
import { Button, IconButton } from "./parts";
import { sentence } from "./sentences";

export function Notes({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings, config } = useWorld();
  const { act } = runtime;
  const admitted = room.you.standing === "admitted";
  const linkLost = state.link.kind !== "online";
  const mediaLost = state.media.mode === "on" && state.media.failures > 0;
  return (
    <div class="notes">
      {linkLost && (
        <Note tone="warn" testId="reconnecting" icon={<WifiOff aria-hidden="true" size={18} />}>
          <span>
            {!navigator.onLine
              ? strings.offline
              : state.link.kind === "waiting" && state.link.moving
                ? strings.moving
                : strings.reconnecting}{" "}
            {state.link.kind === "waiting" && state.link.attempt > 2 && strings.callUs(config.helpPhone)}
          </span>
          <Button label={strings.tryNow} tone="quiet" onClick={() => act({ type: "connect_now" })} />
        </Note>
      )}
      {!linkLost && mediaLost && (
        <Note tone="warn" testId="media-reconnecting" icon={<WifiOff aria-hidden="true" size={18} />}>
          <span>
            {strings.mediaReconnecting} {state.media.failures > 2 && strings.callUs(config.helpPhone)}
          </span>
        </Note>
      )}
      {state.soundBlocked && (
        <Note tone="warn" testId="sound-blocked" icon={<Volume2 aria-hidden="true" size={18} />}>
          <span>{strings.soundBlocked}</span>
          <Button label={strings.hear} tone="primary" testId="hear" onClick={() => act({ type: "hear" })} />
        </Note>
      )}
      {admitted && !room.room.facilitated && !room.room.held && (
        <Note tone="calm" testId="no-clinician">
          <span>{strings.noClinician}</span>
        </Note>
      )}
      {!linkLost && (state.saving || state.picturesPaused) && (
        <Note tone="calm" testId="saving" icon={<WifiLow aria-hidden="true" size={18} />}>
          <span>{state.saving ? strings.savingVoice : strings.picturesPaused}</span>
        </Note>
      )}
      {state.audioOnly.on && admitted && (
        <Note tone="calm" testId="audio-only-note" icon={<Ear aria-hidden="true" size={18} />}>
          <span>{strings.audioOnlyIsOn}</span>
          <Button
            label={strings.withPictures}
            testId="with-pictures"
            onClick={() => act({ type: "audio_only", on: false })}
          />
        </Note>
      )}
      {admitted && <Asked state={state} room={room} />}
      <Trouble state={state} />
      {facilitates(room.you) && state.panel !== "people" && <Knocking room={room} />}
      {state.notices.map(({ key, saying }) => (
        <Note key={key} tone="calm" testId="notice">
          <span>{sentence(saying, strings)}</span>
          <IconButton icon={X} label={strings.dismiss} onClick={() => act({ type: "notice_over", key })} />
        </Note>
      ))}
    </div>
  );
}

/** Said politely, never interrupting: who came and went, who waits, that one was let in. */
export function Log({ state }: { readonly state: State }) {
  const { strings } = useWorld();
  return (
    <div class="unseen" role="log" aria-live="polite" data-testid="log">
      {state.log.map(({ key, saying }) => (
        <p key={key}>{sentence(saying, strings)}</p>
      ))}
    </div>
  );
}

/** What a clinician asks of this person, or allows them; answered with one tap. */
function Asked({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  return (
    <>
      {room.you.asked_to_unmute && (
        <Note tone="knock" testId="asked-to-unmute" icon={<Mic aria-hidden="true" size={18} />}>
          <span role="status">{strings.askedToUnmute}</span>
          <Button
            label={strings.micOff}
            tone="primary"
            testId="unmute"
            onClick={() => act({ type: "toggle", device: "microphone" })}
          />
          <Button
            label={strings.notNow}
            tone="quiet"
            testId="stay-muted"
            onClick={() => act({ type: "order", order: { type: "set_microphone", on: false } })}
          />
        </Note>
      )}
      {room.you.share === "granted" && !state.capturing && !facilitates(room.you) && (
        <Note tone="knock" testId="share-granted" icon={<MonitorUp aria-hidden="true" size={18} />}>
          <span>{strings.shareGranted}</span>
          <Button
            label={strings.share}
            tone="primary"
            testId="share-now"
            onClick={() => act({ type: "share", on: true })}
          />
        </Note>
      )}
    </>
  );
}

function Knocking({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const waiting = room.people.filter(isWaiting);
  const [first] = waiting;
  const distressed = room.people.find(({ staff }) => staff?.distress === "told");
  if (distressed !== undefined)
    return (
      <Note tone="alarm" testId="distress-note" icon={<HeartHandshake aria-hidden="true" size={18} />}>
        <span>{strings.isNotOk(distressed.name)}</span>
        <Button
          label={strings.show}
          tone="primary"
          onClick={() => act({ type: "panel", panel: "people" })}
        />
      </Note>
    );
  if (first === undefined) return null;
  const one = waiting.length === 1;
  return (
    <Note tone="knock" testId="knocking" icon={<DoorOpen aria-hidden="true" size={18} />}>
      <span>{one ? strings.isWaiting(first.name) : strings.areWaiting(waiting.length)}</span>
      {!one && (
        <Button label={strings.people} tone="quiet" onClick={() => act({ type: "panel", panel: "people" })} />
      )}
      <Button
        label={one ? strings.admit : strings.admitAll}
        tone="primary"
        testId="knocking-admit"
        onClick={() =>
          act({ type: "order", order: one ? { type: "admit", person: first.id } : { type: "admit_all" } })
        }
      />
    </Note>
  );
}

/** One's own devices, where they fail: what happened, and what to do. */
export function Trouble({ state }: { readonly state: State }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const words = trouble(state.microphone, state.camera, strings);
  if (words === null || state.troubleDismissed || state.media.mode === "elsewhere") return null;
  const interrupted = state.microphone.state === "interrupted" || state.camera.state === "interrupted";
  const Icon = ["live", "off"].includes(state.microphone.state) ? CameraOff : MicOff;
  return (
    <Note tone="warn" testId="device-trouble" icon={<Icon aria-hidden="true" size={18} />}>
      <span>
        {words.map((sentence) => (
          <span key={sentence}>{sentence} </span>
        ))}
      </span>
      <Button
        label={interrupted ? strings.restore : strings.tryAgain}
        tone="primary"
        testId="retry-devices"
        onClick={() => act({ type: "retry_devices" })}
      />
      <IconButton icon={X} label={strings.dismiss} onClick={() => act({ type: "dismiss_trouble" })} />
    </Note>
  );
}

function trouble(microphone: Device, camera: Device, strings: Strings): readonly string[] | null {
  const which = (state: Device["state"]) => {
    const [voice, picture] = [microphone, camera].map((device) => device.wanted && device.state === state);
    return voice && picture ? "both" : voice ? "microphone" : picture ? "camera" : "neither";
  };
  const { refusedTitle, refusedMicrophone, refusedCamera, missingBoth, missingMicrophone, missingCamera } =
    strings;
  const { busyMicrophone, busyCamera, interruptedMicrophone, interruptedCamera, permission } = strings;
  const help = permission[browserOf(navigator.userAgent, navigator.maxTouchPoints)];
  const lacking = [
    ...{
      both: [`${refusedTitle}.`, help],
      microphone: [`${refusedMicrophone}.`, help],
      camera: [`${refusedCamera}.`, help],
      neither: [],
    }[which("refused")],
    ...{ both: [missingBoth], microphone: [missingMicrophone], camera: [missingCamera], neither: [] }[
      which("missing")
    ],
    ...{
      both: [busyMicrophone, busyCamera],
      microphone: [busyMicrophone],
      camera: [busyCamera],
      neither: [],
    }[which("busy")],
  ];
  const interrupted = {
    both: [interruptedMicrophone, interruptedCamera],
    microphone: [interruptedMicrophone],
    camera: [interruptedCamera],
    neither: [],
  }[which("interrupted")];
  const said = [...lacking, ...(lacking.length > 0 ? [strings.joinWithout] : []), ...interrupted];
  return said.length > 0 ? said : null;
}

interface NoteProps {
  readonly tone: "warn" | "calm" | "knock" | "alarm";
  readonly testId: string;
  readonly icon?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Note({ tone, testId, icon, children }: NoteProps) {
  return (
    <div class={`note ${tone}`} data-testid={testId}>
      {icon}
      <div class="note-body">{children}</div>
    </div>
  );
}
