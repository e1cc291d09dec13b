import type { LayerSpecification } from 'maplibre-gl';
import { DEBATE } from '../../map/style-layers';
import type { Scheme } from '../../map/style-layers';

/** From little to much, ever darker (by night: lighter): it reads in grey too. */
const HEAT: Readonly<Record<Scheme, readonly string[]>> = {
  light: ['#f7e9a8', '#f0b65a', '#d9663f', '#9c2d5a', '#4a1248'],
  dark: ['#4a1248', '#9c2d5a', '#d9663f', '#f0b65a', '#fbf3c0'],
};

export function heatColors(scheme: Scheme): readonly string[] {
  return HEAT[scheme];
}

/** The first colour without any strength: a black one would leave a grey rim. */
function faint(scheme: Scheme): string {
  return `${HEAT[scheme][0] ?? ''}00`;
}

/** How dense contributions lie: clusters weigh what they stand for. */
export function heatLayer(scheme: Scheme): LayerSpecification {
  const steps = HEAT[scheme].flatMap((color, index) => [0.08 + index * 0.22, color]);
  return {
    id: 'planner-heat',
    type: 'heatmap',
    source: DEBATE,
    'source-layer': 'contributions',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'heatmap-weight': ['sqrt', ['coalesce', ['get', 'point_count'], 1]],
      'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 7, 18, 14, 42],
      'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 7, 0.35, 15, 1],
      'heatmap-opacity': 0.8,
      'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], 0, faint(scheme), ...steps],
    },
  } as unknown as LayerSpecification;
}
