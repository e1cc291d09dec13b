import type { Map as MapLibre, Point } from 'maplibre-gl';
import type { Asked } from '../app/ground';

/** Nearer than this a line or a point is meant, in px. */
const SLACK = 6;
/** More of one place nobody reads. */
const MOST = 6;

/** What of the published layers is drawn at a point; null where there is nothing. */
export function groundAt(map: MapLibre, { x, y }: Point): Omit<Asked, 'position'> | null {
  const layers = map
    .getStyle()
    .layers.filter((layer) => layer.id.startsWith('layer-') && layer.type !== 'raster')
    .map(({ id }) => id);
  if (layers.length === 0) return null;
  const box: [[number, number], [number, number]] = [
    [x - SLACK, y - SLACK],
    [x + SLACK, y + SLACK],
  ];
  const near = map.queryRenderedFeatures(box, { layers });
  const here = new Set(map.queryRenderedFeatures([x, y], { layers }).map(({ id }) => id));
  let plan = false;
  const features = new Map<string, { layer: string; id: number }>();
  for (const { id, sourceLayer, geometry, properties } of near) {
    if ('typezone' in properties || 'rule' in properties) plan = true;
    else if (
      id !== undefined &&
      sourceLayer &&
      (here.has(id) || !geometry.type.endsWith('Polygon'))
    )
      features.set(`${sourceLayer}/${String(id)}`, { layer: sourceLayer, id: Number(id) });
  }
  if (!plan && features.size === 0) return null;
  return { plan, features: [...features.values()].slice(0, MOST) };
}
