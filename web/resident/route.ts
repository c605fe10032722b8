import { reactive, readonly } from 'vue';

/** The pages of the resident app; the steps of a report are entries of the browser's history. */
export type Step = 'village' | 'class' | 'kind' | 'danger' | 'details';
export type Route =
  | { page: 'home' }
  | { page: 'report'; code: string | null; step: Step }
  | { page: 'follow'; token: string }
  | { page: 'village'; code: string };

const STEPS: readonly Step[] = ['village', 'class', 'kind', 'danger', 'details'];

/** Which page a path and a history entry stand for. */
export function readRoute(path: string, state: unknown): Route {
  const [head, value] = path.split('/').filter((part) => part !== '');
  if (head === 't' && value !== undefined) return { page: 'follow', token: decode(value) };
  if (head === 'v' && value !== undefined) return { page: 'village', code: decode(value) };
  const code = head === 'f' && value !== undefined ? decode(value) : null;
  const stored = (state as { step?: unknown } | null)?.step;
  const step = STEPS.find((one) => one === stored);
  if (code !== null) return { page: 'report', code, step: step ?? 'kind' };
  return step === undefined ? { page: 'home' } : { page: 'report', code, step };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const current = reactive<{ route: Route }>({ route: readRoute(location.pathname, history.state) });
export const router = readonly(current);

function show(): void {
  current.route = readRoute(location.pathname, history.state);
  window.scrollTo(0, 0);
}

window.addEventListener('popstate', show);
// Links between the pages and forms are followed here: the browser loads nothing anew, unless a key asks it to.
window.addEventListener('submit', (event) => event.preventDefault());
window.addEventListener('click', (event) => {
  const path = (event.target as Element).closest('a')?.getAttribute('href') ?? '';
  if (!/^\/($|[tv]\/)/.test(path) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  goTo(path);
});

/** Goes to one step of the report being written. */
export function goToStep(step: Step): void {
  history.pushState({ step }, '', location.pathname);
  show();
}

/** Goes to another page of this app. `replace` leaves no way back into a draft that is sent. */
export function goTo(path: string, replace = false): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  show();
}

export function goBack(): void {
  history.back();
}
