/** Whether this network lets a call through, found out before joining: the site, its WebSocket, and the relay. */

import type { IceServer } from "./protocol.generated";

export type Way = "udp" | "tcp" | "none" | "unknown";

export interface NetworkReport {
  /** Milliseconds to the site and back, the best of three; null where it cannot be reached. */
  readonly roundTripMs: number | null;
  readonly socket: boolean;
  /** How the relay is reached; `unknown` where this site has none, and the call itself will tell. */
  readonly relay: Way;
}

export type Verdict = "good" | "slow" | "relayed" | "blocked" | "offline";

const SLOW_MS = 400;
const PATIENCE_MS = 5_000;

export function verdictOf({ roundTripMs, socket, relay }: NetworkReport): Verdict {
  if (roundTripMs === null) return "offline";
  if (!socket || relay === "none") return "blocked";
  if (relay === "tcp") return "relayed";
  return roundTripMs > SLOW_MS ? "slow" : "good";
}

export async function checkNetwork(
  socketUrl: string,
  iceServers: readonly IceServer[],
): Promise<NetworkReport> {
  const [roundTripMs, socket, relay] = await Promise.all([
    roundTrip(),
    socketOpens(socketUrl),
    relayWay(iceServers),
  ]);
  return { roundTripMs, socket, relay };
}

async function roundTrip(): Promise<number | null> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    try {
      await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      times.push(performance.now() - began);
    } catch {
      break;
    }
  }
  return times.length > 0 ? Math.min(...times) : null;
}

/** Asks for no subprotocol: the server accepts, says that this is none of ours, and closes. Nobody knocks by it. */
function socketOpens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const settle = (opened: boolean) => {
      clearTimeout(timer);
      resolve(opened);
      socket.close();
    };
    const timer = setTimeout(() => settle(false), PATIENCE_MS);
    socket.onopen = () => settle(true);
    socket.onerror = () => settle(false);
  });
}

/** Which relayed way is found first, UDP before TCP within the time there is. */
async function relayWay(iceServers: readonly IceServer[]): Promise<Way> {
  const relays = iceServers.filter(({ urls }) => urls.some((url) => url.startsWith("turn")));
  if (relays.length === 0) return "unknown";
  const connection = new RTCPeerConnection({
    iceServers: relays.map((server) => ({ ...server, urls: [...server.urls] })),
    iceTransportPolicy: "relay",
  });
  let tcp = false;
  const found = new Promise<Way>((resolve) => {
    const timer = setTimeout(() => resolve(tcp ? "tcp" : "none"), PATIENCE_MS);
    const settle = (way: Way) => {
      clearTimeout(timer);
      resolve(way);
    };
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) settle(tcp ? "tcp" : "none");
      else if (candidate.type === "relay" && wayOf(candidate) === "udp") settle("udp");
      else if (candidate.type === "relay") tcp = true;
    };
  });
  connection.createDataChannel("check");
  await connection.setLocalDescription();
  const way = await found;
  connection.close();
  return way;
}

/** Where a browser does not tell how the relay is reached, its priority does: type preference 2 is UDP in libwebrtc. */
function wayOf(candidate: RTCIceCandidate): Way {
  const { relayProtocol } = candidate as { readonly relayProtocol?: string | null };
  if (relayProtocol) return relayProtocol === "udp" ? "udp" : "tcp";
  return candidate.priority !== null && candidate.priority >>> 24 < 2 ? "tcp" : "udp";
}
