import { html, nothing, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import type { Kind, Theme } from '../api/types';
import { arcs } from '../map/rings';
import { SHAPES, SLASH, TICK, iconPath } from '../map/symbols';
import type { Fill } from '../map/symbols';

/** The small solid shape of a kind. */
export function kindMark(kind: Kind, size = 14): TemplateResult {
  return html`<svg
    class="kindmark"
    width=${size}
    height=${size * 1.17}
    viewBox="0 0 40 48"
    aria-hidden="true"
  >
    <path class="k-${kind}" d=${SHAPES[kind].path}></path>
  </svg>`;
}

function themeIcon(kind: Kind, icon: string, className: string): SVGTemplateResult {
  const { x, y, scale } = SHAPES[kind].icon;
  return svg`<path class=${className} transform="translate(${x} ${y}) scale(${scale})" d=${iconPath(icon)}></path>`;
}

function body(kind: Kind, icon: string, fill: Fill): SVGTemplateResult {
  const path = SHAPES[kind].path;
  if (fill === 'full' || fill === 'done') {
    return svg`<path class="pin-f" d=${path}></path>${themeIcon(kind, icon, 'pin-o')}`;
  }
  const outline = fill === 'pending' ? 'pin-b dash' : fill === 'declined' ? 'pin-b dec' : 'pin-b';
  const inside = fill === 'declined' ? 'pin-i dec' : 'pin-i';
  return svg`<path class=${outline} d=${path}></path>${themeIcon(kind, icon, inside)}`;
}

function lowerHalf(kind: Kind, icon: string): SVGTemplateResult {
  // A nested viewport clips without needing an id, which would have to be unique in the page.
  const { half, path } = SHAPES[kind];
  return svg`<svg x="-2" y=${half} width="44" height=${52 - half} viewBox="-2 ${half} 44 ${52 - half}" overflow="hidden">
    <path class="pin-f" d=${path}></path>${themeIcon(kind, icon, 'pin-o')}
  </svg>`;
}

function mark(fill: Fill): SVGTemplateResult | typeof nothing {
  if (fill === 'declined') return svg`<path class="pin-slash" d=${SLASH}></path>`;
  if (fill !== 'done') return nothing;
  return svg`<circle class="pin-ok" cx=${TICK.cx} cy=${TICK.cy} r=${TICK.r}></circle>
    <path class="pin-okm" d=${TICK.path}></path>`;
}

/** A pin as on the map: shape = kind, icon and colour = theme, fill = state. */
export function pinGlyph(
  kind: Kind,
  theme: Theme | undefined,
  fill: Fill,
  width = 34,
): TemplateResult {
  const icon = theme?.icon ?? '';
  return html`<svg
    class="glyph t-${theme?.slug ?? 'none'}"
    data-theme-slug=${theme?.slug ?? ''}
    width=${width}
    height=${width * 1.2}
    viewBox="-2 -1 44 50"
    aria-hidden="true"
  >
    <path class="pin-case" d=${SHAPES[kind].path}></path>
    ${body(kind, icon, fill)}${fill === 'half' ? lowerHalf(kind, icon) : nothing}${mark(fill)}
  </svg>`;
}

/** A theme's icon on its own colour. */
export function themeDisc(theme: Theme): TemplateResult {
  return html`<span class="disc t-${theme.slug}"
    ><svg class="ic" width="30" height="30" viewBox="0 0 24 24" aria-hidden="true">
      <path d=${iconPath(theme.icon)}></path></svg
  ></span>`;
}

export function themeIconMark(theme: Theme, size = 18): TemplateResult {
  return html`<svg
    class="ic theme-ink t-${theme.slug}"
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    aria-hidden="true"
  >
    <path d=${iconPath(theme.icon)}></path>
  </svg>`;
}

function arcPath(from_deg: number, to_deg: number): string {
  const at = (degrees: number): string => {
    const angle = ((degrees - 90) * Math.PI) / 180;
    return `${(13.75 * Math.cos(angle)).toFixed(2)} ${(13.75 * Math.sin(angle)).toFixed(2)}`;
  };
  return `M${at(from_deg + 3)}A13.75 13.75 0 ${to_deg - from_deg > 186 ? '1' : '0'} 1 ${at(to_deg - 3)}`;
}

/** An example of a cluster's ring, for the legend. */
export function ringGlyph(): TemplateResult {
  const parts = arcs({ idea: 5, report: 3, proposal: 1 });
  return html`<svg class="ring" width="30" height="30" viewBox="-19 -19 38 38" aria-hidden="true">
    <circle class="ring-case" r="18"></circle>
    <circle class="ring-in" r="17"></circle>
    ${parts.map(({ kind, from_deg, to_deg }) => {
      const d = arcPath(from_deg, to_deg);
      return svg`${kind === 'idea' ? svg`<path class="arc arc-line" d=${d}></path>` : nothing}
        <path class="arc a-${kind}" d=${d}></path>
        ${kind === 'report' ? svg`<path class="arc arc-tick" d=${d}></path>` : nothing}`;
    })}
    <text class="ring-n" y="5">9</text>
  </svg>`;
}
