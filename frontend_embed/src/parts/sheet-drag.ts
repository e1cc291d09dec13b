import type { Part } from './part';

export type SheetPosition = 'closed' | 'half' | 'full';

/** A finger that moved less than this has pressed, not dragged. */
const PRESS_PX = 6;
/** px/ms; a flick faster than this goes one step on, however short. */
const FLICK = 0.5;

const ORDER: readonly SheetPosition[] = ['closed', 'half', 'full'];

/** The resting place nearest to a height, given the heights of the three. */
export function restingPlace(
  height: number,
  speed: number,
  from: SheetPosition,
  heights: Readonly<Record<SheetPosition, number>>,
): SheetPosition {
  if (Math.abs(speed) > FLICK) {
    const step = ORDER.indexOf(from) + (speed > 0 ? 1 : -1);
    return ORDER[Math.min(2, Math.max(0, step))] ?? from;
  }
  const distance = (position: SheetPosition): number => Math.abs(heights[position] - height);
  return [...ORDER].sort((a, b) => distance(a) - distance(b))[0] ?? from;
}

/** Dragging the phone's sheet by its head; the grip is a button as well, for everyone else. */
export class SheetDrag {
  constructor(
    private readonly part: Part & { sheet: SheetPosition },
    private readonly rest: (position: SheetPosition) => void,
  ) {}

  readonly down = (event: PointerEvent): void => {
    const sheet = this.part.querySelector<HTMLElement>('.sheet');
    const onGrip =
      event.target instanceof Element && event.target.closest('select, .filterbtn') === null;
    if (!sheet || !onGrip || getComputedStyle(sheet).position !== 'absolute') return;
    const startY = event.clientY;
    const startHeight = sheet.offsetHeight;
    const startTime = event.timeStamp;
    let moved = false;
    const move = (moving: PointerEvent): void => {
      const up = startY - moving.clientY;
      if (!moved && Math.abs(up) < PRESS_PX) return;
      moved = true;
      sheet.classList.add('dragging');
      sheet.style.height = `${String(startHeight + up)}px`;
    };
    const end = (ending: PointerEvent): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      sheet.classList.remove('dragging');
      sheet.style.height = '';
      if (!moved) return;
      // The click that follows a drag on the grip is not a press of it.
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => {
        window.removeEventListener('click', swallow, { capture: true });
      }, 0);
      const up = startY - ending.clientY;
      const speed = up / Math.max(1, ending.timeStamp - startTime);
      this.rest(restingPlace(startHeight + up, speed, this.part.sheet, this.heights(sheet)));
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };

  private heights(sheet: HTMLElement): Record<SheetPosition, number> {
    const room =
      sheet.offsetParent instanceof HTMLElement
        ? sheet.offsetParent.offsetHeight
        : window.innerHeight;
    return { closed: 120, half: room * 0.54, full: room - 72 };
  }
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}
