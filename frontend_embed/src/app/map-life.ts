/** What stands where the map is: its picture, the map (perhaps still on its way), or that it cannot be. */
export type MapLife = 'resting' | 'wanted' | 'failed' | 'lost';

/** When the moving map is fetched: beside the list, at the reader's first touch, or only when asked for. */
export type Start = 'idle' | 'touch' | 'asked';

interface Connection {
  saveData?: boolean;
  effectiveType?: string;
}

/**
 * Where every byte counts, it is asked for. A mouse belongs to a machine that draws it while the list is read; on a
 * phone it would hold up the list for seconds, so that it waits for a sign that somebody is there.
 */
export function startOf(
  { saveData = false, effectiveType = '4g' }: Connection,
  matches: (query: string) => boolean,
): Start {
  if (saveData || effectiveType !== '4g' || matches('(prefers-reduced-data: reduce)'))
    return 'asked';
  return matches('(hover: hover) and (pointer: fine)') ? 'idle' : 'touch';
}

/** How the browser says it is connected; nothing, where it does not say. */
export function connection(): Connection {
  return (navigator as Navigator & { connection?: Connection }).connection ?? {};
}
