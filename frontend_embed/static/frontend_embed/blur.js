// Draw a rectangle on a photo: its numbers go into the form, in per cent of the picture.
const picture = document.querySelector('.field-shown img.illustration');
const fields = ['left', 'top', 'across', 'down'].map((name) => document.getElementById(`id_${name}`));

if (picture && fields.every(Boolean)) {
  const frame = document.createElement('div');
  frame.className = 'blur-frame';
  const box = document.createElement('div');
  box.className = 'blur-box';
  picture.replaceWith(frame);
  frame.append(picture, box);
  picture.draggable = false;
  let start = null;

  const at = ({ clientX, clientY }) => {
    const { left, top, width, height } = picture.getBoundingClientRect();
    const share = (value) => Math.min(100, Math.max(0, value * 100));
    return [share((clientX - left) / width), share((clientY - top) / height)];
  };
  const draw = () => {
    const [left, top, width, height] = fields.map((field) => Number(field.value) || 0);
    Object.assign(box.style, {
      left: `${left}%`,
      top: `${top}%`,
      width: `${width}%`,
      height: `${height}%`,
    });
  };

  frame.addEventListener('pointerdown', (event) => {
    start = at(event);
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener('pointermove', (event) => {
    if (!start) return;
    const [x, y] = at(event);
    const values = [
      Math.min(x, start[0]),
      Math.min(y, start[1]),
      Math.abs(x - start[0]),
      Math.abs(y - start[1]),
    ];
    fields.forEach((field, index) => {
      field.value = values[index].toFixed(1);
    });
    draw();
  });
  frame.addEventListener('pointerup', () => {
    start = null;
  });
  for (const field of fields) field.addEventListener('input', draw);
  draw();
}
