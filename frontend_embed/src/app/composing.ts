import type { Item } from '../api/types';
import type { Announcer } from './announcer';
import type { DiscussionFlow } from './discussion';
import type { Model } from './model';
import { castOn, voteText } from './opinions';
import type { Step } from './placing';
import type { PlacingFlow } from './placing-flow';
import type { Reading } from './reading';
import type { Stage } from './stage';
import { StepsBack } from './steps-back';

/** What is done with the form: steps, sending, or supporting what is there already. */
export class Composing {
  private readonly steps: StepsBack;
  /** The form opened by itself: its reader may be elsewhere on the page. */
  quiet = false;

  constructor(
    private readonly model: Model,
    private readonly reading: Reading,
    private readonly flow: PlacingFlow,
    private readonly discussion: DiscussionFlow,
    private readonly announcer: Announcer,
    private readonly stage: Stage,
    private readonly open: (item: Item) => void,
    isPage: boolean,
  ) {
    this.steps = new StepsBack(isPage);
  }

  start(quiet = false): void {
    this.quiet = quiet;
    this.reading.close();
    const { placing, words } = this.model;
    const turned = this.flow.begin();
    void this.refind();
    this.steps.forward(placing.step);
    const news = turned ?? (placing.restored ? 'draft.restored' : null);
    if (news) this.announcer.say(words.t(news), true);
    placing.restored = false;
  }

  /** A draft that begins again in the middle: where it is, is asked anew. */
  private async refind(): Promise<void> {
    const { draft, step, located } = this.model.placing;
    if (step !== 'where' && !located && draft.position)
      await this.model.placing.at(draft.position, draft.source);
  }

  async leave(): Promise<void> {
    this.flow.leave();
    await this.steps.unwind();
    this.stage.focus('[data-testid=add]');
  }

  /** A step on. */
  go(step: Step): void {
    this.model.placing.go(step);
    this.steps.forward(step);
  }

  /** Without a history of ours, the step before is shown at once. */
  back(to: Step): void {
    if (!this.steps.back()) this.model.placing.go(to);
  }

  here(): void {
    if (this.flow.here()) this.go('what');
  }

  /** The window's history moved. Says whether that was the form's affair. */
  wentBack(state: unknown): boolean {
    const came = this.steps.came(state);
    if (came === 'done') return true;
    const { placing } = this.model;
    if (came === null) {
      if (!this.flow.active) return false;
      this.flow.leave();
      this.stage.focus('[data-testid=add]');
      return true;
    }
    // What is sent is sent: back from the thanks is out of the form.
    if (placing.step === 'sent') {
      void this.leave();
      return true;
    }
    if (!this.flow.active) this.flow.begin();
    placing.go(came === 'sent' || came === 'waiting' ? 'say' : came);
    return true;
  }

  async send(): Promise<void> {
    const { model } = this;
    const { placing } = model;
    const stepBefore = placing.step;
    const { kind: chosen } = placing.draft;
    const sent = await placing.send(chosen && model.consultationFor(chosen), model.theme);
    if (sent) {
      this.steps.instead('sent');
      this.stage.engine()?.reload();
      model.listing.putFirst(sent);
      this.announcer.say(model.words.t('sent.announce', { ref: sent.properties.ref }));
      const { ref, kind } = sent.properties;
      this.stage.tell('agorama-contribution-submitted', { ref, id: sent.id, kind });
    } else if (placing.step === 'waiting' && stepBefore === 'waiting') {
      this.announcer.say(model.words.t('offline.still'), true);
    }
  }

  async see(): Promise<void> {
    const { sent } = this.model.placing;
    this.flow.leave();
    await this.steps.unwind();
    if (!sent) return;
    this.open(sent);
    this.stage.engine()?.drop();
  }

  /** Support this one instead: the vote, then its card with the offer to follow it. Only then the draft goes. */
  async adopt(item: Item): Promise<void> {
    const { model } = this;
    const { words } = model;
    let adopted = item;
    if (model.mayVote(item) && item.properties.votes.mine !== 'for') {
      if (model.opinions.busy(item)) return;
      const outcome = await model.opinions.press(item, 'for', words.t('app.unreachable.more'));
      if (outcome.done === 'refused') {
        this.announcer.say(`${words.t('vote.failed')} ${outcome.detail}`, true);
        return;
      }
      adopted = outcome.item;
      model.listing.replace(adopted);
      this.stage.engine()?.reload();
      this.stage.tell('agorama-vote-cast', castOn(adopted));
      this.announcer.say(voteText(words, adopted, outcome.done));
    }
    model.placing.restart(words.lang);
    this.flow.leave();
    await this.steps.unwind();
    this.open(adopted);
    this.discussion.address('', true);
  }
}
