/** How tiles fill the stage: pure arithmetic in CSS pixels. */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** One tile's size. */
  readonly width: number;
  readonly height: number;
}

/** Faces stay whole between these shapes; one alone may fill a phone held upright. */
const NARROWEST = 3 / 4;
const NARROWEST_ALONE = 9 / 17;
const WIDEST = 16 / 9;

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

function fit(width: number, height: number, narrowest: number): { width: number; height: number } {
  const w = Math.max(0, Math.floor(width));
  const h = Math.max(0, Math.floor(height));
  if (w > h * WIDEST) return { width: Math.floor(h * WIDEST), height: h };
  if (w < h * narrowest) return { width: w, height: Math.floor(w / narrowest) };
  return { width: w, height: h };
}
