import '@shared/ui/base.css';
import './resident.css';
import { createApp } from 'vue';
import App from './App.vue';

createApp(App).mount('#app');
