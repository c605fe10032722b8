// Before anything is painted, so that nobody who chose dark is blinded by a white page first. See shared/ui/scheme.ts.
try {
  var scheme = localStorage.getItem('lamplighter.scheme');
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
  // The residents' first page is read while its program is still on its way.
  if (location.pathname === '/' && !history.state && localStorage.getItem('lamplighter.locale') !== 'en') document.documentElement.dataset.first = '';
} catch {
  // A browser that keeps nothing looks as its system does.
}
