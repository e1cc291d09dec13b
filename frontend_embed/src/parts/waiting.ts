import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { knows } from '../strings/index';
import type { Words } from '../strings/words';

/**
 * Before there is anything to show. Or that it did not come, and a way to try again: where not even the words did, what
 * the page brought itself, a list or a link.
 */
export function waiting(
  words: Words,
  failure: string | null,
  retry: () => unknown,
): TemplateResult {
  if (failure === null) {
    const said = knows(words.lang) ? words.t('app.loading') : '';
    return html`<div class="app waiting"><p role="status">${said}</p></div>`;
  }
  // Not even our words arrived.
  if (!knows(words.lang)) return html`<div class="app before"><slot></slot></div>`;
  return html`<div class="app waiting" lang=${words.lang}>
    <div class="note" role="alert">
      <h2>${words.t('app.unreachable')}</h2>
      <p>${failure || words.t('app.unreachable.more')}</p>
    </div>
    <button class="btn primary" type="button" @click=${retry}>${words.t('app.retry')}</button>
  </div>`;
}
