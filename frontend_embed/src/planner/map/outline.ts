import type { Area } from '../view/area';

export const NO_AREA: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

function feature(geometry: GeoJSON.Geometry): GeoJSON.Feature {
  return { type: 'Feature', geometry, properties: {} };
}

/** The chosen area on the map: what the server has made of it, and what it was made around. */
export function outline(area: Area, geometry: GeoJSON.Geometry | null): GeoJSON.FeatureCollection {
  if (area.type === 'zones') return NO_AREA;
  if (area.type === 'shape') {
    return { type: 'FeatureCollection', features: [feature(geometry ?? area.geometry)] };
  }
  const around = geometry ? [feature(geometry)] : [];
  return { type: 'FeatureCollection', features: [...around, feature(area.geometry)] };
}
