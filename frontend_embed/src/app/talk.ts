import type { Client } from '../api/client';
import { randomKey } from '../api/key';
import type { Comment, FlagReason, Item, Lang, Perimeter, Thread } from '../api/types';
import { sentence } from './listing';

/** Whether an open phase takes comments. */
export function mayComment(perimeter: Perimeter): boolean {
  return perimeter.consultations.some(({ open }) => open.includes('comments'));
}

export interface Saying {
  text: string;
  name: string;
}

/** The discussion of the item that is open, and what is being written there. */
export class Talk {
  threads: readonly Thread[] = [];
  total = 0;
  loading = false;
  failed: string | null = null;
  draft: Saying = { text: '', name: '' };
  /** The comment that is replied to, and the one a moderator is being called for. */
  replyTo: number | null = null;
  flagging: number | null = null;
  /** One's own comment whose decision is being contested, and why. */
  contesting: number | null = null;
  objection = '';
  sending = false;
  /** Why the last thing was not taken; empty where the server did not say. */
  refusal: string | null = null;
  next: string | null = null;
  private item: Item | null = null;
  private key = randomKey();

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  /** Another item begins empty; the same one keeps what is being written. */
  async open(item: Item): Promise<void> {
    if (this.item?.properties.ref !== item.properties.ref) {
      this.threads = [];
      this.total = item.properties.comments;
      this.next = null;
      this.forget();
    }
    this.item = item;
    await this.load();
  }

  /** What is there so far, or (`more`) the next page of it. */
  async load(more = false): Promise<void> {
    const { item } = this;
    if (!item) return;
    this.loading = true;
    this.failed = null;
    this.changed();
    try {
      const cursor = more && this.next !== null ? this.next : undefined;
      const page = await this.client.discussion(item.properties.kind, item.id, cursor);
      if (this.item !== item) return;
      this.threads = cursor === undefined ? page.comments : [...this.threads, ...page.comments];
      this.total = page.numberMatched;
      this.next = page.next ?? null;
    } catch (error) {
      if (this.item === item) this.failed = sentence(error);
    }
    this.loading = false;
    this.changed();
  }

  write(parts: Partial<Saying>): void {
    this.draft = { ...this.draft, ...parts };
    this.key = randomKey();
    this.changed();
  }

  reply(to: number | null): void {
    this.replyTo = to;
    this.refusal = null;
    this.key = randomKey();
    this.changed();
  }

  flagFor(comment: number | null): void {
    this.flagging = comment;
    this.refusal = null;
    this.changed();
  }

  /** Say what is written; returns the comment, or null where it was not taken. */
  async say(language: Lang): Promise<Comment | null> {
    const { item, draft, replyTo } = this;
    if (!item || this.sending || draft.text.trim() === '') return null;
    const body = { text: draft.text, name: draft.name, language, reply_to: replyTo };
    const made = await this.trying(() =>
      this.client.comment(item.properties.kind, item.id, body, this.key),
    );
    if (made === null || this.item !== item) return made;
    this.threads =
      made.reply_to === null
        ? [...this.threads, { ...made, replies: [] }]
        : this.threads.map((thread) =>
            thread.id === made.reply_to
              ? { ...thread, replies: [...thread.replies, made] }
              : thread,
          );
    if (made.state === 'published') this.total += 1;
    this.forget(draft.name);
    this.changed();
    return made;
  }

  async takeBack(comment: number): Promise<boolean> {
    const gone = await this.trying(async () => {
      await this.client.takeBack(comment);
      return true;
    });
    if (gone) await this.load();
    return gone === true;
  }

  async flag(comment: number, reason: FlagReason): Promise<boolean> {
    const told = await this.trying(async () => {
      await this.client.flag(comment, reason);
      return true;
    });
    if (told) this.flagFor(null);
    return told === true;
  }

  /** Open or close the form that contests what was decided about a comment; what is written stays while it is open. */
  contest(comment: number | null): void {
    if (comment !== this.contesting) this.objection = '';
    this.contesting = comment;
    this.refusal = null;
    this.key = randomKey();
    this.changed();
  }

  object(text: string): void {
    this.objection = text;
    this.key = randomKey();
    this.changed();
  }

  /** Ask for another look; says whether it was taken. */
  async appeal(): Promise<boolean> {
    const { contesting, objection } = this;
    if (contesting === null || this.sending || objection.trim() === '') return false;
    const made = await this.trying(() => this.client.appeal(contesting, objection, this.key));
    if (made === null) return false;
    this.threads = this.threads.map((thread) => ({
      ...(thread.id === made.id ? { ...thread, ...made } : thread),
      replies: thread.replies.map((reply) => (reply.id === made.id ? made : reply)),
    }));
    this.contest(null);
    return true;
  }

  private async trying<T>(act: () => Promise<T>): Promise<T | null> {
    this.sending = true;
    this.refusal = null;
    this.changed();
    try {
      return await act();
    } catch (error) {
      this.refusal = sentence(error);
      return null;
    } finally {
      this.sending = false;
      this.changed();
    }
  }

  /** How somebody wants to be called stays for the next time. */
  private forget(name = this.draft.name): void {
    this.draft = { text: '', name };
    this.replyTo = null;
    this.flagging = null;
    this.contesting = null;
    this.objection = '';
    this.refusal = null;
    this.key = randomKey();
  }
}
