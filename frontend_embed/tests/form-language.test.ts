import { describe, expect, it } from 'vitest';
import type { Client } from '../src/api/client';
import { Placing } from '../src/app/placing';

describe('another language inside the form', () => {
  it('is what one will write in, unless one has begun to write', async () => {
    const made = new Placing({} as Client, 'fr', () => undefined);
    await made.speak('it');
    expect(made.draft.language).toBe('it');
    made.fill({ text: 'Una panchina' });
    await made.speak('en');
    expect(made.draft.language).toBe('it');
  });
});
