import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Place } from '../api/types';
import { icon } from './icons';
import { Part } from './part';

/** What one may choose in the search box. */
export type Suggestion =
  { kind: 'place'; place: Place } | { kind: 'ref'; ref: string } | { kind: 'text'; q: string };

const REF = /^[a-z]{2,8}-p?\d+$/i;
/** As people write it down: "alp 1606", "ALP1606", "1606". */
const LOOSE = /^([a-z]{2,8})?[\s-]*(p?)(\d+)$/i;

/** The number meant by what is typed; its letters may be left out where those of the territory are known. */
function refOf(q: string, prefix: string): string | null {
  if (REF.test(q)) return q.toUpperCase();
  const [, letters = prefix, p = '', digits = ''] = LOOSE.exec(q) ?? [];
  const isOurs = prefix !== '' && letters.toUpperCase() === prefix;
  if (!isOurs || digits === '') return null;
  return `${prefix}-${p.toUpperCase()}${digits.padStart(p ? 2 : 4, '0')}`;
}

/** The suggestions for what is typed: a reference, places, and the words themselves. */
export function suggestionsFor(
  typed: string,
  places: readonly Place[],
  texts: boolean,
  prefix = '',
): Suggestion[] {
  const q = typed.trim();
  if (q.length < 2) return [];
  const ref = texts ? refOf(q, prefix) : null;
  const found: Suggestion[] = places.slice(0, 7).map((place) => ({ kind: 'place', place }));
  if (ref !== null) found.unshift({ kind: 'ref', ref });
  if (texts && !REF.test(q)) found.push({ kind: 'text', q });
  return found;
}

/**
 * A search box with suggestions (ARIA combobox). Emits `asked` while typing, with the text, and
 * `chosen` with a suggestion.
 */
@customElement('agorama-search')
export class AgoramaSearch extends Part {
  @property({ attribute: false }) places: readonly Place[] = [];
  /** Whether to offer a search in the texts as well: not while a place is wanted. */
  @property({ attribute: false }) texts = true;
  /** The letters that numbers begin with here. */
  @property({ attribute: false }) letters = '';
  /** Ends of the ids, where several boxes stand in one component. */
  @property({ attribute: false }) name = 'search';
  @state() private typed = '';
  @state() private open = false;
  @state() private active = -1;
  @query('input') private input!: HTMLInputElement;

  private get suggestions(): Suggestion[] {
    return this.open ? suggestionsFor(this.typed, this.places, this.texts, this.letters) : [];
  }

  override focus(): void {
    this.input.focus();
  }

  override render(): TemplateResult {
    const found = this.suggestions;
    const list = `${this.name}-options`;
    const expanded = found.length > 0;
    return html`<form class="searchbox" role="search" @submit=${this.submit} @focusout=${this.left}>
      ${icon('search', 20)}
      <input
        type="text"
        inputmode="search"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck="false"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded=${expanded ? 'true' : 'false'}
        aria-controls=${list}
        aria-activedescendant=${this.active >= 0 && expanded ? `${list}-${String(this.active)}` : nothing}
        aria-label=${this.words.t('search.label')}
        placeholder=${this.words.t(this.texts ? 'search.placeholder' : 'search.placeholder.place')}
        .value=${this.typed}
        @input=${this.type}
        @keydown=${this.key}
      />
      ${this.typed ? this.clearButton() : nothing}
      <ul
        class="options"
        role="listbox"
        id=${list}
        aria-label=${this.words.t('search.label')}
        ?hidden=${!expanded}
      >
        ${found.map((suggestion, index) => this.option(suggestion, index, `${list}-${String(index)}`))}
      </ul>
      <p class="vh" role="status">${expanded ? this.words.n('search.found', found.length) : ''}</p>
    </form>`;
  }

  private option(suggestion: Suggestion, index: number, id: string): TemplateResult {
    return html`<li
      role="option"
      id=${id}
      aria-selected=${index === this.active ? 'true' : 'false'}
      @pointerdown=${(event: Event) => {
        event.preventDefault();
      }}
      @click=${() => {
        this.choose(suggestion);
      }}
    >
      ${this.text(suggestion)}
    </li>`;
  }

  private text(suggestion: Suggestion): TemplateResult | string {
    if (suggestion.kind === 'ref') return this.words.t('search.ref', { ref: suggestion.ref });
    if (suggestion.kind === 'text') return this.words.t('search.text', { q: suggestion.q });
    const { name, name_i18n, matched } = suggestion.place.properties;
    // The name it was found by first, so that one sees why it is offered.
    const others = [
      ...new Set([...(matched ? [matched] : []), ...Object.values(name_i18n)]),
    ].filter((other) => other !== name);
    return html`<span>${name}</span
      >${others.length > 0 ? html`<span class="soft">${others.join(', ')}</span>` : nothing}`;
  }

  private clearButton(): TemplateResult {
    return html`<button
      class="iconbtn flat"
      type="button"
      aria-label=${this.words.t('search.clear')}
      @click=${this.clear}
    >
      ${icon('close', 18)}
    </button>`;
  }

  private readonly clear = (): void => {
    this.typed = '';
    this.open = false;
    this.input.focus();
  };

  private readonly type = (): void => {
    this.typed = this.input.value;
    this.open = true;
    this.active = -1;
    this.emit('asked', this.typed.trim());
  };

  private readonly left = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget)))
      this.open = false;
  };

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    this.open = true;
    const found = this.suggestions;
    const chosen = found[Math.max(0, this.active)];
    if (chosen) this.choose(chosen);
  };

  private readonly key = (event: KeyboardEvent): void => {
    const { length } = this.suggestions;
    if (event.key === 'Escape' && this.open && length > 0) {
      this.open = false;
      event.stopPropagation();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.open = true;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (length > 0)
        this.active =
          (this.active + step + length + (this.active < 0 && step < 0 ? 1 : 0)) % length;
      event.preventDefault();
    }
  };

  private choose(suggestion: Suggestion): void {
    this.typed = suggestion.kind === 'place' ? suggestion.place.properties.name : '';
    this.open = false;
    this.active = -1;
    this.emit('chosen', suggestion);
  }
}
