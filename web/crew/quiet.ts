const LONGEST_MILLISECONDS = 1_000;

/** Does it once the page has drawn what was tapped and has nothing better to do, or a second later. */
export function whenQuiet(work: () => void): void {
  const idle = window.requestIdleCallback as typeof window.requestIdleCallback | undefined;
  if (idle) idle(work, { timeout: LONGEST_MILLISECONDS });
  else setTimeout(work, LONGEST_MILLISECONDS / 5);
}

/** Does it right after the next picture is on the screen: what is seen first is not kept waiting by it. */
export function afterPicture(work: () => void): void {
  // A page that nobody sees draws no pictures.
  if (document.hidden) setTimeout(work);
  else requestAnimationFrame(() => setTimeout(work));
}
