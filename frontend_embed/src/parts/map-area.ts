import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { LonLat, Perimeter } from '../api/types';
import type { Asked } from '../app/ground';
import type { MapLife, Start } from '../app/map-life';
import type { Model } from '../app/model';
import type { Focus } from '../map/focus-types';
import { NO_FOCUS } from '../map/focus-types';
import type { MapEngine } from '../map/engine';
import type { Layout } from './desk';
import { kindMark, ringGlyph } from './glyphs';
import { icon } from './icons';
import './map-view';
import type { AgoramaMapView } from './map-view';
import { Part } from './part';
import { crosshair } from './pictures';
import { poster } from './poster';
import { standing } from './standing';

/**
 * The map with what floats on it: buttons, legend, and the cross while a pin is placed. Until it is drawn, the server's
 * picture stands in its place. Emits `locate-me`, `overlay`, `wake`, and passes on what the map emits.
 */
@customElement('agorama-map-area')
export class AgoramaMapArea extends Part {
  @property({ attribute: false }) model!: Model;
  @property({ attribute: false }) version = 0;
  @property({ attribute: false }) placing = false;
  @property({ attribute: false }) focusOn: Focus = NO_FOCUS;
  @property({ attribute: false }) start: { center: LonLat; zoom: number } | null = null;
  @property({ attribute: false }) layout: Layout = 'phone';
  @property({ attribute: false }) embedded = false;
  @property({ attribute: false }) host!: Element;
  @property({ attribute: false }) life: MapLife = 'resting';
  /** When the moving map comes by itself. */
  @property({ attribute: false }) beginning: Start = 'idle';
  @property({ attribute: false }) fullPage = '';
  /** The picture is on the page already. */
  @property({ attribute: false }) ahead = false;
  @state() private drawn = false;
  /** Who pressed the button goes on with the map that takes its place. */
  private pressed = false;
  @state() private legendOpen = false;
  @query('agorama-map-view') private view!: AgoramaMapView | null;

  get engine(): MapEngine | null {
    return this.view?.engine ?? null;
  }

  override willUpdate(): void {
    if (this.life !== 'wanted') this.drawn = false;
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.model.perimeter) return nothing;
    if (this.life === 'failed' || this.life === 'lost') return this.apology();
    return html`${this.drawn ? nothing : this.standing()}
    ${this.life === 'wanted' ? this.moving(this.model.perimeter) : nothing}
    ${this.embedded && !this.placing ? this.fullPageLink() : nothing}`;
  }

  private standing(): TemplateResult {
    const wanted = this.life === 'wanted';
    const state = wanted ? 'coming' : this.beginning === 'idle' ? 'soon' : 'asked';
    return standing(this.model, this.layout, state, this.ahead, () => {
      this.pressed = true;
      this.emit('wake');
    });
  }

  private moving(perimeter: Perimeter): TemplateResult {
    return html`
      <agorama-map-view
        class=${this.drawn ? '' : 'undrawn'}
        .words=${this.words}
        .server=${this.model.style}
        .look=${this.model.look}
        .focusOn=${this.focusOn}
        .bounds=${perimeter.bbox}
        .start=${this.start ?? perimeter.start}
        .name=${this.words.t('map.name', { name: perimeter.name })}
        .cooperative=${this.embedded}
        .placing=${this.placing}
        .searchAbove=${this.layout === 'phone'}
        .host=${this.host}
        .iconOf=${(slug: string) => perimeter.themes.find((theme) => theme.slug === slug)?.icon ?? ''}
        @moved=${this.pass}
        @picked=${this.pass}
        @hovered=${this.pass}
        @chosen=${this.pass}
        @asked=${this.ask}
        @map-failed=${this.pass}
        @map-lost=${this.pass}
        @map-drawn=${this.came}
      ></agorama-map-view>
      ${this.placing ? this.cross() : nothing} ${this.controls()}
      ${this.placing ? nothing : this.key()}
      ${this.legendOpen && !this.placing ? this.legend() : nothing}
      ${this.model.ground.asked && !this.placing && !this.legendOpen ? this.here() : nothing}
    `;
  }

  private cross(): TemplateResult {
    const outside = this.model.placing.located?.inside === false;
    const looking = this.model.placing.located === null;
    const text = outside ? this.words.t('where.outside') : this.model.where;
    return html`${crosshair(outside)}
      <p class="plate" role="status" data-testid="where">
        ${text ? html`<span class="ref">${text}</span>` : looking ? html`<span class="ref faint">${this.words.t('where.looking')}</span>` : nothing}
      </p>`;
  }

  private controls(): TemplateResult {
    const button = (label: string, symbol: string, press: () => void): TemplateResult =>
      html`<button class="iconbtn" type="button" aria-label=${label} title=${label} @click=${press}>
        ${icon(symbol, 20)}
      </button>`;
    return html`<div class="ctl">
      ${button(this.words.t('map.zoomIn'), 'plus', () => {
        this.engine?.zoomBy(1);
      })}
      ${button(this.words.t('map.zoomOut'), 'minus', () => {
        this.engine?.zoomBy(-1);
      })}
      ${
        this.placing
          ? nothing
          : html`${button(this.words.t('map.locateMe'), 'target', () => {
                this.emit('locate-me');
              })}
              <button
                class="iconbtn layersbtn"
                type="button"
                aria-label=${this.words.t('map.layers')}
                title=${this.words.t('map.layers')}
                aria-expanded=${this.legendOpen ? 'true' : 'false'}
                @click=${this.toggleLegend}
              >
                ${icon('layers', 20)}
              </button>`
      }
    </div>`;
  }

  private key(): TemplateResult {
    return html`<p class="key">
      <span>${kindMark('idea')}${this.words.t('legend.idea')}</span>
      <span>${kindMark('report')}${this.words.t('legend.report')}</span>
      <span>${kindMark('proposal')}${this.words.t('legend.proposal')}</span>
      <span>${ringGlyph()}${this.words.t('legend.cluster')}</span>
    </p>`;
  }

  private legend(): TemplateResult {
    return html`<agorama-legend
      .words=${this.words}
      .themes=${this.model.perimeter?.themes ?? []}
      .layers=${this.model.switchable}
      .overlays=${this.model.overlays}
      @overlay=${this.pass}
      @close=${this.toggleLegend}
    ></agorama-legend>`;
  }

  private here(): TemplateResult {
    return html`<agorama-here
      .words=${this.words}
      .ground=${this.model.ground}
      .version=${this.version}
      @close=${this.leaveHere}
    ></agorama-here>`;
  }

  private fullPageLink(): TemplateResult {
    return html`<a class="full" href=${this.fullPage} target="_blank" rel="noopener"
      >${this.words.t('app.fullPage')}</a
    >`;
  }

  private apology(): TemplateResult {
    return html`<div class="nomap" role="status">
      <h2>${this.words.t(this.life === 'lost' ? 'map.lost' : 'map.failed')}</h2>
      <p>${this.words.t('map.failed.more')}</p>
      <button
        class="btn second"
        type="button"
        @click=${() => {
          this.emit('wake');
        }}
      >
        ${this.words.t('map.again')}
      </button>
      ${this.poster()}
    </div>`;
  }

  /** On a phone and in a list the panel shows it: there is no room for the map. */
  private poster(): TemplateResult | typeof nothing {
    if (this.layout !== 'desk' && this.layout !== 'panel') return nothing;
    return poster(this.model, this.layout === 'desk' ? 'wide' : 'phone');
  }

  private readonly ask = (event: CustomEvent<Asked>): void => {
    this.legendOpen = false;
    // Rarely asked for: fetched when it is.
    void import('./here');
    void this.model.ground.ask(event.detail);
  };

  private readonly leaveHere = (): void => {
    this.model.ground.close();
    this.querySelector<HTMLElement>('canvas')?.focus();
  };

  private readonly came = (): void => {
    this.drawn = true;
    if (!this.pressed) return;
    this.pressed = false;
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>('.maplibregl-canvas')?.focus();
    });
  };

  private async focusLegend(): Promise<void> {
    try {
      await import('./legend');
    } catch (error) {
      // It did not arrive: pressed again, it is fetched again.
      if (!(error instanceof TypeError)) throw error;
      this.legendOpen = false;
    }
    await this.updateComplete;
    await this.querySelector<Part>('agorama-legend')?.updateComplete;
    const target = this.legendOpen ? '#legend-title' : '.layersbtn';
    this.querySelector<HTMLElement>(target)?.focus();
  }

  private readonly toggleLegend = (): void => {
    this.legendOpen = !this.legendOpen;
    void this.focusLegend();
  };
}
