const PIECES = {
  card: async (root: ShadowRoot) => {
    const [{ dressTalk }] = await Promise.all([import('../styles/talk'), import('./card')]);
    dressTalk(root);
  },
  composer: async (root: ShadowRoot) => {
    const [{ dressForm }] = await Promise.all([import('../styles/form'), import('./composer')]);
    dressForm(root);
  },
};
type Piece = keyof typeof PIECES;

/** Pieces that not every visit needs: fetched at the reader's first touch, at the latest when they are to be shown. */
export class Later {
  private readonly coming = new Map<Piece, Promise<void>>();

  constructor(
    private readonly host: { renderRoot: HTMLElement | DocumentFragment },
    private readonly failed: () => void,
  ) {}

  /** Fetch pieces, each once; what did not arrive is fetched again the next time. */
  need(...pieces: readonly Piece[]): void {
    for (const piece of pieces) this.fetch(piece);
  }

  private fetch(piece: Piece): void {
    if (this.coming.has(piece)) return;
    const arrival = PIECES[piece](this.host.renderRoot as ShadowRoot).then(
      () => undefined,
      () => {
        this.coming.delete(piece);
        this.failed();
      },
    );
    this.coming.set(piece, arrival);
  }

  /** When whatever is on its way is here. */
  async settled(): Promise<void> {
    await Promise.all(this.coming.values());
  }
}
