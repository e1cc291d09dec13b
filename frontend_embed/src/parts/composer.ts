import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Placing, Step } from '../app/placing';
import type { ContributionKind, Item, Perimeter, Place, Zone } from '../api/types';
import { icon } from './icons';
import { languageMenu } from './language-menu';
import { Part, heard } from './part';
import './say';
import './sent';
import './what';
import './where';

/** Under which of the three a step stands. */
const FRAME: Readonly<Record<Step, string>> = {
  where: 'where',
  what: 'what',
  say: 'say',
  waiting: 'say',
  sent: 'say',
};
const STEPS = [
  ['where', 'steps.where'],
  ['what', 'steps.what'],
  ['say', 'steps.say'],
] as const;

/**
 * The three steps of placing a pin, in a frame with the way back. Emits `leave`, `next` and `back`
 * with a step, `language`, `send`, and passes on what its steps emit.
 */
@customElement('agorama-composer')
export class AgoramaComposer extends Part {
  @property({ attribute: false }) placing!: Placing;
  /** Changes whenever `placing` does: it is one object that changes inside. */
  @property({ attribute: false }) version = 0;
  @property({ attribute: false }) perimeter!: Perimeter;
  @property({ attribute: false }) kinds: readonly ContributionKind[] = [];
  @property({ attribute: false }) places: readonly Place[] = [];
  /** No place has the name that was typed. */
  @property({ attribute: false }) noPlace = false;
  @property({ attribute: false }) zones: readonly Zone[] = [];
  @property({ attribute: false }) mapShown = true;
  /** Too far away to say "here" with the cross. */
  @property({ attribute: false }) far = false;
  /** Where the point is, in words. */
  @property({ attribute: false }) where = '';
  @property({ attribute: false }) nearestText = '';
  @property({ attribute: false }) nearestDistance = '';
  @property({ attribute: false }) gpsRefusal = '';
  @property({ attribute: false }) noNetwork = '';
  /** Opened by the page around, not by the reader: the focus stays where it is. */
  @property({ attribute: false }) quiet = false;
  @property({ attribute: false }) mayVote: (item: Item) => boolean = () => false;

  private drawnStep: Step | null = null;

  /** Each step begins at its heading, also for those who hear it. */
  override updated(): void {
    const { step } = this.placing;
    // Fetched while the first step is thought about.
    void import('./ask');
    void import('./before');
    void import('./preview');
    if (step === this.drawnStep) return;
    const first = this.drawnStep === null;
    this.drawnStep = step;
    if (first && this.quiet) return;
    requestAnimationFrame(() => {
      const heading = this.querySelector<HTMLElement>('h2');
      heading?.focus();
      // In a page of somebody else's, the button that leads on may lie below the window: both, or the heading.
      this.querySelector('.foot, .go')?.scrollIntoView({ block: 'nearest' });
      heading?.scrollIntoView({ block: 'nearest' });
    });
  }

  override render(): TemplateResult {
    const { step } = this.placing;
    return html`<div class="composer ${step}">
      <h1 class="vh">${this.perimeter.name}</h1>
      ${step === 'sent' ? this.sent() : [this.header(), this.current(step)]}
    </div>`;
  }

  private header(): TemplateResult {
    const { step } = this.placing;
    const at = STEPS.findIndex(([name]) => name === FRAME[step]);
    const first = at === 0;
    return html`<div class="bar">
      <button
        class="iconbtn flat"
        type="button"
        aria-label=${this.words.t(first ? 'steps.leave' : 'steps.back')}
        @click=${() => {
          if (first) this.emit('leave');
          else this.emit('back', step === 'what' ? 'where' : 'what');
        }}
      >
        ${icon('back', 22)}
      </button>
      <ol class="steps" aria-label=${this.words.t('steps.label')}>
        ${STEPS.map(([, key], index) => {
          const on = index === at;
          return html`<li
            class=${on ? 'on' : index < at ? 'ok' : ''}
            aria-current=${on ? 'step' : nothing}
          >
            <b>${index + 1}</b><span class=${on ? '' : 'vh'}>${this.words.t(key)}</span>
          </li>`;
        })}
      </ol>
      ${languageMenu(this.words, this.perimeter.languages, (lang) => {
        this.emit('language', lang);
      })}
    </div>`;
  }

  private current(step: Step): TemplateResult {
    const { placing, words } = this;
    if (step === 'where') {
      return html`<agorama-where
        .words=${words}
        .located=${placing.located}
        .position=${placing.draft.position}
        .where=${this.where}
        .nearestText=${this.nearestText}
        .nearestDistance=${this.nearestDistance}
        .gpsRefusal=${this.gpsRefusal}
        .places=${this.places}
        .noPlace=${this.noPlace}
        .zones=${this.zones}
        .mapShown=${this.mapShown}
        .far=${this.far}
        .rough_m=${placing.rough_m}
        @gps=${this.pass}
        @goto=${this.pass}
        @asked=${this.pass}
        @chosen=${this.pass}
        @here=${this.pass}
      ></agorama-where>`;
    }
    if (step === 'what') {
      return html`<agorama-what
        .words=${words}
        .draft=${placing.draft}
        .themes=${this.perimeter.themes}
        .kinds=${this.kinds}
        .categories=${placing.asking.of(placing.draft.theme)}
        @fill=${this.fill}
        @done=${() => {
          this.emit('next', 'say');
        }}
      ></agorama-what>`;
    }
    return html`<agorama-say
      .words=${words}
      .draft=${placing.draft}
      .placing=${placing}
      .version=${this.version}
      .mayVote=${this.mayVote}
      .perimeter=${this.perimeter}
      .where=${this.where}
      .sending=${placing.sending}
      .refusal=${placing.refusal}
      .waiting=${step === 'waiting'}
      .noNetwork=${this.noNetwork}
      .photos=${placing.photos.chosen}
      .tooManyPhotos=${placing.photos.tooMany}
      @photos-add=${heard<File[]>((files) => {
        placing.photos.add(files);
      })}
      @photo-remove=${heard<string>((id) => {
        placing.photos.remove(id);
      })}
      @photo-words=${heard<{ id: string; words: string }>(({ id, words: said }) => {
        placing.photos.describe(id, said);
      })}
      @fill=${this.fill}
      @adopt=${this.pass}
      @change-place=${() => {
        this.emit('next', 'where');
      }}
      @send=${() => {
        this.emit('send');
      }}
      @leave=${() => {
        this.emit('leave');
      }}
    ></agorama-say>`;
  }

  private sent(): TemplateResult {
    return html`<agorama-sent
      .words=${this.words}
      .item=${this.placing.sent}
      .where=${this.where}
      .photos=${this.placing.photos.chosen}
      @retry=${() => this.placing.sendPhotos()}
      @keep=${() => {
        this.emit('keep');
      }}
      @see=${() => {
        this.emit('see');
      }}
    ></agorama-sent>`;
  }

  private readonly fill = (event: Event): void => {
    this.placing.fill((event as CustomEvent<Partial<Placing['draft']>>).detail);
  };
}
