import type { LonLat } from '../../api/types';

/** A part of the territory that is asked about, as the API takes it. */
export type Area =
  | { type: 'shape'; geometry: GeoJSON.Polygon }
  | { type: 'zones'; zoning: string; codes: readonly string[] }
  | { type: 'buffer'; geometry: GeoJSON.Point | GeoJSON.LineString; distance_m: number };

/** Some 1 m: what a pen on a map can mean, and short enough for an address. */
const DECIMALS = 5;
export const MOST_M = 50_000;

function written(position: GeoJSON.Position): string {
  return position
    .slice(0, 2)
    .map((degrees) => String(Number(degrees.toFixed(DECIMALS))))
    .join(',');
}

function read(text: string): LonLat[] | null {
  const positions = text.split(';').map((pair) => pair.split(',').map(Number));
  const known = positions.every(
    ([lon, lat, ...more]) =>
      more.length === 0 &&
      lon !== undefined &&
      lat !== undefined &&
      Math.abs(lon) <= 180 &&
      Math.abs(lat) <= 90,
  );
  return known ? positions.map(([lon = 0, lat = 0]) => [lon, lat]) : null;
}

/** `shape:7.1,43.6;…` (the ring left open), `zones:communes:06088,06059`, `near:250:7.1,43.6;…`. */
export function areaText(area: Area): string {
  switch (area.type) {
    case 'shape':
      return `shape:${(area.geometry.coordinates[0] ?? []).slice(0, -1).map(written).join(';')}`;
    case 'zones':
      return `zones:${area.zoning}:${area.codes.join(',')}`;
    case 'buffer': {
      const { geometry, distance_m } = area;
      const corners = geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates;
      return `near:${String(distance_m)}:${corners.map(written).join(';')}`;
    }
  }
}

/** What cannot be read is no area. */
export function readArea(text: string | null): Area | null {
  const [, kind = '', rest = ''] = /^(shape|zones|near):(.+)$/.exec(text ?? '') ?? [];
  if (kind === 'shape') return polygon(read(rest));
  if (kind === 'zones') return zones(rest);
  return kind === 'near' ? buffer(rest) : null;
}

export function polygon(corners: readonly LonLat[] | null): Area | null {
  const [first] = corners ?? [];
  if (!corners || !first || corners.length < 3) return null;
  const ring = [...corners, first].map(([lon, lat]) => [lon, lat]);
  return { type: 'shape', geometry: { type: 'Polygon', coordinates: [ring] } };
}

function zones(text: string): Area | null {
  // A layer's zoning is `layer:slug`: the codes stand behind the last colon.
  const at = text.lastIndexOf(':');
  const codes = text
    .slice(at + 1)
    .split(',')
    .filter((code) => code !== '');
  return at > 0 && codes.length > 0 ? { type: 'zones', zoning: text.slice(0, at), codes } : null;
}

function buffer(text: string): Area | null {
  const at = text.indexOf(':');
  const distance_m = Number(text.slice(0, at));
  const corners = read(text.slice(at + 1));
  if (!corners || !(distance_m > 0 && distance_m <= MOST_M)) return null;
  return around(corners, distance_m);
}

/** What lies this near to a point or a line. */
export function around(corners: readonly LonLat[], distance_m: number): Area | null {
  const [first, second] = corners;
  if (!first) return null;
  const geometry: GeoJSON.Point | GeoJSON.LineString = second
    ? { type: 'LineString', coordinates: corners.map(([lon, lat]) => [lon, lat]) }
    : { type: 'Point', coordinates: [first[0], first[1]] };
  return { type: 'buffer', geometry, distance_m };
}

/** Take zones in among the chosen ones, or all of them out; of another zoning, begin anew. */
export function withZones(
  area: Area | null,
  zoning: string,
  taken: readonly string[],
): Area | null {
  const now = chosenZones(area, zoning);
  const rest = now.filter((code) => !taken.includes(code));
  const all = now.length - rest.length === taken.length;
  const codes = all ? rest : [...rest, ...taken];
  return codes.length > 0 ? { type: 'zones', zoning, codes: codes.toSorted() } : null;
}

export function chosenZones(area: Area | null, zoning: string | null): readonly string[] {
  return area?.type === 'zones' && area.zoning === zoning ? area.codes : [];
}
