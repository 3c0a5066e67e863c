/** One's own picture and how loud one's own microphone is, before anybody else sees or hears them. */

import { gives, type State } from "../model";
import { useWorld } from "./context";
import { DeviceToggle } from "./Controls";
import { Avatar, MicrophoneMeter } from "./parts";
import { Picture } from "./Picture";

interface Props {
  readonly state: State;
  readonly person: { readonly id: string; readonly name: string };
}

export function OwnPreview({ state, person }: Props) {
  const { runtime, strings } = useWorld();
  const asking = state.microphone.state === "asking" || state.camera.state === "asking";
  const voice = gives(state.microphone);
  const heard = state.speaking.has(state.room?.you.id ?? "");
  return (
    <div class="preview" data-testid="preview">
      <div class="preview-picture">
        <Avatar id={person.id} name={person.name} />
        {gives(state.camera) && <Picture stream={runtime.ownPicture()} mirrored label={strings.preview} />}
        <p class="preview-words">{asking ? strings.asking : gives(state.camera) ? "" : strings.previewOff}</p>
      </div>
      <div class="preview-controls">
        <DeviceToggle kind="microphone" device={state.microphone} />
        <DeviceToggle kind="camera" device={state.camera} />
        <div class="preview-meter">
          {voice && <MicrophoneMeter />}
          <small>{voice ? (heard ? strings.micWorks : strings.micQuiet) : strings.micState(false)}</small>
        </div>
      </div>
    </div>
  );
}
