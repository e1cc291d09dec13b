import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { LegendEntry } from '../api/types';
import { hatchOf } from '../map/hatches';

/** What an entry of a legend looks like: colour, outline and hatch. */
export function swatch({ fill, line, hatch, group }: LegendEntry): TemplateResult {
  const drawn = hatchOf(hatch);
  const ink = group && group !== 'zone' ? color(fill) : color(line);
  // As the map draws them: rules faint, areas so that the ground shows, the colours of a picture as they are.
  const strength = group && group !== 'zone' ? 0.15 : line === null ? 1 : 0.6;
  return html`<svg class="swatch" viewBox="0 0 22 16" aria-hidden="true">
    <rect
      x="1"
      y="1"
      width="20"
      height="14"
      rx="2"
      fill=${color(fill)}
      fill-opacity=${strength}
      stroke=${color(line)}
      stroke-width="2"
    />
    ${
      drawn
        ? svg`<path transform="translate(3 0)" d=${drawn.path} stroke=${drawn.filled ? 'none' : ink}
            fill=${drawn.filled ? ink : 'none'} stroke-width="1.2" />`
        : nothing
    }
  </svg>`;
}

/** Only a plain colour may enter the picture; anything else is drawn as none. */
function color(value: string | null): string {
  return value && /^(#[0-9a-f]{3,8}|rgba?\([\d\s.,%/]+\))$/i.test(value) ? value : 'transparent';
}
