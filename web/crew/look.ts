/** How the page looks on this phone: large for tired eyes and gloves, and for the sun or the night. */
export type Size = 'usual' | 'large';
export type Light = 'auto' | 'sun' | 'night';
export const SIZES: readonly Size[] = ['usual', 'large'];
export const LIGHTS: readonly Light[] = ['auto', 'sun', 'night'];
const STORED = 'lamplighter.crew.look';

export interface Look {
  size: Size;
  light: Light;
}

/** What was chosen on this phone; anything else is as it comes. */
export function chosenLook(): Look {
  try {
    const said = JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Look>;
    return { size: said.size === 'large' ? 'large' : 'usual', light: said.light === 'sun' || said.light === 'night' ? said.light : 'auto' };
  } catch {
    return { size: 'usual', light: 'auto' };
  }
}

export function showLook(look: Look): void {
  Object.assign(document.documentElement.dataset, look);
}

export function chooseLook(look: Look): void {
  showLook(look);
  try {
    localStorage.setItem(STORED, JSON.stringify(look));
  } catch {
    // It lasts as long as this page.
  }
}
