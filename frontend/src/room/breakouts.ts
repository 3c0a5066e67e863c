/** How people are spread over breakout rooms: pure. */

/** `people` dealt out to `count` rooms, so that no room has two more than another; nobody is left out. */
export function evenly<T>(people: readonly T[], count: number): readonly (readonly T[])[] {
  return Array.from({ length: count }, (_, room) => people.filter((_, index) => index % count === room));
}
