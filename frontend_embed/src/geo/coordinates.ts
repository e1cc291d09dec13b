import type { LonLat } from '../api/types';

const DEGREES =
  /^(-?\d+(?:[.,]\d+)?)\s*°?\s*(?:(\d+(?:[.,]\d+)?)\s*['’′]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:"|″|'')\s*)?([NSEWO])?$/i;

function degrees(text: string): { value: number; letter: string } | null {
  const match = DEGREES.exec(text.trim());
  if (!match) return null;
  const [, whole = '', minutes = '0', seconds = '0', letter = ''] = match;
  const number = (part: string): number => Number(part.replace(',', '.'));
  const size = Math.abs(number(whole)) + number(minutes) / 60 + number(seconds) / 3600;
  const negative = whole.startsWith('-') || /[SWO]/i.test(letter);
  return { value: negative ? -size : size, letter: letter.toUpperCase() };
}

/** Two halves of a pair, whether written `43.9, 7.5`, `43,9 7,5`, `43,9, 7,5` or `43.9N 7.5E`. */
function halves(text: string): [string, string] | null {
  const parts = text
    .trim()
    .split(/;|,\s+|\s+(?=-?\d+(?:[.,]\d+)?\s*(?:°|[NSEWO]?$))|(?<=[NSEWO])\s*/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const [first, second] = parts;
  if (parts.length === 2 && first !== undefined && second !== undefined) return [first, second];
  const plain = /^(-?\d+\.\d+),(-?\d+\.\d+)$/.exec(text.trim());
  return plain ? [plain[1] ?? '', plain[2] ?? ''] : null;
}

/**
 * Typed coordinates, latitude first as people copy them (letters N, S, E, W or O decide otherwise).
 * Returns lon, lat in degrees (WGS 84), or null where there are not two numbers on the globe.
 */
export function parseCoordinates(text: string): LonLat | null {
  const pair = halves(text);
  if (!pair) return null;
  const first = degrees(pair[0]);
  const second = degrees(pair[1]);
  if (!first || !second) return null;
  const lonFirst = /[EWO]/.test(first.letter) || /[NS]/.test(second.letter);
  const [lat, lon] = lonFirst ? [second.value, first.value] : [first.value, second.value];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null;
}
