import {
  AttributionControl,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type MapMouseEvent,
  type PointLike,
  type StyleSpecification,
  type VectorTileSource,
} from 'maplibre-gl';
import css from 'maplibre-gl/dist/maplibre-gl.css?inline';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Bbox, LonLat } from '../../api/types';
import { drawMissing } from '../../map/images';
import { DEBATE, PICKED } from '../../map/style-layers';
import { steered, styled, withPen } from '../../workshop/drawing/under-cross';
import type { Camera } from '../view/view';

setWorkerUrl(workerUrl);

export const mapLibreCss = css;

const FLIGHT_MS = 320;
/** What floats over the edges: tools above, the period below. */
const PADDING = { top: 76, right: 36, bottom: 128, left: 36 };

export interface Listeners {
  moved: (camera: Camera) => void;
  /** A contribution or project was clicked. */
  picked: (kind: 'contributions' | 'proposals', id: number) => void;
  /** A zone that may be chosen was clicked. */
  zone: (code: string) => void;
  /** Any other place of the map, and the zone there that is drawn. */
  place: (position: LonLat, zone: string | null) => void;
}

export interface Options {
  container: HTMLElement;
  host: Element;
  style: StyleSpecification;
  bounds: Bbox;
  camera: Camera | null;
  locale: Record<string, string>;
  iconOf: (theme: string) => string;
}

/** MapLibre behind the few verbs of the planner's page. Throws where WebGL is missing. */
export class PlannerEngine {
  readonly map: MapLibre;
  /** While a shape is drawn, clicks are the pen's, and Enter sets a corner under the cross. */
  onEnter: (() => void) | null = null;
  penned = false;
  /** Every click means a place: signs and zones under it do not answer. */
  placing = false;
  /** A click on a zone chooses it. */
  choosing = false;
  /** What a zone of the tiles is called in the statistics. */
  zoneCode: (id: unknown, code: unknown) => string = (_id, code) => String(code);

  constructor(
    options: Options,
    private readonly listeners: Listeners,
  ) {
    const { camera, bounds } = options;
    const start = camera
      ? { center: [camera.center[0], camera.center[1]] as [number, number], zoom: camera.zoom }
      : { bounds: [...bounds] as [number, number, number, number] };
    this.map = new MapLibre({
      container: options.container,
      style: options.style,
      ...start,
      fitBoundsOptions: { padding: PADDING },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      rollEnabled: false,
      maxZoom: 19,
      minZoom: 4,
      fadeDuration: 0,
      locale: options.locale,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
    this.map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-right');
    drawMissing(this.map, options.host, options.iconOf);
    this.listen();
  }

  /** Show another style; only what differs changes, and tiles of another filter without a flicker. */
  show(style: StyleSpecification): void {
    const debate = style.sources[DEBATE];
    const source = this.map.getSource<VectorTileSource>(DEBATE);
    const tiles = source?.tiles as string[] | undefined;
    if (debate?.type === 'vector' && debate.tiles && source && tiles) {
      if (tiles.join() !== debate.tiles.join()) source.setTiles(debate.tiles);
    }
    this.map.setStyle(withPen(this.map, style), { diff: true });
  }

  ready(): Promise<void> {
    return styled(this.map);
  }

  fit([west, south, east, north]: Bbox): void {
    this.map.resize();
    const bounds: [number, number, number, number] = [west, south, east, north];
    this.map.fitBounds(bounds, { padding: PADDING, duration: FLIGHT_MS, maxZoom: 16 });
  }

  flyTo([lon, lat]: LonLat, zoom: number): void {
    this.map.easeTo({
      center: [lon, lat],
      zoom: Math.max(zoom, this.map.getZoom()),
      duration: FLIGHT_MS,
    });
  }

  center(): LonLat {
    const { lng, lat } = this.map.getCenter();
    return [lng, lat];
  }

  destroy(): void {
    this.map.remove();
  }

  private listen(): void {
    this.map.on('moveend', () => {
      this.listeners.moved({ center: this.center(), zoom: this.map.getZoom() });
    });
    this.map.on('click', (event) => {
      if (!this.penned) this.click(event);
    });
    this.map.on('mousemove', ({ point }) => {
      if (this.penned || this.placing) return;
      const over = this.at(point, [...PICKED]) ?? (this.choosing ? this.zoneAt(point) : undefined);
      this.map.getCanvas().style.cursor = over ? 'pointer' : '';
    });
    this.map.getCanvasContainer().addEventListener('keydown', this.key, { capture: true });
  }

  private at(
    point: PointLike,
    names: readonly string[],
  ): ReturnType<MapLibre['queryRenderedFeatures']>[number] | undefined {
    const layers = names.filter((id) => this.map.getLayer(id));
    return layers.length > 0 ? this.map.queryRenderedFeatures(point, { layers })[0] : undefined;
  }

  private zoneAt(point: PointLike): string | null {
    const zone = this.at(point, ['planner-zones-touch']);
    return zone ? this.zoneCode(zone.id, zone.properties['code']) : null;
  }

  private click({ point, lngLat }: MapMouseEvent): void {
    if (this.placing) {
      this.listeners.place([lngLat.lng, lngLat.lat], null);
      return;
    }
    if (this.choosing) {
      const zone = this.zoneAt(point);
      if (zone !== null) this.listeners.zone(zone);
      return;
    }
    const found = this.at(point, [...PICKED]);
    if (found?.properties['cluster']) {
      this.flyTo([lngLat.lng, lngLat.lat], Math.min(this.map.getZoom() + 2, 16));
    } else if (found?.id !== undefined) {
      const kind = found.sourceLayer === 'proposals' ? 'proposals' : 'contributions';
      this.listeners.picked(kind, Number(found.id));
    } else this.listeners.place([lngLat.lng, lngLat.lat], this.zoneAt(point));
  }

  /** While something is drawn, arrow keys move the map under the cross by small steps. */
  private readonly key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.onEnter) steered(this.map, event, this.onEnter);
    else if (event.key === 'Enter') {
      this.listeners.place(this.center(), this.zoneAt(this.map.project(this.map.getCenter())));
      event.preventDefault();
      event.stopPropagation();
    }
  };
}
