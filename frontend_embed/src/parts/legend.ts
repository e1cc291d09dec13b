import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LegendEntry, MapLayer, Theme } from '../api/types';
import type { Overlay } from '../map/style';
import type { Fill } from '../map/symbols';
import type { TextKey } from '../strings/index';
import { kindMark, pinGlyph, ringGlyph, themeIconMark } from './glyphs';
import { icon } from './icons';
import { Part } from './part';
import { swatch } from './swatch';

const STATES: readonly (readonly [Fill, TextKey])[] = [
  ['empty', 'legend.state.received'],
  ['half', 'legend.state.way'],
  ['done', 'legend.state.done'],
  ['declined', 'legend.state.declined'],
];

/** An example of the plate with the count of a zone. */
function plateGlyph(): TemplateResult {
  return html`<svg class="plateglyph" width="30" height="26" viewBox="0 0 30 26" aria-hidden="true">
    <rect x="2" y="2" width="26" height="22" rx="6"></rect>
    <text class="ring-n" x="15" y="18">4</text>
  </svg>`;
}

/** Published layers to switch, and what the signs mean. Emits `overlay` with {slug, …}, `close`. */
@customElement('agorama-legend')
export class AgoramaLegend extends Part {
  @property({ attribute: false }) themes: readonly Theme[] = [];
  @property({ attribute: false }) layers: readonly MapLayer[] = [];
  @property({ attribute: false }) overlays: ReadonlyMap<string, Overlay> = new Map();

  override render(): TemplateResult {
    return html`<section class="legend" aria-labelledby="legend-title" @keydown=${this.key}>
      <div class="lgh">
        <h2 id="legend-title" tabindex="-1" class="big">${this.words.t('map.layers')}</h2>
        <button
          class="iconbtn flat"
          type="button"
          aria-label=${this.words.t('app.close')}
          @click=${() => {
            this.emit('close');
          }}
        >
          ${icon('close', 20)}
        </button>
      </div>
      ${this.layers.length > 0 ? this.switches() : nothing} ${this.signs()}
    </section>`;
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.emit('close');
  };

  private switches(): TemplateResult {
    return html`<h3>${this.words.t('layers.title')}</h3>
      <ul class="layers">
        ${this.layers.map((layer) => this.layer(layer))}
      </ul>`;
  }

  private layer(layer: MapLayer): TemplateResult {
    const { slug, name } = layer;
    const overlay = this.overlays.get(slug) ?? { visible: false, opacity: 1 };
    const change = (part: Partial<Overlay>): void => {
      this.emit('overlay', { slug, ...overlay, ...part });
    };
    const slide = (event: Event): void => {
      change({ opacity: Number((event.target as HTMLInputElement).value) / 100 });
    };
    return html`<li>
      <label class="switch">
        <input
          type="checkbox"
          .checked=${overlay.visible}
          @change=${() => {
            change({ visible: !overlay.visible });
          }}
        />
        <span>${name}${this.former(layer)}</span>
      </label>
      ${
        overlay.visible
          ? html`<input
                type="range"
                min="10"
                max="100"
                step="10"
                .value=${String(Math.round(overlay.opacity * 100))}
                aria-label=${this.words.t('layers.opacity', { name })}
                @change=${slide}
              />
              ${this.keys(layer)}`
          : nothing
      }
    </li>`;
  }

  private keys(layer: MapLayer): TemplateResult {
    const parts = [
      ['', layer.legend.filter(({ group }) => !group || group === 'zone')],
      [
        this.words.t('plan.rules.legend'),
        layer.legend.filter(({ group }) => group === 'prescription'),
      ],
      [
        this.words.t('plan.informations'),
        layer.legend.filter(({ group }) => group === 'information'),
      ],
    ] as const;
    return html`${parts.map(([title, entries]) =>
      entries.length === 0
        ? nothing
        : html`${title ? html`<p class="small soft">${title}</p>` : nothing}
            <ul class="keys">
              ${entries.map((entry) => this.entry(entry))}
            </ul>`,
    )}`;
  }

  private entry(entry: LegendEntry): TemplateResult {
    return html`<li>${swatch(entry)}<span>${entry.label || entry.code}</span></li>`;
  }

  /** Of a plan's other versions the day, so that they can be told apart. */
  private former({ plan }: MapLayer): string {
    return plan && !plan.in_force && plan.approved_on
      ? ` (${this.words.t('plan.former', { date: this.words.date(plan.approved_on) })})`
      : '';
  }

  private signs(): TemplateResult {
    const { words } = this;
    return html`<h3>${words.t('legend.title')}</h3>
      <p class="small soft">${words.t('legend.kinds')}</p>
      <p class="signs">
        <span>${kindMark('idea')}${words.t('legend.idea')}</span>
        <span>${kindMark('report')}${words.t('legend.report')}</span>
        <span>${kindMark('proposal')}${words.t('legend.proposal')}</span>
        <span>${ringGlyph()}${words.t('legend.cluster')}</span>
        <span>${plateGlyph()}${words.t('legend.zone')}</span>
      </p>
      <p class="small soft">${words.t('legend.themes')}</p>
      <p class="signs">
        ${this.themes.map((theme) => html`<span>${themeIconMark(theme)}${theme.name}</span>`)}
      </p>
      <p class="small soft">${words.t('legend.states')}</p>
      <p class="signs">
        ${STATES.map(([fill, key]) => html`<span>${pinGlyph('idea', this.themes[0], fill, 22)}${words.t(key)}</span>`)}
      </p>
      <p class="small soft">${words.t('legend.perimeter')}</p>`;
  }
}
