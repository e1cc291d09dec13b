import type { Step } from './placing';

interface Mark {
  placing: Step;
  /** How many steps lie under it, back to where the form was opened. */
  depth: number;
}

function markOf(state: unknown): Mark | null {
  const mark = state as Partial<Mark> | null;
  return typeof mark?.depth === 'number' && mark.placing !== undefined ? (mark as Mark) : null;
}

/**
 * The steps of the form in the window's history: a phone's Back goes one step back, not away. A guest in another
 * page leaves that page's history alone.
 */
export class StepsBack {
  private unwinding: (() => void) | null = null;

  constructor(private readonly isPage: boolean) {
    // A page that was loaded again opens without its form.
    if (isPage && this.depth > 0) history.replaceState(null, '');
  }

  get depth(): number {
    return this.isPage ? (markOf(history.state)?.depth ?? 0) : 0;
  }

  /** The form went one step on. */
  forward(step: Step): void {
    if (!this.isPage) return;
    const mark: Mark = { placing: step, depth: this.depth + 1 };
    history.pushState(mark, '');
  }

  /** The same place in the history is another step now. */
  instead(step: Step): void {
    if (this.depth > 0) history.replaceState({ placing: step, depth: this.depth }, '');
  }

  /** Go one step back in the history; false where there is none of ours. */
  back(): boolean {
    if (this.depth === 0) return false;
    history.back();
    return true;
  }

  /** Out of the form: the steps are taken off the history. */
  async unwind(): Promise<void> {
    const { depth } = this;
    if (depth === 0) return;
    await new Promise<void>((resolve) => {
      this.unwinding = resolve;
      history.go(-depth);
    });
  }

  /** What the window's history came to: the step to show, `null` for none of ours, `done` after `unwind`. */
  came(state: unknown): Step | null | 'done' {
    if (this.unwinding) {
      this.unwinding();
      this.unwinding = null;
      return 'done';
    }
    return this.isPage ? (markOf(state)?.placing ?? null) : null;
  }
}
