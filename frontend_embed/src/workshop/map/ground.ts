import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { ownFont } from '../../map/style';

/** What the debate draws, and what hides the outside: neither helps to draw a perimeter. */
const LEFT_OUT = /^(pins-|outside$|perimeter-)/;

function lettered(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== 'symbol' || layer.layout?.['text-field'] === undefined) return layer;
  const named = layer.layout['text-font'];
  const names = (Array.isArray(named) ? (named as unknown[]) : []).filter(
    (name) => typeof name === 'string',
  );
  return { ...layer, layout: { ...layer.layout, 'text-font': ownFont(names) } };
}

/** The residents' map as a ground to work on; without one, plain land. */
export function ground(server: StyleSpecification | null, land: string): StyleSpecification {
  if (!server) {
    return {
      version: 8,
      sources: {},
      layers: [{ id: 'land', type: 'background', paint: { 'background-color': land } }],
    };
  }
  const layers = server.layers.filter(({ id }) => !LEFT_OUT.test(id)).map(lettered);
  const used = new Set(layers.map((layer) => ('source' in layer ? layer.source : '')));
  const sources: Record<string, SourceSpecification> = {};
  for (const [id, source] of Object.entries(server.sources)) if (used.has(id)) sources[id] = source;
  const style: StyleSpecification = { ...server, sources, layers };
  // Letters are drawn from our own face in the browser.
  delete style.glyphs;
  return style;
}
