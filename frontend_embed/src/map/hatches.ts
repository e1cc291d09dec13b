/** Hatches by the names a legend gives them, in a square of 16 px that repeats without a seam. */
export const HATCH_PX = 16;

interface Hatch {
  path: string;
  /** Discs and dots are filled, everything else is a line. */
  filled?: true;
}

function disc(x: number, y: number, r: number): string {
  const d = String(2 * r);
  const arc = `a${String(r)} ${String(r)} 0 1 0`;
  return `M${String(x - r)} ${String(y)}${arc} ${d} 0${arc} -${d} 0`;
}

const DIAGONAL = 'M-2 2L2 -2M0 16L16 0M14 18L18 14';
const OTHER_DIAGONAL = 'M-2 14L2 18M0 0L16 16M14 -2L18 2';

const HATCHES: Readonly<Record<string, Hatch>> = {
  grid: { path: 'M0 8H16M8 0V16' },
  lines: { path: DIAGONAL },
  dashes: { path: 'M1 4H9M9 12H16M0 12H1' },
  dots: { path: disc(4, 4, 1.4) + disc(12, 12, 1.4), filled: true },
  cross: { path: DIAGONAL + OTHER_DIAGONAL },
  discs: { path: disc(8, 8, 4.2), filled: true },
  vertical: { path: 'M4 0V16M12 0V16' },
};

/** The hatch of that name; null for areas that are plain. */
export function hatchOf(name: string | null | undefined): Hatch | null {
  return (name && HATCHES[name]) || null;
}

/** The name of a hatch's image on the map; `drawHatch` draws it when it is first asked for. */
export function hatchImageName(hatch: string, color: string): string {
  return `hatch/${color}/${hatch}`;
}

/** A square of the hatch, for a map that repeats it. */
export function drawHatch(name: string, color: string, ratio: number): ImageData | null {
  const hatch = hatchOf(name);
  const element = document.createElement('canvas');
  element.width = element.height = HATCH_PX * ratio;
  const context = element.getContext('2d', { willReadFrequently: true });
  if (!hatch || !context) return null;
  context.scale(ratio, ratio);
  const path = new Path2D(hatch.path);
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = 1.2;
  if (hatch.filled) context.fill(path);
  else context.stroke(path);
  return context.getImageData(0, 0, element.width, element.height);
}
