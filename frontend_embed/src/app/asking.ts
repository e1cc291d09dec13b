import type { Client } from '../api/client';
import type { Category, Question } from '../api/types';
import { sentence } from './listing';
import type { Draft } from './placing';

/** The categories of reports and what they ask; fetched when the first report is begun. */
export class Asking {
  categories: readonly Category[] = [];
  private asked = '';

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  /** Asked once a language; without an answer, a report goes without. */
  async load(lang: string): Promise<void> {
    if (this.asked === lang) return;
    this.asked = lang;
    try {
      this.categories = await this.client.categories();
    } catch (error) {
      sentence(error);
      this.asked = '';
    }
    this.changed();
  }

  /** Those to choose from: of the theme first, all of them where it has none. */
  of(theme: string | null): readonly Category[] {
    const own = this.categories.filter((category) => category.theme === theme);
    return own.length > 0 ? own : this.categories.filter((category) => category.theme === null);
  }

  category({ kind, category }: Draft): Category | undefined {
    return kind === 'report' ? this.categories.find(({ slug }) => slug === category) : undefined;
  }

  /** The questions to show, with what was answered so far. */
  questions(draft: Draft): readonly Question[] {
    const shown: Question[] = [];
    for (const question of this.category(draft)?.questions ?? []) {
      const { shown_if } = question;
      const before = shown.some(({ slug }) => slug === shown_if?.question);
      if (!shown_if || (before && draft.answers[shown_if.question] === shown_if.value)) {
        shown.push(question);
      }
    }
    return shown;
  }

  /** What was answered to the questions that are shown. */
  answers(draft: Draft): Record<string, string> {
    const given = this.questions(draft).map(
      ({ slug }) => [slug, draft.answers[slug]?.trim()] as const,
    );
    return Object.fromEntries(
      given.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''),
    );
  }
}
