import type { Drawing } from '../drawing/drawing';
import type { Bbox, LonLat } from '../types';

/** How a shape is drawn: in force, to come, gained, lost, or only there to find one's way. */
export type Look = 'before' | 'after' | 'added' | 'removed' | 'quiet';

export interface Shape {
  key: string;
  data: GeoJSON.GeoJSON;
  look: Look;
}

/** Units or zones, drawn as tiles; `chosen` are filled. */
export interface TileSet {
  key: string;
  url: string;
  layer: 'units' | 'zones';
  chosen: readonly number[];
}

export interface Mark {
  at: LonLat;
  text: string;
  /** A numbered oddity, or a named place. */
  kind: 'number' | 'name';
}

/** One map: everything on it. */
export interface Pane {
  title: string;
  subtitle: string;
  label: string;
  shapes: readonly Shape[];
  tiles: readonly TileSet[];
  marks: readonly Mark[];
  /** Called when a unit or zone is clicked. */
  pick: ((key: string, id: number, told: { code: string; name: string }) => void) | null;
  /** What is drawn on this map by hand. */
  drawing: Drawing | null;
}

/** One or two maps side by side, looking at the same place. */
export interface Picture {
  panes: readonly Pane[];
  /** Where to look; a new object makes the maps fly there. */
  view: { bbox: Bbox } | null;
}

export function pane(parts: Partial<Pane>): Pane {
  return {
    title: '',
    subtitle: '',
    label: '',
    shapes: [],
    tiles: [],
    marks: [],
    pick: null,
    drawing: null,
    ...parts,
  };
}

export const EMPTY_PICTURE: Picture = { panes: [pane({})], view: null };

/** A box with some room around it, so that a point can be flown to as well. */
export function roomy([west, south, east, north]: Bbox, least_deg = 0.004): Bbox {
  const dx = Math.max((east - west) * 0.6, least_deg);
  const dy = Math.max((north - south) * 0.6, least_deg);
  return [west - dx, south - dy, east + dx, north + dy];
}

/** The box around all boxes there are; null where there is none. */
export function around(boxes: readonly (Bbox | null)[]): Bbox | null {
  const known = boxes.filter((bbox) => bbox !== null);
  const [first] = known;
  if (!first) return null;
  return known.reduce(
    (all, box) => [
      Math.min(all[0], box[0]),
      Math.min(all[1], box[1]),
      Math.max(all[2], box[2]),
      Math.max(all[3], box[3]),
    ],
    first,
  );
}
