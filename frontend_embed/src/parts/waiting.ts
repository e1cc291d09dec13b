import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { knows } from '../strings/index';
import type { Model } from '../app/model';
import type { Words } from '../strings/words';

/**
 * Before there is anything to show; or that it did not come, and a way to try again. What stands inside the element
 * for browsers without scripts, a link or a list, then shows below; alone where not even the words arrived.
 */
export function waiting(
  words: Words,
  { failure, closed }: Pick<Model, 'failure' | 'closed'>,
  retry: () => unknown,
): TemplateResult {
  if (failure === null) {
    const said = knows(words.lang) ? words.t('app.loading') : '';
    return html`<div class="app waiting">
      <div class="standing"><slot name="ahead"></slot></div>
      <p role="status">${said}</p>
    </div>`;
  }
  // Not even our words arrived.
  if (!knows(words.lang)) return html`<div class="app before"><slot></slot></div>`;
  if (closed) {
    return html`<div class="app waiting" lang=${words.lang}>
      <div class="note" role="alert">
        <h2>${words.t('app.closed')}</h2>
        <p>${words.t('app.closed.more')}</p>
      </div>
    </div>`;
  }
  return html`<div class="app waiting" lang=${words.lang}>
    <div class="note" role="alert">
      <h2>${words.t('app.unreachable')}</h2>
      <p>${failure || words.t('app.unreachable.more')}</p>
    </div>
    <button class="btn primary" type="button" @click=${retry}>${words.t('app.retry')}</button>
    <slot></slot>
  </div>`;
}
