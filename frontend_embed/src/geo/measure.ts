import type { Bbox, LonLat } from '../api/types';

const EARTH_RADIUS_M = 6_371_008.8;

/** Of a box's width: a pixel or two of a small map. */
const UNSEEN = 1 / 256;

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Metres along the great circle (haversine on the mean sphere). */
export function distance_m([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const a =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** A box of about `radius_m` around a point. */
export function boxAround([lon, lat]: LonLat, radius_m: number): Bbox {
  const dLat = (radius_m / EARTH_RADIUS_M) * (180 / Math.PI);
  const dLon = dLat / Math.cos(radians(lat));
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat];
}

/** About what a map of this size in CSS px shows (Web Mercator, tiles of 512 px). */
export function boxShown(
  { center: [lon, lat], zoom }: { center: LonLat; zoom: number },
  { width, height }: { width: number; height: number },
): Bbox {
  const perPixel = 360 / (512 * 2 ** zoom);
  const dLon = (perPixel * width) / 2;
  const dLat = (perPixel * height * Math.cos(radians(lat))) / 2;
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat];
}

/** Whether two boxes are the same, but for what nobody sees; null is all there is. */
export function alike(one: Bbox | null, other: Bbox | null): boolean {
  if (!one || !other) return one === other;
  const slack = UNSEEN * (one[2] - one[0]);
  return one.every((edge, n) => Math.abs(edge - (other[n] ?? NaN)) <= slack);
}

/** Whether the first box holds all of the second. */
export function holds(outer: Bbox, inner: Bbox): boolean {
  return (
    outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3]
  );
}
