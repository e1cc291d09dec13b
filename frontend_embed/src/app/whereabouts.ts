import type { Located, Perimeter } from '../api/types';
import { of } from '../strings/places';
import type { TextKey } from '../strings/index';
import type { Words } from '../strings/words';

const DIRECTIONS: Readonly<Record<string, TextKey>> = {
  n: 'direction.n',
  ne: 'direction.ne',
  e: 'direction.e',
  se: 'direction.se',
  s: 'direction.s',
  sw: 'direction.sw',
  w: 'direction.w',
  nw: 'direction.nw',
};

/** Nearer than this one is at the place, not beside it. */
const AT_M = 30;

/** The name of the zone that a point is in, of the first zoning that has one. */
export function zoneOf(located: Located, perimeter: Perimeter): string {
  for (const { slug } of perimeter.zonings) {
    const zone = located.zones[slug];
    if (zone) return zone.name;
  }
  return '';
}

function nearText(words: Words, near: NonNullable<Located['near']>): string {
  const { place, distance_m, direction } = near;
  if (distance_m < AT_M) return place;
  const key = DIRECTIONS[direction.toLowerCase()];
  if (!key) return place;
  return words.t('where.near', {
    distance: words.distance(distance_m),
    direction: words.t(key),
    of: of(words.lang, place),
  });
}

/** `Breil-sur-Roya, 120 m au nord de la gare`: where a point is, as one would say it. */
export function whereabouts(words: Words, located: Located, perimeter: Perimeter): string {
  const zone = zoneOf(located, perimeter);
  const near = located.near ? nearText(words, located.near) : '';
  return zone === near ? zone : [zone, near].filter(Boolean).join(', ');
}
