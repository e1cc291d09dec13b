import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Draft } from '../app/placing';
import type { Category, ContributionKind, Theme } from '../api/types';
import { kindMark, themeDisc } from './glyphs';
import { icon } from './icons';
import { themeExamples } from './labels';
import { Part } from './part';

const KIND_WORDS = {
  idea: ['what.idea', 'what.idea.example'],
  report: ['what.report', 'what.report.example'],
} as const;

/** Between the last question and the bar under it. */
const ROOM_PX = 18;

/** Step 2: kind and theme, as pictures and words. Emits `fill` with a part of the draft, and `done`. */
@customElement('agorama-what')
export class AgoramaWhat extends Part {
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) themes: readonly Theme[] = [];
  /** What can be wrong, of the chosen theme. */
  @property({ attribute: false }) categories: readonly Category[] = [];
  @property({ attribute: false }) kinds: readonly ContributionKind[] = [];
  @state() private missing: 'kind' | 'theme' | null = null;
  /** Something was chosen that may bring the categories. */
  private chose = false;

  /** What comes below the fold would be missed; asked of the server, it may come later than the choice. */
  override updated(): void {
    const category = this.querySelector('.category');
    if (!this.chose || !category) return;
    this.chose = false;
    const body = this.querySelector('.body');
    const below_px =
      category.getBoundingClientRect().bottom - (body?.getBoundingClientRect().bottom ?? 0);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (below_px > 0)
      body?.scrollBy({ top: below_px + ROOM_PX, behavior: still ? 'instant' : 'smooth' });
  }

  override render(): TemplateResult {
    return html`<form class="stepform" novalidate @submit=${this.done}>
      <div class="body">
        <h2 class="xl" tabindex="-1">${this.words.t('what.title')}</h2>
        <fieldset class="k2" aria-describedby=${this.missing === 'kind' ? 'what-missing' : nothing}>
          <legend class="vh">${this.words.t('what.kind')}</legend>
          ${this.missing === 'kind' ? this.lacking('what.missing.kind') : nothing}
          ${this.kinds.map((kind) => this.kind(kind))}
        </fieldset>
        <fieldset
          class="t2"
          aria-describedby=${this.missing === 'theme' ? 'what-missing' : nothing}
        >
          <legend class="big">${this.words.t('what.theme')}</legend>
          ${this.missing === 'theme' ? this.lacking('what.missing') : nothing}
          ${this.themes.map((theme) => this.theme(theme))}
        </fieldset>
        ${this.draft.kind === 'report' && this.categories.length > 0 ? this.category() : nothing}
      </div>
      <div class="foot">
        <button class="btn primary big" type="submit">
          <span>${this.words.t('what.continue')}</span>${icon('forward', 20)}
        </button>
      </div>
    </form>`;
  }

  private lacking(key: 'what.missing' | 'what.missing.kind'): TemplateResult {
    return html`<p class="err" id="what-missing" role="alert">${this.words.t(key)}</p>`;
  }

  private kind(kind: ContributionKind): TemplateResult {
    const [name, example] = KIND_WORDS[kind];
    const on = this.draft.kind === kind;
    return html`<label class="tile ${on ? 'on' : ''}">
      <input
        type="radio"
        name="kind"
        value=${kind}
        .checked=${on}
        @change=${() => {
          this.missing = null;
          this.chose = true;
          this.emit('fill', { kind });
        }}
      />
      ${kindMark(kind, 40)}<b>${this.words.t(name)}</b><span>${this.words.t(example)}</span>
    </label>`;
  }

  private theme(theme: Theme): TemplateResult {
    const on = this.draft.theme === theme.slug;
    return html`<label class="th ${on ? 'on' : ''}">
      <input
        type="radio"
        name="theme"
        value=${theme.slug}
        .checked=${on}
        @change=${() => {
          this.pick(theme.slug);
        }}
      />
      ${themeDisc(theme)}
      <span
        ><b>${theme.name}</b><br /><span class="small soft"
          >${themeExamples(this.words, theme)}</span
        ></span
      >
    </label>`;
  }

  private category(): TemplateResult {
    const chosen = this.draft.category;
    const choose = (category: string | null): void => {
      this.emit('fill', { category });
    };
    return html`<fieldset class="opts picks category">
      <legend class="lbl">${this.words.t('what.category')}</legend>
      ${this.categories.map(
        ({ slug, name }) =>
          html`<label class="opt">
            <input
              type="radio"
              name="category"
              value=${slug}
              .checked=${slug === chosen}
              @change=${() => {
                choose(slug);
              }}
            />
            <span>${name}</span>
          </label>`,
      )}
      ${
        chosen
          ? html`<button
              class="btn plain small"
              type="button"
              @click=${() => {
                choose(null);
              }}
            >
              ${this.words.t('what.category.none')}
            </button>`
          : nothing
      }
    </fieldset>`;
  }

  private pick(theme: string): void {
    this.missing = null;
    this.chose = true;
    this.emit('fill', { theme, category: null });
  }

  private readonly done = (event: Event): void => {
    event.preventDefault();
    const { kind, theme } = this.draft;
    this.missing = kind === null ? 'kind' : theme === null ? 'theme' : null;
    if (!this.missing) this.emit('done');
    else this.querySelector<HTMLInputElement>(`input[name=${this.missing}]`)?.focus();
  };
}
