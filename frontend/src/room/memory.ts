/** What a browser keeps for a person. It says nothing about anyone. */

import type { Beginning, Choice } from "./model";
import { parseSettings, writeSettings, type Settings } from "./settings";

export interface Memory {
  readonly read: () => Omit<Beginning, "wide">;
  readonly writeChoice: (choice: Choice) => void;
  readonly writeSettings: (settings: Settings) => void;
  readonly writeJoined: () => void;
}

const SETTINGS = "vip.room.settings";

/** Microphone, camera and having joined are kept for this tab and this room; settings for this browser. */
export function memoryOf(room: string): Memory {
  const choice = `vip.devices:${room}`;
  const joined = `vip.joined:${room}`;
  return {
    read: () => ({
      remembered: parseChoice(kept(() => sessionStorage.getItem(choice))),
      settings: parseSettings(kept(() => localStorage.getItem(SETTINGS))),
      joined: kept(() => sessionStorage.getItem(joined)) !== null,
    }),
    writeChoice: ({ microphone, camera }) =>
      keep(() => sessionStorage.setItem(choice, `${microphone ? "on" : "off"},${camera ? "on" : "off"}`)),
    writeSettings: (settings) => keep(() => localStorage.setItem(SETTINGS, writeSettings(settings))),
    writeJoined: () => keep(() => sessionStorage.setItem(joined, "yes")),
  };
}

function parseChoice(text: string | null): Choice | null {
  if (text === null) return null;
  const [microphone, camera] = text.split(",");
  return { microphone: microphone !== "off", camera: camera !== "off" };
}

// A browser that keeps nothing for this site throws; the room works without memory.
function kept(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function keep(write: () => void): void {
  try {
    write();
  } catch {
    // Full, or forbidden: the choice lasts as long as the page.
  }
}
