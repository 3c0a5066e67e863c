/** The screens in which no room is seen: opening, closed for a reason, media elsewhere, a browser that cannot call. */

import { CalendarClock, CircleAlert, DoorClosed, Heart, Loader, MonitorSmartphone } from "lucide-preact";
import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Link } from "../model";
import type { Strings } from "../strings";
import { useWorld } from "./context";
import { HelpLines } from "./Dialogs";
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

/** What each reason calls for. Unknown reasons get the server's sentence under a general title. */
function closedFace(code: string, strings: Strings): { title: string; icon: LucideIcon; again: boolean } {
  switch (code) {
    case "left":
      return { title: strings.leftTitle, icon: Heart, again: true };
    case "room_ended":
      return { title: strings.ended, icon: Heart, again: false };
    case "session_over":
      return { title: strings.over, icon: CalendarClock, again: false };
    case "session_cancelled":
      return { title: strings.cancelled, icon: CalendarClock, again: false };
    case "too_early":
      return { title: strings.notYet, icon: CalendarClock, again: true };
    case "removed":
      return { title: strings.removed, icon: DoorClosed, again: false };
    case "room_locked":
      return { title: strings.refused, icon: DoorClosed, again: true };
    case "signed_out":
      return { title: strings.signedOut, icon: DoorClosed, again: false };
    case "replaced":
      return { title: strings.replaced, icon: MonitorSmartphone, again: true };
    case "not_on_roster":
    case "no_such_room":
    case "account_inactive":
    case "link_for_another_session":
    case "foreign_origin":
      return { title: strings.refused, icon: DoorClosed, again: false };
    default:
      return { title: strings.troubleTitle, icon: CircleAlert, again: true };
  }
}

export function Closed({ link }: { readonly link: Extract<Link, { kind: "closed" }> }) {
  const { strings, config } = useWorld();
  const { title, icon, again } = closedFace(link.code, strings);
  const sentence = link.sentence || (link.code === "left" ? strings.leftMore : strings.troubleMore);
  return (
    <Screen icon={icon} title={title} testId="closed" code={link.code}>
      <p>{sentence}</p>
      <div class="choices">
        <a class="button primary" href={config.leaveUrl} data-testid="home">
          {link.code === "signed_out" ? strings.signIn : strings.home}
        </a>
        {again && (
          <Button label={link.code === "left" ? strings.comeBack : strings.tryAgain} testId="again" onClick={() => location.reload()} />
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
      <Button label={strings.useHere} tone="primary" testId="use-here" onClick={() => runtime.act({ type: "use_here" })} />
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
