import type { Map as MapLibre } from 'maplibre-gl';
import { isContributionOrProposal } from '../api/guards';
import { drawPin, drawPlate, drawRing } from './draw';
import { drawHatch } from './hatches';
import { readPalette } from './palette';
import { parseRingKey } from './rings';
import type { Scheme } from './style-layers';
import type { Fill } from './symbols';

/** The name of a pin's image; `drawMissing` draws it when the map first asks for it. */
export function pinImageName(
  scheme: Scheme,
  kind: string,
  theme: string | null,
  fill: Fill,
  selected: boolean,
): string {
  const name = `pin/${scheme}/${kind}/${theme ?? 'none'}/${fill}`;
  return selected ? `${name}/selected` : name;
}

/** Sprites on demand: a few hundred images at most, drawn from paths and the tokens in force. */
export function drawMissing(map: MapLibre, host: Element, iconOf: (theme: string) => string): void {
  const ratio = Math.min(3, Math.max(2, Math.ceil(window.devicePixelRatio)));
  map.setMissingStyleImageResolver((id) => {
    if (map.hasImage(id)) return;
    const image = drawn(id, host, iconOf, ratio);
    if (!image) return;
    const across: [number, number] = [12 * ratio, 28 * ratio];
    const down: [number, number] = [10 * ratio, 22 * ratio];
    const stretch = id.startsWith('plate/') ? { stretchX: [across], stretchY: [down] } : {};
    map.addImage(id, image, { pixelRatio: ratio, ...stretch });
  });
}

function drawn(
  id: string,
  host: Element,
  iconOf: (theme: string) => string,
  ratio: number,
): ImageData | null {
  const [family, , ...parts] = id.split('/');
  if (family === 'hatch') return drawHatch(parts.join('/'), id.split('/')[1] ?? '', ratio);
  const palette = readPalette(host);
  if (family === 'ring') return drawRing(parseRingKey(parts.join('/')), palette, ratio);
  if (family === 'plate') return drawPlate(palette, ratio);
  const [kind = '', theme = '', fill = '', selected] = parts;
  if (family !== 'pin' || !isContributionOrProposal(kind)) return null;
  const pin = { kind, themeSlug: theme, icon: iconOf(theme), fill: fill as Fill };
  return drawPin({ ...pin, selected: selected !== undefined }, palette, ratio);
}
