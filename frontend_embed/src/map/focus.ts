import type { LonLat } from '../api/types';
import type { Focus, FocusPin } from './focus-types';
import { pinImageName } from './images';
import type { Scheme } from './style-layers';

function point([lon, lat]: LonLat, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties };
}

function pin(found: FocusPin, role: 'selected' | 'hovered', scheme: Scheme): GeoJSON.Feature {
  const image = pinImageName(scheme, found.kind, found.theme, found.fill, role === 'selected');
  return point(found.position, { role, image });
}

/** Features for the focus source, each with its `role`. */
export function focusFeatures(focus: Focus, scheme: Scheme): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  if (focus.shape)
    features.push({ type: 'Feature', geometry: focus.shape, properties: { role: 'shape' } });
  if (focus.outside) {
    const { from, to } = focus.outside;
    const coordinates = [[...from], [...to]];
    features.push({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates },
      properties: { role: 'guide' },
    });
    features.push(point(to, { role: 'nearest' }));
  }
  if (focus.me) features.push(point(focus.me, { role: 'me' }));
  if (focus.hovered) features.push(pin(focus.hovered, 'hovered', scheme));
  if (focus.selected) features.push(pin(focus.selected, 'selected', scheme));
  return { type: 'FeatureCollection', features };
}
