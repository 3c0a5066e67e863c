/** Questions before what cannot be undone, and help in a crisis, always one tap away. */

import { DoorClosed, LogOut, UserMinus } from "lucide-preact";
import { facilitates, type Room, type State } from "../model";
import { useWorld } from "./context";
import { Button, Dialog } from "./parts";

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
          <HelpLines />
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

/** The crisis lines. Numbers are links: one tap calls. */
export function HelpLines() {
  const { strings, config } = useWorld();
  return (
    <div class="help-lines">
      <p>
        <a href="tel:911">{strings.helpEmergency}</a>
      </p>
      <ul>
        <li>
          <strong>{strings.helpLifeline}</strong>
          <small>{strings.helpLifelineMore}</small>
          <span class="lines">
            <a href="tel:988">{strings.call("988")}</a>
            <a href="sms:988">{strings.text("988")}</a>
          </span>
        </li>
        <li>
          <strong>{strings.helpSamhsa}</strong>
          <small>{strings.helpSamhsaMore}</small>
          <span class="lines">
            <a href="tel:+18006624357">{strings.call("1-800-662-4357")}</a>
          </span>
        </li>
        <li>
          <strong>{strings.helpProgram}</strong>
          <small>{strings.helpProgramMore}</small>
          <span class="lines">
            <a href={`tel:${config.helpPhone.replaceAll(" ", "")}`}>{strings.call(config.helpPhone)}</a>
          </span>
        </li>
      </ul>
    </div>
  );
}
