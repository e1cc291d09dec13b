import { withValue } from './filter';
import type { Filter } from './filter';

/** A month as `2026-05`, with how many came in. */
export interface Month {
  month: string;
  count: number;
}

/** The day after (or before) a day written `2026-05-31`. */
export function dayAfter(day: string, days = 1): string {
  const date = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return '';
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number >= 12
    ? `${String(year + 1)}-01`
    : `${String(year)}-${String(number + 1).padStart(2, '0')}`;
}

/** Days with their counts as months, without a gap between the first and the last. */
export function monthsOf(days: readonly (readonly [day: string, count: number])[]): Month[] {
  const sums = new Map<string, number>();
  for (const [day, count] of days) {
    const month = day.slice(0, 7);
    sums.set(month, (sums.get(month) ?? 0) + count);
  }
  const known = [...sums.keys()].toSorted();
  const [first] = known;
  const last = known.at(-1);
  const months: Month[] = [];
  for (let month = first; month && last && month <= last; month = monthAfter(month)) {
    months.push({ month, count: sums.get(month) ?? 0 });
  }
  return months;
}

/** Which of the months the filter's period touches: numbers of the first and the last. */
export function chosenMonths(filter: Filter, months: readonly Month[]): [number, number] {
  const since = filter.since?.slice(0, 7);
  const until = filter.until ? dayAfter(filter.until.slice(0, 10), -1).slice(0, 7) : undefined;
  const last = months.length - 1;
  const from = since ? months.findIndex(({ month }) => month >= since) : 0;
  const to = until ? months.findLastIndex(({ month }) => month <= until) : last;
  return [from < 0 ? last : from, Math.max(to, 0)];
}

/** How many came in on the days that the filter's period has. */
export function countBetween(
  days: readonly (readonly [day: string, count: number])[],
  { since = '', until = '9999' }: Filter,
): number {
  const [from, end] = [since.slice(0, 10), until.slice(0, 10)];
  return days.reduce((sum, [day, count]) => sum + (day >= from && day < end ? count : 0), 0);
}

/** The filter for the months from one to the other, both included; at the ends nothing is asked. */
export function withMonths(
  filter: Filter,
  months: readonly Month[],
  from: number,
  to: number,
): Filter {
  const first = from > 0 ? months[from]?.month : undefined;
  const last = to < months.length - 1 ? months[to]?.month : undefined;
  const since = withValue(filter, 'since', first ? `${first}-01` : '');
  return withValue(since, 'until', last ? `${monthAfter(last)}-01` : '');
}

/** The months cut into as many bars as can be told apart; each has the same number of them. */
export function binsOf(
  days: readonly (readonly [day: string, count: number])[],
  months: readonly Month[],
): number[] {
  const parts = months.length <= 2 ? 15 : months.length <= 8 ? 5 : months.length <= 24 ? 2 : 1;
  const numbers = new Map(months.map(({ month }, index) => [month, index]));
  const bins = Array.from({ length: months.length * parts }, () => 0);
  for (const [day, count] of days) {
    const month = numbers.get(day.slice(0, 7));
    if (month === undefined) continue;
    const part = Math.floor(((Number(day.slice(8, 10)) - 1) / 31) * parts);
    const at = month * parts + part;
    bins[at] = (bins[at] ?? 0) + count;
  }
  return bins;
}
