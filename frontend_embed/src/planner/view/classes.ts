/** Classes of a map coloured by number: as many different numbers in each, so that the many small zones do not hide the few full ones. */

export interface Class {
  from: number;
  to: number;
}

const MOST = 5;

/** Two figures are enough for a limit that people compare with. */
function rounded(value: number): number {
  return value >= 100 || Number.isInteger(value) ? Math.round(value) : Number(value.toPrecision(2));
}

/**
 * Return at most five classes over the values above nothing, by quantiles of what differs; zones without anything are in none.
 * A value belongs to the first class whose end it does not exceed.
 */
export function classesOf(values: readonly number[], most = MOST): Class[] {
  const above = values.filter((value) => value > 0).map(rounded);
  const distinct = [...new Set(above)].toSorted((a, b) => a - b);
  const last = distinct.at(-1);
  if (last === undefined) return [];
  if (distinct.length <= most) return distinct.map((value) => ({ from: value, to: value }));
  const ends = Array.from({ length: most - 1 }, (_, index) => {
    const at = Math.ceil(((index + 1) / most) * distinct.length) - 1;
    return distinct[at] ?? last;
  });
  const limits = [...new Set([...ends, last])].filter((end) => end <= last);
  return limits.map((to, index) => ({
    from: index === 0 ? (distinct[0] ?? to) : after(distinct, limits[index - 1] ?? to),
    to,
  }));
}

/** The least value there is beyond a limit: a class says what is in it. */
function after(distinct: readonly number[], limit: number): number {
  return distinct.find((value) => value > limit) ?? limit;
}

/** The number of a value's class; -1 for nothing and for unknown. */
export function classOf(classes: readonly Class[], value: number | null): number {
  if (value === null || value <= 0) return -1;
  const found = classes.findIndex(({ to }) => rounded(value) <= to);
  return found < 0 ? classes.length - 1 : found;
}
