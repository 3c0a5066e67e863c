/** What stands beside the stage: for clinicians people, chat and tools; for everybody else the chat. */

import { X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { facilitates, type Panel, type Room, type State } from "../model";
import { Chat } from "./Chat";
import { useWorld } from "./context";
import { panelButton } from "./Controls";
import { IconButton } from "./parts";
import { People } from "./PeoplePanel";
import { Tools } from "./Tools";

const TABS: readonly Panel[] = ["people", "chat", "tools"];

interface Props {
  readonly panel: Panel;
  readonly state: State;
  readonly room: Room;
}

export function SidePanel({ panel, state, room }: Props) {
  const { runtime, strings } = useWorld();
  const leads = facilitates(room.you);
  const titles = { people: strings.people, chat: strings.chat, tools: strings.tools };
  const close = () => {
    runtime.act({ type: "panel", panel: null });
    document.getElementById(panelButton(panel))?.focus();
  };
  return (
    <aside
      class="panel"
      aria-label={titles[panel]}
      data-testid={`${panel}-panel`}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <header>
        {leads ? <Tabs panel={panel} titles={titles} unread={state.unread} /> : <h2>{titles[panel]}</h2>}
        <IconButton icon={X} label={strings.close} testId="close-panel" onClick={close} />
      </header>
      {panel === "people" && <People room={room} />}
      {panel === "chat" && <Chat state={state} room={room} />}
      {panel === "tools" && <Tools room={room} />}
    </aside>
  );
}

interface TabsProps {
  readonly panel: Panel;
  readonly titles: Readonly<Record<Panel, string>>;
  readonly unread: number;
}

/** One tab stop; the arrow keys go from tab to tab (WAI-ARIA, tabs pattern). */
function Tabs({ panel, titles, unread }: TabsProps) {
  const { runtime, strings } = useWorld();
  const list = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) list.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
    moved.current = false;
  }, [panel]);
  const move = (by: number) => {
    moved.current = true;
    const next = TABS[(TABS.indexOf(panel) + by + TABS.length) % TABS.length] ?? panel;
    runtime.act({ type: "panel", panel: next });
  };
  return (
    <div
      class="tabs"
      role="tablist"
      ref={list}
      onKeyDown={({ key }) => {
        if (key === "ArrowRight") move(1);
        if (key === "ArrowLeft") move(-1);
      }}
    >
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tab === panel}
          tabIndex={tab === panel ? 0 : -1}
          data-testid={`tab-${tab}`}
          onClick={() => runtime.act({ type: "panel", panel: tab })}
        >
          {titles[tab]}
          {tab === "chat" && unread > 0 && (
            <span class="count">
              {unread} <span class="unseen">{strings.unread(unread)}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
