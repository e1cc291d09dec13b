import type { Bbox, LonLat } from '../api/types';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Every position in a GeoJSON value, whatever its type. */
function* positions(value: unknown): Generator<LonLat> {
  if (Array.isArray(value)) {
    const [lon, lat] = value as unknown[];
    if (typeof lon === 'number' && typeof lat === 'number') yield [lon, lat];
    else for (const part of value as unknown[]) yield* positions(part);
  } else if (isRecord(value)) {
    for (const name of ['features', 'geometry', 'geometries', 'coordinates']) {
      yield* positions(value[name]);
    }
  }
}

/** West, south, east, north of a geometry, feature or collection; null where it is empty. */
export function boundsOf(geojson: unknown): Bbox | null {
  let bbox: Bbox | null = null;
  for (const [lon, lat] of positions(geojson)) {
    bbox = bbox
      ? [
          Math.min(bbox[0], lon),
          Math.min(bbox[1], lat),
          Math.max(bbox[2], lon),
          Math.max(bbox[3], lat),
        ]
      : [lon, lat, lon, lat];
  }
  return bbox;
}

/** A point as the hidden field holds it: GeoJSON, or WKT with or without an SRID. */
export function readPoint(text: string): LonLat | null {
  const wkt = /POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)/i.exec(text);
  if (wkt) return [Number(wkt[1]), Number(wkt[2])];
  if (!text.trim().startsWith('{')) return null;
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value['type'] !== 'Point') return null;
  for (const position of positions(value)) return position;
  return null;
}

export type PointFormat = 'geojson' | 'wkt';

export function writePoint([lon, lat]: LonLat, format: PointFormat): string {
  const [x, y] = [Number(lon.toFixed(7)), Number(lat.toFixed(7))];
  if (format === 'wkt') return `SRID=4326;POINT (${String(x)} ${String(y)})`;
  return JSON.stringify({ type: 'Point', coordinates: [x, y] });
}
