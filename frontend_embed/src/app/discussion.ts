import type { FlagReason } from '../api/types';
import type { Announcer } from './announcer';
import type { Model } from './model';
import type { Reading } from './reading';
import type { Stage } from './stage';

/** What a reader does in the discussion of the open item: said aloud, with the keyboard following. */
export class DiscussionFlow {
  constructor(
    private readonly model: Model,
    private readonly reading: Reading,
    private readonly announcer: Announcer,
    private readonly stage: Stage,
  ) {}

  reply(to: number | null): void {
    const { talk } = this.reading;
    const before = talk.replyTo;
    talk.reply(to);
    this.stage.focus(to === null ? `#comment-${String(before)}` : '#talk-text', '#talk-title');
  }

  async say(): Promise<void> {
    const { words } = this.model;
    const { talk } = this.reading;
    if (talk.draft.text.trim() === '') {
      this.stage.focus('#talk-text');
      return;
    }
    const made = await talk.say(words.lang);
    if (made === null) return;
    const { item } = this.reading;
    if (item && made.state === 'published') {
      const properties = { ...item.properties, comments: talk.total };
      const counted = { ...item, properties } as typeof item;
      this.model.listing.replace(counted);
      this.reading.replace(counted);
    }
    this.announcer.say(words.t(made.state === 'pending' ? 'talk.sentPending' : 'talk.sent'));
    this.stage.focus(`#comment-${String(made.id)}`);
  }

  /** Open or close the form for an address. */
  address(email: string | null, opened = false): void {
    this.reading.address(email);
    if (opened) this.stage.focus('#follow-email');
    else if (email === null) this.stage.focus('[data-testid=follow]');
  }

  async follow(): Promise<void> {
    if (!(await this.reading.ask())) {
      this.stage.focus('#follow-email');
      return;
    }
    this.announcer.say(this.model.words.t('follow.asked'), true);
    this.stage.focus('[data-testid=follow]');
  }

  /** The author's yes or no to the last answer. */
  async rate(satisfied: boolean): Promise<void> {
    const { words } = this.model;
    const refusal = await this.reading.rate(satisfied);
    if (refusal !== null) {
      this.announcer.say(refusal || words.t('app.unreachable.more'), true);
      return;
    }
    this.announcer.say(words.t(satisfied ? 'path.thanks' : 'path.reopenedSaid'), true);
    this.stage.focus('#card-title');
  }

  async takeBack(comment: number): Promise<void> {
    if (!(await this.reading.talk.takeBack(comment))) return;
    this.announcer.say(this.model.words.t('talk.tookBack'));
    this.stage.focus('#talk-title');
  }

  contest(comment: number | null): void {
    const before = this.reading.talk.contesting;
    this.reading.talk.contest(comment);
    this.stage.focus(comment === null ? `#comment-${String(before)}` : '#talk-objection');
  }

  async appeal(): Promise<void> {
    const { talk } = this.reading;
    const before = talk.contesting;
    if (!(await talk.appeal())) {
      this.stage.focus('#talk-objection');
      return;
    }
    this.announcer.say(this.model.words.t('talk.contested'), true);
    this.stage.focus(`#comment-${String(before)}`);
  }

  flagFor(comment: number | null): void {
    const before = this.reading.talk.flagging;
    this.reading.talk.flagFor(comment);
    this.stage.focus(comment === null ? `#comment-${String(before)}` : '.reasons .chip');
  }

  async flag(comment: number, reason: FlagReason): Promise<void> {
    if (!(await this.reading.talk.flag(comment, reason))) return;
    this.announcer.say(this.model.words.t('flag.sent'), true);
    this.stage.focus(`#comment-${String(comment)}`);
  }
}
