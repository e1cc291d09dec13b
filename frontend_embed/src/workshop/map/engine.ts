import {
  AttributionControl,
  Map as MapLibre,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type StyleSpecification,
} from 'maplibre-gl';
import css from 'maplibre-gl/dist/maplibre-gl.css?inline';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Palette } from '../../map/palette';
import { steered, styled, withPen } from '../drawing/under-cross';
import type { Bbox, LonLat } from '../types';
import { ground } from './ground';
import { drawn } from './layers';
import type { Mark, Pane } from './picture';

setWorkerUrl(workerUrl);

export const mapLibreCss = css;

const FLIGHT_MS = 320;
/** From the Atlantic to the Adriatic, where nothing says better. */
const ANYWHERE: [number, number, number, number] = [-5, 41, 14, 51];

export interface Camera {
  center: LonLat;
  zoom: number;
}

/** MapLibre behind the few verbs of the workshop. Throws where WebGL is missing. */
export class WorkshopEngine {
  readonly map: MapLibre;
  private readonly base: StyleSpecification;
  private marks: Marker[] = [];
  private pane: Pane | null = null;
  private following = false;
  /** While something is drawn, a click is the pen's, and Enter takes the place under the cross. */
  onEnter: (() => void) | null = null;

  constructor(
    container: HTMLElement,
    private readonly palette: Palette,
    server: StyleSpecification | null,
    land: string,
    view: Bbox | null,
    locale: Record<string, string>,
    private readonly moved: (camera: Camera) => void,
  ) {
    this.base = ground(server, land);
    this.map = new MapLibre({
      container,
      style: this.base,
      bounds: view ? [view[0], view[1], view[2], view[3]] : ANYWHERE,
      fitBoundsOptions: { padding: 32, maxZoom: 15 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 19,
      fadeDuration: 0,
      locale,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-left');
    this.map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-right');
    this.listen();
  }

  show(pane: Pane): void {
    this.pane = pane;
    const { sources, layers } = drawn(pane, this.palette);
    const style = {
      ...this.base,
      sources: { ...this.base.sources, ...sources },
      layers: [...this.base.layers, ...layers],
    };
    this.map.setStyle(withPen(this.map, style), { diff: true });
    for (const mark of this.marks) mark.remove();
    this.marks = pane.marks.map((mark) => this.marker(mark));
  }

  fly([west, south, east, north]: Bbox): void {
    this.map.resize();
    this.map.fitBounds([west, south, east, north], {
      padding: 32,
      duration: FLIGHT_MS,
      maxZoom: 16,
    });
  }

  /** Look where the other map looks, without telling it so. */
  follow({ center, zoom }: Camera): void {
    this.following = true;
    this.map.jumpTo({ center: [center[0], center[1]], zoom });
    this.following = false;
  }

  ready(): Promise<void> {
    return styled(this.map);
  }

  center(): LonLat {
    const { lng, lat } = this.map.getCenter();
    return [lng, lat];
  }

  destroy(): void {
    this.map.remove();
  }

  private marker(mark: Mark): Marker {
    const element = document.createElement('span');
    element.className = mark.kind === 'number' ? 'no' : 'spot';
    element.textContent = mark.text;
    // The list beside says the same.
    element.setAttribute('aria-hidden', 'true');
    const marker = new Marker({ element, anchor: mark.kind === 'number' ? 'center' : 'bottom' });
    return marker.setLngLat([mark.at[0], mark.at[1]]).addTo(this.map);
  }

  private listen(): void {
    this.map.on('move', (event) => {
      if ('originalEvent' in event && event.originalEvent) this.tellMoved();
    });
    this.map.on('moveend', () => {
      this.tellMoved();
    });
    this.map.on('click', ({ point }) => {
      if (this.onEnter || !this.pane?.pick) return;
      const layers = this.pane.tiles
        .map(({ key }) => `tiles-${key}-touch`)
        .filter((id) => this.map.getLayer(id));
      const [found] = layers.length > 0 ? this.map.queryRenderedFeatures(point, { layers }) : [];
      if (!found) return;
      const { code, name } = found.properties;
      const told = { code: String(code), name: String(name) };
      this.pane.pick(found.source.slice('tiles-'.length), Number(found.id), told);
    });
    this.map.getCanvasContainer().addEventListener('keydown', this.key, { capture: true });
  }

  private tellMoved(): void {
    if (!this.following) this.moved({ center: this.center(), zoom: this.map.getZoom() });
  }

  /** While drawing, arrow keys move the map under the cross by small steps. */
  private readonly key = (event: KeyboardEvent): void => {
    if (!this.onEnter || event.altKey || event.ctrlKey || event.metaKey) return;
    steered(this.map, event, this.onEnter);
  };
}
