// Before anything is painted, so that nobody who chose dark is blinded by a white page first. See shared/ui/scheme.ts.
try {
  var scheme = localStorage.getItem('lamplighter.scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
} catch {
  // A browser that keeps nothing looks as its system does.
}
