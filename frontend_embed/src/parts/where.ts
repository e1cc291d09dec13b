import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Located, LonLat, Place, PositionSource, Zone } from '../api/types';
import { parseCoordinates } from '../geo/coordinates';
import { icon } from './icons';
import { Part } from './part';
import './search';

/** Where the reader wants the cross to be. */
export interface Goal {
  position: LonLat;
  source: PositionSource;
}

type Way = 'map' | 'search' | 'zone' | 'coordinates';

/**
 * Step 1: where it is. Emits `gps`, `goto` with {position, source}, `asked` and `chosen` of the
 * search, and `here`.
 */
@customElement('agorama-where')
export class AgoramaWhere extends Part {
  @property({ attribute: false }) located: Located | null = null;
  @property({ attribute: false }) position: LonLat | null = null;
  @property({ attribute: false }) where = '';
  @property({ attribute: false }) nearestText = '';
  @property({ attribute: false }) nearestDistance = '';
  @property({ attribute: false }) gpsRefusal = '';
  @property({ attribute: false }) places: readonly Place[] = [];
  @property({ attribute: false }) noPlace = false;
  @property({ attribute: false }) zones: readonly Zone[] = [];
  @property({ attribute: false }) mapShown = true;
  @property({ attribute: false }) far = false;
  /** The device may be this far off. */
  @property({ attribute: false }) rough_m: number | null = null;
  @state() private way: Way = 'map';
  @state() private badCoordinates = false;
  @query('#where-coordinates') private field!: HTMLInputElement | null;

  override render(): TemplateResult {
    const outside = this.located?.inside === false;
    return html`<div class="sheetlike pad">
      <h2 tabindex="-1" class=${outside ? 'vh' : ''}>${this.words.t('where.title')}</h2>
      ${outside ? this.outside() : html`<p class="soft">${this.words.t('where.hint')}</p>`}
      <p class="vh" id="where-keys">${this.words.t('where.keys')}</p>
      ${this.mapShown ? nothing : html`<p class="plate inline"><span class="ref">${this.where}</span></p>`}
      ${this.ways(outside)} ${this.way === 'search' ? this.search() : nothing}
      ${this.way === 'zone' ? this.zoneChoice() : nothing}
      ${this.way === 'coordinates' ? this.coordinates() : nothing}
      ${this.gpsRefusal ? html`<p class="small err" role="alert">${this.gpsRefusal}</p>` : nothing}
      ${outside ? nothing : html`${this.roughly()} ${this.here()}`}
    </div>`;
  }

  private ways(outside: boolean): TemplateResult {
    const way = (name: Way, symbol: string, text: string): TemplateResult => {
      const expanded = this.way === name;
      const press = (): void => {
        this.way = expanded ? 'map' : name;
        if (!expanded) void this.focusField();
      };
      return html`<button
        class="way"
        type="button"
        aria-expanded=${expanded ? 'true' : 'false'}
        @click=${press}
      >
        ${icon(symbol, 20)}${text}
      </button>`;
    };
    return html`<div class="ways">
      ${
        outside
          ? nothing
          : html`<button
              class="way"
              type="button"
              @click=${() => {
                this.emit('gps');
              }}
            >
              ${icon('target', 20)}${this.words.t('where.mine')}
            </button>`
      }
      ${way('search', 'search', this.words.t('where.search'))}
      ${this.zones.length > 0 ? way('zone', 'area', this.words.t('where.zone')) : nothing}
      ${way('coordinates', 'grid', this.words.t('where.coordinates'))}
    </div>`;
  }

  /** Who opened a way is about to type. */
  private async focusField(): Promise<void> {
    await this.updateComplete;
    await this.querySelector<Part>('agorama-search')?.updateComplete;
    this.querySelector<HTMLElement>('agorama-search input, .coords .field')?.focus();
  }

  private search(): TemplateResult {
    return html`<agorama-search
        .words=${this.words}
        .places=${this.places}
        .texts=${false}
        .name=${'where-search'}
        @asked=${this.pass}
        @chosen=${this.pass}
      ></agorama-search>
      <p class="small soft nowhere" role="status" data-testid="no-place">
        ${this.noPlace ? this.words.t('search.nowhere') : nothing}
      </p>`;
  }

  private zoneChoice(): TemplateResult {
    return html`<form class="coords" @submit=${this.chose}>
      <label class="lbl" for="where-zone">${this.words.t('where.zone.label')}</label>
      <div class="mi">
        <select class="field" id="where-zone">
          ${this.zones.map(({ code, name }) => html`<option value=${code}>${name}</option>`)}
        </select>
        <button class="btn second" type="submit">${this.words.t('where.zone.choose')}</button>
      </div>
    </form>`;
  }

  private readonly chose = (event: Event): void => {
    event.preventDefault();
    const code = this.querySelector<HTMLSelectElement>('#where-zone')?.value;
    const position = this.zones.find((zone) => zone.code === code)?.label;
    if (position) this.emit('goto', { position, source: 'zone' } satisfies Goal);
  };

  private coordinates(): TemplateResult {
    return html`<form class="coords" novalidate @submit=${this.typed}>
      <label class="lbl" for="where-coordinates">${this.words.t('where.coordinates.label')}</label>
      <div class="mi">
        <input
          class="field"
          id="where-coordinates"
          type="text"
          autocomplete="off"
          aria-describedby="where-coordinates-hint"
          aria-invalid=${this.badCoordinates ? 'true' : 'false'}
        />
        <button class="btn second" type="submit">${this.words.t('where.coordinates.go')}</button>
      </div>
      <p
        class="small ${this.badCoordinates ? 'err' : 'soft'}"
        id="where-coordinates-hint"
        role=${this.badCoordinates ? 'alert' : nothing}
      >
        ${this.words.t(this.badCoordinates ? 'where.coordinates.bad' : 'where.coordinates.example')}
      </p>
    </form>`;
  }

  private outside(): TemplateResult {
    const values = { distance: this.nearestDistance, place: this.nearestText };
    const key = this.nearestText ? 'where.outside.farIn' : 'where.outside.far';
    return html`<div class="note danger" role="alert" data-testid="outside">
        <h2>${this.words.t('where.outside')}</h2>
        <p>${this.words.t(key, values)}</p>
      </div>
      <button class="btn primary big" type="button" @click=${this.goInside}>
        <span>${this.words.t('where.go')}</span>${icon('forward', 20)}
      </button>`;
  }

  private roughly(): TemplateResult | typeof nothing {
    if (this.rough_m === null) return nothing;
    const distance = this.words.distance(this.rough_m);
    return html`<p class="note" role="alert" data-testid="rough">
      ${this.words.t('where.rough', { distance })}
    </p>`;
  }

  private here(): TemplateResult {
    const ready = this.position !== null;
    const sure = this.rough_m === null ? 'where.here' : 'where.confirm';
    const name = this.words.t(this.far ? 'where.closer' : sure);
    return html`<div class="go">
      <button
        class="btn primary big"
        type="button"
        aria-disabled=${ready ? 'false' : 'true'}
        @click=${() => {
          if (ready) this.emit('here');
        }}
      >
        ${this.far ? icon('plus', 20) : nothing}<span>${name}</span>
        ${this.far ? nothing : icon('forward', 20)}
      </button>
    </div>`;
  }

  private readonly goInside = (): void => {
    if (this.located) this.emit('goto', { position: this.located.nearest, source: 'map' });
  };

  private readonly typed = (event: Event): void => {
    event.preventDefault();
    const position = parseCoordinates(this.field?.value ?? '');
    this.badCoordinates = position === null;
    if (position) this.emit('goto', { position, source: 'coordinates' });
    else this.field?.focus();
  };
}
