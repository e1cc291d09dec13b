import {
  AttributionControl,
  Map as MapLibre,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type LngLat,
  type MapGeoJSONFeature,
  type Point,
  type StyleSpecification,
  type VectorTileSource,
} from 'maplibre-gl';
import css from 'maplibre-gl/dist/maplibre-gl.css?inline';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Bbox, LonLat } from '../api/types';
import type { Asked } from '../app/ground';
import { focusFeatures } from './focus';
import type { Focus } from './focus-types';
import { groundAt } from './ground-at';
import { drawMissing } from './images';
import { readPalette } from './palette';
import { prepareStyle } from './style';
import type { Look } from './style';
import { DEBATE, FOCUS, PICKED } from './style-layers';

setWorkerUrl(workerUrl);

/** No flight is longer than this (looks/README, Motion); reduced motion makes it 0 by itself. */
const FLIGHT_MS = 320;
const DROP_MS = 200;
/** A device that takes WebGL away often gives it back at once. */
const GIVEN_BACK_MS = 1000;

export interface Picked {
  source: 'contributions' | 'proposals';
  id: number;
  position: LonLat;
}

export interface View {
  bbox: Bbox;
  center: LonLat;
  zoom: number;
  /** False while the page itself moves the map. */
  byReader: boolean;
}

export interface EngineListeners {
  moved: (view: View) => void;
  picked: (picked: Picked) => void;
  hovered: (picked: Picked | null) => void;
  chosen: () => void;
  asked: (asked: Asked) => void;
  /** Everything that is to be seen at first is drawn. */
  drawn: () => void;
  /** The device took the drawing away, and did not give it back. */
  lost: () => void;
}

export interface EngineOptions {
  container: HTMLElement;
  host: Element;
  server: StyleSpecification;
  look: Look;
  focus: Focus;
  bounds: Bbox;
  center: LonLat | null;
  zoom: number | null;
  /** What floats over the edges of the map, in px. */
  padding: { top: number; right: number; bottom: number; left: number };
  locale: Record<string, string>;
  cooperative: boolean;
  iconOf: (theme: string) => string;
}

export const mapLibreCss = css;

/** MapLibre behind the few verbs the page needs. Throws where WebGL is missing. */
export class MapEngine {
  private readonly map: MapLibre;
  private placing = false;
  private hovered: Picked | null = null;
  private losing = 0;
  private focused: GeoJSON.FeatureCollection;

  constructor(
    private readonly options: EngineOptions,
    private readonly listeners: EngineListeners,
  ) {
    const { bounds, center, zoom } = options;
    this.focused = focusFeatures(options.focus, options.look.scheme);
    const camera = center && zoom !== null ? { center: [...center] as [number, number], zoom } : {};
    this.map = new MapLibre({
      container: options.container,
      style: this.prepared(options.server, options.look),
      ...('center' in camera
        ? camera
        : { bounds: [...bounds] as [number, number, number, number] }),
      fitBoundsOptions: { padding: options.padding },
      attributionControl: false,
      cooperativeGestures: options.cooperative,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      rollEnabled: false,
      maxZoom: 19,
      minZoom: 4,
      locale: options.locale,
      fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-right');
    drawMissing(this.map, options.host, options.iconOf);
    this.listen();
  }

  /** Show another style or look; only what differs changes, tile addresses without a flicker. */
  show(server: StyleSpecification, look: Look): void {
    const style = this.prepared(server, look);
    const debate = style.sources[DEBATE];
    const { source, tiles } = this.debate();
    if (debate?.type === 'vector' && debate.tiles && source && tiles) {
      if (tiles.join() !== debate.tiles.join()) source.setTiles(debate.tiles);
    }
    this.map.setStyle(style, { diff: true });
  }

  showFocus(focus: Focus, look: Look): void {
    this.focused = focusFeatures(focus, look.scheme);
    void this.map.getSource<GeoJSONSource>(FOCUS)?.setData(this.focused);
  }

  /** Fetch the debate's tiles again: a pin or a vote of ours has changed them. */
  reload(): void {
    const { source, tiles } = this.debate();
    if (source && tiles) source.setTiles([...tiles]);
  }

  /** The new pin drops once into its place. */
  drop(): void {
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const layer = 'agorama-focus-pin';
    this.map.setPaintProperty(layer, 'icon-translate-transition', { duration: 0 });
    this.map.setPaintProperty(layer, 'icon-translate', [0, -8]);
    this.map.once('render', () => {
      this.map.setPaintProperty(layer, 'icon-translate-transition', { duration: DROP_MS });
      this.map.setPaintProperty(layer, 'icon-translate', [0, 0]);
    });
  }

  /** The debate's source, with its tile addresses once it is loaded. */
  private debate(): { source: VectorTileSource | undefined; tiles: string[] | undefined } {
    const source = this.map.getSource<VectorTileSource>(DEBATE);
    return { source, tiles: source?.tiles };
  }

  /** While a pin is placed, arrow keys move by small steps and one finger moves the map. */
  setPlacing(placing: boolean): void {
    this.placing = placing;
    const canvas = this.map.getCanvas();
    // How the keys work is written beside the question (parts/where.ts).
    if (placing) canvas.setAttribute('aria-describedby', 'where-keys');
    else canvas.removeAttribute('aria-describedby');
    if (!this.options.cooperative) return;
    if (placing) this.map.cooperativeGestures.disable();
    else this.map.cooperativeGestures.enable();
  }

  flyTo([lon, lat]: LonLat, zoom: number, offset: [number, number] = [0, 0]): void {
    this.map.resize();
    this.map.easeTo({ center: [lon, lat], zoom, offset, duration: FLIGHT_MS });
  }

  fit([west, south, east, north]: Bbox): void {
    const bounds: [number, number, number, number] = [west, south, east, north];
    const { padding } = this.options;
    this.map.fitBounds(bounds, { padding, duration: FLIGHT_MS, maxZoom: 16 });
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: FLIGHT_MS });
  }

  /** The map's name, in the reader's language of now. */
  rename(name: string): void {
    this.map.getCanvas().setAttribute('aria-label', name);
  }

  view(byReader = false): View {
    const bounds = this.map.getBounds();
    return {
      bbox: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
      center: lonLat(this.map.getCenter()),
      zoom: this.map.getZoom(),
      byReader,
    };
  }

  destroy(): void {
    window.clearTimeout(this.losing);
    this.map.remove();
  }

  private prepared(server: StyleSpecification, look: Look): StyleSpecification {
    const { accent, mark, ink, label } = readPalette(this.options.host);
    return prepareStyle(server, look, { accent, mark, ink, label, focus: this.focused });
  }

  private listen(): void {
    this.map.on('load', () => {
      this.listeners.drawn();
      this.listeners.moved(this.view());
    });
    this.map.on('webglcontextlost', () => {
      this.losing = window.setTimeout(this.listeners.lost, GIVEN_BACK_MS);
    });
    this.map.on('webglcontextrestored', () => {
      window.clearTimeout(this.losing);
    });
    this.map.on('moveend', (event) => {
      this.listeners.moved(this.view(event.originalEvent !== undefined));
    });
    this.map.on('click', (event) => {
      if (!this.placing) this.click(event.point, event.lngLat);
    });
    this.map.on('mousemove', (event) => {
      const found = this.placing ? undefined : this.at(event.point, 2);
      this.map.getCanvas().style.cursor = found ? 'pointer' : '';
      this.hover(found && !found.properties['cluster'] ? asPicked(found) : null);
    });
    this.map.getCanvasContainer().addEventListener('keydown', this.key, { capture: true });
  }

  private hover(picked: Picked | null): void {
    if (picked?.id === this.hovered?.id) return;
    this.hovered = picked;
    this.listeners.hovered(picked);
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (!this.placing && event.key === 'Enter') {
      const center = this.map.getCenter();
      this.askGround(this.map.project(center), center);
      return;
    }
    if (!this.placing || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.shiftKey ? 60 : 12;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move) this.map.panBy(move, { duration: 0 }, { originalEvent: event });
    else if (event.key === 'Enter') this.listeners.chosen();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private at(point: Point, slack: number): MapGeoJSONFeature | undefined {
    const layers = PICKED.filter((id) => this.map.getLayer(id));
    const box: [[number, number], [number, number]] = [
      [point.x - slack, point.y - slack],
      [point.x + slack, point.y + slack],
    ];
    return layers.length > 0 ? this.map.queryRenderedFeatures(box, { layers })[0] : undefined;
  }

  /** Ask what applies at a point where a published layer is drawn. */
  private askGround(point: Point, position: LngLat): void {
    const asked = groundAt(this.map, point);
    if (asked) this.listeners.asked({ ...asked, position: lonLat(position) });
  }

  private click(point: Point, position: LngLat): void {
    // 44 px to touch: a sign is drawn some 36 px wide.
    const found = this.at(point, 0) ?? this.at(point, 6);
    if (!found) {
      this.askGround(point, position);
      return;
    }
    const picked = asPicked(found);
    if (!picked) return;
    if (found.properties['cluster'])
      this.flyTo(picked.position, Math.min(this.map.getZoom() + 2, 16));
    else this.listeners.picked(picked);
  }
}

function lonLat(point: LngLat): LonLat {
  return [point.lng, point.lat];
}

function asPicked(feature: MapGeoJSONFeature): Picked | null {
  if (feature.geometry.type !== 'Point') return null;
  const [lon = 0, lat = 0] = feature.geometry.coordinates;
  const source = feature.sourceLayer === 'proposals' ? 'proposals' : 'contributions';
  return { source, id: Number(feature.id), position: [lon, lat] };
}
