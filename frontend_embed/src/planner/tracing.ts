import { Drawing } from '../workshop/drawing/drawing';
import { isWhole } from '../workshop/drawing/shapes';
import type { LonLat } from '../api/types';
import type { Session, Tool } from './session';
import { around, polygon } from './view/area';

/** What is drawn while a tool is in hand: its corners become the area that is asked about. */
export class Tracing {
  drawing: Drawing | null = null;
  private tool: Tool | null = null;

  constructor(
    private readonly session: Session,
    private readonly changed: () => void,
  ) {}

  /** Take up the tool that is in hand now, with the area that is there if it is of its kind. */
  follow(): void {
    const { tool, view } = this.session;
    if (tool === this.tool) return;
    this.tool = tool;
    this.drawing = null;
    if (tool !== 'draw' && tool !== 'around') return;
    const drawing = new Drawing(tool === 'draw' ? 'area' : 'line');
    const { area } = view;
    if (tool === 'draw' && area?.type === 'shape') drawing.startFrom(area.geometry);
    if (tool === 'around' && area?.type === 'buffer') {
      const { geometry, distance_m } = area;
      this.session.distance_m = distance_m;
      const corners = geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates;
      for (const [lon = 0, lat = 0] of corners) drawing.add([lon, lat]);
    }
    this.drawing = drawing;
    drawing.hear(() => {
      this.heard(drawing);
    });
  }

  add(at: LonLat): void {
    this.drawing?.add(at);
  }

  private heard(drawing: Drawing): void {
    if (drawing !== this.drawing) return;
    this.changed();
    if (this.tool === 'around') {
      const corners = drawing.shapes.at(-1)?.corners ?? [];
      if (corners.length > 0) this.session.choose(around(corners, this.session.distance_m));
      return;
    }
    if (drawing.shapes.length === 0 && drawing.tool === 'corners') drawing.use('area');
    const whole = drawing.shapes.filter((shape) => isWhole(shape));
    // One area at a time: a new one takes the place of the last.
    const [old, ...newer] = whole;
    if (old && newer.length > 0) {
      drawing.remove(old.id);
      return;
    }
    const area = polygon(old?.corners ?? null);
    if (area) this.session.choose(area);
  }
}
