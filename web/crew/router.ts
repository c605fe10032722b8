import { createRouter, createWebHistory } from 'vue-router';
import AskPage from './pages/AskPage.vue';
import MePage from './pages/MePage.vue';
import OrderPage from './pages/OrderPage.vue';
import OrdersPage from './pages/OrdersPage.vue';
import NewReportPage from './pages/NewReportPage.vue';
import OutboxPage from './pages/OutboxPage.vue';
import ResolvePage from './pages/ResolvePage.vue';

export const router = createRouter({
  history: createWebHistory('/crew/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'orders', component: OrdersPage },
    { path: '/orders/:id', name: 'order', component: OrderPage, props: true },
    { path: '/orders/:id/resolve', name: 'resolve', component: ResolvePage, props: true },
    { path: '/orders/:id/ask', name: 'ask', component: AskPage, props: true },
    { path: '/report', name: 'report', component: NewReportPage, props: (route) => ({ at: route.query.at }) },
    { path: '/outbox', name: 'outbox', component: OutboxPage },
    { path: '/me', name: 'me', component: MePage },
    { path: '/account', name: 'account', component: () => import('@shared/account/OwnAccount.vue'), props: { heading: 'h1' } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
