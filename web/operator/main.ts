import { createApp } from 'vue';
import '../shared/ui/controls.css';
import App from './App.vue';
import { router } from './router';

createApp(App).use(router).mount('#app');
