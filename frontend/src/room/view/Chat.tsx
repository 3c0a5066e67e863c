/** The chat: to everyone, or privately between one client and the clinicians. Clients never write to each other alone. */

import { Lock, Megaphone, Reply, SendHorizontal } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { nameOf } from "../differences";
import { facilitates, type Order, type Room, type State } from "../model";
import type { ChatLine } from "../protocol.generated";
import type { Strings } from "../strings";
import { isIn } from "../update_room";
import { useWorld } from "./context";
import { Button } from "./parts";
import { clock } from "./times";

export function Chat({ state, room }: { readonly state: State; readonly room: Room }) {
  const { strings } = useWorld();
  const end = useRef<HTMLLIElement>(null);
  const last = room.chat.at(-1)?.number ?? -1;
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [last]);
  return (
    <div class="chat">
      {room.chat.length === 0 ? (
        <p class="chat-empty">{strings.chatEmpty}</p>
      ) : (
        <ol class="lines" tabIndex={0} aria-label={strings.chat} data-testid="chat-lines">
          {room.chat.map((line) => (
            <Line key={line.number} line={line} room={room} />
          ))}
          <li ref={end} aria-hidden="true" />
        </ol>
      )}
      <Write state={state} room={room} />
    </div>
  );
}

function Line({ line, room }: { readonly line: ChatLine; readonly room: Room }) {
  const { runtime, strings, config } = useWorld();
  const own = line.person === room.you.id;
  const words = privately(line, room, strings);
  const reply = facilitates(room.you) && line.about !== null && !own ? line.about : null;
  return (
    <li class={`line${own ? " own" : ""}${words !== "" ? " private" : ""}`} data-to={line.to}>
      <span class="line-head">
        {line.announced && <Megaphone aria-hidden="true" size={14} />}
        <strong>{own ? strings.you : line.name}</strong>
        <small>{clock(line.at, config.language)}</small>
      </span>
      {words !== "" && (
        <small class="line-private">
          <Lock aria-hidden="true" size={12} /> {words}
        </small>
      )}
      <span class="line-text">{line.text}</span>
      {reply !== null && (
        <Button
          icon={Reply}
          tone="quiet"
          label={strings.reply}
          spoken={strings.replyTo(nameOf(room, reply))}
          onClick={() => runtime.act({ type: "write_to", to: reply })}
        />
      )}
    </li>
  );
}

function privately(line: ChatLine, room: Room, strings: Strings): string {
  if (line.to === "everyone") return "";
  const leads = facilitates(room.you);
  if (line.to === "facilitators") return leads ? strings.toTheClinicians : strings.toYourClinicians;
  return leads ? strings.privateTo(nameOf(room, line.about ?? "")) : strings.onlyToYou;
}

/** What `to` chooses, as the command has it. */
function chat(to: string, text: string): Order {
  return to === "everyone" || to === "facilitators"
    ? { type: "chat", to, text, person: null }
    : { type: "chat", to: "person", text, person: to };
}

function Write({ state, room }: { readonly state: State; readonly room: Room }) {
  const { runtime, strings } = useWorld();
  const [text, setText] = useState("");
  const leads = facilitates(room.you);
  const clients = room.people.filter((person) => isIn(person) && !facilitates(person));
  const known = ["everyone", "facilitators", ...(leads ? clients.map(({ id }) => id) : [])];
  const to = known.includes(state.writeTo) ? state.writeTo : "everyone";
  const send = () => {
    if (text.trim() === "") return;
    runtime.act({ type: "order", order: chat(to, text.trim()) });
    setText("");
  };
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label>
        <span>{strings.writeTo}</span>
        <select
          value={to}
          data-testid="chat-to"
          onChange={(event) => runtime.act({ type: "write_to", to: event.currentTarget.value })}
        >
          <option value="everyone">{strings.everyone}</option>
          <option value="facilitators">{leads ? strings.theClinicians : strings.yourClinicians}</option>
          {leads &&
            clients.map(({ id, name }) => (
              <option key={id} value={id}>
                {strings.onlyTo(name)}
              </option>
            ))}
        </select>
      </label>
      <div class="write-line">
        <textarea
          rows={2}
          maxLength={1000}
          value={text}
          aria-label={strings.message}
          placeholder={strings.message}
          data-testid="chat-text"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // An input method's Enter chooses a word.
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="icon-button send" aria-label={strings.send} title={strings.send} data-testid="chat-send">
          <SendHorizontal aria-hidden="true" size={20} />
        </button>
      </div>
      <small>{strings.chatKept}</small>
    </form>
  );
}
