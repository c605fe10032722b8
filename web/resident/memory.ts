// What this phone remembers. A phone without storage (private mode) still reports; it only forgets.

const PREFIX = 'lamplighter.resident.';

export function recall<T>(name: string): T | null {
  try {
    const stored = localStorage.getItem(PREFIX + name);
    return stored === null ? null : (JSON.parse(stored) as T);
  } catch {
    return null;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page goes on without a memory.
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

/** A key that names one attempt, also where `crypto.randomUUID` is missing (plain HTTP). */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
