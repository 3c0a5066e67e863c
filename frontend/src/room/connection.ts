/** One WebSocket to the room: orders with ids and answers, pings answered, silence noticed, the reason for its end. */

import type { Order } from "./model";
import { SUBPROTOCOL, type Answer, type Closing, type FromServer, type Ok } from "./protocol.generated";
import { read } from "./wire";

/** The server pings every 5 s; after three missed ones the connection is dead, whatever the socket thinks. */
const SILENCE_MS = 16_000;
const CHECK_MS = 2_000;
/** The server answers at once or not at all. */
const ANSWER_MS = 12_000;

/** An order that was not carried out; `sentence` is for people (empty where only the connection is to blame). */
export class OrderFailed extends Error {
  constructor(
    readonly code: string,
    readonly sentence: string,
  ) {
    super(code);
  }
}

export interface Connection {
  /** Resolves when the order is carried out; rejects with OrderFailed. */
  readonly request: (order: Order) => Promise<Ok | Answer>;
  /** Closes without a further word: no `onDropped` follows. */
  readonly close: () => void;
  /** Gives the socket up as lost: `onDropped` follows at once. */
  readonly giveUp: () => void;
}

export interface Listener {
  readonly onMessage: (message: FromServer) => void;
  /** The connection is over. `closing` is the server's reason where it gave one. */
  readonly onDropped: (closing: Closing | null) => void;
}

interface Waiting {
  readonly resolve: (message: Ok | Answer) => void;
  readonly reject: (reason: OrderFailed) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** `resume`: the connection that a lost socket was; its media goes on. */
export function connect(address: string, resume: string | null, listener: Listener): Connection {
  const socket = new WebSocket(
    resume === null ? address : `${address}?resume=${encodeURIComponent(resume)}`,
    SUBPROTOCOL,
  );
  const waiting = new Map<string, Waiting>();
  let closing: Closing | null = null;
  let lastHeard = Date.now();
  let orders = 0;
  let over = false;

  const watchdog = setInterval(() => {
    if (Date.now() - lastHeard > SILENCE_MS) drop();
  }, CHECK_MS);

  function settle(id: string): Waiting | undefined {
    const found = waiting.get(id);
    if (found) clearTimeout(found.timer);
    waiting.delete(id);
    return found;
  }

  function stop(): boolean {
    if (over) return false;
    over = true;
    clearInterval(watchdog);
    for (const id of [...waiting.keys()]) settle(id)?.reject(new OrderFailed("disconnected", ""));
    socket.close();
    return true;
  }

  function drop(): void {
    if (stop()) listener.onDropped(closing);
  }

  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (over) return;
    lastHeard = Date.now();
    const message = read(data);
    if (message === null) return;
    if (message.type === "ping") socket.send(JSON.stringify({ type: "pong", n: message.n }));
    else if (message.type === "closing") closing = message;
    else if (message.type === "ok" || message.type === "answer") settle(message.id)?.resolve(message);
    else if (message.type === "error" && message.id !== null)
      settle(message.id)?.reject(new OrderFailed(message.code, message.sentence));
    listener.onMessage(message);
  };
  socket.onclose = drop;

  return {
    request: (order) =>
      new Promise((resolve, reject) => {
        if (over || socket.readyState !== WebSocket.OPEN) {
          reject(new OrderFailed("disconnected", ""));
          return;
        }
        orders += 1;
        const id = String(orders);
        const timer = setTimeout(() => settle(id)?.reject(new OrderFailed("unanswered", "")), ANSWER_MS);
        waiting.set(id, { resolve, reject, timer });
        socket.send(JSON.stringify({ ...order, id }));
      }),
    close: () => void stop(),
    giveUp: drop,
  };
}
