import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Decision } from '../api/decision';
import type { Comment } from '../api/types';
import type { Talk } from '../app/talk';
import type { TextKey } from '../strings/index';
import type { Words } from '../strings/words';

const OBJECTION_MAX = 2000;
const DECIDED: Readonly<Record<string, TextKey>> = {
  reject: 'decided.reject',
  hide: 'decided.hide',
  show: 'decided.show',
  redact: 'decided.redact',
  uphold: 'decided.uphold',
  grant: 'decided.grant',
};
type Emit = (event: string, detail?: unknown) => void;

/** To who wrote it: what a moderator decided about a comment and why, and the form that contests it. */
export function decisionsOf(
  words: Words,
  talk: Talk,
  comment: Comment,
  emit: Emit,
  refused: TemplateResult | typeof nothing,
): TemplateResult | typeof nothing {
  const told = (comment.decisions ?? []).filter(({ action }) => action in DECIDED);
  if (told.length === 0) return nothing;
  return html`<ul class="decided">
    ${told.map((decision) => html`<li>${one(words, decision)}${contest(decision)}</li>`)}
  </ul>`;

  function contest(decision: Decision): TemplateResult | typeof nothing {
    if (!decision.may_appeal) return nothing;
    if (talk.contesting === comment.id) return form(words, talk, emit, refused);
    return html`<button
      class="btn plain small"
      type="button"
      @click=${() => {
        emit('contest', comment.id);
      }}
    >
      ${words.t('talk.contest')}
    </button>`;
  }
}

function one(
  words: Words,
  { action, reason_text: reason, text, appeal }: Decision,
): TemplateResult {
  return html`<p class="small">
      <b>${words.t(DECIDED[action] ?? 'decided.hide')}</b
      >${reason === null ? nothing : html` · ${reason}`}
    </p>
    ${text === null ? nothing : html`<p class="small">${text}</p>`}
    ${
      appeal === null
        ? nothing
        : html`<p class="small soft">${words.t('talk.youSaid', { text: appeal.text })}</p>
            <p class="small">
              ${words.t(appeal.outcome === null ? 'talk.lookedAt' : (DECIDED[appeal.outcome] ?? 'decided.uphold'))}
              ${appeal.answer ?? ''}
            </p>`
    }`;
}

function form(
  words: Words,
  talk: Talk,
  emit: Emit,
  refused: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<form
    class="say"
    novalidate
    @submit=${(event: Event) => {
      event.preventDefault();
      emit('appeal');
    }}
  >
    <label class="lbl" for="talk-objection">${words.t('talk.why')}</label>
    <textarea
      class="field"
      id="talk-objection"
      rows="3"
      maxlength=${OBJECTION_MAX}
      lang=${words.lang}
      aria-describedby="talk-objection-hint"
      .value=${talk.objection}
      @input=${(event: InputEvent) => {
        emit('object', (event.target as HTMLTextAreaElement).value);
      }}
    ></textarea>
    <p class="small soft" id="talk-objection-hint">${words.t('talk.once')}</p>
    ${refused}
    <div class="acts">
      <button
        class="btn primary"
        type="submit"
        aria-disabled=${talk.sending || talk.objection.trim() === '' ? 'true' : 'false'}
      >
        ${words.t(talk.sending ? 'say.sending' : 'talk.askAgain')}
      </button>
      <button
        class="btn second"
        type="button"
        @click=${() => {
          emit('contest', null);
        }}
      >
        ${words.t('talk.cancel')}
      </button>
    </div>
  </form>`;
}
