import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Chosen } from '../app/photos';
import type { Words } from '../strings/words';

/** How far the photos are after the words are in; what failed can be tried again. */
export function photoSending(
  words: Words,
  chosen: readonly Chosen[],
  retry: () => void,
): TemplateResult | typeof nothing {
  if (chosen.length === 0) return nothing;
  const total = chosen.length;
  const done = chosen.filter(({ state }) => state === 'sent').length;
  const failed = chosen
    .map((one, index) => [one, index + 1] as const)
    .filter(([one]) => one.state === 'failed');
  const waiting = total - done - failed.length;
  const told =
    waiting > 0
      ? words.t('photo.sending', { n: done + failed.length + 1, total })
      : failed.length === 0
        ? words.n('photo.allSent', total)
        : '';
  return html`<div class="photosend" data-testid="photo-sending">
    <p class="small soft" role="status">${told}</p>
    ${waiting > 0 ? html`<progress max=${total} value=${done} aria-label=${words.t('photo.title')}></progress>` : nothing}
    ${
      failed.length === 0 || waiting > 0
        ? nothing
        : html`<div class="note danger" role="alert">
            <p><b>${words.t('photo.wordsAreIn')}</b></p>
            ${failed.map(
              ([{ refusal }, n]) =>
                html`<p>
                  ${words.t('photo.failed', { n })} ${refusal || words.t('app.unreachable.more')}
                </p>`,
            )}
            <p>
              <button class="btn second" type="button" @click=${retry}>
                ${words.t('app.retry')}
              </button>
            </p>
          </div>`
    }
  </div>`;
}
