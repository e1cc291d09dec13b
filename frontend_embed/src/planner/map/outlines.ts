import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Lang } from '../../api/types';
import { FONT } from '../../map/style-layers';

/** Zonings of which the outlines are drawn, with names: `zones-communes`. */
export interface Outlines {
  names: readonly string[];
  root: string;
  lang: Lang;
  ink: string;
  halo: string;
}

export function outlineSources({ names, root }: Outlines): Record<string, SourceSpecification> {
  return Object.fromEntries(
    names.map((name) => [
      `planner-${name}`,
      { type: 'vector', tiles: [`${root}/${name}/{z}/{x}/{y}.mvt`], maxzoom: 16 },
    ]),
  );
}

export function outlineLayers({ names, lang, ink, halo }: Outlines): LayerSpecification[] {
  return names.flatMap((name): LayerSpecification[] => {
    const of = { source: `planner-${name}`, 'source-layer': name };
    return [
      {
        id: `planner-${name}-line`,
        type: 'line',
        ...of,
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'line-color': ink, 'line-width': 1.1, 'line-opacity': 0.75 },
      },
      {
        id: `planner-${name}-name`,
        type: 'symbol',
        ...of,
        filter: ['==', ['get', 'part'], 'label'],
        layout: {
          'text-field': ['coalesce', ['get', `name:${lang}`], ['get', 'name'], ''],
          'text-font': [`${FONT} SemiBold`, FONT, 'DejaVu Sans'],
          'text-size': 14,
        },
        paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.8 },
      },
    ];
  });
}
