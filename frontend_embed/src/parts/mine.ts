import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Item } from '../api/types';
import type { Mine } from '../app/mine';
import type { Words } from '../strings/words';
import { kindMark } from './glyphs';
import { stateName, titleLanguage, titleOf } from './labels';

/** What one sent oneself and what became of it, in a block that opens. */
export function mineBlock(
  words: Words,
  mine: Mine,
  ask: () => void,
  show: (item: Item) => void,
): TemplateResult {
  return html`<details
    class="mine"
    data-testid="mine"
    @toggle=${(event: Event) => {
      if ((event.target as HTMLDetailsElement).open) ask();
    }}
  >
    <summary>${words.t('mine.title')}</summary>
    ${mine.rows ? found(words, mine.rows, show) : html`<p role="status">${mine.failure === null ? words.t('where.looking') : mine.failure || words.t('app.unreachable.more')}</p>`}
  </details>`;
}

function found(words: Words, rows: readonly Item[], show: (item: Item) => void): TemplateResult {
  return html`
    ${rows.length === 0 ? html`<p>${words.t('mine.none')}</p>` : nothing}
    <ul>
      ${rows.map(
        (item) =>
          html`<li>
            <button
              type="button"
              @click=${() => {
                show(item);
              }}
            >
              ${kindMark(item.properties.kind, 16)}
              <span>
                <b lang=${titleLanguage(item, words.lang)}>${titleOf(words, item)}</b>
                <small
                  >${stateName(words, item.properties.state)} ·
                  ${words.date(item.properties.created_at)} · ${item.properties.ref}</small
                >
              </span>
            </button>
          </li>`,
      )}
    </ul>
    <p class="small soft">${words.t('mine.keep')}</p>
  `;
}
