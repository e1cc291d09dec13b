import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { isProposal } from '../api/guards';
import type {
  Choice,
  Consultation,
  ContributionProperties,
  Item,
  Path,
  Perimeter,
  Picture,
  PlanHere,
  ProposalProperties,
} from '../api/types';
import type { Reading } from '../app/reading';
import type { Talk } from '../app/talk';
import type { TextKey } from '../strings/index';
import { answered } from './answered';
import { documents } from './documents';
import './gallery';
import { kindMark } from './glyphs';
import { icon } from './icons';
import { KIND_NAME, languageOf, themeOf, titleLanguage, titleOf } from './labels';
import { linked } from './linked';
import { Part } from './part';
import { planHere } from './plan-here';
import './talk';
import { trail } from './trail';
import { opinion, standing, voteNote } from './opinion';
import type { Ballot } from './opinion';
import { voteBar } from './votebar';

type Following = NonNullable<Reading['following']>;

/**
 * One contribution or proposal in full. Emits `close`, `share`, `vote` with a choice, and what the
 * discussion emits.
 */
@customElement('agorama-card')
export class AgoramaCard extends Part {
  @property({ attribute: false }) item!: Item;
  @property({ attribute: false }) perimeter!: Perimeter;
  /** Beside the list (a desk) it is closed; over the list, one goes back. */
  @property({ attribute: false }) beside = false;
  @property({ attribute: false }) zone = '';
  @property({ attribute: false }) mayVote = false;
  @property({ attribute: false }) busy = false;
  /** What a failed vote was answered with. */
  @property({ attribute: false }) refusal = '';
  /** The consultation in which this is put to opinion, for its closing day. */
  @property({ attribute: false }) consultation: Consultation | undefined;
  @property({ attribute: false }) path: Path | null = null;
  @property({ attribute: false }) rating = false;
  @property({ attribute: false }) following: Following | null = null;
  /** What the plan said there when it was sent. */
  @property({ attribute: false }) plan: PlanHere | null = null;
  @property({ attribute: false }) talk!: Talk;
  @property({ attribute: false }) mayComment = false;
  @property({ attribute: false }) version = 0;

  override render(): TemplateResult {
    const { kind, ref, theme } = this.item.properties;
    const themeName = themeOf(this.perimeter, theme)?.name;
    const lang = titleLanguage(this.item, this.words.lang);
    return html`
      <div class="bar">
        ${this.beside ? nothing : this.iconButton('item.back', 'back', 'close')}
        <span class="ref" data-testid="ref">${ref}</span>
        <span class="end"></span>
        ${this.iconButton('item.share', 'share', 'share')}
        ${this.beside ? this.iconButton('app.close', 'close', 'close') : nothing}
      </div>
      ${this.beside ? nothing : html`<h1 class="vh">${this.perimeter?.name}</h1>`}
      <article class="cb">
        <p class="kind">
          ${kindMark(kind)}<span
            >${[this.words.t(KIND_NAME[kind]), themeName].filter(Boolean).join(' · ')}</span
          >
        </p>
        <h2 id="card-title" tabindex="-1" lang=${lang}>${titleOf(this.words, this.item)}</h2>
        ${isProposal(this.item) ? this.proposal(this.item) : this.contribution(this.item as Item<ContributionProperties>)}
        <agorama-talk
          .words=${this.words}
          .talk=${this.talk}
          .version=${this.version}
          .open=${this.mayComment}
          @write=${this.pass}
          @reply=${this.pass}
          @say=${this.pass}
          @take-back=${this.pass}
          @contest=${this.pass}
          @object=${this.pass}
          @appeal=${this.pass}
          @flag-for=${this.pass}
          @flag=${this.pass}
          @more=${this.pass}
        ></agorama-talk>
      </article>
    `;
  }

  private iconButton(name: TextKey, symbol: string, event: string): TemplateResult {
    return html`<button
      class="iconbtn flat"
      type="button"
      aria-label=${this.words.t(name)}
      @click=${() => {
        this.emit(event);
      }}
    >
      ${icon(symbol, 22)}
    </button>`;
  }

  private gallery(pictures: readonly Picture[]): TemplateResult {
    return html`<agorama-gallery
      .words=${this.words}
      .pictures=${pictures}
      .language=${languageOf(this.item, this.words.lang)}
    ></agorama-gallery>`;
  }

  private planSaid(plan: PlanHere): TemplateResult {
    return html`<details class="plansaid">
      <summary>${this.words.t('plan.title')}</summary>
      ${planHere(this.words, plan)}
      <p class="small soft">${this.words.t('plan.then')}</p>
    </details>`;
  }

  private get answers(): ContributionProperties['answered'] {
    const { properties } = this.item;
    return properties.kind === 'proposal' ? undefined : properties.answered;
  }

  private contribution(item: Item<ContributionProperties>): TemplateResult {
    const { created_at, votes } = item.properties;
    const supported = votes.mine === 'for';
    const plain = supported ? 'item.supportedPlain' : 'item.supportPlain';
    const counted = supported ? 'item.supported' : 'item.support';
    const date = this.words.date(created_at);
    return html`
      <p class="small soft by">
        ${this.zone ? this.words.t('item.sentOn', { date, where: this.zone }) : this.words.t('item.sentOnOnly', { date })}
      </p>
      ${this.text()} ${answered(this.answers)} ${this.gallery(item.properties.photos)}
      ${this.plan ? this.planSaid(this.plan) : nothing}
      <div class="acts">
        <button
          class="btn primary"
          type="button"
          aria-pressed=${supported ? 'true' : 'false'}
          aria-disabled=${this.mayVote && !this.busy ? 'false' : 'true'}
          @click=${() => {
            this.vote('for');
          }}
        >
          ${icon(supported ? 'tick' : 'support', 18)}
          <span
            >${votes.for === null ? this.words.t(plain) : this.words.t(counted, { n: votes.for })}</span
          >
        </button>
        <button
          class="btn second"
          type="button"
          data-testid="follow"
          aria-expanded=${this.following === null ? 'false' : 'true'}
          @click=${() => {
            this.emit('address', this.following === null ? '' : null);
          }}
        >
          ${icon('mail', 18)}<span>${this.words.t('follow.button')}</span>
        </button>
      </div>
      ${this.following === null ? nothing : this.followForm(this.following)} ${this.notes()}
      ${standing(this.words, item, this.consultation)}
      ${linked(this.words, 'item.becameProjects', item.properties.proposals, this.openRef)}
      ${trail(this.words, this.item, this.path, {
        busy: this.rating,
        over: this.consultation?.state === 'closed',
        rate: (satisfied) => {
          this.emit('rate', satisfied);
        },
      })}
    `;
  }

  private followForm({ email, busy, refusal }: Following): TemplateResult {
    return html`<form
      class="follow"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        this.emit('follow');
      }}
    >
      <label class="lbl" for="follow-email">${this.words.t('follow.email')}</label>
      <input
        class="field"
        id="follow-email"
        type="email"
        autocomplete="email"
        maxlength="254"
        aria-invalid=${refusal === null ? 'false' : 'true'}
        aria-describedby="follow-hint"
        .value=${email}
        @input=${(event: InputEvent) => {
          this.emit('typed', (event.target as HTMLInputElement).value);
        }}
      />
      <p class="small soft" id="follow-hint">${this.words.t('follow.hint')}</p>
      ${
        refusal === null
          ? nothing
          : html`<p class="small err" role="alert">
              ${refusal || this.words.t('app.unreachable.more')}
            </p>`
      }
      <div class="acts">
        <button class="btn primary" type="submit" aria-disabled=${busy ? 'true' : 'false'}>
          ${this.words.t(busy ? 'say.sending' : 'follow.send')}
        </button>
      </div>
    </form>`;
  }

  private proposal(item: Item<ProposalProperties>): TemplateResult {
    const { image, summary, votes, ideas, choice_of_one } = item.properties;
    return html`
      ${image ? html`<img class="pic" src=${image.url} alt=${image.alt} />` : nothing}
      ${this.facts(item.properties)}
      <p class="txt strong">${summary}</p>
      ${choice_of_one ? html`<p class="strong of-one">${choice_of_one.title}</p>` : nothing}
      ${voteBar(this.words, votes, voteNote(this.words, votes, this.ballot), choice_of_one !== null)}
      ${this.mayVote ? opinion(this.words, votes.mine, this.ballot) : nothing} ${this.notes()}
      ${choice_of_one ? linked(this.words, 'item.otherChoices', choice_of_one.others, this.openRef) : nothing}
      ${this.text()} ${this.gallery(item.properties.pictures)}
      ${documents(this.words, item.properties.documents)}
      ${linked(this.words, 'item.fromIdeas', ideas, this.openRef)}
    `;
  }

  private facts({ responsible, budget_eur, calendar }: ProposalProperties): TemplateResult {
    const rows = [
      ['item.responsible', responsible],
      ['item.budget', budget_eur === null ? '' : this.words.euros(budget_eur)],
      ['item.calendar', calendar],
    ] as const;
    return html`<dl class="facts">
      ${rows.map(([key, value]) =>
        value
          ? html`<div>
              <dt>${this.words.t(key)}</dt>
              <dd>${value}</dd>
            </div>`
          : nothing,
      )}
    </dl>`;
  }

  private text(): TemplateResult | typeof nothing {
    const { text } = this.item.properties;
    const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
    if (paragraphs.length === 0) return nothing;
    return html`<div class="txt" lang=${languageOf(this.item, this.words.lang)}>
      ${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
    </div>`;
  }

  private notes(): TemplateResult | typeof nothing {
    if (this.refusal === '') return nothing;
    return html`<div class="note danger" role="alert">
      <p><b>${this.words.t('vote.failed')}</b> ${this.refusal}</p>
    </div>`;
  }

  private get ballot(): Ballot {
    return {
      open: this.mayVote,
      busy: this.busy,
      ofOne: isProposal(this.item) && this.item.properties.choice_of_one !== null,
      consultation: this.consultation,
      vote: (choice) => {
        this.vote(choice);
      },
    };
  }

  private readonly openRef = (ref: string): void => {
    this.emit('open-ref', ref);
  };

  private vote(choice: Choice): void {
    if (this.mayVote && !this.busy) this.emit('vote', choice);
  }
}
