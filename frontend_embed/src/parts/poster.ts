import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Model } from '../app/model';

const SIZES = {
  wide: { width: 960, height: 540 },
  phone: { width: 720, height: 900 },
  /** The map alone, as much of it as fills the place. */
  map: { width: 720, height: 720 },
} as const;

/** The territory as the server draws it, in the place of a map that cannot be shown. */
export function poster(model: Model, size: keyof typeof SIZES): TemplateResult {
  const { width, height } = SIZES[size];
  const alt = model.words.t('map.name', { name: model.perimeter?.name ?? '' });
  return html`<img
    class="poster ${size}"
    src=${model.client.poster(size, model.scheme)}
    alt=${alt}
    width=${width}
    height=${height}
    decoding="async"
  />`;
}
