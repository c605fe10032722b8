import { ref } from 'vue';
import { createRouter, createWebHistory, START_LOCATION } from 'vue-router';
import OrderPage from './pages/OrderPage.vue';
import OrdersPage from './pages/OrdersPage.vue';
import OutboxPage from './pages/OutboxPage.vue';
import ResolvePage from './pages/ResolvePage.vue';
import { afterPicture } from './quiet';

// The list, an order and its end come first; the rest follows when it is wanted, and is kept for offline as well.
export const router = createRouter({
  history: createWebHistory('/crew/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'orders', component: OrdersPage },
    { path: '/orders/:id', name: 'order', component: OrderPage, props: true },
    { path: '/orders/:id/resolve', name: 'resolve', component: ResolvePage, props: true },
    { path: '/orders/:id/proof', name: 'proof', component: () => import('./pages/ProofPage.vue'), props: true },
    { path: '/orders/:id/ask', name: 'ask', component: () => import('./pages/AskPage.vue'), props: true },
    { path: '/report', name: 'report', component: () => import('./pages/NewReportPage.vue'), props: (route) => ({ at: route.query.at }) },
    { path: '/outbox', name: 'outbox', component: OutboxPage },
    { path: '/me', name: 'me', component: () => import('./pages/MePage.vue') },
    { path: '/account', name: 'account', component: () => import('@shared/account/OwnAccount.vue'), props: { heading: 'h1' } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});

/** A tap has been taken and its page is being made: said before the work begins, which takes a slow phone a while. */
export const going = ref(false);
router.beforeEach(async (_to, from) => {
  if (from === START_LOCATION) return;
  going.value = true;
  await new Promise<void>(afterPicture);
});
router.afterEach(() => (going.value = false));
router.onError(() => (going.value = false));
