import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Choice, Consultation, ContributionProperties, Item, Votes } from '../api/types';
import type { Words } from '../strings/words';
import { icon } from './icons';
import { progress } from './votebar';

/** What somebody may say about a project. */
export interface Ballot {
  open: boolean;
  busy: boolean;
  /** It is one of several to choose from: one is for it, or for another. */
  ofOne: boolean;
  consultation: Consultation | undefined;
  vote: (choice: Choice) => void;
}

/** How far a contribution is from the committee's list; while votes are hidden, when they will be told. */
export function standing(
  words: Words,
  { properties }: Item<ContributionProperties>,
  consultation: Consultation | undefined,
): TemplateResult | typeof nothing {
  const { votes, threshold, kind } = properties;
  if (consultation?.state === 'closed') return nothing;
  if (votes.for === null) return html`<p class="small soft">${hidden(words, consultation)}</p>`;
  return threshold === null || kind !== 'idea' ? nothing : progress(words, votes.for, threshold);
}

/** How many voted, and until when it is open; or when the result will be told. */
export function voteNote(words: Words, votes: Votes, { open, consultation }: Ballot): string {
  if (votes.for === null) return hidden(words, consultation);
  const count = words.n('vote.total', votes.for + (votes.against ?? 0) + (votes.neutral ?? 0));
  if (!open) return `${count} · ${words.t('vote.closed')}`;
  const closes = consultation?.votes_end ?? consultation?.closes_at;
  return closes ? `${count} · ${words.t('vote.openUntil', { date: words.date(closes) })}` : count;
}

function hidden(words: Words, consultation: Consultation | undefined): string {
  const date = consultation?.votes_end;
  return date ? words.t('vote.hidden', { date: words.date(date) }) : words.t('vote.hiddenNow');
}

/** The buttons. */
export function opinion(words: Words, mine: Choice | null, ballot: Ballot): TemplateResult {
  const { busy, ofOne, consultation, vote } = ballot;
  // Three stand in one row of a phone as long as none of them grows.
  const three = !ofOne && consultation?.neutral_votes === true;
  const name = (choice: Choice, pressed: boolean): string => {
    if (ofOne) return words.t(pressed ? 'vote.chosen' : 'vote.choose');
    return words.t(pressed ? `vote.${choice}Noted` : `vote.${choice}`);
  };
  const button = (choice: Choice): TemplateResult => {
    const pressed = mine === choice;
    return html`<button
      class="btn second opinion ${choice}"
      type="button"
      aria-label=${three ? name(choice, pressed) : nothing}
      aria-pressed=${pressed ? 'true' : 'false'}
      aria-disabled=${busy ? 'true' : 'false'}
      @click=${() => {
        vote(choice);
      }}
    >
      ${pressed ? icon('tick', 18) : nothing}<span
        >${three ? words.t(`vote.${choice}`) : name(choice, pressed)}</span
      >
    </button>`;
  };
  return html`<div class="acts" role="group" aria-label=${words.t('vote.your')}>
      ${button('for')}${ofOne ? nothing : button('against')} ${three ? button('neutral') : nothing}
    </div>
    ${ofOne ? html`<p class="small soft">${words.t('vote.oneOnly')}</p>` : nothing}`;
}
