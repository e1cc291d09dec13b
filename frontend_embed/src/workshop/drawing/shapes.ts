import type { LonLat } from '../types';

/** An area, a part cut out of the areas, or a line to split along. */
export type ShapeKind = 'area' | 'hole' | 'line';

/** Something drawn; a ring is not closed here: its first corner is written once. */
export interface DrawnShape {
  id: number;
  kind: ShapeKind;
  corners: readonly LonLat[];
}

const EARTH_RADIUS_KM = 6371.0088;
/** Some 1 cm: what a pen or a person can mean. */
const DECIMALS = 7;

export function rounded([lon, lat]: LonLat): LonLat {
  return [Number(lon.toFixed(DECIMALS)), Number(lat.toFixed(DECIMALS))];
}

export function isWhole({ kind, corners }: DrawnShape): boolean {
  return corners.length >= (kind === 'line' ? 2 : 3);
}

function position([lon, lat]: LonLat): GeoJSON.Position {
  return [lon, lat];
}

/** The ring with its first corner again at its end. */
export function ring({ corners }: DrawnShape): GeoJSON.Position[] {
  const [first] = corners;
  return first ? [...corners, first].map(position) : [];
}

export function polygonOf(shape: DrawnShape): GeoJSON.Polygon {
  return { type: 'Polygon', coordinates: [ring(shape)] };
}

export function lineOf({ corners }: DrawnShape): GeoJSON.LineString {
  return { type: 'LineString', coordinates: corners.map(position) };
}

function opened(positions: readonly GeoJSON.Position[]): LonLat[] {
  return positions.slice(0, -1).map(([lon = 0, lat = 0]) => rounded([lon, lat]));
}

/** Rings of a boundary: outer ones as areas, inner ones as holes. */
export function ringsOf(geometry: GeoJSON.Geometry): Omit<DrawnShape, 'id'>[] {
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : [];
  return polygons.flatMap((rings) =>
    rings.map((positions, index) => ({
      kind: index === 0 ? ('area' as const) : ('hole' as const),
      corners: opened(positions),
    })),
  );
}

/** Area on the mean sphere. */
export function area_km2({ corners }: DrawnShape): number {
  const radians = Math.PI / 180;
  let sum = 0;
  corners.forEach(([lon, lat], index) => {
    const [nextLon, nextLat] = corners[(index + 1) % corners.length] ?? [lon, lat];
    sum += (nextLon - lon) * radians * (2 + Math.sin(lat * radians) + Math.sin(nextLat * radians));
  });
  return Math.abs((sum * EARTH_RADIUS_KM ** 2) / 2);
}

function side([ax, ay]: LonLat, [bx, by]: LonLat, [px, py]: LonLat): number {
  return Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
}

function cross(a: LonLat, b: LonLat, c: LonLat, d: LonLat): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** The numbers (from 1) of the first two corners whose sides cross, or null. */
export function crossing({ kind, corners }: DrawnShape): [number, number] | null {
  const sides = kind === 'line' ? corners.length - 1 : corners.length;
  const corner = (index: number): LonLat => corners[index % corners.length] ?? [0, 0];
  for (let one = 0; one < sides; one++) {
    for (let other = one + 2; other < sides; other++) {
      if (cross(corner(one), corner(one + 1), corner(other), corner(other + 1))) {
        return [one + 1, other + 1];
      }
    }
  }
  return null;
}
