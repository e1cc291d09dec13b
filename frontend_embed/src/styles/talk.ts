import talk from './talk.css?inline';
import { insertSheets } from './sheets';

/** What only the discussion below a card wears. */
export function dressTalk(root: ShadowRoot): void {
  insertSheets(root, [talk]);
}
