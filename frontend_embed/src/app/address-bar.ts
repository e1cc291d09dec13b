import type { Lang } from '../api/types';
import { titleOf } from '../parts/labels';
import { formatAddress } from './address';
import { hasPage, homePath, itemPath } from './item-path';
import type { Model } from './model';
import type { Reading } from './reading';

/** The window's address, kept in step with what is shown. A guest in another page has none. */
export class AddressBar {
  constructor(
    private readonly model: Model,
    private readonly reading: Reading,
    private readonly options: { isPage: boolean; lang: Lang | null },
  ) {}

  /** `push`: opening and closing are steps one can go back over; the rest only replaces. */
  write(push = false): void {
    if (!this.options.isPage) return;
    this.name();
    const { item } = this.reading;
    const { lang, filters, order, mode, view } = this.model;
    const text = formatAddress(
      {
        ref: item && !hasPage(item) ? item.properties.ref : null,
        lang,
        filters,
        order,
        mode,
        view: view ? { center: view.center, zoom: view.zoom } : null,
      },
      this.options.lang,
    );
    const home = homePath(location.pathname);
    const address = (item && hasPage(item) ? itemPath(home, item) : home) + text;
    if (push && address !== location.pathname + location.search + location.hash) {
      history.pushState(null, '', address);
    } else history.replaceState(history.state, '', address); // the form's step in it stays
  }

  /** The window's title and language, for tabs, bookmarks and screen readers. */
  private name(): void {
    const { item } = this.reading;
    const title = item ? titleOf(this.model.words, item) : null;
    const names = [title, this.model.perimeter?.name, 'Agorama'].filter((name) => !!name);
    document.title = names.join(' – ');
    document.documentElement.lang = this.model.lang;
  }
}
