import { describe, expect, it } from 'vitest';
import type { Client } from '../src/api/client';
import { Offline, Problem } from '../src/api/problem';
import type { Comment, Discussion, NewComment } from '../src/api/types';
import { Talk } from '../src/app/talk';
import { contribution } from './items';

function comment(id: number, parts: Partial<Comment> = {}): Comment {
  return {
    id,
    reply_to: null,
    state: 'published',
    name: '',
    text: `Number ${String(id)}`,
    language: 'fr',
    created_at: '2026-11-01T10:00:00Z',
    by_author: false,
    mine: false,
    ...parts,
  };
}

class Server {
  said: (NewComment & { key: string })[] = [];
  answer: Comment | Error = comment(9);
  pages: Discussion[] = [{ comments: [{ ...comment(1), replies: [] }], numberMatched: 1 }];

  discussion(_kind: string, _id: number, cursor?: string): Promise<Discussion> {
    const page = this.pages[cursor === undefined ? 0 : 1];
    return page ? Promise.resolve(page) : Promise.reject(new Offline('x'));
  }

  comment(_kind: string, _id: number, body: NewComment, key: string): Promise<Comment> {
    this.said.push({ ...body, key });
    return this.answer instanceof Error
      ? Promise.reject(this.answer)
      : Promise.resolve({ ...this.answer, reply_to: body.reply_to });
  }

  takeBack(): Promise<void> {
    this.pages = [{ comments: [], numberMatched: 0 }];
    return Promise.resolve();
  }

  objections: string[] = [];

  appeal(_comment: number, text: string, key: string): Promise<Comment> {
    this.objections.push(`${text} ${key}`);
    return this.answer instanceof Error
      ? Promise.reject(this.answer)
      : Promise.resolve(this.answer);
  }

  flag(): Promise<void> {
    return Promise.resolve();
  }
}

async function opened(server = new Server()): Promise<[Talk, Server]> {
  const talk = new Talk(server as unknown as Client, () => undefined);
  await talk.open(contribution(1));
  return [talk, server];
}

describe('a discussion', () => {
  it('is read page by page', async () => {
    const server = new Server();
    server.pages = [
      { comments: [{ ...comment(1), replies: [] }], numberMatched: 2, next: 'n' },
      { comments: [{ ...comment(2), replies: [] }], numberMatched: 2 },
    ];
    const [talk] = await opened(server);
    await talk.load(true);
    expect(talk.threads.map(({ id }) => id)).toEqual([1, 2]);
    expect([talk.total, talk.next]).toEqual([2, null]);
  });

  it('takes a comment at its end and a reply under its comment', async () => {
    const [talk, server] = await opened();
    talk.write({ text: 'Me too', name: 'Paul' });
    await talk.say('fr');
    expect(talk.threads.map(({ id }) => id)).toEqual([1, 9]);
    expect(talk.draft).toEqual({ text: '', name: 'Paul' });
    server.answer = comment(10);
    talk.reply(1);
    talk.write({ text: 'Indeed' });
    await talk.say('fr');
    expect(talk.threads[0]?.replies.map(({ id }) => id)).toEqual([10]);
    expect([talk.total, talk.replyTo]).toEqual([3, null]);
  });

  it('keeps the words and the key of what did not get through', async () => {
    const [talk, server] = await opened();
    server.answer = new Problem(409, 'phase_closed', 'Closed.');
    talk.write({ text: 'Me too' });
    expect(await talk.say('fr')).toBeNull();
    expect([talk.refusal, talk.draft.text, talk.sending]).toEqual(['Closed.', 'Me too', false]);
    server.answer = comment(9);
    await talk.say('fr');
    expect(new Set(server.said.map(({ key }) => key)).size).toBe(1);
  });

  it('contests a decision, and keeps the words of what did not get through', async () => {
    const [talk, server] = await opened();
    expect(await talk.appeal()).toBe(false);
    talk.contest(1);
    expect(await talk.appeal()).toBe(false);
    talk.object('It is my brother');
    server.answer = new Problem(409, 'already_contested', 'Once.');
    expect(await talk.appeal()).toBe(false);
    expect([talk.refusal, talk.objection, talk.contesting]).toEqual([
      'Once.',
      'It is my brother',
      1,
    ]);
    server.answer = comment(1, { state: 'hidden', mine: true });
    expect(await talk.appeal()).toBe(true);
    expect(new Set(server.objections).size).toBe(1);
    expect([talk.threads[0]?.state, talk.objection, talk.contesting]).toEqual(['hidden', '', null]);
    expect(talk.threads[0]?.replies).toEqual([]);
  });

  it('does not count what waits to be read', async () => {
    const [talk, server] = await opened();
    server.answer = comment(9, { state: 'pending' });
    talk.write({ text: 'Me too' });
    await talk.say('fr');
    expect([talk.total, talk.threads.length]).toEqual([1, 2]);
  });

  it('says nothing where nothing is written, and loses nothing of another item', async () => {
    const [talk, server] = await opened();
    talk.write({ text: '  ' });
    expect(await talk.say('fr')).toBeNull();
    expect(server.said).toEqual([]);
    talk.write({ text: 'Half a' });
    await talk.open(contribution(1));
    expect(talk.draft.text).toBe('Half a');
    await talk.open(contribution(2));
    expect(talk.draft.text).toBe('');
  });

  it('says why it is not there', async () => {
    const server = new Server();
    server.pages = [];
    const [talk] = await opened(server);
    expect(talk.failed).toBe('');
    expect(talk.loading).toBe(false);
  });

  it('takes back and calls a moderator', async () => {
    const [talk] = await opened();
    expect(await talk.takeBack(1)).toBe(true);
    expect(talk.threads).toEqual([]);
    talk.flagFor(1);
    expect(await talk.flag(1, 'spam')).toBe(true);
    expect(talk.flagging).toBeNull();
  });
});
