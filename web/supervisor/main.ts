import { createApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import '../shared/ui/controls.css';
import App from './App.vue';
import AuditView from './audit/AuditView.vue';
import BoardView from './board/BoardView.vue';
import FiguresView from './figures/FiguresView.vue';
import FigureView from './figures/FigureView.vue';
import LeftOutView from './figures/LeftOutView.vue';
import ListView from './list/ListView.vue';
import OrderView from './list/OrderView.vue';
import RulesView from './rules/RulesView.vue';

const router = createRouter({
  history: createWebHistory('/supervisor/'),
  routes: [
    { path: '/', name: 'board', component: BoardView },
    { path: '/list', name: 'list', component: ListView },
    { path: '/figures', name: 'figures', component: FiguresView },
    { path: '/figures/:code', name: 'figure', component: FigureView },
    { path: '/left-out', name: 'left-out', component: LeftOutView },
    { path: '/insight/:part?', name: 'insight', component: () => import('./insight/InsightView.vue') },
    { path: '/report', name: 'report', component: () => import('./insight/ReportView.vue') },
    { path: '/map', name: 'map', component: () => import('./map/MapPage.vue') },
    { path: '/wall', name: 'wall', component: () => import('./insight/WallView.vue') },
    { path: '/rules/:part?', name: 'rules', component: RulesView },
    { path: '/audit', name: 'audit', component: AuditView },
    { path: '/orders/:id(\\d+)', name: 'order', component: OrderView },
    { path: '/account', name: 'account', component: () => import('../shared/account/OwnAccount.vue') },
    { path: '/messages/:part(deliveries)?', name: 'messages', component: () => import('./messages/MessagesView.vue') },
    // Only a district's installation has one.
    { path: '/district/:town?/:which(late|soon)?', name: 'district', component: () => import('./district/DistrictView.vue') },
    // Only an admin needs it.
    { path: '/accounts', name: 'accounts', component: () => import('./accounts/AccountsView.vue') },
    // Only a supervisor, and seldom.
    { path: '/person', name: 'person', component: () => import('./person/PersonView.vue') },
    { path: '/exports/:part(labels|imports)?', name: 'exports', props: true, component: () => import('./exports/ExportsPage.vue') },
    { path: '/readings', name: 'readings', component: () => import('./readings/ReadingsView.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});

createApp(App).use(router).mount('#app');
