import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Lang } from '../api/types';
import { RING_PARTS, RING_STEPS } from './rings';
import { statesOf } from './symbols';

export type Scheme = 'light' | 'dark';

export const DEBATE = 'debate';
export const FOCUS = 'agorama-focus';
export const FONT = 'Atkinson Hyperlegible Next';
/** Layers that answer a click, the topmost last. */
export const PICKED = ['agorama-clusters', 'agorama-pins', 'agorama-proposals'] as const;

const BOLD = [`${FONT} Bold`, FONT, 'DejaVu Sans'];
/** From afar a zone's plate has the number only. */
const ZONE_NAMED_ZOOM = 10.5;
/** The foot of a 40 × 48 sign stands 2 px above its box, and the box has a margin of 4. */
const FOOT: [number, number] = [0, 6];

const isCluster: ExpressionSpecification = ['==', ['get', 'cluster'], true];
const isZone: ExpressionSpecification = ['==', ['get', 'anchor'], 'zone'];
/** Neither a cluster, nor a zone's count, nor the shape or label that belongs to a pin. */
const single: ExpressionSpecification = [
  'all',
  ['!', isCluster],
  ['!', isZone],
  ['!', ['has', 'part']],
];

function share(property: string): ExpressionSpecification {
  const count: ExpressionSpecification = ['coalesce', ['get', property], 0];
  const parts: ExpressionSpecification = [
    'round',
    ['*', RING_PARTS, ['/', count, ['get', 'point_count']]],
  ];
  return ['to-string', ['case', ['>', count, 0], ['max', 1, parts], 0]];
}

function ringImage(scheme: Scheme): ExpressionSpecification {
  const [small, middle, large] = RING_STEPS;
  const count: ExpressionSpecification = ['get', 'point_count'];
  const size: ExpressionSpecification = ['step', count, '0', small, '1', middle, '2', large, '3'];
  const shares = [share('count_idea'), '/', share('count_report'), '/', share('count_proposal')];
  return ['concat', `ring/${scheme}/`, size, '/', ...shares] as ExpressionSpecification;
}

/** `1,2 k` from a thousand, in the reader's language. */
function countText(lang: Lang): ExpressionSpecification {
  const count: ExpressionSpecification = ['get', 'point_count'];
  const locale = lang === 'en' ? 'en-GB' : lang;
  const format = { locale, 'max-fraction-digits': 1 };
  const thousands: ExpressionSpecification = ['number-format', ['/', count, 1000], format];
  return ['case', ['>=', count, 1000], ['concat', thousands, ' k'], ['to-string', count]];
}

/** The number, and below it in smaller letters the zone's name. */
function zoneText(lang: Lang): ExpressionSpecification {
  const count: ExpressionSpecification = ['to-string', ['get', 'point_count']];
  const name: ExpressionSpecification = ['coalesce', ['get', `name:${lang}`], ['get', 'name'], ''];
  const small = { 'font-scale': 0.875, 'text-font': ['literal', [FONT, 'DejaVu Sans']] };
  const both = ['format', count, {}, '\n', {}, name, small];
  return ['step', ['zoom'], count, ZONE_NAMED_ZOOM, both] as unknown as ExpressionSpecification;
}

function fillName(otherwise: 'empty' | 'full'): ExpressionSpecification {
  const state: ExpressionSpecification = ['get', 'state'];
  return [
    'match',
    state,
    statesOf('pending'),
    'pending',
    statesOf('half'),
    'half',
    statesOf('done'),
    'done',
    statesOf('declined'),
    'declined',
    otherwise,
  ] as unknown as ExpressionSpecification;
}

function pinImage(
  scheme: Scheme,
  kind: ExpressionSpecification | string,
  fill: ExpressionSpecification,
): ExpressionSpecification {
  const theme: ExpressionSpecification = ['coalesce', ['get', 'theme'], 'none'];
  return ['concat', `pin/${scheme}/`, kind, '/', theme, '/', fill];
}

/** Size by support, in three steps; smaller when the whole territory is in sight. */
function sized(scale: number): ExpressionSpecification {
  const votes: ExpressionSpecification = ['coalesce', ['get', 'votes_for'], 0];
  return ['step', votes, 0.8 * scale, 10, 0.9 * scale, 50, scale];
}

function pinLayout(image: ExpressionSpecification): Record<string, unknown> {
  return {
    'icon-image': image,
    'icon-anchor': 'bottom',
    'icon-offset': FOOT,
    'icon-size': ['interpolate', ['linear'], ['zoom'], 7, sized(0.75), 9.5, sized(1)],
    // Pins never give way; the names of the ground do, or step aside.
    'icon-allow-overlap': true,
  };
}

function clusterLayer(
  id: string,
  sourceLayer: string,
  scheme: Scheme,
  lang: Lang,
  ink: string,
): LayerSpecification {
  const [small, middle, large] = RING_STEPS;
  return {
    id,
    type: 'symbol',
    source: DEBATE,
    'source-layer': sourceLayer,
    filter: isCluster,
    layout: {
      'icon-image': ringImage(scheme),
      'icon-allow-overlap': true,
      'text-field': countText(lang),
      'text-font': BOLD,
      'text-size': ['step', ['get', 'point_count'], 14, small, 15, middle, 16, large, 18],
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': ink },
  };
}

/** The citizen page's own layers over the server's style: zone counts, clusters, pins, the chosen one. */
export function debateLayers(scheme: Scheme, lang: Lang, ink: string): LayerSpecification[] {
  return [
    {
      id: 'agorama-zone-counts',
      type: 'symbol',
      source: DEBATE,
      'source-layer': 'contributions',
      filter: ['all', isZone, ['!', isCluster]],
      layout: {
        'icon-image': `plate/${scheme}`,
        'icon-text-fit': 'both',
        'icon-text-fit-padding': [2, 4, 2, 4],
        'text-field': zoneText(lang),
        'text-font': BOLD,
        'text-size': 16,
        'text-allow-overlap': true,
        'icon-allow-overlap': true,
      },
      paint: { 'text-color': ink },
    },
    clusterLayer('agorama-clusters', 'contributions', scheme, lang, ink),
    {
      id: 'agorama-pins',
      type: 'symbol',
      source: DEBATE,
      'source-layer': 'contributions',
      filter: single,
      layout: pinLayout(pinImage(scheme, ['get', 'kind'], fillName('empty'))),
    },
    {
      id: 'agorama-proposals',
      type: 'symbol',
      source: DEBATE,
      'source-layer': 'proposals',
      filter: single,
      layout: pinLayout(pinImage(scheme, 'proposal', fillName('full'))),
    },
  ];
}

function role(...names: string[]): ExpressionSpecification {
  return ['in', ['get', 'role'], ['literal', names]];
}

/** What one is looking at: the chosen and the hovered pin, a proposal's shape, the way back inside. */
export function focusLayers(colors: {
  accent: string;
  mark: string;
  ink: string;
}): LayerSpecification[] {
  return [
    {
      id: 'agorama-focus-area',
      type: 'fill',
      source: FOCUS,
      filter: ['all', role('shape'), ['==', ['geometry-type'], 'Polygon']],
      paint: { 'fill-color': colors.accent, 'fill-opacity': 0.14 },
    },
    {
      id: 'agorama-focus-shape',
      type: 'line',
      source: FOCUS,
      filter: role('shape'),
      paint: { 'line-color': colors.accent, 'line-width': 3, 'line-dasharray': [3, 1.7] },
    },
    {
      id: 'agorama-focus-guide',
      type: 'line',
      source: FOCUS,
      filter: role('guide'),
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': colors.ink, 'line-width': 3.5, 'line-dasharray': [0.3, 2] },
    },
    {
      id: 'agorama-focus-point',
      type: 'circle',
      source: FOCUS,
      filter: role('nearest', 'me'),
      paint: {
        'circle-radius': 9,
        'circle-color': colors.mark,
        'circle-stroke-color': colors.ink,
        'circle-stroke-width': 2.5,
      },
    },
    {
      id: 'agorama-focus-pin',
      type: 'symbol',
      source: FOCUS,
      filter: role('hovered', 'selected'),
      layout: {
        'icon-image': ['get', 'image'],
        'icon-anchor': 'bottom',
        'icon-offset': [
          'match',
          ['get', 'role'],
          'selected',
          ['literal', [0, 10]],
          ['literal', FOOT],
        ],
        'icon-size': ['match', ['get', 'role'], 'selected', 1.25, 1.15],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'symbol-sort-key': ['match', ['get', 'role'], 'selected', 1, 0],
      },
    },
  ];
}
