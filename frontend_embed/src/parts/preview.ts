import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Perimeter } from '../api/types';
import type { Placing } from '../app/placing';
import { answered } from './answered';
import { kindMark } from './glyphs';
import { KIND_NAME, LANGUAGE_NAME, themeOf } from './labels';
import { Part } from './part';

/** How it will look, as the public will see it. */
@customElement('agorama-preview')
export class AgoramaPreview extends Part {
  @property({ attribute: false }) placing!: Placing;
  @property({ attribute: false }) version = 0;
  @property({ attribute: false }) perimeter!: Perimeter;
  @property({ attribute: false }) where = '';

  override render(): TemplateResult {
    const { draft, asking } = this.placing;
    const { language } = draft;
    const kind = draft.kind ?? 'idea';
    const theme = themeOf(this.perimeter, draft.theme)?.name;
    const category = asking.category(draft)?.name;
    const foreign = language !== this.words.lang;
    const { title, text } = draft.sent;
    const answers = asking.answers(draft);
    const rows = asking
      .questions(draft)
      .filter(({ slug }) => slug in answers)
      .map(({ slug, label, choices }) => ({
        label,
        text: choices.find(({ value }) => value === answers[slug])?.label ?? answers[slug] ?? '',
      }));
    return html`<section class="preview" aria-labelledby="preview-title" data-testid="preview">
      <h3 class="small strong soft" id="preview-title">${this.words.t('preview.title')}</h3>
      <div class="pv">
        <p class="kind">
          ${kindMark(kind)}<span
            >${[this.words.t(KIND_NAME[kind]), theme, category].filter(Boolean).join(' · ')}</span
          >
        </p>
        <p class="big" lang=${title ? language : this.words.lang}><b>${title || this.made()}</b></p>
        <p class="small soft">
          ${[this.where, foreign ? this.words.t('row.inLanguage', { language: this.words.t(LANGUAGE_NAME[language]) }) : ''].filter(Boolean).join(' · ')}
        </p>
        ${text ? html`<p class="txt" lang=${language}>${text}</p>` : nothing} ${answered(rows)}
        <p class="small soft">${this.words.t('preview.ref')}</p>
      </div>
    </section>`;
  }

  /** The title that is made where none is found in the words: see participation/headlines.py. */
  private made(): string {
    const { draft, asking, located } = this.placing;
    const named = asking.category(draft)?.name ?? themeOf(this.perimeter, draft.theme)?.name;
    const what = named ?? this.words.t(KIND_NAME[draft.kind ?? 'idea']);
    const place = located?.near?.place;
    return place ? this.words.t('preview.made', { what, place }) : what;
  }
}
