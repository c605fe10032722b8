// Shows what the town says of a report while no page is open; it keeps nothing and touches no request.
const AT_LEAST = '您的报修有进展，点开看';

// A message that cannot be read is shown all the same: browsers stop those who are told and show nothing.
function read(data) {
  try {
    const said = JSON.parse(data ? data.text() : '');
    const token = typeof said.report === 'string' && /^\w{8,64}$/.test(said.report) ? said.report : '';
    return { token, body: typeof said.text === 'string' && said.text ? said.text : AT_LEAST };
  } catch {
    return { token: '', body: AT_LEAST };
  }
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('push', (event) => {
  const { token, body } = read(event.data);
  // One report has one notice: the newest.
  event.waitUntil(self.registration.showNotification('点灯人', { body, tag: `report-${token}`, renotify: true, data: { token } }));
});
async function show(page) {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const same = open.find((client) => new URL(client.url).pathname === page);
  if (same) await same.focus();
  else await self.clients.openWindow(page);
}
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const token = event.notification.data?.token;
  event.waitUntil(show(token ? `/t/${token}` : '/'));
});
