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

  /** Hand on what a piece inside this one emitted. */
  protected readonly pass = (event: Event): void => {
    this.emit(event.type, (event as CustomEvent<unknown>).detail);
  };
}

/** A listener for an event that a part emits, handing over what it carries. */
export function heard<T = undefined>(act: (detail: T) => unknown): (event: Event) => void {
  return (event) => {
    act((event as CustomEvent<T>).detail);
  };
}
