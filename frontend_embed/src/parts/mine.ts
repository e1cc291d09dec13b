import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Item } from '../api/types';
import type { Mine } from '../app/mine';
import type { Words } from '../strings/words';
import { kindMark } from './glyphs';
import { stateName, titleLanguage, titleOf } from './labels';

/** What one sent oneself and what became of it, and what one voted on, in a block that opens. */
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
    ${mine.sent ? found(words, mine.sent, mine.voted, show) : html`<p role="status">${mine.failure === null ? words.t('where.looking') : mine.failure || words.t('app.unreachable.more')}</p>`}
  </details>`;
}

function found(
  words: Words,
  sent: readonly Item[],
  voted: readonly Item[],
  show: (item: Item) => void,
): TemplateResult {
  const empty = sent.length + voted.length === 0;
  return html`
    ${empty ? html`<p>${words.t('mine.none')}</p>` : nothing}
    ${sent.length > 0 ? rows(words, words.t('mine.sent'), sent, sentFacts, show) : nothing}
    ${voted.length > 0 ? rows(words, words.t('mine.voted'), voted, votedFacts, show) : nothing}
    <p class="small soft">${words.t('mine.keep')}</p>
  `;
}

const sentFacts = (words: Words, { properties }: Item): string[] => [
  stateName(words, properties.state),
  words.date(properties.created_at),
];
const votedFacts = (words: Words, { properties }: Item): string[] => [
  words.t(`vote.${properties.votes.mine ?? 'for'}`),
];

function rows(
  words: Words,
  title: string,
  items: readonly Item[],
  facts: (words: Words, item: Item) => string[],
  show: (item: Item) => void,
): TemplateResult {
  return html`<p class="of">${title}</p>
    <ul aria-label=${title}>
      ${items.map(
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
                <small>${[...facts(words, item), item.properties.ref].join(' · ')}</small>
              </span>
            </button>
          </li>`,
      )}
    </ul>`;
}
