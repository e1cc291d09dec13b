import { describe, expect, it } from 'vitest';
import { hasPage, homePath, itemOfPath, itemPath } from '../src/app/item-path';
import { contribution, proposal } from './items';

describe('the page of one thing', () => {
  it('lies below the territory’s, and is read back', () => {
    expect(itemPath('/p/valley/', contribution(412))).toBe('/p/valley/contributions/412/');
    expect(itemPath('/p/valley/', proposal(7))).toBe('/p/valley/proposals/7/');
    expect(itemOfPath('/p/valley/contributions/412/')).toEqual({ kind: 'idea', id: 412 });
    expect(itemOfPath('/p/valley/proposals/7/')).toEqual({ kind: 'proposal', id: 7 });
    expect(itemOfPath('/p/valley/')).toBeNull();
    expect(homePath('/p/valley/contributions/412/')).toBe('/p/valley/');
    expect(homePath('/p/valley/')).toBe('/p/valley/');
  });

  it('is there for what everybody may read, and for nothing else', () => {
    const own = contribution(1);
    expect(hasPage(own)).toBe(true);
    expect(hasPage({ ...own, properties: { ...own.properties, state: 'pending' } })).toBe(false);
  });
});
