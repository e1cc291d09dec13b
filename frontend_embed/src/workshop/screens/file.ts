import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from '../../parts/icons';
import { back } from '../buttons';
import { Piece } from '../piece';
import type { Purpose, Screen } from '../session';
import { refusal } from '../waiting';

/** Where one goes back to from a file. */
export function originOf(purpose: Purpose): Screen {
  if (purpose.for === 'units') return { name: 'compose' };
  return purpose.for === 'zones' ? { name: 'zonings' } : { name: 'start' };
}

/** Choose a file, or drop it. */
@customElement('ws-file')
export class FileScreen extends Piece {
  @property({ attribute: false }) purpose!: Purpose;
  @state() private over = false;

  override render(): TemplateResult {
    const { words } = this;
    const limits = this.session.overview?.limits;
    const titles = { boundary: 'file.title', units: 'file.units', zones: 'file.zones' } as const;
    return html`<h1 tabindex="-1">${words.t(titles[this.purpose.for])}</h1>
      <p class="soft">${words.t('source.file.help')}</p>
      ${refusal(this.session)}
      <label
        class="drop ${this.over ? 'over' : ''}"
        @dragover=${this.dragged}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${this.dropped}
      >
        ${icon('share', 28)}
        <strong>${words.t('file.choose')}</strong>
        <span class="small soft">${words.t('file.drop')}</span>
        <span class="small soft"
          >${words.t('file.limit', { size: Math.floor((limits?.max_bytes ?? 0) / 1_000_000) })}</span
        >
        <input
          class="pick"
          type="file"
          multiple
          accept=${limits?.accept ?? ''}
          aria-label=${words.t('file.choose')}
          @change=${this.chosen}
        />
      </label>
      <div class="ac">
        ${back(words.t('leave'), () => {
          this.session.go(originOf(this.purpose));
        })}
      </div>`;
  }

  private readonly dragged = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  private readonly dropped = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    void this.send([...(event.dataTransfer?.files ?? [])]);
  };

  private readonly chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file may be chosen again after it was mended.
    input.value = '';
    void this.send(files);
  };

  private async send(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (!first) return;
    const { session, purpose } = this;
    const upload = await session.run(this.words.t('file.sending', { name: first.name }), (follow) =>
      session.client.upload(files, follow),
    );
    if (upload) session.go({ name: 'reading', purpose, upload });
  }
}
