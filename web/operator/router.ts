import { createRouter, createWebHistory } from 'vue-router';
import CallView from './call/CallView.vue';
import QueueView from './queue/QueueView.vue';
import WaitingView from './waiting/WaitingView.vue';

export const router = createRouter({
  history: createWebHistory('/operator/'),
  routes: [
    { path: '/', name: 'call', component: CallView },
    { path: '/waiting/:id(\\d+)?', name: 'waiting', component: WaitingView },
    { path: '/orders/:id(\\d+)?', name: 'orders', component: QueueView },
    // Only who plans needs it: its code comes when it is opened.
    { path: '/plan', name: 'plan', component: () => import('./plan/PlanView.vue') },
    { path: '/account', name: 'account', component: () => import('../shared/account/OwnAccount.vue') },
    // Only who reads chat groups needs it.
    { path: '/chat', name: 'chat', component: () => import('./chat/ChatView.vue') },
    // Only who takes the city's orders in needs it.
    { path: '/city', name: 'city', component: () => import('./city/CityView.vue') },
    // The map's library comes with it.
    { path: '/map', name: 'map', component: () => import('./map/MapPage.vue') },
    { path: '/callbacks', name: 'callbacks', component: () => import('./callbacks/CallBacksView.vue') },
    { path: '/desk', name: 'desk', component: () => import('./desk/DeskView.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
