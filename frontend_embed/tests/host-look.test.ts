import { describe, expect, it } from 'vitest';
import { accentRules } from '../src/styles/host-look';
import { inRem } from '../src/styles/rem';

describe('an accent of the page around', () => {
  it('is taken where it can be read', () => {
    const rules = accentRules('rgb(0, 70, 140)', 'light');
    expect(rules).toContain('--accent:rgb(0, 70, 140)!important');
    expect(rules).toContain('--accent-on:#ffffff');
    expect(accentRules('rgb(255, 220, 120)', 'dark')).toContain('--accent-on:#1d2a31');
  });

  it.each([
    ['too pale for a light ground', 'rgb(255, 220, 120)', 'light'],
    ['too dark for a dark ground', 'rgb(0, 70, 140)', 'dark'],
    ['half seen through', 'rgba(0, 70, 140, 0.5)', 'light'],
    ['no colour', '', 'light'],
    ['not only a colour', 'rgb(0, 0, 0);}*{color:red', 'light'],
  ] as const)('is left where it is %s', (_, color, scheme) => {
    expect(accentRules(color, scheme)).toBe('');
  });
});

describe('a page with its own rem', () => {
  it('changes no size of ours', () => {
    expect(inRem('a{width:calc(100% - 2rem);margin:.5rem 0;--x:1rem}', 1.6)).toBe(
      'a{width:calc(100% - 3.2rem);margin:0.8rem 0;--x:1.6rem}',
    );
    expect(inRem('.premium{color:red}', 2)).toBe('.premium{color:red}');
  });
});
