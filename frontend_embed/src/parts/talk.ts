import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Comment, FlagReason, Thread } from '../api/types';
import type { Talk } from '../app/talk';
import type { TextKey } from '../strings/index';
import { decisionsOf } from './decisions';
import { LANGUAGE_NAME } from './labels';
import { Part } from './part';

const TEXT_MAX = 2000;
const NAME_MAX = 40;
const REASONS: readonly (readonly [FlagReason, TextKey])[] = [
  ['insult', 'flag.insult'],
  ['personal', 'flag.personal'],
  ['spam', 'flag.spam'],
  ['off_topic', 'flag.offTopic'],
  ['other', 'flag.other'],
];

/**
 * What people say about an item, and the form to say something. Emits `write`, `reply`, `say`,
 * `take-back`, `flag-for`, `flag`, `contest`, `object`, `appeal`, `more`.
 */
@customElement('agorama-talk')
export class AgoramaTalk extends Part {
  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) version = 0;
  @property({ attribute: false }) open = false;

  override render(): TemplateResult | typeof nothing {
    const { talk, words } = this;
    if (!this.open && talk.total === 0 && talk.threads.length === 0) return nothing;
    return html`<section class="sec talk" aria-labelledby="talk-title">
      <h3 class="big" id="talk-title" tabindex="-1">
        ${talk.total === 0 ? words.t('talk.title') : words.n('talk.count', talk.total)}
      </h3>
      ${talk.failed === null ? this.threads() : this.broken()}
      ${
        talk.next === null
          ? nothing
          : html`<button class="btn second" type="button" @click=${this.sending('more')}>
              ${words.t('talk.more')}
            </button>`
      }
      ${this.open ? this.form(null) : html`<p class="small soft">${words.t('talk.closed')}</p>`}
    </section>`;
  }

  private threads(): TemplateResult {
    const { threads, loading } = this.talk;
    if (threads.length === 0) {
      return html`<p class="soft" role=${loading ? 'status' : nothing}>
        ${this.words.t(loading ? 'where.looking' : 'talk.none')}
      </p>`;
    }
    return html`<ol class="said">
      ${threads.map((thread) => this.thread(thread))}
    </ol>`;
  }

  private thread(thread: Thread): TemplateResult {
    return html`<li>
      ${this.comment(thread)}
      ${
        thread.replies.length === 0
          ? nothing
          : html`<ol class="replies">
              ${thread.replies.map((reply) => html`<li>${this.comment(reply)}</li>`)}
            </ol>`
      }
      ${this.talk.replyTo === thread.id ? this.form(thread) : nothing}
    </li>`;
  }

  private comment(comment: Comment): TemplateResult {
    const { words } = this;
    if (comment.state === 'gone') {
      return html`<p class="soft gone">${words.t('talk.gone')}</p>`;
    }
    const foreign = comment.language !== words.lang;
    return html`<div class="one" id="comment-${comment.id}" tabindex="-1">
      <p class="small head">
        <b>${comment.name || words.t('talk.somebody')}</b>
        <span class="soft">· ${words.date(comment.created_at)}</span>
        ${comment.by_author ? html`<span class="tag">${words.t('talk.author')}</span>` : nothing}
        ${
          foreign
            ? html`<span class="tag"
                >${words.t('row.inLanguage', { language: words.t(LANGUAGE_NAME[comment.language]) })}</span
              >`
            : nothing
        }
        ${
          comment.state === 'pending'
            ? html`<span class="tag wait">${words.t('talk.pending')}</span>`
            : nothing
        }
        ${comment.state === 'hidden' ? html`<span class="tag wait">${words.t('talk.hidden')}</span>` : nothing}
      </p>
      <p class="words" lang=${comment.language}>${comment.text}</p>
      ${decisionsOf(
        words,
        this.talk,
        comment,
        (event, detail) => {
          this.emit(event, detail);
        },
        this.refused(),
      )}
      ${this.acts(comment)} ${this.talk.flagging === comment.id ? this.reasons(comment) : nothing}
    </div>`;
  }

  private acts(comment: Comment): TemplateResult {
    const act = (key: TextKey, event: string): TemplateResult =>
      html`<button class="btn plain small" type="button" @click=${this.sending(event, comment.id)}>
        ${this.words.t(key)}<span class="vh"> (${(comment.text ?? '').slice(0, 60)})</span>
      </button>`;
    const answerable = this.open && comment.reply_to === null && comment.state === 'published';
    return html`<p class="do">
      ${answerable ? act('talk.reply', 'reply') : nothing}
      ${comment.state === 'hidden' ? nothing : comment.mine ? act('talk.takeBack', 'take-back') : act('talk.flag', 'flag-for')}
    </p>`;
  }

  private reasons(comment: Comment): TemplateResult {
    return html`<fieldset class="reasons">
      <legend class="lbl">${this.words.t('flag.title')}</legend>
      <div class="chips">
        ${REASONS.map(
          ([reason, key]) =>
            html`<button
              class="chip"
              type="button"
              aria-disabled=${this.talk.sending ? 'true' : 'false'}
              @click=${this.sending('flag', { comment: comment.id, reason })}
            >
              ${this.words.t(key)}
            </button>`,
        )}
        <button class="btn plain small" type="button" @click=${this.sending('flag-for', null)}>
          ${this.words.t('talk.cancel')}
        </button>
      </div>
      ${this.refused()}
    </fieldset>`;
  }

  /** The one form stands at the end, or under the comment that is replied to. */
  private form(under: Thread | null): TemplateResult | typeof nothing {
    const { talk, words } = this;
    if (under === null && talk.replyTo !== null) return nothing;
    const title = words.t(under === null ? 'talk.yours' : 'talk.yourReply');
    return html`<form
      class="say"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        this.emit('say');
      }}
    >
      <label class="lbl" for="talk-text">${title}</label>
      <textarea
        class="field"
        id="talk-text"
        rows="3"
        maxlength=${TEXT_MAX}
        lang=${words.lang}
        aria-describedby="talk-hint"
        .value=${talk.draft.text}
        @input=${(event: InputEvent) => {
          this.emit('write', { text: (event.target as HTMLTextAreaElement).value });
        }}
      ></textarea>
      <p class="small soft" id="talk-hint">${words.t('talk.hint')}</p>
      <label class="lbl" for="talk-name">${words.t('talk.name')}</label>
      <input
        class="field"
        id="talk-name"
        type="text"
        autocomplete="given-name"
        maxlength=${NAME_MAX}
        .value=${talk.draft.name}
        @input=${(event: InputEvent) => {
          this.emit('write', { name: (event.target as HTMLInputElement).value });
        }}
      />
      ${talk.flagging === null && talk.contesting === null ? this.refused() : nothing}
      <div class="acts">
        <button
          class="btn primary"
          type="submit"
          aria-disabled=${talk.sending || talk.draft.text.trim() === '' ? 'true' : 'false'}
        >
          ${words.t(talk.sending ? 'say.sending' : 'talk.send')}
        </button>
        ${
          under === null
            ? nothing
            : html`<button class="btn second" type="button" @click=${this.sending('reply', null)}>
                ${words.t('talk.cancel')}
              </button>`
        }
      </div>
    </form>`;
  }

  private refused(): TemplateResult | typeof nothing {
    const { refusal } = this.talk;
    if (refusal === null) return nothing;
    return html`<div class="note danger" role="alert">
      <p>
        <b>${this.words.t('say.refused')}</b> ${refusal || this.words.t('app.unreachable.more')}
      </p>
    </div>`;
  }

  private broken(): TemplateResult {
    return html`<div class="note">
      <p>${this.words.t('talk.failed')} ${this.talk.failed}</p>
    </div>`;
  }

  private sending(event: string, detail?: unknown): () => void {
    return () => {
      this.emit(event, detail);
    };
  }
}
