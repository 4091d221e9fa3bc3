// What the server cannot do: keys, counting while somebody types, a running clock. htmx does the rest.

// --- The typing boxes, one a phone ----------------------------------------------------------------

const composers = () => document.querySelectorAll('[data-composer]');
const boxOf = (composer) => composer.querySelector('textarea');
const deviceOf = (element) => element.closest('.device');

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

function count(composer) {
  const input = boxOf(composer);
  const { unicode, count: parts } = segments(input.value, input.dataset);
  const words = `${input.value.length}/1600 · ${parts} segment${parts === 1 ? '' : 's'}${unicode ? ' · Unicode' : ''}`;
  composer.querySelector('.counter').textContent = input.value === '' ? '\u00a0' : words;
}

function showAttached(composer) {
  const file = composer.querySelector('input[type=file]').files?.[0];
  const chip = composer.querySelector('.attached');
  chip.hidden = !file;
  chip.textContent = file ? file.name : '';
}

/** A step on one phone loads the page anew: what is half written on another one must outlive that. */
function keepDraft(composer) {
  sessionStorage.setItem(`draft ${composer.dataset.composer}`, boxOf(composer).value);
}
for (const composer of composers()) {
  boxOf(composer).value = sessionStorage.getItem(`draft ${composer.dataset.composer}`) ?? '';
  count(composer);
}

function written(composer) {
  count(composer);
  keepDraft(composer);
}

document.addEventListener('input', (event) => {
  const composer = event.target.matches('textarea') && event.target.closest('[data-composer]');
  if (composer) written(composer);
});
document.addEventListener('change', (event) => {
  const composer = event.target.matches('input[type=file]') && event.target.closest('[data-composer]');
  if (composer) showAttached(composer);
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  if (!event.target.matches('[data-composer] textarea')) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    if (!form.matches('[data-composer]')) return;
    if (boxOf(form).value.trim() !== '' || form.querySelector('input[type=file]').value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    boxOf(form).focus();
  },
  true,
);

// --- What is half written in a room outlives a page that is loaded anew ---------------------------

const sketches = () => document.querySelectorAll('[data-draft]');
for (const box of sketches()) box.value = sessionStorage.getItem(box.dataset.draft) ?? box.value;
document.addEventListener('input', (event) => {
  const { draft } = event.target.dataset;
  if (draft) sessionStorage.setItem(draft, event.target.value);
});

// --- After a request ----------------------------------------------------------------------------

document.addEventListener('htmx:before:request', (event) => {
  const { sourceElement, request } = event.detail.ctx;
  // What refreshes itself is no act of a person: only an act takes the last refusal away.
  if (request.method === 'GET') return;
  deviceOf(sourceElement)?.querySelector('.notice').replaceChildren();
});
document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement;
  if (ctx.response.status >= 400) return;
  if (form.matches('[data-composer], [data-clears]')) form.reset();
  if (form.matches('[data-folds]')) {
    form.closest('details').open = false;
    for (const file of form.querySelectorAll('input[type=file]')) file.value = '';
  }
  if (form.matches('[data-composer]')) {
    written(form);
    showAttached(form);
    boxOf(form).focus();
  }
});

// --- Buttons that only change what is on the screen ---------------------------------------------

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { fill, dial, key } = button.dataset;
  if ('themeToggle' in button.dataset) toggleTheme();
  const device = deviceOf(button);
  if (fill !== undefined) {
    const composer = device.querySelector('[data-composer]');
    boxOf(composer).value = fill;
    boxOf(composer).focus();
    written(composer);
  }
  const dialled = device?.querySelector('.dialled');
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
