import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Chosen } from '../app/photos';
import { written } from '../app/own-words';
import type { Draft, Placing, Refusal } from '../app/placing';
import { zoneOf } from '../app/whereabouts';
import type { Item, Lang, Perimeter } from '../api/types';
import { fillOf } from '../map/symbols';
import { anchorChoice } from './anchor';
import { copyButton } from './copy-draft';
import { pinGlyph } from './glyphs';
import { icon } from './icons';
import { LANGUAGE_NAME, MORE_LABEL, themeOf } from './labels';
import { Part } from './part';
import './photo-picker';

const TEXT_MAX = 5000;

/**
 * Step 3: the words, and what stands in their way. Emits `fill`, `send`, `change-place`, `leave`, `adopt`,
 * and what the photos emit.
 */
@customElement('agorama-say')
export class AgoramaSay extends Part {
  @property({ attribute: false }) draft!: Draft;
  @property({ attribute: false }) placing!: Placing;
  @property({ attribute: false }) version = 0;
  @property({ attribute: false }) mayVote: (item: Item) => boolean = () => false;
  @property({ attribute: false }) perimeter!: Perimeter;
  @property({ attribute: false }) where = '';
  @property({ attribute: false }) sending = false;
  @property({ attribute: false }) refusal: Refusal | null = null;
  /** No network: the draft waits and goes out by itself. */
  @property({ attribute: false }) waiting = false;
  @property({ attribute: false }) noNetwork = '';
  @state() private wordless = false;
  @property({ attribute: false }) photos: readonly Chosen[] = [];
  @property({ attribute: false }) tooManyPhotos = false;

  override render(): TemplateResult {
    return this.waiting ? this.waitingRoom() : this.form();
  }

  private form(): TemplateResult {
    return html`<form class="stepform" novalidate @submit=${this.send}>
      <div class="body">
        <h2 class="xl" tabindex="-1">${this.words.t('say.title')}</h2>
        ${this.refusal ? this.refused(this.refusal) : nothing}
        <p class="where">
          ${this.glyph(24)}<span>${this.aboutText()}</span>
          <button
            class="btn plain small"
            type="button"
            @click=${() => {
              this.emit('change-place');
            }}
          >
            ${this.words.t('say.change')}
          </button>
        </p>
        ${this.textField()}
        <agorama-before
          .words=${this.words}
          .placing=${this.placing}
          .version=${this.version}
          .perimeter=${this.perimeter}
          .mayVote=${this.mayVote}
          @adopt=${this.pass}
        ></agorama-before>
        ${
          this.draft.kind === 'report' && this.perimeter.about.emergency
            ? html`<p class="note emergency">${this.words.t('say.emergency')}</p>`
            : nothing
        }
        <agorama-ask
          .words=${this.words}
          .draft=${this.draft}
          .questions=${this.placing.asking.questions(this.draft)}
          @fill=${this.pass}
        ></agorama-ask>
        <agorama-photo-picker
          .words=${this.words}
          .chosen=${this.photos}
          .tooMany=${this.tooManyPhotos}
          .language=${this.draft.language}
          @photos-add=${this.pass}
          @photo-remove=${this.pass}
          @photo-words=${this.pass}
        ></agorama-photo-picker>
        ${this.languageField()} ${this.anchorField()}
        <agorama-preview
          .words=${this.words}
          .placing=${this.placing}
          .version=${this.version}
          .perimeter=${this.perimeter}
          .where=${this.where}
        ></agorama-preview>
      </div>
      <div class="foot">
        <button
          class="btn primary big"
          type="submit"
          aria-disabled=${this.sending ? 'true' : 'false'}
        >
          <span>${this.words.t(this.sending ? 'say.sending' : 'say.send')}</span
          >${icon('forward', 20)}
        </button>
      </div>
    </form>`;
  }

  private glyph(width: number): TemplateResult {
    const { theme } = this.draft;
    const kind = this.draft.kind ?? 'idea';
    return pinGlyph(
      kind,
      themeOf(this.perimeter, theme),
      fillOf(kind, this.waiting ? 'pending' : 'received'),
      width,
    );
  }

  private aboutText(): TemplateResult {
    const category = this.placing.asking.category(this.draft)?.name;
    const about = category ?? themeOf(this.perimeter, this.draft.theme)?.name ?? '';
    return html`${about}${this.where ? html`, <b>${this.where}</b>` : nothing}`;
  }

  /** Asked where the theme begins with the zone, and the point lies in one. */
  private anchorField(): TemplateResult | typeof nothing {
    const theme = themeOf(this.perimeter, this.draft.theme);
    const { inZone, located } = this.placing;
    if (theme?.anchor_default !== 'zone' || this.draft.source === 'zone' || !inZone || !located) {
      return nothing;
    }
    const now = this.placing.anchor(theme);
    return anchorChoice(this.words, { now, zone: zoneOf(located, this.perimeter) }, (anchor) => {
      this.emit('fill', { anchor });
    });
  }

  private textField(): TemplateResult {
    const error = this.wordless
      ? this.words.t('say.missing')
      : this.fieldError('title') || this.fieldError('text');
    return html`<label class="lbl" for="say-text"
        >${this.words.t(MORE_LABEL[this.draft.kind ?? 'idea'])}</label
      >
      <textarea
        class="field"
        id="say-text"
        rows="5"
        maxlength=${TEXT_MAX}
        lang=${this.draft.language}
        aria-invalid=${error ? 'true' : 'false'}
        aria-describedby=${error ? 'say-text-error say-text-hint' : 'say-text-hint'}
        .value=${this.draft.text}
        @input=${(event: InputEvent) => {
          this.wordless = false;
          this.emit('fill', written((event.target as HTMLTextAreaElement).value));
        }}
      ></textarea>
      ${error ? html`<p class="small err" id="say-text-error">${error}</p>` : nothing}
      <p id="say-text-hint" class="small soft hp">${this.words.t('say.more.hint')}</p>`;
  }

  private languageField(): TemplateResult {
    return html`<label class="lbl" for="say-language">${this.words.t('say.language')}</label>
      <select
        class="field"
        id="say-language"
        @change=${(event: Event) => {
          this.emit('fill', { language: (event.target as HTMLSelectElement).value as Lang });
        }}
      >
        ${this.perimeter.languages.map(
          (lang) =>
            html`<option value=${lang} ?selected=${lang === this.draft.language}>
              ${this.words.t(LANGUAGE_NAME[lang])}
            </option>`,
        )}
      </select>`;
  }

  private fieldError(name: string): string {
    return this.refusal?.fields.find((field) => field.pointer.endsWith(`/${name}`))?.detail ?? '';
  }

  private refused({ detail, retryAfter_s }: Refusal): TemplateResult {
    const later =
      retryAfter_s === null ? nothing : this.words.n('say.tooMany', Math.ceil(retryAfter_s / 60));
    return html`<div class="note danger" role="alert" data-testid="refusal">
      <p><b>${this.words.t('say.refused')}</b></p>
      <p>${detail || this.noNetwork} ${later}</p>
      <p>${this.words.t('say.kept')}</p>
      ${copyButton(this.words, this.draft)}
    </div>`;
  }

  private waitingRoom(): TemplateResult {
    return html`<div class="stepform">
      <div class="body">
        <div class="note off" role="alert">
          <h2 class="big" tabindex="-1">${icon('offline', 26)}${this.words.t('offline.title')}</h2>
          <p>${this.words.t('offline.text')}</p>
        </div>
        <section class="draft" aria-labelledby="waiting-title">
          <h3 class="small strong soft" id="waiting-title">${this.words.t('offline.waiting')}</h3>
          <div class="dr">
            ${this.glyph(34)}
            <div>
              <p><b>${this.draft.sent.title || this.draft.text.slice(0, 80)}</b></p>
              <p class="small soft">${this.where}</p>
            </div>
          </div>
        </section>
        <h3 class="big mt">${this.words.t('offline.if')}</h3>
        <ul class="bul">
          <li>${this.words.t('offline.read')}</li>
          <li>${this.words.t('offline.once')}</li>
        </ul>
      </div>
      <div class="foot">
        <button
          class="btn primary big"
          type="button"
          aria-disabled=${this.sending ? 'true' : 'false'}
          @click=${() => {
            this.emit('send');
          }}
        >
          <span>${this.words.t(this.sending ? 'say.sending' : 'offline.retry')}</span>
        </button>
        <button
          class="btn second big"
          type="button"
          @click=${() => {
            this.emit('leave');
          }}
        >
          ${this.words.t('offline.list')}
        </button>
      </div>
    </div>`;
  }

  private readonly send = (event: Event): void => {
    event.preventDefault();
    // Words or a photo: one is enough.
    this.wordless = !this.draft.text.trim() && this.photos.length === 0;
    if (this.wordless) this.querySelector<HTMLTextAreaElement>('#say-text')?.focus();
    else this.emit('send');
  };
}
