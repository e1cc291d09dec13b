import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Question } from '../api/types';
import type { Draft } from '../app/placing';
import { Part } from './part';

const TEXT_MAX = 500;

/** Enter goes to the next field: in the last box of a form it would send what is not said yet. */
function onward(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  const box = event.target as HTMLInputElement;
  const fields = [...(box.form?.elements ?? [])].filter(
    (field) => field instanceof HTMLElement && field.offsetParent !== null && field.tabIndex >= 0,
  ) as HTMLElement[];
  fields[fields.indexOf(box) + 1]?.focus();
}

/** What a category asks about a report, below its words; each may be left out. Emits `fill` with the answers. */
@customElement('agorama-ask')
export class AgoramaAsk extends Part {
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) questions: readonly Question[] = [];

  override render(): TemplateResult | typeof nothing {
    if (this.questions.length === 0) return nothing;
    return html`<section class="asked" aria-labelledby="ask-title">
      <h3 class="big" id="ask-title">${this.words.t('ask.title')}</h3>
      <p class="small soft">${this.words.t('ask.hint')}</p>
      ${this.questions.map((question) => this.question(question))}
    </section>`;
  }

  private question(question: Question): TemplateResult {
    return question.kind === 'choice' ? this.choice(question) : this.typed(question);
  }

  private choice({ slug, label, choices }: Question): TemplateResult {
    const now = this.draft.answers[slug];
    return html`<fieldset class="opts" data-question=${slug}>
      <legend class="lbl">${label}</legend>
      ${choices.map(
        (choice) =>
          html`<label class="opt">
            <input
              type="radio"
              name=${`ask-${slug}`}
              value=${choice.value}
              .checked=${now === choice.value}
              @change=${() => {
                this.answer(slug, choice.value);
              }}
            />
            <span>${choice.label}</span>
          </label>`,
      )}
      ${
        now
          ? html`<button
              class="btn plain small"
              type="button"
              @click=${() => {
                this.answer(slug, '');
              }}
            >
              ${this.words.t('ask.none')}
            </button>`
          : nothing
      }
    </fieldset>`;
  }

  private typed({ slug, label, kind }: Question): TemplateResult {
    const id = `ask-${slug}`;
    return html`<label class="lbl" for=${id}>${label}</label>
      <input
        class="field"
        id=${id}
        type="text"
        autocomplete="off"
        enterkeyhint="next"
        @keydown=${onward}
        inputmode=${kind === 'number' ? 'decimal' : nothing}
        maxlength=${TEXT_MAX}
        .value=${this.draft.answers[slug] ?? ''}
        @input=${(event: InputEvent) => {
          this.answer(slug, (event.target as HTMLInputElement).value);
        }}
      />`;
  }

  private answer(slug: string, value: string): void {
    this.emit('fill', { answers: { ...this.draft.answers, [slug]: value } });
  }
}
