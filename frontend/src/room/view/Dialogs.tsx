/** Questions before what cannot be undone, and help in a crisis, always one tap away. */

import { DoorClosed, LogOut, UserMinus } from "lucide-preact";
import { facilitates, type Room, type State } from "../model";
import { useWorld } from "./context";
import { DeviceSettings } from "./DeviceSettings";
import { HelpLines, NotOk } from "./Help";
import { More } from "./More";
import { Button, Dialog } from "./parts";
import { SafetyPanel } from "./SafetyPanel";

export function Dialogs({ state, room }: { readonly state: State; readonly room: Room | null }) {
  const { runtime, strings } = useWorld();
  const { act } = runtime;
  const close = () => act({ type: "ask", dialog: null });
  switch (state.dialog?.kind) {
    case undefined:
      return null;
    case "help":
      return (
        <Dialog title={strings.helpTitle} testId="help-dialog" onClose={close}>
          {room !== null && !facilitates(room.you) && <NotOk room={room} />}
          <HelpLines />
        </Dialog>
      );
    case "more":
      return room === null ? null : (
        <Dialog title={strings.more} testId="more-dialog" sheet onClose={close}>
          <More state={state} room={room} />
        </Dialog>
      );
    case "devices":
      return (
        <Dialog title={strings.devices} testId="devices-dialog" sheet onClose={close}>
          <DeviceSettings state={state} />
        </Dialog>
      );
    case "topic":
      return room === null ? null : (
        <Dialog title={room.room.topic || strings.materials} testId="topic-dialog" onClose={close}>
          <Materials room={room} />
        </Dialog>
      );
    case "safety":
      return (
        <Dialog title={strings.safety} testId="safety-dialog" onClose={close}>
          <SafetyPanel state={state} />
        </Dialog>
      );
    case "remove": {
      const { person } = state.dialog;
      const name = room?.people.find(({ id }) => id === person)?.name;
      if (name === undefined) return null;
      return (
        <Dialog title={strings.removeTitle(name)} testId="remove-dialog" onClose={close}>
          <p>{strings.removeMore}</p>
          <div class="choices">
            <Button label={strings.cancel} autoFocus onClick={close} />
            <Button
              icon={UserMinus}
              tone="danger"
              label={strings.remove}
              testId="confirm"
              onClick={() => act({ type: "order", order: { type: "remove", person } })}
            />
          </div>
        </Dialog>
      );
    }
    case "end":
      return (
        <Dialog title={strings.endTitle} testId="end-dialog" onClose={close}>
          <p>{strings.endMore}</p>
          <div class="choices">
            <Button label={strings.cancel} autoFocus onClick={close} />
            <Button
              icon={DoorClosed}
              tone="danger"
              label={strings.endForAll}
              testId="confirm"
              onClick={() => act({ type: "order", order: { type: "end" } })}
            />
          </div>
        </Dialog>
      );
    case "leave": {
      const leads = room !== null && facilitates(room.you);
      return (
        <Dialog title={strings.leaveTitle} testId="leave-dialog" onClose={close}>
          <p>{strings.leaveMore}</p>
          <div class="choices">
            <Button label={strings.cancel} autoFocus onClick={close} />
            {leads && (
              <Button
                icon={DoorClosed}
                label={strings.endForAll}
                onClick={() => act({ type: "ask", dialog: { kind: "end" } })}
              />
            )}
            <Button
              icon={LogOut}
              tone="danger"
              label={leads ? strings.leaveOnly : strings.leave}
              testId="confirm"
              onClick={() => act({ type: "order", order: { type: "leave" } })}
            />
          </div>
        </Dialog>
      );
    }
  }
}

/** What belongs to this session's topic, each in a tab of its own, so that nobody leaves the room by reading. */
function Materials({ room }: { readonly room: Room }) {
  const { strings } = useWorld();
  if (room.room.materials.length === 0) return <p>{strings.noMaterials}</p>;
  return (
    <ul class="materials">
      {room.room.materials.map(({ name, url }) => (
        <li key={url}>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
