/** One's devices and how they are treated: which microphone, camera and loudspeaker, blur, push-to-talk, captions. */

import { useEffect, useState } from "preact/hooks";
import { canChooseSpeaker } from "../audio";
import { canCaption } from "../captions";
import { gives, type State } from "../model";
import type { Inputs, Settings } from "../settings";
import { useWorld } from "./context";
import { MicrophoneMeter, Switch } from "./parts";

export function DeviceSettings({ state }: { readonly state: State }) {
  const { runtime, strings } = useWorld();
  const { settings } = state;
  const set = (change: Partial<Settings>) => runtime.act({ type: "set", change });
  return (
    <div class="device-settings">
      <Choose kind="microphone" state={state} />
      {gives(state.microphone) && <MicrophoneMeter />}
      <Choose kind="speaker" state={state} />
      <Choose kind="camera" state={state} />
      <Switch
        label={strings.blur}
        more={strings.blurMore}
        on={settings.blur}
        testId="blur"
        onChange={(blur) => set({ blur })}
      />
      <Switch
        label={strings.noiseSuppression}
        more={strings.noiseSuppressionMore}
        on={settings.noiseSuppression}
        testId="noise-suppression"
        onChange={(noiseSuppression) => set({ noiseSuppression })}
      />
      <Switch
        label={strings.pushToTalk}
        more={strings.pushToTalkMore}
        on={settings.pushToTalk}
        testId="push-to-talk"
        onChange={(pushToTalk) => set({ pushToTalk })}
      />
      <OwnCaptions settings={settings} />
    </div>
  );
}

/** Asked for, and explained; only where speech is recognised on this very device. */
function OwnCaptions({ settings }: { readonly settings: Settings }) {
  const { runtime, strings, config } = useWorld();
  const [can, setCan] = useState(false);
  useEffect(() => {
    let mine = true;
    void canCaption(config.language).then((able) => {
      if (mine) setCan(able);
    });
    return () => {
      mine = false;
    };
  }, [config.language]);
  return (
    <Switch
      label={strings.ownCaptions}
      more={can ? strings.ownCaptionsMore : strings.ownCaptionsCannot}
      on={settings.ownCaptions}
      disabled={!can}
      testId="own-captions"
      onChange={(ownCaptions) => runtime.act({ type: "set", change: { ownCaptions } })}
    />
  );
}

/** A choice among the devices of a kind. Where there is nothing to choose, nothing is shown. */
export function Choose({ kind, state }: { readonly kind: keyof Inputs; readonly state: State }) {
  const { runtime, strings } = useWorld();
  const inputs = state.inputs[kind];
  if (inputs.length === 0 || (kind === "speaker" && !canChooseSpeaker())) return null;
  const chosen = inputs.some(({ id }) => id === state.settings[kind]) ? state.settings[kind] : "";
  const label = { microphone: strings.microphone, camera: strings.camera, speaker: strings.speaker }[kind];
  return (
    <label class="choose">
      <span>{label}</span>
      <select
        value={chosen}
        data-testid={`choose-${kind}`}
        onChange={(event) => runtime.act({ type: "set", change: { [kind]: event.currentTarget.value } })}
      >
        <option value="">{strings.browsersChoice}</option>
        {inputs.map(({ id, label: name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
