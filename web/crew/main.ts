import '@shared/ui/base.css';
import './crew.css';
import { createApp } from 'vue';
import App from './App.vue';
import { Crew } from './crew';
import { crewKey } from './context';
import { router } from './router';
import { keepShell } from './shell';

const crew = await Crew.open();
createApp(App).provide(crewKey, crew).use(router).mount('#app');
void keepShell();
