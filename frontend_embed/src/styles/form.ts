import before from './before.css?inline';
import composer from './composer.css?inline';
import { insertSheets } from './sheets';

/** What only the form wears. */
export function dressForm(root: ShadowRoot): void {
  insertSheets(root, [composer, before]);
}
