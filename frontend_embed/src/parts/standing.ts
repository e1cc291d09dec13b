import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Model } from '../app/model';
import type { Layout } from './desk';
import { poster } from './poster';

const SIZE = { phone: 'map', list: 'map', panel: 'phone', desk: 'wide' } as const;

/**
 * The server's picture in the place of the map: until that is drawn, or until it is asked for.
 * `ahead`: the page of our own brought it, before any script.
 */
export function standing(
  model: Model,
  layout: Layout,
  state: 'coming' | 'soon' | 'asked',
  ahead: boolean,
  wake: () => void,
): TemplateResult {
  const { words } = model;
  return html`<div class="standing">
    ${ahead && layout === 'phone' ? html`<slot name="ahead"></slot>` : poster(model, SIZE[layout])}
    ${
      state === 'asked'
        ? html`<button class="btn second wake" type="button" data-testid="wake-map" @click=${wake}>
            ${words.t('map.wake')} <span class="small">${words.t('map.weight')}</span>
          </button>`
        : html`<p class="wake" role="status">
            ${state === 'coming' ? words.t('app.loading') : nothing}
          </p>`
    }
  </div>`;
}
