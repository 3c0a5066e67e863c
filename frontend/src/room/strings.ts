/** Every word the room says, in each language it speaks. Names and server sentences are filled in, never translated. */

import { en } from "./words_en";
import { es } from "./words_es";

type Widened<T> = T extends (...args: infer A) => string
  ? (...args: A) => string
  : T extends string
    ? string
    : { readonly [K in keyof T]: Widened<T[K]> };
export type Strings = Widened<typeof en>;

/** The strings of a language tag such as `es-MX`; English where the language is not spoken here. */
export function stringsFor(language: string): Strings {
  return language.toLowerCase().split("-")[0] === "es" ? es : en;
}
