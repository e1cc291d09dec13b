import type { Kind, LonLat } from '../api/types';
import type { Fill } from './symbols';

export interface FocusPin {
  kind: Kind;
  theme: string | null;
  fill: Fill;
  position: LonLat;
}

/** What the reader is looking at, drawn over everything else. */
export interface Focus {
  selected: FocusPin | null;
  hovered: FocusPin | null;
  /** The shape of the chosen proposal. */
  shape: GeoJSON.Geometry | null;
  /** From a point outside to the nearest one inside. */
  outside: { from: LonLat; to: LonLat } | null;
  /** Where the reader is, once they asked. */
  me: LonLat | null;
}

export const NO_FOCUS: Focus = {
  selected: null,
  hovered: null,
  shape: null,
  outside: null,
  me: null,
};
