// What the server cannot do: keys, counting while somebody types, a running clock. htmx does the rest.

// --- The typing box -----------------------------------------------------------------------------

const composer = () => document.querySelector('[data-composer]');
const box = () => document.getElementById('message-input');

/** The same count as on the server (src/simulator/network/segments.ts), with the alphabets it sent. */
function segments(body, { gsm, gsmExtended }) {
  let septets = 0;
  for (const character of body) {
    if (gsm.includes(character)) septets += 1;
    else if (gsmExtended.includes(character)) septets += 2;
    else return { unicode: true, count: body.length <= 70 ? 1 : Math.ceil(body.length / 67) };
  }
  return { unicode: false, count: septets <= 160 ? 1 : Math.ceil(septets / 153) };
}

function count() {
  const input = box();
  const counter = document.getElementById('counter');
  if (!input || !counter) return;
  const { unicode, count: parts } = segments(input.value, input.dataset);
  const words = `${input.value.length}/1600 · ${parts} segment${parts === 1 ? '' : 's'}${unicode ? ' · Unicode' : ''}`;
  counter.textContent = input.value === '' ? '\u00a0' : words;
}

function showAttached() {
  const file = composer()?.querySelector('input[type=file]')?.files?.[0];
  const chip = document.getElementById('attached');
  if (!chip) return;
  chip.hidden = !file;
  chip.textContent = file ? file.name : '';
}

document.addEventListener('input', (event) => {
  if (event.target === box()) count();
});
document.addEventListener('change', (event) => {
  if (event.target.matches('input[type=file]')) showAttached();
});
document.addEventListener('keydown', (event) => {
  if (event.target !== box() || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer().requestSubmit();
});
document.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    const isEmpty =
      form === composer() && box().value.trim() === '' && !form.querySelector('input[type=file]').value;
    if (!isEmpty) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box().focus();
  },
  true,
);

// --- After a request ----------------------------------------------------------------------------

document.addEventListener('htmx:before:request', () => {
  document.getElementById('notice')?.replaceChildren();
});
document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement;
  if (ctx.response.status >= 400) return;
  if (form.matches('[data-composer], [data-clears]')) form.reset();
  if (form.matches('[data-composer]')) {
    count();
    showAttached();
    box().focus();
  }
});

// --- Buttons that only change what is on the screen ---------------------------------------------

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { fill, dial, key } = button.dataset;
  if ('themeToggle' in button.dataset) toggleTheme();
  if (fill !== undefined) {
    box().value = fill;
    box().focus();
    count();
  }
  const dialled = document.getElementById('dial-input');
  if (dial !== undefined) dialled.value = dial;
  if (key !== undefined && button.type === 'button') {
    dialled.value = key === 'erase' ? dialled.value.slice(0, -1) : dialled.value + key;
  }
});

function toggleTheme() {
  const root = document.documentElement;
  const isDark =
    getComputedStyle(root).colorScheme === 'dark' ||
    (root.dataset.theme === undefined && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = isDark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
}

// --- The clock of a call ------------------------------------------------------------------------

function tickCalls() {
  for (const clock of document.querySelectorAll('[data-since]')) {
    const seconds = Math.max(0, Math.floor((Date.now() - Number(clock.dataset.since)) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
}
setInterval(tickCalls, 500);
document.addEventListener('htmx:after:swap', tickCalls);
