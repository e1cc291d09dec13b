import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Item, Path, Step } from '../api/types';
import type { Words } from '../strings/words';
import { documents } from './documents';
import './gallery';
import { icon } from './icons';
import { stateName } from './labels';

const WALK = ['received', 'acknowledged', 'under_review', 'planned', 'in_progress', 'done'];
const LAST = ['done', 'declined'];

export interface Rating {
  busy: boolean;
  rate: (satisfied: boolean) => void;
}

/** What is known without the path: that it came in, and where it is now. */
function known(item: Item): Path {
  const { state, created_at, updated_at } = item.properties;
  const step = (name: string, at: string): Step => ({
    state: name,
    at,
    department: null,
    text: null,
    text_i18n: {},
    news_by: null,
    by_author: false,
    satisfied: null,
    attachments: [],
  });
  const first = step(state === 'pending' ? 'pending' : 'received', created_at);
  const atStart = state === 'received' || state === 'pending';
  const steps = atStart ? [first] : [first, step(state, updated_at)];
  return { steps, news_by: null, mine: false, may_rate: false };
}

/**
 * The path of a contribution: each step with its day and who took it, the answers in full, and
 * dotted what is still to come.
 */
export function trail(
  words: Words,
  item: Item,
  path: Path | null,
  { over, ...rating }: Rating & { over: boolean },
): TemplateResult {
  const { steps, news_by, mine, may_rate } = path ?? known(item);
  const { state } = item.properties;
  const ended = over || LAST.includes(state) || !WALK.includes(state);
  const answers = steps.filter(({ text }) => text !== null);
  return html`<section class="sec" aria-labelledby="trail-title">
      <h3 id="trail-title" class="big">${words.t('item.path')}</h3>
      <ol class="trail">
        ${steps.map((step, index) => stepLine(words, step, steps[index - 1], index === steps.length - 1))}
        ${ended ? nothing : ahead(words, news_by)}
      </ol>
    </section>
    ${answers.map((step) => {
      const last = step === answers.at(-1);
      return answer(words, step, may_rate && last ? rating : null, last && !mine);
    })}`;
}

function stepLine(
  words: Words,
  step: Step,
  before: Step | undefined,
  now: boolean,
): TemplateResult {
  // An answer that moves nothing is an answer, not the same state once more.
  const stays = step.text !== null && step.state === before?.state;
  const reached = stays ? words.t('path.answered') : stateName(words, step.state);
  const name = step.by_author ? words.t('path.reopened') : reached;
  return html`<li class=${now ? 'now' : ''}>
    <p class="w">${[name, step.department].filter(Boolean).join(' · ')}</p>
    <time datetime=${step.at}>${words.date(step.at)}</time>
  </li>`;
}

function ahead(words: Words, news_by: string | null): TemplateResult {
  return html`<li class="next">
    <p class="w">${words.t(news_by === null ? 'item.next' : 'path.next')}</p>
    ${news_by === null ? nothing : html`<time datetime=${news_by}>${words.t('path.newsBy', { date: words.date(news_by) })}</time>`}
  </li>`;
}

/** An answer; `theirs`: its author may judge it, but not here, where nobody knows who reads. */
function answer(words: Words, step: Step, rating: Rating | null, theirs: boolean): TemplateResult {
  const lang =
    step.text_i18n[words.lang] === undefined ? Object.keys(step.text_i18n)[0] : words.lang;
  return html`<section class="answer" aria-label=${words.t('path.answer')}>
    <header>
      ${icon('tick', 22)}
      <p>
        <b>${words.t('path.answer')}</b><br />
        <span class="small soft"
          >${[step.department, words.date(step.at)].filter(Boolean).join(' · ')}</span
        >
      </p>
    </header>
    <p class="words" lang=${lang ?? words.lang}>${step.text}</p>
    <agorama-gallery
      .words=${words}
      .pictures=${step.attachments.filter((file) => file.kind === 'picture')}
      .language=${words.lang}
    ></agorama-gallery>
    ${documents(
      words,
      step.attachments.filter((file) => file.kind === 'document'),
    )}
    ${rating === null ? nothing : question(words, rating)} ${judged(words, step.satisfied, theirs)}
  </section>`;
}

function judged(words: Words, satisfied: boolean | null, theirs: boolean): TemplateResult | null {
  if (satisfied === null && !theirs) return null;
  const said = satisfied === null ? 'theirs' : satisfied ? 'content' : 'notContent';
  return html`<p class="small soft">${words.t(`path.${said}`)}</p>`;
}

function question(words: Words, { busy, rate }: Rating): TemplateResult {
  const button = (satisfied: boolean): TemplateResult =>
    html`<button
      class="btn second"
      type="button"
      aria-disabled=${busy ? 'true' : 'false'}
      @click=${() => {
        if (!busy) rate(satisfied);
      }}
    >
      ${words.t(satisfied ? 'path.yes' : 'path.no')}
    </button>`;
  return html`<p class="strong" id="content-question">${words.t('path.question')}</p>
    <div class="acts" role="group" aria-labelledby="content-question">
      ${button(true)}${button(false)}
    </div>`;
}
