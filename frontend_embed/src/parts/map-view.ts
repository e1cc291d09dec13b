import { html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { StyleSpecification } from 'maplibre-gl';
import { customElement, property, query } from 'lit/decorators.js';
import type { Bbox, LonLat } from '../api/types';
import type { EngineListeners, MapEngine } from '../map/engine';
import { NO_FOCUS } from '../map/focus-types';
import type { Focus } from '../map/focus-types';
import type { Look } from '../map/style';
import { Part } from './part';

/** A map of which some tile does not come is shown all the same after this. */
const PATIENCE_MS = 4000;
const PADDING = { top: 28, right: 28, bottom: 28, left: 28 };
const PHONE_PADDING = { top: 84, right: 12, bottom: 30, left: 12 };

/**
 * The map itself. Its engine (MapLibre) is a chunk of its own, fetched after the list is there.
 * Emits `moved`, `picked`, `hovered`, `chosen`, `asked`, `map-drawn` and, where there is no WebGL or no more,
 * `map-failed` and `map-lost`.
 */
@customElement('agorama-map-view')
export class AgoramaMapView extends Part {
  @property({ attribute: false }) server: StyleSpecification | null = null;
  @property({ attribute: false }) look: Look | null = null;
  @property({ attribute: false }) focusOn: Focus = NO_FOCUS;
  @property({ attribute: false }) bounds!: Bbox;
  @property({ attribute: false }) start: { center: LonLat; zoom: number } | null = null;
  @property({ attribute: false }) name = '';
  @property({ attribute: false }) cooperative = false;
  @property({ attribute: false }) placing = false;
  /** On a phone the search box floats over the top of the map. */
  @property({ attribute: false }) searchAbove = false;
  @property({ attribute: false }) host!: Element;
  @property({ attribute: false }) iconOf: (theme: string) => string = () => '';
  @query('.canvas') private container!: HTMLElement;
  engine: MapEngine | null = null;
  private starting = false;
  private drawing = 0;

  override render(): TemplateResult {
    return html`<div class="canvas"></div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!this.engine) {
      if (this.server && this.look && !this.starting) void this.begin(this.server, this.look);
      return;
    }
    if (!this.server || !this.look) return;
    if (changed.has('server') || changed.has('look')) this.engine.show(this.server, this.look);
    if (changed.has('focusOn') || changed.has('look'))
      this.engine.showFocus(this.focusOn, this.look);
    if (changed.has('placing')) this.engine.setPlacing(this.placing);
    if (changed.has('name')) this.engine.rename(this.name);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.drawing);
    this.engine?.destroy();
    this.engine = null;
    this.starting = false;
  }

  private async begin(server: StyleSpecification, look: Look): Promise<void> {
    this.starting = true;
    try {
      requireWebGL();
      const { MapEngine, mapLibreCss } = await import('../map/engine');
      if (!this.isConnected) return;
      this.adopt(mapLibreCss);
      this.engine = new MapEngine(
        {
          container: this.container,
          host: this.host,
          server,
          look,
          focus: this.focusOn,
          bounds: this.bounds,
          center: this.start?.center ?? null,
          zoom: this.start?.zoom ?? null,
          padding: this.searchAbove ? PHONE_PADDING : PADDING,
          locale: this.locale(),
          cooperative: this.cooperative,
          iconOf: this.iconOf,
        },
        this.listeners(),
      );
      this.engine.setPlacing(this.placing);
      this.drawing = window.setTimeout(this.drawn, PATIENCE_MS);
      this.requestUpdate();
    } catch (error) {
      // No WebGL, or the chunk did not arrive: the list works without.
      this.emit('map-failed', error);
    }
  }

  private readonly drawn = (): void => {
    window.clearTimeout(this.drawing);
    this.emit('map-drawn');
  };

  private adopt(css: string): void {
    const root = this.getRootNode();
    if (!(root instanceof ShadowRoot || root instanceof Document)) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
  }

  private listeners(): EngineListeners {
    return {
      moved: (view) => {
        this.emit('moved', view);
      },
      picked: (picked) => {
        this.emit('picked', picked);
      },
      hovered: (picked) => {
        this.emit('hovered', picked);
      },
      chosen: () => {
        this.emit('chosen');
      },
      asked: (asked) => {
        this.emit('asked', asked);
      },
      drawn: this.drawn,
      lost: () => {
        this.emit('map-lost');
      },
    };
  }

  private locale(): Record<string, string> {
    return {
      'Map.Title': this.name,
      'CooperativeGesturesHandler.WindowsHelpText': this.words.t('map.help.wheel'),
      'CooperativeGesturesHandler.MacHelpText': this.words.t('map.help.wheelMac'),
      'CooperativeGesturesHandler.MobileHelpText': this.words.t('map.help.touch'),
    };
  }
}

/** Throws where there is no WebGL 2: some 400 kB need not be fetched to find that out. */
function requireWebGL(): void {
  const context = document.createElement('canvas').getContext('webgl2');
  if (!context) throw new Error('no WebGL 2');
  // A browser allows few of them.
  context.getExtension('WEBGL_lose_context')?.loseContext();
}
