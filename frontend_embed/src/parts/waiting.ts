import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Words } from '../strings/words';

/** Before there is anything to show; or that it did not come, and a way to try again. */
export function waiting(
  words: Words,
  failure: string | null,
  retry: () => unknown,
): TemplateResult {
  if (failure === null) {
    return html`<div class="app waiting"><p role="status">${words.t('app.loading')}</p></div>`;
  }
  return html`<div class="app waiting" lang=${words.lang}>
    <div class="note" role="alert">
      <h2>${words.t('app.unreachable')}</h2>
      <p>${failure || words.t('app.unreachable.more')}</p>
    </div>
    <button class="btn primary" type="button" @click=${retry}>${words.t('app.retry')}</button>
  </div>`;
}
