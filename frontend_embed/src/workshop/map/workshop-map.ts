import type { StyleSpecification } from 'maplibre-gl';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { readPalette } from '../../map/palette';
import type { Pen } from '../drawing/pen';
import { cross } from '../drawing/under-cross';
import { Piece } from '../piece';
import type { Bbox } from '../types';
import type { Camera, WorkshopEngine } from './engine';
import type { Pane } from './picture';

/** One map of the workshop. Emits `moved` with where it looks. */
@customElement('agorama-workshop-map')
export class WorkshopMap extends Piece {
  @property({ attribute: false }) pane!: Pane;
  @property({ attribute: false }) view: { bbox: Bbox } | null = null;
  @property({ attribute: false }) ground!: Promise<unknown>;
  @property({ attribute: false }) start: Bbox | null = null;
  @state() private failed = false;
  @query('.canvas') private container!: HTMLElement;
  private engine: WorkshopEngine | null = null;
  private pen: Pen | null = null;
  private gone = false;

  override render(): TemplateResult {
    const { title, subtitle, label, drawing } = this.pane;
    return html`${
        title
          ? html`<h2 class="pane-title">${title} <span class="small soft">${subtitle}</span></h2>`
          : nothing
      }
      <div class="mapbox" role="region" aria-label=${label || this.words.t('map.label')}>
        <div class="canvas"></div>
        ${drawing ? cross() : nothing}
        ${this.failed ? html`<p class="note map-note" role="status">${this.words.t('map.failed')}</p>` : nothing}
      </div>`;
  }

  override firstUpdated(): void {
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.gone = true;
    this.pen?.destroy();
    this.engine?.destroy();
    this.engine = this.pen = null;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('pane')) void this.showPane();
    if (changed.has('view') && this.view) this.engine?.fly(this.view.bbox);
  }

  /** Look where the other map looks. */
  follow(camera: Camera): void {
    this.engine?.follow(camera);
  }

  /** The place under the cross; null without a map. */
  center(): ReturnType<WorkshopEngine['center']> | null {
    return this.engine?.center() ?? null;
  }

  private async begin(): Promise<void> {
    const [{ WorkshopEngine, mapLibreCss }, server] = await Promise.all([
      import('./engine'),
      this.ground,
    ]);
    if (this.gone) return;
    const root = this.getRootNode() as ShadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(mapLibreCss);
    root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
    const land = getComputedStyle(this).getPropertyValue('--map-land').trim();
    try {
      this.engine = new WorkshopEngine(
        this.container,
        readPalette(this),
        server as StyleSpecification | null,
        land,
        this.view?.bbox ?? this.start,
        {
          'Map.Title': this.pane.label || this.words.t('map.label'),
          'NavigationControl.ZoomIn': this.words.t('map.in'),
          'NavigationControl.ZoomOut': this.words.t('map.out'),
        },
        (camera) => {
          this.dispatchEvent(new CustomEvent('moved', { detail: camera }));
        },
      );
    } catch {
      // No WebGL: lists, tables and typed coordinates do the same.
      this.failed = true;
      return;
    }
    await this.showPane();
  }

  private async showPane(): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    engine.show(this.pane);
    const { drawing } = this.pane;
    if (!drawing) {
      this.pen?.destroy();
      this.pen = null;
      engine.onEnter = null;
      return;
    }
    if (engine.onEnter) return;
    engine.onEnter = () => {
      if (!this.pen?.busy) drawing.add(engine.center());
    };
    const { Pen } = await import('../drawing/pen');
    await engine.ready();
    if (this.engine && this.pane.drawing === drawing) {
      this.pen = new Pen(engine.map, readPalette(this), drawing);
    }
  }
}
