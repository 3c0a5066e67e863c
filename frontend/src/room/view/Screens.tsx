/** The screens in which no room is seen: opening, closed for a reason, media elsewhere, a browser that cannot call. */

import { CalendarClock, CircleAlert, DoorClosed, Heart, Loader, MonitorSmartphone } from "lucide-preact";
import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Link } from "../model";
import type { ClosingCode } from "../protocol.generated";
import type { Strings } from "../strings";
import { useWorld } from "./context";
import { HelpLines } from "./Help";
import { Button } from "./parts";

interface ScreenProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly testId: string;
  readonly code?: string;
  readonly children: ComponentChildren;
}

function Screen({ icon: Icon, title, testId, code, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main class="screen" data-testid={testId} data-code={code}>
      <div class="screen-card">
        <span class="screen-mark" aria-hidden="true">
          <Icon size={30} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
      <HelpLines />
    </main>
  );
}

export function Opening({ lost }: { readonly lost: boolean }) {
  const { runtime, strings, config } = useWorld();
  return (
    <main class="screen" data-testid="opening">
      <div class="screen-card" role="status">
        <span class="screen-mark turning" aria-hidden="true">
          <Loader size={30} />
        </span>
        <h1>{config.title}</h1>
        <p>{lost ? strings.reconnecting : strings.connecting}</p>
        {lost && (
          <>
            <p>{strings.callUs(config.helpPhone)}</p>
            <div class="choices">
              <Button label={strings.tryNow} onClick={() => runtime.act({ type: "connect_now" })} />
            </div>
          </>
        )}
      </div>
    </main>
  );
}

interface Face {
  readonly title: keyof PlainStrings;
  readonly icon: LucideIcon;
  /** Whether coming back by a button is any use. */
  readonly again: boolean;
}

type PlainStrings = { [Key in keyof Strings as Strings[Key] extends string ? Key : never]: string };

const TROUBLE: Face = { title: "troubleTitle", icon: CircleAlert, again: true };
const REFUSED: Face = { title: "refused", icon: DoorClosed, again: false };

/** What each reason calls for; the server's own sentence says the rest. Some are only ever a pause (`reconnect`). */
const FACES: Record<ClosingCode, Face> = {
  left: { title: "leftTitle", icon: Heart, again: true },
  room_ended: { title: "ended", icon: Heart, again: false },
  session_over: { title: "over", icon: CalendarClock, again: false },
  session_cancelled: { title: "cancelled", icon: CalendarClock, again: false },
  too_early: { title: "notYet", icon: CalendarClock, again: true },
  declined: { title: "declined", icon: DoorClosed, again: true },
  room_full: { ...REFUSED, again: true },
  gate_incomplete: { ...REFUSED, again: true },
  second_factor: REFUSED,
  behind: TROUBLE,
  removed: { title: "removed", icon: DoorClosed, again: false },
  room_locked: { ...REFUSED, again: true },
  signed_out: { title: "signedOut", icon: DoorClosed, again: false },
  replaced: { title: "replaced", icon: MonitorSmartphone, again: true },
  not_on_roster: REFUSED,
  no_such_room: REFUSED,
  account_inactive: REFUSED,
  link_for_another_session: REFUSED,
  foreign_origin: REFUSED,
  restarting: TROUBLE,
  unavailable: TROUBLE,
  role_changed: TROUBLE,
  silent: TROUBLE,
  malformed: TROUBLE,
  unsupported: TROUBLE,
  too_large: TROUBLE,
  too_frequent: TROUBLE,
};

function faceOf(code: string): Face {
  return Object.hasOwn(FACES, code) ? FACES[code as ClosingCode] : TROUBLE;
}

export function Closed({ link }: { readonly link: Extract<Link, { kind: "closed" }> }) {
  const { strings, config } = useWorld();
  const { title, icon, again } = faceOf(link.code);
  const sentence = link.sentence || (link.code === "left" ? strings.leftMore : strings.troubleMore);
  return (
    <Screen icon={icon} title={strings[title]} testId="closed" code={link.code}>
      <p>{sentence}</p>
      <div class="choices">
        <a class="button primary" href={config.leaveUrl} data-testid="home">
          {link.code === "signed_out" ? strings.signIn : strings.home}
        </a>
        {again && (
          <Button
            label={link.code === "left" ? strings.comeBack : strings.tryAgain}
            testId="again"
            onClick={() => location.reload()}
          />
        )}
      </div>
      <p class="quiet">
        <a href={`tel:${config.helpPhone.replaceAll(" ", "")}`}>{strings.call(config.helpPhone)}</a>
      </p>
    </Screen>
  );
}

export function Elsewhere() {
  const { runtime, strings } = useWorld();
  return (
    <section class="elsewhere" data-testid="media-elsewhere" role="status">
      <span class="screen-mark" aria-hidden="true">
        <MonitorSmartphone size={30} />
      </span>
      <h2>{strings.elsewhereTitle}</h2>
      <p>{strings.elsewhereMore}</p>
      <Button
        label={strings.useHere}
        tone="primary"
        testId="use-here"
        onClick={() => runtime.act({ type: "use_here" })}
      />
    </section>
  );
}

export function Unsupported({ strings, leaveUrl }: { readonly strings: Strings; readonly leaveUrl: string }) {
  return (
    <main class="screen" data-testid="unsupported">
      <div class="screen-card">
        <span class="screen-mark" aria-hidden="true">
          <CircleAlert size={30} />
        </span>
        <h1>{strings.unsupportedTitle}</h1>
        <p>{strings.unsupportedMore}</p>
        <div class="choices">
          <a class="button primary" href={leaveUrl}>
            {strings.home}
          </a>
        </div>
      </div>
    </main>
  );
}
