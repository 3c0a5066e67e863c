/** Starts the room app in `#room`, configured by the JSON that the page carries. */

import { render } from "preact";
import { canCall } from "./browser";
import type { Config } from "./model";
import { memoryOf } from "./memory";
import type { IceServer } from "./protocol.generated";
import { start } from "./runtime";
import { stringsFor } from "./strings";
import { App } from "./view/App";
import { WorldContext } from "./view/context";
import { Unsupported } from "./view/Screens";
import "./room.css";

declare global {
  interface Window {
    /** For journeys and for looking into a call; nothing in the app reads it. */
    readonly __vip?: { readonly peer: RTCPeerConnection | null; readonly state: unknown };
  }
}

/** What the server writes into `#room-config`. */
interface PageConfig {
  readonly socket_path: string;
  readonly session: { readonly title: string };
  readonly help_phone: string;
  readonly leave_url: string;
  readonly language: string;
  readonly ice_servers?: readonly IceServer[];
  readonly csrf_token: string;
}

/** Wide enough for the clinician's panel to stand beside the tiles. */
const WIDE = "(min-width: 64rem)";

function readPage(): PageConfig {
  return JSON.parse(document.getElementById("room-config")?.textContent ?? "{}") as PageConfig;
}

function configOf(page: PageConfig): Config {
  return {
    socketPath: page.socket_path,
    helpPhone: page.help_phone,
    leaveUrl: page.leave_url,
    language: page.language,
    title: page.session.title,
    iceServers: page.ice_servers ?? [],
  };
}

function main(root: HTMLElement): void {
  const page = readPage();
  const config = configOf(page);
  const strings = stringsFor(config.language);
  root.replaceChildren();
  if (!canCall(window)) {
    render(<Unsupported strings={strings} leaveUrl={config.leaveUrl} />, root);
    return;
  }
  const url = new URL(config.socketPath, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const runtime = start({
    url: url.href,
    memory: memoryOf(config.socketPath),
    wide: matchMedia(WIDE).matches,
    language: config.language,
    csrfToken: page.csrf_token,
  });
  Object.defineProperty(window, "__vip", {
    value: Object.freeze({
      get peer() {
        return runtime.connection();
      },
      get state() {
        return runtime.state();
      },
    }),
  });
  render(
    <WorldContext.Provider value={{ runtime, strings, config }}>
      <App />
    </WorldContext.Provider>,
    root,
  );
}

const root = document.getElementById("room");
if (root !== null) main(root);
