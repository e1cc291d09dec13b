import { LitElement, html, nothing, unsafeCSS } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import tokens from '../../static/frontend_embed/tokens.css?inline';
import type { Bbox, LonLat } from '../api/types';
import { isLang } from '../strings/index';
import { Words } from '../strings/words';
import styles from './boundary.css?inline';
import type { BoundaryEngine } from './engine';
import { boundsOf, readPoint, writePoint } from './geometry';
import type { PointFormat } from './geometry';

const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
/** The whole of Europe, where nothing says better. */
const ANYWHERE: Bbox = [-10, 36, 30, 60];

/**
 * A geometry on a small map for the back office. `data="id"` names a
 * `<script type="application/json">`, `url` an address to fetch it from. With `point`, a click, a
 * drag or typed coordinates write a point into the field `input="id"` (`format`: geojson or wkt).
 */
@customElement('agorama-boundary-map')
export class BoundaryMap extends LitElement {
  static override styles = [unsafeCSS(tokens), unsafeCSS(styles)];

  @property() data = '';
  @property() url = '';
  @property({ type: Boolean }) point = false;
  @property() input = '';
  @property() format: PointFormat = 'geojson';
  @property() override lang = '';
  @state() private placed: LonLat | null = null;
  @state() private failed = false;
  @state() private empty = false;
  @query('.map') private container!: HTMLElement;
  private engine: BoundaryEngine | null = null;

  private get words(): Words {
    const lang = this.lang || document.documentElement.lang.slice(0, 2);
    return new Words(isLang(lang) ? lang : 'en');
  }

  private get field(): HTMLInputElement | HTMLTextAreaElement | null {
    const found = this.input ? document.getElementById(this.input) : null;
    const isField = found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement;
    return isField ? found : null;
  }

  override firstUpdated(): void {
    if (this.point) this.placed = readPoint(this.field?.value ?? '');
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.engine?.destroy();
    this.engine = null;
  }

  override render(): TemplateResult {
    return html`<div class="map" role="region" aria-label=${this.words.t('boundary.name')}></div>
      ${this.failed ? this.note('boundary.failed') : nothing}
      ${this.empty && !this.point ? this.note('boundary.empty') : nothing}
      ${this.point ? this.coordinates() : nothing}`;
  }

  private note(key: 'boundary.failed' | 'boundary.empty'): TemplateResult {
    return html`<p class="note" role="status">${this.words.t(key)}</p>`;
  }

  private coordinates(): TemplateResult {
    const field = (
      name: 'boundary.lon' | 'boundary.lat',
      axis: string,
      index: 0 | 1,
    ): TemplateResult =>
      html`<label>
        ${this.words.t(name)}
        <input
          type="number"
          step="any"
          min=${index === 0 ? -180 : -90}
          max=${index === 0 ? 180 : 90}
          data-axis=${axis}
          .value=${this.placed ? String(Number(this.placed[index].toFixed(7))) : ''}
          @change=${this.typed}
        />
      </label>`;
    return html`<p class="hint">${this.words.t('boundary.point')}</p>
      <div class="fields">
        ${field('boundary.lon', 'lon', 0)}${field('boundary.lat', 'lat', 1)}
      </div>`;
  }

  private async begin(): Promise<void> {
    try {
      const geojson = await this.geometry();
      const bounds = boundsOf(geojson) ?? (this.placed ? around(this.placed) : null);
      this.empty = bounds === null;
      const { BoundaryEngine, mapLibreCss } = await import('./engine');
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(mapLibreCss);
      this.shadowRoot?.adoptedStyleSheets.unshift(sheet);
      const token = getComputedStyle(this);
      const colors = {
        ground: token.getPropertyValue('--map-land').trim(),
        line: token.getPropertyValue('--accent').trim(),
      };
      this.engine = new BoundaryEngine(
        this.container,
        colors,
        bounds ?? ANYWHERE,
        geojson,
        this.locale(),
      );
      if (this.point) {
        this.engine.place(this.placed, (point) => {
          this.set(point);
        });
      }
    } catch (error) {
      // No WebGL or no answer: the form works without the picture.
      this.failed = true;
      this.dispatchEvent(new CustomEvent('map-failed', { detail: error }));
    }
  }

  private locale(): Record<string, string> {
    return {
      'Map.Title': this.words.t('boundary.name'),
      'NavigationControl.ZoomIn': this.words.t('map.zoomIn'),
      'NavigationControl.ZoomOut': this.words.t('map.zoomOut'),
      'CooperativeGesturesHandler.WindowsHelpText': this.words.t('map.help.wheel'),
      'CooperativeGesturesHandler.MacHelpText': this.words.t('map.help.wheelMac'),
      'CooperativeGesturesHandler.MobileHelpText': this.words.t('map.help.touch'),
    };
  }

  private async geometry(): Promise<GeoJSON.GeoJSON> {
    const script = this.data ? document.getElementById(this.data) : null;
    const text = script?.textContent.trim();
    if (text && text !== 'null') return JSON.parse(text) as GeoJSON.GeoJSON;
    if (!this.url) return EMPTY;
    const response = await fetch(this.url, { headers: { Accept: 'application/geo+json' } });
    if (!response.ok) throw new Error(`${String(response.status)} ${this.url}`);
    return (await response.json()) as GeoJSON.GeoJSON;
  }

  private readonly typed = (): void => {
    const value = (axis: string): number =>
      this.renderRoot.querySelector<HTMLInputElement>(`[data-axis=${axis}]`)?.valueAsNumber ?? NaN;
    const [lon, lat] = [value('lon'), value('lat')];
    if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) this.set([lon, lat]);
  };

  private set(point: LonLat): void {
    this.placed = point;
    this.engine?.point(point);
    const { field } = this;
    if (!field) return;
    field.value = writePoint(point, this.format);
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

function around([lon, lat]: LonLat): Bbox {
  return [lon - 0.05, lat - 0.05, lon + 0.05, lat + 0.05];
}
