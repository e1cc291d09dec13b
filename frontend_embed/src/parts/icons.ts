import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

const LINES: Readonly<Record<string, string>> = {
  search: 'M17 10.5a6.5 6.5 0 1 1-13 0a6.5 6.5 0 1 1 13 0zM15.5 15.5 21 21',
  target: 'M18 12a6 6 0 1 1-12 0a6 6 0 1 1 12 0zM12 1.5v4M12 18.5v4M1.5 12h4M18.5 12h4',
  filter: 'M3 6h18M6.5 12h11M10 18h4',
  plus: 'M12 4v16M4 12h16',
  minus: 'M4 12h16',
  tick: 'M4 12.8 9.6 18.4 20.5 6.5',
  back: 'M20 12H5M11 5.5 4.5 12l6.5 6.5',
  forward: 'M4 12h15M13 5.5 19.5 12 13 18.5',
  close: 'M5 5l14 14M19 5 5 19',
  down: 'M5 9l7 7 7-7',
  list: 'M8.5 6H21M8.5 12H21M8.5 18H21M3.6 6h.8M3.6 12h.8M3.6 18h.8',
  map: 'M3.5 6.5 9 4l6 2.5L20.500 4v13.500L15 20l-6-2.500L3.500 20zM9 4v13.500M15 6.500V20',
  grid: 'M4 9h16M4 15h16M9 4v16M15 4v16',
  area: 'M4 8 11 3.5l9 3L18 16l-7.500 4.500L3 16zM11 12h.01',
  pencil: 'M4 20l1.2-5L16 4.2l3.8 3.8L9 18.8z',
  share: 'M12 15V3.5M7.5 7.5 12 3l4.5 4.5M5 12v8h14v-8',
  camera:
    'M3.5 7.5h4l1.500-2.500h6L16.500 7.500h4v12h-17zM15.500 13.200a3.500 3.500 0 1 1-7 0a3.500 3.500 0 1 1 7 0',
  mail: 'M3.5 5.5h17v13h-17zM4 6l8 7 8-7',
  layers: 'M12 3 21 8l-9 5-9-5zM3.500 12.500 12 17l8.500-4.500M3.500 17 12 21.500 20.500 17',
  offline:
    'M3 3l18 18M8.500 13.500a6 6 0 0 1 3-1.400M4.500 9.500a11 11 0 0 1 3.500-2.300M12 6a12 12 0 0 1 8.500 3.500M15.500 12.900l1 .7M12 18h.01',
};

const SOLIDS: Readonly<Record<string, string>> = {
  support: 'M12 3.5 21.2 15h-5.4v6H8.2v-6H2.8z',
};

export type IconName = keyof typeof LINES;

function drawing(name: string): SVGTemplateResult {
  const solid = SOLIDS[name];
  return solid
    ? svg`<path d=${solid}></path>`
    : svg`<path class="st" d=${LINES[name] ?? ''}></path>`;
}

/** A decorative icon; the words beside it or the button's label carry the meaning. */
export function icon(name: string, size = 20): TemplateResult {
  return html`<svg class="ic" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true">
    ${drawing(name)}
  </svg>`;
}
