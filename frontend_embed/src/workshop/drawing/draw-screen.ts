import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { boundsOf } from '../../boundary/geometry';
import { back, forward } from '../buttons';
import { pane } from '../map/picture';
import { Piece } from '../piece';
import { makeDraft } from '../screens/making';
import type { LonLat } from '../types';
import { refusal } from '../waiting';
import './corners';
import { Drawing } from './drawing';
import type { Tool } from './drawing';

/** An outline of more corners is thinned until it can be held by hand. */
const MOST_CORNERS = 1500;
const THINNINGS_M = [0, 10, 30, 100, 300, 1000] as const;

const TOOLS = {
  area: 'draw.tool.area',
  hole: 'draw.tool.hole',
  corners: 'draw.tool.corners',
} as const;

function cornersIn(geometry: GeoJSON.Geometry): number {
  if (geometry.type === 'Polygon') return geometry.coordinates.flat().length;
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat(2).length : 0;
}

/** Draw the outline, by pen or by keys. */
@customElement('ws-draw')
export class DrawScreen extends Piece {
  @property({ attribute: false }) center: () => LonLat | null = () => null;
  @state() private thinned_m = 0;
  @state() private changes = 0;
  private readonly drawing = new Drawing('area');
  private deaf: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.deaf = this.drawing.hear(() => {
      this.changes += 1;
      this.picture();
    });
    this.picture();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.deaf();
  }

  override render(): TemplateResult {
    const { words, session, drawing } = this;
    const published = session.overview?.perimeter.published ?? null;
    return html`<h1 tabindex="-1">${words.t('draw.title')}</h1>
      <p class="soft">${words.t('draw.help')}</p>
      ${refusal(session)}
      <fieldset class="seg3">
        <legend class="vh">${words.t('draw.tool')}</legend>
        ${(['area', 'hole', 'corners'] as const).map((tool) => this.tool(tool))}
      </fieldset>
      <ws-corners
        .session=${session}
        .version=${this.changes}
        .drawing=${drawing}
        .center=${this.center}
      ></ws-corners>
      ${this.thinned_m > 0 ? html`<p class="note">${words.t('draw.thinned', { m: this.thinned_m })}</p>` : nothing}
      <p class="row-buttons">
        ${
          published !== null
            ? html`<button
                class="btn plain small"
                type="button"
                @click=${() => this.startFrom(published)}
              >
                ${words.t('draw.fromPublished')}
              </button>`
            : nothing
        }
        ${
          drawing.shapes.length > 0
            ? html`<button
                class="btn plain small"
                type="button"
                @click=${() => {
                  drawing.clear();
                }}
              >
                ${words.t('draw.clear')}
              </button>`
            : nothing
        }
      </p>
      <div class="ac">
        ${back(words.t('leave'), () => session.start())}
        ${forward(words.t('read.go'), () => this.finish(), drawing.areas.length > 0)}
      </div>`;
  }

  private tool(tool: Exclude<Tool, 'line'>): TemplateResult {
    return html`<label class="chip"
      ><input
        type="radio"
        name="tool"
        value=${tool}
        .checked=${this.drawing.tool === tool}
        @change=${() => {
          this.drawing.use(tool);
        }}
      />${this.words.t(TOOLS[tool])}</label
    >`;
  }

  private async startFrom(number: number): Promise<void> {
    const { session } = this;
    const found = await session.run(this.words.t('loading'), async () => {
      for (const tolerance_m of THINNINGS_M) {
        const { geometry } = await session.client.shape(number, tolerance_m);
        if (cornersIn(geometry) <= MOST_CORNERS || tolerance_m === THINNINGS_M.at(-1)) {
          return { geometry, tolerance_m };
        }
      }
      return undefined;
    });
    if (!found) return;
    this.thinned_m = found.tolerance_m;
    this.drawing.startFrom(found.geometry);
    const bbox = boundsOf(found.geometry);
    if (bbox) session.show({ ...session.picture, view: { bbox } });
  }

  private async finish(): Promise<void> {
    const { session, drawing } = this;
    const { areas, holes } = drawing;
    await makeDraft(session, { from: 'drawing', areas, holes });
  }

  private picture(): void {
    const { session, drawing } = this;
    const shapes = [{ key: 'unfinished', data: drawing.unfinished, look: 'after' as const }];
    const label = this.words.t('draw.map');
    session.show({ panes: [pane({ label, shapes, drawing })], view: session.picture.view });
  }
}
