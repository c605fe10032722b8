import '@shared/ui/base.css';
import './crew.css';
import { createApp } from 'vue';
import App from './App.vue';
import { Crew } from './crew';
import { crewKey } from './context';
import { router } from './router';
import { keepShell } from './shell';

const crew = await Crew.open();
const app = createApp(App).provide(crewKey, crew).use(router);
// A step that the phone could not keep must be seen: its storage is full or forbidden.
app.config.errorHandler = (reason) => {
  crew.state.not_kept = reason instanceof DOMException;
  throw reason;
};
app.mount('#app');
void keepShell();
