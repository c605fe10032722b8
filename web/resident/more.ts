import './more.css';
import { zh } from './i18n/zh';
import { addWords } from './words';

// What is needed beyond the first screen; whoever needs it imports it.
addWords(zh);
