import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';

/** Mountains, a path and a trail sign: for an empty list, and with a number on the sign once sent. */
export function ridge(ref = ''): TemplateResult {
  return html`<svg
    class="ridge"
    viewBox="0 0 360 150"
    width="100%"
    height=${ref ? 196 : 150}
    preserveAspectRatio="xMidYMax slice"
    aria-hidden="true"
  >
    <rect width="360" height="150" class="r-sky"></rect>
    <circle cx="268" cy="46" r="21" class="r-sun"></circle>
    <path
      class="r-1"
      d="M0 92 26 70l18 12 30-40 16 14 20-26 26 36 18-12 34 38 28-26 26 20 34-34 22 22 30-20 32 30 20-10v88H0z"
    ></path>
    <path class="r-1s" d="m74 42 16 14-8 16-4-10-10 12zm36-12 26 36-14-8-6 12-8-20zm170 0"></path>
    <path class="r-2" d="M0 112l40-26 26 18 36-24 34 30 38-22 40 30 42-28 44 26 60-30v74H0z"></path>
    <path class="r-3" d="M0 128c40-14 70-12 112-4 46 9 82 6 120-2 50-10 92-8 128 2v36H0z"></path>
    <path class="r-path" d="M150 152c10-14 40-12 46-20 5-7-16-8-10-16 5-6 22-6 26-12"></path>
    ${ref ? numbered(ref) : bare()}
  </svg>`;
}

function numbered(ref: string): TemplateResult {
  return svg`<g transform="translate(150 46)">
    <path d="M-3 0h6v108h-6z" class="sg2"></path>
    <path d="M-58-4H72l18 17-18 17H-58z" class="sg1"></path>
    <text class="sgt" x="6" y="20">${ref}</text>
  </g>` as unknown as TemplateResult;
}

function bare(): TemplateResult {
  return svg`<g transform="translate(250 70)">
    <path d="M-2.5 0h5v80h-5z" class="sg2"></path>
    <path d="M-34-2H30l12 12-12 12h-64z" class="sg1"></path>
  </g>` as unknown as TemplateResult;
}

/** The cross that the map moves under; red where it is outside. */
export function crosshair(outside: boolean): TemplateResult {
  const arms = 'M0-48V-9M0 48V9M-48 0H-9M48 0H9';
  return html`<svg
    class="cross ${outside ? 'outside' : ''}"
    width="112"
    height="112"
    viewBox="-56 -56 112 112"
    aria-hidden="true"
  >
    <circle r="27" class="cr0"></circle>
    <circle r="27" class="cr1"></circle>
    <path class="cr2" d=${arms}></path>
    <path class="cr3" d=${arms}></path>
    ${outside ? nothing : svg`<circle r="3.5" class="cr4"></circle>`}
  </svg>`;
}
