import type { SourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { StaffLayer } from '../types';

/** The residents' style with the layers that only staff see, over those that all see. */
export function withStaffLayers(
  style: StyleSpecification,
  layers: readonly StaffLayer[],
): StyleSpecification {
  const staff = layers.filter(({ rights, role }) => rights === 'staff' && role === 'overlay');
  if (staff.length === 0) return style;
  const sources: Record<string, SourceSpecification> = { ...style.sources };
  for (const { slug, source } of staff) if (source) sources[`layer-${slug}`] = source;
  const at = style.layers.findIndex(({ id }) =>
    /^(commune|outside|perimeter|names-|pins-)/.test(id),
  );
  const above = at < 0 ? style.layers.length : at;
  const added = staff.flatMap(({ style: own = [] }) => own);
  return {
    ...style,
    sources,
    layers: [...style.layers.slice(0, above), ...added, ...style.layers.slice(above)],
  };
}
