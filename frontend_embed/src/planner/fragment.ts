import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Session } from './session';
import type { PlannerWords } from './strings/index';

/** A piece of the planner's page; it draws into the shadow root of <agorama-planner>, so that one sheet styles all. */
export abstract class Fragment extends LitElement {
  @property({ attribute: false }) session!: Session;
  /** Grows with every change of the session, so that its pieces are drawn again. */
  @property({ attribute: false }) version = 0;

  protected get says(): PlannerWords {
    return this.session.says;
  }

  protected override createRenderRoot(): this {
    return this;
  }
}
