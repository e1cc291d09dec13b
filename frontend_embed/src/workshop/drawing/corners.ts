import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { parseCoordinates } from '../../geo/coordinates';
import { Piece, filledIn, text } from '../piece';
import type { LonLat } from '../types';
import type { Drawing } from './drawing';
import { area_km2, crossing, isWhole } from './shapes';
import type { DrawnShape } from './shapes';

const PAGE = 40;
const NAMES = { area: 'draw.area.n', hole: 'draw.hole.n', line: 'draw.line.n' } as const;
/** Beyond, comparing every side with every other would be felt. */
const MOST_COMPARED = 600;

export function written([lon, lat]: LonLat): string {
  return `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
}

/** Everything drawn as a list: what the pen does, by keys. */
@customElement('ws-corners')
export class Corners extends Piece {
  @property({ attribute: false }) drawing!: Drawing;
  @property({ attribute: false }) center: () => LonLat | null = () => null;
  @state() private from = 0;
  @state() private bad = '';
  @state() private changes = 0;
  private deaf: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.deaf = this.drawing.hear(() => {
      this.changes += 1;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.deaf();
  }

  override render(): TemplateResult {
    const { words, drawing } = this;
    return html`<div class="row-buttons">
        <button class="btn second dense" type="button" @click=${this.addHere}>
          ${words.t('draw.addHere')}
        </button>
      </div>
      <form class="typed" novalidate @submit=${this.addTyped}>
        <label class="lbl" for="typed-corner">${words.t('draw.typed')}</label>
        <div class="mi">
          <input
            class="field"
            id="typed-corner"
            name="corner"
            placeholder="43.912, 7.508"
            autocomplete="off"
            aria-invalid=${this.bad === 'new' ? 'true' : 'false'}
            aria-describedby="typed-help"
          />
          <button class="btn second" type="submit">${words.t('draw.add')}</button>
        </div>
        <p
          class="small ${this.bad === 'new' ? 'err' : 'soft'}"
          id="typed-help"
          role=${this.bad === 'new' ? 'alert' : nothing}
        >
          ${words.t(this.bad === 'new' ? 'draw.typed.bad' : 'draw.keys')}
        </p>
      </form>
      <p class="vh" role="status" data-testid="drawn">${this.summary()}</p>
      <ul class="rows drawn">
        ${drawing.shapes.map((shape, index) => this.row(shape, index + 1))}
      </ul>`;
  }

  private summary(): string {
    const { shape } = this.drawing;
    return shape ? this.words.n('count.corners', shape.corners.length) : '';
  }

  private row(shape: DrawnShape, n: number): TemplateResult {
    const { words, drawing } = this;
    const name = words.t(NAMES[shape.kind], { n });
    const open = drawing.current === shape.id;
    const size = shape.kind !== 'line' && isWhole(shape) ? `, ${words.area(area_km2(shape))}` : '';
    return html`<li class="drawn-shape">
      <div class="row-line">
        <button
          class="linkish"
          type="button"
          aria-expanded=${open ? 'true' : 'false'}
          @click=${() => {
            this.from = 0;
            drawing.take(shape.id);
          }}
        >
          <strong>${name}</strong>
          <span class="small soft">${words.n('count.corners', shape.corners.length)}${size}</span>
        </button>
        <button
          class="btn plain small"
          type="button"
          @click=${() => {
            drawing.remove(shape.id);
          }}
        >
          ${words.t('remove')}<span class="vh">${name}</span>
        </button>
      </div>
      ${this.doubt(shape)} ${open ? this.list(shape) : nothing}
    </li>`;
  }

  private doubt(shape: DrawnShape): TemplateResult | typeof nothing {
    const { words } = this;
    if (!isWhole(shape))
      return html`<p class="small soft">
        ${words.t(shape.kind === 'line' ? 'draw.few.line' : 'draw.few')}
      </p>`;
    const found = shape.corners.length <= MOST_COMPARED ? crossing(shape) : null;
    return found
      ? html`<p class="small err" role="alert">
          ${words.t('draw.crosses', { a: found[0], b: found[1] })}
        </p>`
      : nothing;
  }

  private list(shape: DrawnShape): TemplateResult {
    const { words, drawing } = this;
    const shown = shape.corners.slice(this.from, this.from + PAGE);
    return html`<ol class="corners" start=${this.from + 1}>
        ${shown.map((corner, offset) => {
          const index = this.from + offset;
          const label = words.t('draw.corner', { n: index + 1 });
          const bad = this.bad === String(index);
          return html`<li>
            <input
              class="field dense"
              aria-label=${label}
              aria-invalid=${bad ? 'true' : 'false'}
              .value=${written(corner)}
              @change=${(event: Event) => {
                this.moveTo(index, event.target as HTMLInputElement);
              }}
            />
            <button
              class="btn plain small"
              type="button"
              @click=${() => {
                const at = this.center();
                if (at) drawing.move(index, at);
              }}
            >
              ${words.t('draw.toCross')}<span class="vh">${label}</span>
            </button>
            <button
              class="btn plain small"
              type="button"
              @click=${() => {
                drawing.removeCorner(index);
              }}
            >
              ${words.t('remove')}<span class="vh">${label}</span>
            </button>
          </li>`;
        })}
      </ol>
      ${
        shape.corners.length > PAGE
          ? html`<p class="row-buttons">
              <button
                class="btn plain small"
                type="button"
                ?disabled=${this.from === 0}
                @click=${() => {
                  this.from -= PAGE;
                }}
              >
                ${words.t('draw.previous')}
              </button>
              <button
                class="btn plain small"
                type="button"
                ?disabled=${this.from + PAGE >= shape.corners.length}
                @click=${() => {
                  this.from += PAGE;
                }}
              >
                ${words.t('draw.next')}
              </button>
            </p>`
          : nothing
      }`;
  }

  private moveTo(index: number, input: HTMLInputElement): void {
    const to = parseCoordinates(input.value);
    this.bad = to ? '' : String(index);
    if (to) this.drawing.move(index, to);
  }

  private readonly addHere = (): void => {
    const at = this.center();
    if (at) this.drawing.add(at);
  };

  private readonly addTyped = (event: Event): void => {
    const form = event.currentTarget as HTMLFormElement;
    const at = parseCoordinates(text(filledIn(event), 'corner'));
    this.bad = at ? '' : 'new';
    if (!at) return;
    this.drawing.add(at);
    form.reset();
  };
}
