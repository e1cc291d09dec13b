import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { isLang } from '../strings/index';
import type { Item, Perimeter } from '../api/types';
import { fillOf } from '../map/symbols';
import type { Words } from '../strings/words';
import { pinGlyph } from './glyphs';
import { icon } from './icons';
import { KIND_NAME, LANGUAGE_NAME, stateName, themeOf, titleLanguage, titleOf } from './labels';

export interface RowContext {
  words: Words;
  perimeter: Perimeter;
  /** The plate at the end: a distance or the zone's name. */
  plate: (item: Item) => string;
  mayVote: (item: Item) => boolean;
  busy: (item: Item) => boolean;
  href: (item: Item) => string;
  open: (item: Item) => void;
  support: (item: Item) => void;
  hover: (item: Item | null) => void;
}

/** One line of the list: what it is, where, and the opinion button. */
export function row(item: Item, context: RowContext): TemplateResult {
  const { words, perimeter, open, hover } = context;
  const { kind, state, theme, ref } = item.properties;
  const plate = context.plate(item);
  return html`<li
    class="row"
    data-testid="row"
    data-ref=${ref}
    @mouseenter=${() => {
      hover(item);
    }}
    @mouseleave=${() => {
      hover(null);
    }}
  >
    <a
      class="row-main"
      href=${context.href(item)}
      @click=${(event: MouseEvent) => {
        follow(event, () => {
          open(item);
        });
      }}
      @focus=${() => {
        hover(item);
      }}
      @blur=${() => {
        hover(null);
      }}
    >
      ${pinGlyph(kind, themeOf(perimeter, theme), fillOf(kind, state))}
      <span class="row-t">
        <span class="row-h" lang=${titleLanguage(item, words.lang)}>${titleOf(words, item)}</span>
        <span class="row-m"
          >${meta(item, context)}${plate ? html`<span class="dist">${plate}</span>` : nothing}</span
        >
      </span>
    </a>
    ${kind === 'proposal' ? openButton(item, context) : supportButton(item, context)}
  </li>`;
}

/** A plain click stays in the component; with a modifier the browser opens a tab of its own. */
function follow(event: MouseEvent, open: () => void): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  open();
}

function meta(item: Item, { words, perimeter }: RowContext): TemplateResult {
  const { kind, state, theme, language } = item.properties;
  if (kind === 'proposal') return html`<span>${stateName(words, state)}</span>`;
  const foreign =
    language !== words.lang && isLang(language)
      ? words.t('row.inLanguage', { language: words.t(LANGUAGE_NAME[language]) })
      : '';
  if (state === 'received' || state === 'acknowledged') {
    const about = foreign || (themeOf(perimeter, theme)?.name ?? '');
    return html`<span>${[words.t(KIND_NAME[kind]), about].filter(Boolean).join(' · ')}</span>`;
  }
  const look = state === 'done' || state === 'declined' || state === 'pending' ? state : 'going';
  return html`<span class="state ${look}">${stateName(words, state)}</span>
    ${foreign ? html`<span>· ${foreign}</span>` : nothing}`;
}

function supportButton(item: Item, context: RowContext): TemplateResult {
  const { votes } = item.properties;
  const { words } = context;
  const title = titleOf(words, item);
  const label =
    votes.for === null
      ? words.t('row.supportHidden', { title })
      : words.t('row.support', { title, n: votes.for });
  return html`<button
    class="sup"
    type="button"
    aria-pressed=${votes.mine === 'for' ? 'true' : 'false'}
    aria-label=${label}
    aria-disabled=${context.busy(item) || !context.mayVote(item) ? 'true' : 'false'}
    @click=${() => {
      context.support(item);
    }}
  >
    ${icon('support', 16)}${votes.for === null ? nothing : html`<b>${words.number(votes.for)}</b>`}
  </button>`;
}

function openButton(item: Item, { words, open, mayVote }: RowContext): TemplateResult {
  const { mine } = item.properties.votes;
  const unsaid = mayVote(item) ? 'row.vote' : 'row.look';
  const label = mine === 'for' ? 'row.for' : mine === 'against' ? 'row.against' : unsaid;
  return html`<button
    class="sup ${mine ? 'on' : ''}"
    type="button"
    aria-label=${mayVote(item) ? `${words.t(label)}, ${words.t('row.voteFor', { title: titleOf(words, item) })}` : `${words.t(label)} : ${titleOf(words, item)}`}
    @click=${() => {
      open(item);
    }}
  >
    ${icon(mine ? 'tick' : mayVote(item) ? 'pencil' : 'forward', 16)}<b>${words.t(label)}</b>
  </button>`;
}
