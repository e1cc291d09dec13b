import type { StyleSpecification } from 'maplibre-gl';
import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Bbox, LonLat } from '../../api/types';
import { focusFeatures } from '../../map/focus';
import { NO_FOCUS } from '../../map/focus-types';
import { readPalette } from '../../map/palette';
import { prepareStyle } from '../../map/style';
import type { Scheme } from '../../map/style-layers';
import type { Drawing } from '../../workshop/drawing/drawing';
import type { Pen } from '../../workshop/drawing/pen';
import { cross } from '../../workshop/drawing/under-cross';
import { withZones } from '../view/area';
import { Fragment } from '../fragment';
import type { PlannerEngine } from './engine';
import { withPlanner } from './layers';
import { drawnOf, lookOf } from './look';
import { withStaffLayers } from './staff-layers';

/** The map of the planner's page. Emits `picked` with what was clicked. */
@customElement('planner-map')
export class PlannerMap extends Fragment {
  @property() scheme: Scheme = 'light';
  @property({ attribute: false }) drawing: Drawing | null = null;
  @state() private failed = false;
  @query('.canvas') private container!: HTMLElement;
  private engine: PlannerEngine | null = null;
  private pen: Pen | null = null;
  private penning = false;
  private server: StyleSpecification | null = null;
  private serverScheme: Scheme | null = null;
  private gone = false;
  /** The style of now as text: the map is told of real changes only. */
  private shown = '';

  override render(): TemplateResult {
    const { says } = this;
    return html`<div class="mapbox" role="region" aria-label=${says.t('map')}>
      <div class="canvas"></div>
      ${this.drawing ? cross() : nothing}
      ${this.failed ? html`<p class="note map-note" role="status">${says.t('map.failed')}</p>` : nothing}
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
    if (!this.engine) return;
    if (changed.has('scheme') && this.serverScheme !== this.scheme) void this.relight();
    else this.show();
    void this.pens();
  }

  center(): LonLat | null {
    return this.engine?.center() ?? null;
  }

  fit(bbox: Bbox): void {
    this.engine?.fit(bbox);
  }

  flyTo(position: LonLat, zoom: number): void {
    this.engine?.flyTo(position, zoom);
  }

  private async begin(): Promise<void> {
    const { session } = this;
    const found = await Promise.all([import('./engine'), session.style(this.scheme)]).catch(
      (error: unknown) => {
        this.failed = true;
        session.tell(session.sentence(error));
        return null;
      },
    );
    if (!found) return;
    const [{ PlannerEngine, mapLibreCss }, server] = found;
    const { perimeter } = session;
    if (this.gone || !perimeter) return;
    this.server = server as StyleSpecification;
    this.serverScheme = this.scheme;
    const root = this.getRootNode() as ShadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(mapLibreCss);
    root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
    const icons = new Map(perimeter.themes.map(({ slug, icon }) => [slug, icon]));
    try {
      this.engine = new PlannerEngine(
        {
          container: this.container,
          host: this,
          style: this.picture(),
          bounds: perimeter.bbox,
          camera: session.view.camera ?? perimeter.start,
          locale: {
            'Map.Title': this.says.t('map'),
            'NavigationControl.ZoomIn': this.says.t('map.in'),
            'NavigationControl.ZoomOut': this.says.t('map.out'),
          },
          iconOf: (theme) => icons.get(theme) ?? theme,
        },
        {
          moved: (camera) => {
            session.look({ camera });
          },
          picked: (kind, id) => {
            this.dispatchEvent(new CustomEvent('picked', { detail: { kind, id } }));
          },
          zone: (code) => {
            const { view, by } = session;
            if (by !== null) session.choose(withZones(view.area, by, [code]));
          },
          place: (position, zone) => {
            this.dispatchEvent(new CustomEvent('placed', { detail: { position, zone } }));
          },
        },
      );
    } catch {
      // No WebGL: lists and tables say the same.
      this.failed = true;
      return;
    }
    this.show();
    await this.pens();
  }

  private async relight(): Promise<void> {
    const { scheme } = this;
    const server = (await this.session.style(scheme)) as StyleSpecification;
    if (scheme !== this.scheme) return;
    [this.server, this.serverScheme] = [server, scheme];
    this.show();
  }

  /** What the map shows, made anew from what is looked at. */
  private picture(): StyleSpecification {
    const palette = readPalette(this);
    const { accent, mark, ink, label } = palette;
    const focus = focusFeatures(NO_FOCUS, this.scheme);
    const server = this.server ?? { version: 8, sources: {}, layers: [] };
    const look = lookOf(this.session, this.scheme);
    const whole = withStaffLayers(server, this.session.layers);
    const style = prepareStyle(whole, look, { accent, mark, ink, label, focus });
    return withPlanner(style, drawnOf(this.session, this.scheme, palette, this.drawing));
  }

  private show(): void {
    const { engine, session } = this;
    if (!engine) return;
    const style = this.picture();
    const text = JSON.stringify(style);
    if (text !== this.shown) engine.show(style);
    this.shown = text;
    engine.choosing = session.tool === 'zones' && session.by !== null;
    const ofLayer = session.by?.startsWith('layer:');
    engine.zoneCode = (id, code) => String((ofLayer ? id : code) ?? '');
  }

  /** Give the pen to who draws, and take it away. */
  private async pens(): Promise<void> {
    const { engine, drawing } = this;
    if (!engine) return;
    engine.placing = this.session.tool === 'around';
    engine.penned = drawing !== null && !engine.placing;
    engine.onEnter = drawing
      ? () => {
          if (!this.pen?.busy) drawing.add(engine.center());
        }
      : null;
    if (!drawing || !engine.penned) {
      this.pen?.destroy();
      this.pen = null;
      return;
    }
    if (this.pen || this.penning) return;
    this.penning = true;
    const { Pen } = await import('../../workshop/drawing/pen');
    await engine.ready();
    this.penning = false;
    if (this.engine && this.drawing === drawing) {
      this.pen = new Pen(engine.map, readPalette(this), drawing);
    }
  }
}
