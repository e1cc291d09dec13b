import { parseCoordinates } from '../../geo/coordinates';
import type { LonLat } from '../types';
import { isWhole, lineOf, polygonOf, ringsOf, rounded } from './shapes';
import type { DrawnShape, ShapeKind } from './shapes';

/** What the pen does: draw one kind of shape, or take hold of corners. */
export type Tool = ShapeKind | 'corners';

/** What is drawn, by pen or by keys: both change the same shapes and hear of each other's changes. */
export class Drawing {
  shapes: readonly DrawnShape[] = [];
  /** The shape that corners are added to. */
  current: number | null = null;
  tool: Tool;
  private lastId = 0;
  private readonly hearers = new Set<(byPen: boolean) => void>();

  constructor(tool: Tool) {
    this.tool = tool;
  }

  /** Be told of every change; returns how to stop. */
  hear(hearer: (byPen: boolean) => void): () => void {
    this.hearers.add(hearer);
    return () => {
      this.hearers.delete(hearer);
    };
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  use(tool: Tool): void {
    this.tool = tool;
    if (tool !== 'corners' && this.shape?.kind !== tool) this.current = null;
    this.tell(false);
  }

  take(id: number): void {
    this.current = id;
    this.tell(false);
  }

  /** What the pen has drawn; shapes too small for it to know are kept. */
  penned(drawn: readonly DrawnShape[]): void {
    const known = new Set(this.shapes.map(({ id }) => id));
    const unfinished = this.shapes.filter((shape) => !isWhole(shape));
    this.shapes = [...drawn, ...unfinished].sort((a, b) => a.id - b.id);
    const fresh = drawn.find(({ id }) => !known.has(id));
    if (fresh) this.current = fresh.id;
    if (!this.shape) this.current = null;
    this.tell(true);
  }

  /** Add a corner to the shape at hand, or begin one of the tool's kind. */
  add(at: LonLat, after: number | null = null): void {
    const { shape } = this;
    if (!shape) {
      const kind = this.tool === 'corners' ? 'area' : this.tool;
      const begun = { id: this.nextId(), kind, corners: [rounded(at)] };
      this.shapes = [...this.shapes, begun];
      this.current = begun.id;
      this.tell(false);
      return;
    }
    const index = after === null ? shape.corners.length : after + 1;
    this.replace(shape, shape.corners.toSpliced(index, 0, rounded(at)));
  }

  move(index: number, to: LonLat): void {
    const { shape } = this;
    if (shape) this.replace(shape, shape.corners.with(index, rounded(to)));
  }

  removeCorner(index: number): void {
    const { shape } = this;
    if (!shape) return;
    if (shape.corners.length === 1) this.remove(shape.id);
    else this.replace(shape, shape.corners.toSpliced(index, 1));
  }

  remove(id: number): void {
    this.shapes = this.shapes.filter((shape) => shape.id !== id);
    if (this.current === id) this.current = null;
    this.tell(false);
  }

  clear(): void {
    this.shapes = [];
    this.current = null;
    this.tell(false);
  }

  /** Begin with the rings of a boundary. */
  startFrom(geometry: GeoJSON.Geometry): void {
    this.shapes = ringsOf(geometry).map((shape) => ({ ...shape, id: this.nextId() }));
    this.current = this.shapes[0]?.id ?? null;
    this.tool = 'corners';
    this.tell(false);
  }

  get shape(): DrawnShape | undefined {
    return this.shapes.find(({ id }) => id === this.current);
  }

  get areas(): GeoJSON.Polygon[] {
    return this.whole('area').map(polygonOf);
  }

  get holes(): GeoJSON.Polygon[] {
    return this.whole('hole').map(polygonOf);
  }

  get line(): GeoJSON.LineString | null {
    const [line] = this.whole('line').slice(-1);
    return line ? lineOf(line) : null;
  }

  /** A line written as one coordinate pair a row, latitude first; null where it is none. */
  typed(rows: string): GeoJSON.LineString | null {
    const corners = rows
      .split('\n')
      .filter((row) => row.trim() !== '')
      .map(parseCoordinates);
    const known = corners.filter((corner) => corner !== null);
    const whole = known.length === corners.length && known.length >= 2;
    return whole ? lineOf({ id: 0, kind: 'line', corners: known.map(rounded) }) : null;
  }

  /** Shapes with too few corners to be one yet, as points and a line to be seen. */
  get unfinished(): GeoJSON.FeatureCollection {
    const features = this.shapes
      .filter((shape) => !isWhole(shape))
      .flatMap((shape): GeoJSON.Geometry[] => [
        lineOf(shape),
        ...shape.corners.map(([lon, lat]): GeoJSON.Point => ({
          type: 'Point',
          coordinates: [lon, lat],
        })),
      ])
      .filter(
        (geometry) =>
          geometry.type === 'Point' || (geometry as GeoJSON.LineString).coordinates.length > 1,
      )
      .map((geometry): GeoJSON.Feature => ({ type: 'Feature', geometry, properties: {} }));
    return { type: 'FeatureCollection', features };
  }

  private whole(kind: ShapeKind): DrawnShape[] {
    return this.shapes.filter((shape) => shape.kind === kind && isWhole(shape));
  }

  private replace(shape: DrawnShape, corners: readonly LonLat[]): void {
    this.shapes = this.shapes.map((one) => (one.id === shape.id ? { ...one, corners } : one));
    this.tell(false);
  }

  private tell(byPen: boolean): void {
    for (const hearer of this.hearers) hearer(byPen);
  }
}
