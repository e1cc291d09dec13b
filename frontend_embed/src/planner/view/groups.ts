import type { Counts, ZoneRow } from '../types';

/** Zones of one name, as a plan has many `UA`: told as one, chosen together. */
export interface ZoneGroup {
  name: string;
  typezone: string;
  codes: readonly string[];
  contributions: number;
  by_kind: Counts;
  proposals: number;
  answered: number;
}

function added(one: Counts, other: Counts): Counts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]),
  );
}

/** The groups, the fullest first; what lies in no zone is in none of them. */
export function groupsOf(rows: readonly ZoneRow[]): ZoneGroup[] {
  const groups = new Map<string, ZoneGroup>();
  for (const row of rows) {
    if (row.zone === null) continue;
    const { zone, typezone = '', contributions, by_kind, proposals, answered } = row;
    const name = row.name ?? zone;
    const key = `${typezone} ${name}`;
    const now = groups.get(key);
    groups.set(key, {
      name,
      typezone,
      codes: [...(now?.codes ?? []), zone],
      contributions: (now?.contributions ?? 0) + contributions,
      by_kind: added(now?.by_kind ?? {}, by_kind),
      proposals: (now?.proposals ?? 0) + proposals,
      answered: (now?.answered ?? 0) + answered,
    });
  }
  return [...groups.values()].toSorted(
    (a, b) => b.contributions - a.contributions || a.name.localeCompare(b.name),
  );
}
