import type { Kind } from '../api/types';
import type { Palette } from './palette';
import { RING_ARC, RING_RADIUS, arcs } from './rings';
import type { RingKey } from './rings';
import { SHAPES, SLASH, TICK, iconPath } from './symbols';
import type { Fill, Shape } from './symbols';

export interface Pin {
  kind: Kind;
  themeSlug: string;
  icon: string;
  fill: Fill;
  selected: boolean;
}

/** Room around the 40 × 48 sign: half of the halo's stroke. */
export function pinMargin(selected: boolean): number {
  return selected ? 8 : 4;
}

function canvas(width: number, height: number, ratio: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas');
  element.width = Math.ceil(width * ratio);
  element.height = Math.ceil(height * ratio);
  const context = element.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2d canvas');
  context.scale(ratio, ratio);
  context.lineJoin = 'round';
  return context;
}

function pixels(context: CanvasRenderingContext2D): ImageData {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}

function stroke(
  context: CanvasRenderingContext2D,
  path: Path2D,
  color: string,
  width: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
}

function drawIcon(
  context: CanvasRenderingContext2D,
  shape: Shape,
  icon: string,
  color: string,
): void {
  context.save();
  context.translate(shape.icon.x, shape.icon.y);
  context.scale(shape.icon.scale, shape.icon.scale);
  context.fillStyle = color;
  context.fill(new Path2D(iconPath(icon)));
  context.restore();
}

function drawEmpty(
  context: CanvasRenderingContext2D,
  pin: Pin,
  path: Path2D,
  palette: Palette,
): void {
  const color = pin.fill === 'declined' ? palette.declined : palette.theme(pin.themeSlug);
  context.fillStyle = palette.surface;
  context.fill(path);
  if (pin.fill === 'pending') context.setLineDash([4, 3]);
  stroke(context, path, color, 2.6);
  context.setLineDash([]);
  drawIcon(context, SHAPES[pin.kind], pin.icon, color);
}

function drawFull(
  context: CanvasRenderingContext2D,
  pin: Pin,
  path: Path2D,
  palette: Palette,
): void {
  const color = palette.theme(pin.themeSlug);
  context.fillStyle = color;
  context.fill(path);
  stroke(context, path, color, 2.6);
  drawIcon(context, SHAPES[pin.kind], pin.icon, palette.themeOn);
}

function drawHalf(
  context: CanvasRenderingContext2D,
  pin: Pin,
  path: Path2D,
  palette: Palette,
): void {
  drawEmpty(context, pin, path, palette);
  context.save();
  context.beginPath();
  context.rect(-8, SHAPES[pin.kind].half, 60, 60);
  context.clip();
  drawFull(context, pin, path, palette);
  context.restore();
}

function drawMark(context: CanvasRenderingContext2D, pin: Pin, palette: Palette): void {
  context.lineCap = 'round';
  if (pin.fill === 'declined') stroke(context, new Path2D(SLASH), palette.declined, 3);
  if (pin.fill !== 'done') return;
  const disc = new Path2D();
  disc.arc(TICK.cx, TICK.cy, TICK.r, 0, 2 * Math.PI);
  context.fillStyle = palette.surface;
  context.fill(disc);
  stroke(context, disc, palette.success, 2.2);
  stroke(context, new Path2D(TICK.path), palette.success, 2.6);
}

/** A pin as an image of `ratio` pixels per unit. */
export function drawPin(pin: Pin, palette: Palette, ratio: number): ImageData {
  const margin = pinMargin(pin.selected);
  const context = canvas(40 + 2 * margin, 48 + 2 * margin, ratio);
  context.translate(margin, margin);
  const path = new Path2D(SHAPES[pin.kind].path);
  if (pin.selected) stroke(context, path, palette.mark, 14);
  stroke(context, path, pin.selected ? palette.ink : palette.halo, 5.5);
  if (pin.fill === 'full' || pin.fill === 'done') drawFull(context, pin, path, palette);
  else if (pin.fill === 'half') drawHalf(context, pin, path, palette);
  else drawEmpty(context, pin, path, palette);
  drawMark(context, pin, palette);
  return pixels(context);
}

function radians(degrees: number): number {
  return ((degrees - 90) * Math.PI) / 180;
}

/** A cluster's ring, without its number: that is text of the map. */
export function drawRing(ring: RingKey, palette: Palette, ratio: number): ImageData {
  const radius = RING_RADIUS[ring.size];
  const width = RING_ARC[ring.size];
  const half = radius + 3;
  const context = canvas(2 * half, 2 * half, ratio);
  context.translate(half, half);
  disc(context, radius + 1.5, palette.halo, palette.ink);
  disc(context, radius, palette.surface, null);
  const found = arcs(ring.shares);
  for (const { kind, from_deg, to_deg } of found) {
    const gap = found.length > 1 ? 3 : 0;
    const path = new Path2D();
    path.arc(0, 0, radius - width / 2, radians(from_deg + gap), radians(to_deg - gap));
    if (kind === 'idea') stroke(context, path, palette.ink, width + 1.6);
    stroke(context, path, palette[kind], width);
    if (kind === 'report') ticks(context, path, palette.surface, width);
  }
  return pixels(context);
}

function disc(
  context: CanvasRenderingContext2D,
  r: number,
  fill: string,
  edge: string | null,
): void {
  const path = new Path2D();
  path.arc(0, 0, r, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill(path);
  if (!edge) return;
  context.globalAlpha = 0.35;
  stroke(context, path, edge, 1);
  context.globalAlpha = 1;
}

function ticks(
  context: CanvasRenderingContext2D,
  path: Path2D,
  color: string,
  width: number,
): void {
  context.setLineDash([1.6, 3.4]);
  stroke(context, path, color, width);
  context.setLineDash([]);
}

/** The dashed plate of a zone's count; its middle stretches with the text inside. */
export function drawPlate(palette: Palette, ratio: number): ImageData {
  const context = canvas(40, 32, ratio);
  const path = new Path2D();
  path.roundRect(2, 2, 36, 28, 6);
  context.fillStyle = palette.surface;
  context.fill(path);
  context.setLineDash([5, 3]);
  stroke(context, path, palette.ink, 2);
  return pixels(context);
}
