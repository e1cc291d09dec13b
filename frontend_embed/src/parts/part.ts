import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Words } from '../strings/words';

/**
 * A piece of the citizen map: takes data, emits events. It draws into the shadow root of
 * <agorama-map>, so that one sheet styles all and labels can point across pieces.
 */
export abstract class Part extends LitElement {
  @property({ attribute: false }) words!: Words;

  protected override createRenderRoot(): this {
    return this;
  }

  protected emit(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The detail of an event that a part emitted. */
export function detail<T>(event: Event): T {
  return (event as CustomEvent<T>).detail;
}
