import type { Kind } from '../api/types';

/** The map's signs (looks/map.md): 40 × 48 boxes with the foot at (20, 46). */

export interface Shape {
  path: string;
  /** Where the 24 × 24 icon goes, when the pin is empty or full. */
  icon: { x: number; y: number; scale: number };
  /** Height at which a half-filled pin changes from empty to full. */
  half: number;
}

export const SHAPES: Readonly<Record<Kind, Shape>> = {
  idea: {
    path: 'M20 46.5C16.5 40 4 31.5 4 18.5a16 16 0 0 1 32 0C36 31.5 23.5 40 20 46.5z',
    icon: { x: 10, y: 8.5, scale: 0.833 },
    half: 18.5,
  },
  report: {
    path: 'M17.5 3.3a3.5 3.5 0 0 1 5 0L37 17.6a3.5 3.5 0 0 1 .6 4.2L22.6 45.2a3 3 0 0 1-5.2 0L2.4 21.8a3.5 3.5 0 0 1 .6-4.2z',
    icon: { x: 11.25, y: 11.25, scale: 0.729 },
    half: 20,
  },
  proposal: {
    path: 'M5.5 2.5h29a3 3 0 0 1 3 3V33a3 3 0 0 1-3 3h-9.3L20 46.5 14.8 36H5.5a3 3 0 0 1-3-3V5.5a3 3 0 0 1 3-3z',
    icon: { x: 9, y: 8.2, scale: 0.917 },
    half: 19,
  },
};

export const TICK = { cx: 33, cy: 7, r: 7, path: 'M29.5 7.2 32 9.7 36.5 4.6' };
export const SLASH = 'M7 33 33 5';

const INFRASTRUCTURE = 'M1 6h22v4.6h-2V20h-3.4v-2.4a5.6 5.6 0 0 0-11.2 0V20H3v-9.4H1z';
const ECONOMY =
  'M4.2 3h15.6l2.4 6.6a2.75 2.75 0 0 1-5.1 1.5 2.95 2.95 0 0 1-5.1.3 2.95 2.95 0 0 1-5.1-.3 2.75 2.75 0 0 1-5.1-1.5zM4 13.6h16V21h-4.6v-4.4h-4.2V21H4z';
const HEALTH =
  'M12 21C4.8 15.7 2 12.2 2 8.5A5.3 5.3 0 0 1 12 6a5.3 5.3 0 0 1 10 2.5c0 3.7-2.8 7.2-10 12.5z';
const SERVICES =
  'M5 6a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0zM1.6 20.8c0-6.3 2.6-10 7-10s7 3.7 7 10zM15.6 10.6a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0zM17.2 20.8c0-2.7-.4-4.8-1.3-6.5.7-.4 1.5-.6 2.3-.6 2.8 0 4.5 2.5 4.5 7.1z';
/** A theme of the perimeter's own without a drawing: a plain dot. */
const OTHER = 'M6 12a6 6 0 1 0 12 0a6 6 0 1 0-12 0z';

/** Icons in a 24 × 24 box, by the theme's `icon` name or slug. */
const ICONS: Readonly<Record<string, string>> = {
  infrastructure: INFRASTRUCTURE,
  bridge: INFRASTRUCTURE,
  economy: ECONOMY,
  stall: ECONOMY,
  health: HEALTH,
  heart: HEALTH,
  services: SERVICES,
  people: SERVICES,
};

export function iconPath(icon: string): string {
  return ICONS[icon] ?? OTHER;
}

/** How a pin is filled: what the state says on the map. */
export type Fill = 'pending' | 'empty' | 'half' | 'done' | 'declined' | 'full';

const FILLS: Readonly<Record<string, Fill>> = {
  pending: 'pending',
  received: 'empty',
  acknowledged: 'empty',
  under_review: 'half',
  planned: 'half',
  in_progress: 'half',
  done: 'done',
  declined: 'declined',
};

/** The fill of a state; a proposal is full while it is put to opinion. */
export function fillOf(kind: Kind, state: string): Fill {
  return FILLS[state] ?? (kind === 'proposal' ? 'full' : 'empty');
}

/** States by fill, for the style's `match` expression. */
export function statesOf(fill: Fill): string[] {
  return Object.keys(FILLS).filter((state) => FILLS[state] === fill);
}
