import { ref } from 'vue';

/** Light or dark: as the system has it, or as chosen in this browser. `shared/public/scheme.js` applies it before the first paint. */
export type Scheme = 'system' | 'light' | 'dark';
export const SCHEMES: readonly Scheme[] = ['system', 'light', 'dark'];
const STORED = 'lamplighter.scheme';

function stored(): Scheme {
  try {
    return SCHEMES.find((one) => one === localStorage.getItem(STORED)) ?? 'system';
  } catch {
    return 'system';
  }
}

function show(chosen: Scheme): void {
  const { dataset } = document.documentElement;
  if (chosen === 'system') delete dataset.scheme;
  else dataset.scheme = chosen;
}

export const scheme = ref<Scheme>(stored());
show(scheme.value);

export function setScheme(chosen: Scheme): void {
  scheme.value = chosen;
  show(chosen);
  try {
    if (chosen === 'system') localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, chosen);
  } catch {
    // It lasts as long as this page.
  }
}

// What is chosen in one window holds in the others.
window.addEventListener('storage', (event) => {
  if (event.key !== STORED && event.key !== null) return;
  scheme.value = stored();
  show(scheme.value);
});
