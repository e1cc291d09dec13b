import type { Map as MapLibre } from 'maplibre-gl';
import {
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
} from 'terra-draw';
import type { GeoJSONStoreFeatures } from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Palette } from '../../map/palette';
import type { Drawing } from './drawing';
import { isWhole, lineOf, polygonOf, rounded } from './shapes';
import type { DrawnShape, ShapeKind } from './shapes';
import { PEN } from './under-cross';

const KINDS: readonly string[] = ['area', 'hole', 'line'] satisfies ShapeKind[];
const SELECT = 'corners';
type Hex = `#${string}`;

function hex(color: string): Hex {
  return color.startsWith('#') ? (color as Hex) : '#67264f';
}

function shapeOf({ id, geometry, properties }: GeoJSONStoreFeatures): DrawnShape | null {
  const kind = properties['mode'];
  if (typeof id !== 'number' || typeof kind !== 'string' || !KINDS.includes(kind)) return null;
  if (properties['currentlyDrawing']) return null;
  const positions =
    geometry.type === 'Polygon'
      ? (geometry.coordinates[0] ?? []).slice(0, -1)
      : geometry.type === 'LineString'
        ? geometry.coordinates
        : [];
  if (positions.length === 0) return null;
  const corners = positions.map(([lon = 0, lat = 0]) => rounded([lon, lat]));
  return { id, kind: kind as ShapeKind, corners };
}

function featureOf(shape: DrawnShape): GeoJSONStoreFeatures {
  const geometry = shape.kind === 'line' ? lineOf(shape) : polygonOf(shape);
  return { id: shape.id, type: 'Feature', geometry, properties: { mode: shape.kind } };
}

/** A pointer's pen on the map: corners set by click, dragged, cut out, snapping to what is drawn. */
export class Pen {
  private readonly draw: TerraDraw;
  private readonly deaf: () => void;
  private due = 0;

  constructor(
    map: MapLibre,
    palette: Palette,
    private readonly drawing: Drawing,
  ) {
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, prefixId: PEN, coordinatePrecision: 7 }),
      modes: modes(palette),
      idStrategy: {
        isValidId: (id) => typeof id === 'number',
        getId: () => drawing.nextId(),
      },
    });
    this.draw.start();
    this.draw.on('change', (_ids, _type, context) => {
      if (!(context && 'origin' in context)) this.read();
    });
    this.draw.on('finish', () => {
      this.read();
    });
    this.draw.on('select', (id) => {
      if (typeof id === 'number' && drawing.current !== id) drawing.take(id);
    });
    this.deaf = drawing.hear((byPen) => {
      if (!byPen) this.write();
    });
    this.write();
  }

  /** Whether a shape has been begun by clicks and not ended. */
  get busy(): boolean {
    return this.draw.getModeState() === 'drawing';
  }

  destroy(): void {
    cancelAnimationFrame(this.due);
    this.deaf();
    this.draw.stop();
  }

  /** Once a frame at most: a drag tells of every pixel. */
  private read(): void {
    cancelAnimationFrame(this.due);
    this.due = requestAnimationFrame(() => {
      const shapes = this.draw.getSnapshot().map(shapeOf);
      this.drawing.penned(shapes.filter((shape) => shape !== null));
    });
  }

  private write(): void {
    const { tool, shapes } = this.drawing;
    if (this.draw.getMode() !== tool) this.draw.setMode(tool);
    const wanted = new Map(shapes.filter(isWhole).map((shape) => [shape.id, shape]));
    const there = this.draw.getSnapshot().filter((feature) => shapeOf(feature) !== null);
    const gone = there
      .map(({ id }) => id)
      .filter((id) => id !== undefined && !wanted.has(Number(id)));
    this.draw.removeFeatures(gone.filter((id) => id !== undefined));
    for (const shape of wanted.values()) {
      const feature = featureOf(shape);
      if (!this.draw.hasFeature(shape.id)) this.draw.addFeatures([feature]);
      else if (
        JSON.stringify(this.draw.getSnapshotFeature(shape.id)?.geometry) !==
        JSON.stringify(feature.geometry)
      ) {
        this.draw.updateFeatureGeometry(shape.id, feature.geometry);
      }
    }
  }
}

function modes(
  palette: Palette,
): [TerraDrawPolygonMode, TerraDrawPolygonMode, TerraDrawLineStringMode, TerraDrawSelectMode] {
  const snapping = { toCoordinate: true, toLine: true };
  const polygon = (modeName: string, color: string, fill: number): TerraDrawPolygonMode =>
    new TerraDrawPolygonMode({
      modeName,
      snapping,
      showCoordinatePoints: true,
      styles: {
        fillColor: hex(color),
        fillOpacity: fill,
        outlineColor: hex(color),
        outlineWidth: 2.6,
        closingPointColor: hex(palette.mark),
        closingPointOutlineColor: hex(palette.ink),
        coordinatePointColor: hex(palette.surface),
        coordinatePointOutlineColor: hex(color),
        coordinatePointWidth: 3,
        coordinatePointOutlineWidth: 1.5,
      },
    });
  const feature = {
    draggable: false,
    coordinates: { draggable: true, deletable: true, midpoints: true, snappable: snapping },
  };
  return [
    polygon('area', palette.accent, 0.14),
    polygon('hole', palette.danger, 0.2),
    new TerraDrawLineStringMode({
      modeName: 'line',
      showCoordinatePoints: true,
      styles: { lineStringColor: hex(palette.danger), lineStringWidth: 3 },
    }),
    new TerraDrawSelectMode({
      modeName: SELECT,
      flags: { area: { feature }, hole: { feature }, line: { feature } },
      styles: {
        selectedPolygonColor: hex(palette.accent),
        selectedPolygonFillOpacity: 0.2,
        selectedPolygonOutlineColor: hex(palette.accent),
        selectionPointColor: hex(palette.mark),
        selectionPointOutlineColor: hex(palette.ink),
        selectionPointWidth: 6,
        midPointColor: hex(palette.surface),
        midPointOutlineColor: hex(palette.ink),
        midPointWidth: 4,
      },
    }),
  ];
}
