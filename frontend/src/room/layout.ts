/** How tiles fill the stage: pure arithmetic in CSS pixels. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A tile's place on the stage. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Grid extends Size {
  readonly columns: number;
  readonly rows: number;
}

/** Faces stay whole between these shapes; one alone may fill a phone held upright. */
const NARROWEST = 3 / 4;
const NARROWEST_ALONE = 9 / 17;
const WIDEST = 16 / 9;
export const GAP = 8;

/** The grid that gives `count` equal tiles the most area in `width` × `height` without scrolling. */
export function gridFor(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.max(1, Math.ceil(count / columns));
    const cell = fit(
      (width - gap * (columns - 1)) / columns,
      (height - gap * (rows - 1)) / rows,
      count === 1 ? NARROWEST_ALONE : NARROWEST,
    );
    if (cell.width * cell.height > best.width * best.height) best = { columns, rows, ...cell };
  }
  return best;
}

function fit(width: number, height: number, narrowest: number): Size {
  const w = Math.max(0, Math.floor(width));
  const h = Math.max(0, Math.floor(height));
  if (w > h * WIDEST) return { width: Math.floor(h * WIDEST), height: h };
  if (w < h * narrowest) return { width: w, height: Math.floor(w / narrowest) };
  return { width: w, height: h };
}

/** `count` tiles in the middle of `area`, the last row centred. */
function gridIn(count: number, area: Rect, gap: number): readonly Rect[] {
  const { columns, rows, width, height } = gridFor(count, area.width, area.height, gap);
  const top = area.y + (area.height - rows * height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + (area.width - inRow * width - (inRow - 1) * gap) / 2;
    return {
      x: Math.round(left + (index % columns) * (width + gap)),
      y: Math.round(top + row * (height + gap)),
      width,
      height,
    };
  });
}

export interface Arrangement {
  /** Where the shared screen goes; null without one. */
  readonly share: Rect | null;
  readonly tiles: readonly Rect[];
}

/** How much of the longer side the strip of the others takes, from two people to a full group. */
const STRIP = { least: 0.2, most: 0.34 };

/**
 * Places `count` tiles in `area`. With a share, it is large and all tiles stand beside it; else the tile of index
 * `focus` (null: none) is large and the others stand beside it. Nothing overlaps, and nothing needs scrolling.
 */
export function arrange(count: number, area: Size, focus: number | null, share: boolean): Arrangement {
  const whole = { x: 0, y: 0, ...area };
  const beside = share ? count : count - 1;
  if ((!share && focus === null) || area.width <= 0 || area.height <= 0)
    return { share: null, tiles: gridIn(count, whole, GAP) };
  if (beside === 0)
    return share ? { share: whole, tiles: [] } : { share: null, tiles: gridIn(count, whole, GAP) };
  const [main, strip] = divided(area, beside);
  const others = gridIn(beside, strip, GAP);
  if (share) return { share: main, tiles: others };
  const [large] = gridIn(1, main, GAP);
  const at = focus ?? 0;
  return {
    share: null,
    tiles: Array.from({ length: count }, (_, index) =>
      index === at ? (large ?? main) : (others[index < at ? index : index - 1] ?? main),
    ),
  };
}

function divided({ width, height }: Size, beside: number): readonly [Rect, Rect] {
  const upright = height > width;
  const part = Math.min(STRIP.most, STRIP.least + (beside - 1) * 0.02);
  const strip = Math.floor((upright ? height : width) * part);
  const rest = (upright ? height : width) - strip - GAP;
  return upright
    ? [
        { x: 0, y: 0, width, height: rest },
        { x: 0, y: rest + GAP, width, height: strip },
      ]
    : [
        { x: 0, y: 0, width: rest, height },
        { x: rest + GAP, y: 0, width: strip, height },
      ];
}

/** The self-view beside a single other person: a quarter of the shorter side, of their picture's shape. */
export function corner(area: Size): Rect {
  const upright = area.height > area.width;
  const long = Math.round(Math.max(112, Math.min(220, Math.min(area.width, area.height) * 0.32)));
  const short = Math.round(long * 0.75);
  const size = upright ? { width: short, height: long } : { width: long, height: short };
  return { x: area.width - size.width - 12, y: area.height - size.height - 12, ...size };
}
