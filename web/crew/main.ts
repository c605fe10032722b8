import '@shared/ui/controls.css';
import './crew.css';
import { createApp } from 'vue';
import App from './App.vue';
import { Crew } from './crew';
import { crewKey } from './context';
import { chosenLook, showLook } from './look';
import { router } from './router';
import { forgetShell, keepShell } from './shell';
import { isFull, isTooOld } from './store';
import { t } from './words';

/** The page cannot begin; it says why, and what helps. Nothing that the phone holds is touched. */
function explain(reason: unknown): never {
  const app = document.getElementById('app');
  const words = document.createElement('p');
  const button = document.createElement('button');
  words.className = 'opening';
  words.setAttribute('role', 'alert');
  words.textContent = t(isTooOld(reason) ? 'page_too_old' : 'page_no_store');
  button.className = 'button wide';
  button.textContent = t('newer_take');
  button.onclick = () => void forgetShell().then(() => location.reload());
  app?.replaceChildren(words, button);
  throw reason;
}

showLook(chosenLook());
const crew = await Crew.open().catch(explain);
const app = createApp(App).provide(crewKey, crew).use(router);
// A step that the phone could not keep must be seen: its storage is full or forbidden.
app.config.errorHandler = (reason) => {
  crew.state.not_kept = reason instanceof DOMException;
  // A full phone is no fault of the page, and has been said.
  if (!isFull(reason)) throw reason;
};
app.mount('#app');
void keepShell();
