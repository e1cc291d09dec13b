import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Session } from './session';
import type { WorkshopWords } from './strings/index';

/** A piece of the workshop; it draws into the shadow root of <agorama-workshop>, so that one sheet styles all. */
export abstract class Piece extends LitElement {
  @property({ attribute: false }) session!: Session;
  /** Grows with every change of the session, so that its pieces are drawn again. */
  @property({ attribute: false }) version = 0;

  protected get words(): WorkshopWords {
    return this.session.words;
  }

  protected override createRenderRoot(): this {
    return this;
  }
}

/** What a form was filled in with. */
export function filledIn(event: Event): FormData {
  event.preventDefault();
  return new FormData(event.currentTarget as HTMLFormElement);
}

export function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
