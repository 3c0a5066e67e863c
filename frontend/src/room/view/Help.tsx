/** Help in a crisis, always one tap away: a word to the clinicians that only they see, and the crisis lines. */

import { HeartHandshake } from "lucide-preact";
import type { Room } from "../model";
import { useWorld } from "./context";
import { Button } from "./parts";

/** The silent "I'm not OK". What became of it is told to its sender alone. */
export function NotOk({ room }: { readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const { distress, standing } = room.you;
  if (standing !== "admitted") return null;
  const tell = (on: boolean) => runtime.act({ type: "tell_not_ok", on });
  return (
    <section class={`not-ok ${distress}`} data-testid="not-ok" data-state={distress}>
      {distress === "none" ? (
        <>
          <Button icon={HeartHandshake} tone="help" label={strings.notOk} testId="say-not-ok" onClick={() => tell(true)} />
          <small>{strings.notOkMore}</small>
        </>
      ) : (
        <>
          <p role="status">
            <strong>{distress === "seen" ? strings.notOkSeen : strings.notOkTold}</strong> {strings.notOkToldMore}
          </p>
          <Button label={strings.okAgain} testId="say-ok" onClick={() => tell(false)} />
        </>
      )}
    </section>
  );
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
