import {
  Map as MapLibre,
  Marker,
  NavigationControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from 'maplibre-gl';
import css from 'maplibre-gl/dist/maplibre-gl.css?inline';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Bbox, LonLat } from '../api/types';

setWorkerUrl(workerUrl);

export const mapLibreCss = css;

export interface BoundaryColors {
  ground: string;
  line: string;
}

function style(colors: BoundaryColors, data: GeoJSON.GeoJSON): StyleSpecification {
  return {
    version: 8,
    sources: { shape: { type: 'geojson', data } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colors.ground } },
      {
        id: 'fill',
        type: 'fill',
        source: 'shape',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': colors.line, 'fill-opacity': 0.14 },
      },
      {
        id: 'line',
        type: 'line',
        source: 'shape',
        paint: { 'line-color': colors.line, 'line-width': 2.4 },
      },
      {
        id: 'points',
        type: 'circle',
        source: 'shape',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: { 'circle-color': colors.line, 'circle-radius': 5 },
      },
    ],
  };
}

/** A geometry on a plain ground and, where wanted, a point to place on it. */
export class BoundaryEngine {
  private readonly map: MapLibre;
  private marker: Marker | null = null;

  constructor(
    container: HTMLElement,
    private readonly colors: BoundaryColors,
    bounds: Bbox,
    data: GeoJSON.GeoJSON,
    locale: Record<string, string>,
  ) {
    const [west, south, east, north] = bounds;
    this.map = new MapLibre({
      container,
      style: style(colors, data),
      bounds: [west, south, east, north],
      fitBoundsOptions: { padding: 24, maxZoom: 14 },
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      locale,
    });
    this.map.addControl(new NavigationControl({ showCompass: false }));
  }

  show(data: GeoJSON.GeoJSON): void {
    void this.map.getSource<GeoJSONSource>('shape')?.setData(data);
  }

  /** Let the point be set by a click and moved by dragging. */
  place(point: LonLat | null, moved: (point: LonLat) => void): void {
    this.map.on('click', ({ lngLat }) => {
      moved([lngLat.lng, lngLat.lat]);
    });
    this.drag = moved;
    if (point) this.point(point);
  }

  point([lon, lat]: LonLat): void {
    if (!this.marker) {
      this.marker = new Marker({ draggable: true, color: this.colors.line });
      this.marker.on('dragend', () => {
        const { lng, lat: y } = this.marker?.getLngLat() ?? { lng: lon, lat };
        this.drag([lng, y]);
      });
      this.marker.setLngLat([lon, lat]).addTo(this.map);
    } else this.marker.setLngLat([lon, lat]);
  }

  destroy(): void {
    this.map.remove();
  }

  private drag: (point: LonLat) => void = () => undefined;
}
