import type { Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import { html, svg } from 'lit';
import type { TemplateResult } from 'lit';

/** What the maps of staff share where something is drawn on them: the pen, and the cross for those without a mouse. */

/** Prefix of the pen's sources and layers. */
export const PEN = 'pen';
const STEP_PX = 12;
const LONG_STEP_PX = 60;

/** Where "add a corner" puts one. */
export function cross(): TemplateResult {
  return html`<svg class="cross" width="44" height="44" viewBox="0 0 44 44" aria-hidden="true">
    ${svg`<path class="halo" d="M22 4v14M22 26v14M4 22h14M26 22h14"></path>
      <path d="M22 4v14M22 26v14M4 22h14M26 22h14"></path><circle cx="22" cy="22" r="1.6"></circle>`}
  </svg>`;
}

/** The style with what the pen has put on the map by itself: it stays. */
export function withPen(map: MapLibre, style: StyleSpecification): StyleSpecification {
  const now = map.getStyle() as StyleSpecification | undefined;
  const sources = Object.entries(now?.sources ?? {}).filter(([id]) => id.startsWith(PEN));
  const layers = (now?.layers ?? []).filter(({ id }) => id.startsWith(PEN));
  return {
    ...style,
    sources: { ...style.sources, ...Object.fromEntries(sources) },
    layers: [...style.layers, ...layers],
  };
}

/** Once the style is there: before, nothing can be drawn on it. */
export function styled(map: MapLibre): Promise<void> {
  return new Promise((done) => {
    if (map.isStyleLoaded()) done();
    else
      void map.once('load', () => {
        done();
      });
  });
}

/** Arrow keys move the map under the cross by small steps, Enter takes its place; other keys are none of its business. */
export function steered(map: MapLibre, event: KeyboardEvent, enter: () => void): void {
  const step = event.shiftKey ? LONG_STEP_PX : STEP_PX;
  const steps: Record<string, [number, number]> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  const move = steps[event.key];
  if (move) map.panBy(move, { duration: 0 }, { originalEvent: event });
  else if (event.key === 'Enter') enter();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
