import './more.css';
import { zh } from './i18n/zh';
import { sendAll } from './attachments';
import { recall } from './memory';
import { trySending } from './sending';
import { addWords } from './words';

// What is needed beyond the first screen; whoever needs it imports it.
addWords(zh);
// What an earlier visit could not send goes on its way.
void trySending();
if (recall('attachments')) void sendAll();
