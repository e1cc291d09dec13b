import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Item, Perimeter } from '../api/types';
import { personalHints } from '../app/hints';
import type { HintKind } from '../app/hints';
import type { Placing } from '../app/placing';
import { fillOf } from '../map/symbols';
import { isLang } from '../strings/index';
import type { TextKey } from '../strings/index';
import { pinGlyph } from './glyphs';
import { icon } from './icons';
import { LANGUAGE_NAME, stateName, themeOf, titleOf } from './labels';
import { Part } from './part';

const HINT_WORDS: Readonly<Record<HintKind, TextKey>> = {
  phone: 'hint.phone',
  email: 'hint.email',
  name: 'hint.name',
};

/**
 * What to know while writing: what names a person, and what was said already. Emits `adopt` with an item to support
 * instead.
 */
@customElement('agorama-before')
export class AgoramaBefore extends Part {
  @property({ attribute: false }) placing!: Placing;
  @property({ attribute: false }) version = 0;
  @property({ attribute: false }) perimeter!: Perimeter;
  @property({ attribute: false }) mayVote: (item: Item) => boolean = () => false;

  override render(): TemplateResult {
    return html`${this.hints()}${this.alike()}`;
  }

  private hints(): TemplateResult {
    const said = this.placing.draft.text;
    const found = personalHints(said);
    return html`<div role="status" data-testid="hints">
      ${
        found.length === 0
          ? nothing
          : html`<div class="note">
              ${found.map(
                ({ start, end, kind }) =>
                  html`<p>${this.words.t(HINT_WORDS[kind], { what: said.slice(start, end) })}</p>`,
              )}
              <p class="small soft">${this.words.t('hint.free')}</p>
            </div>`
      }
    </div>`;
  }

  private alike(): TemplateResult {
    const { items } = this.placing.alike;
    return html`<div role="status" data-testid="alike">
      ${
        items.length === 0
          ? nothing
          : html`<section class="alike" aria-labelledby="alike-title">
              <h3 class="big" id="alike-title">${this.words.t('alike.title')}</h3>
              <p class="small soft">${this.words.t('alike.hint')}</p>
              <ul>
                ${items.map((item) => this.one(item))}
              </ul>
            </section>`
      }
    </div>`;
  }

  private one(item: Item): TemplateResult {
    const { kind, theme, state, votes, ref } = item.properties;
    const away = kind === 'proposal' ? 0 : (item.properties.distance_m ?? 0);
    const { language } = item.properties;
    const foreign =
      language !== this.words.lang && isLang(language)
        ? this.words.t('row.inLanguage', { language: this.words.t(LANGUAGE_NAME[language]) })
        : '';
    const facts = [
      foreign,
      this.words.t('row.away', { distance: this.words.distance(away) }),
      stateName(this.words, state),
      votes.for === null ? '' : this.words.n('alike.votes', votes.for),
    ];
    const vote = this.mayVote(item) && votes.mine !== 'for';
    const title = titleOf(this.words, item);
    const label = this.words.t(vote ? 'alike.support' : 'alike.same');
    return html`<li data-ref=${ref}>
      ${pinGlyph(kind, themeOf(this.perimeter, theme), fillOf(kind, state), 28)}
      <div>
        <p lang=${item.properties.title ? item.properties.language : this.words.lang}>
          <b>${title}</b>
        </p>
        <p class="small soft">${facts.filter(Boolean).join(' · ')}</p>
        <button
          class="btn second small"
          type="button"
          aria-label=${`${label} (${title})`}
          @click=${() => {
            this.emit('adopt', item);
          }}
        >
          ${icon(vote ? 'support' : 'tick', 18)}<span>${label}</span>
        </button>
      </div>
    </li>`;
  }
}
