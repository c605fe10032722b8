import { reactive } from 'vue';
import { api, ask, type Problem, type Schemas } from '../api/client';
import { text } from '../i18n';

/** What the staff's pages know of the town: read once, crews again when their load matters. */
export const register = reactive({
  state: 'empty' as 'empty' | 'loading' | 'ready' | 'failed',
  problem: null as Problem | null,
  villages: [] as Schemas['Village'][],
  classes: [] as Schemas['FacilityClass'][],
  kinds: [] as Schemas['FaultKind'][],
  crews: [] as Schemas['Crew'][],
  policies: [] as Schemas['Policy'][],
});

export async function loadRegister(): Promise<void> {
  if (register.state === 'loading') return;
  register.state = 'loading';
  register.problem = null;
  const [villages, classes, kinds, crews, policies] = await Promise.all([
    ask(api.GET('/villages')),
    ask(api.GET('/facility-classes')),
    ask(api.GET('/fault-kinds')),
    ask(api.GET('/crews')),
    ask(api.GET('/policies')),
  ]);
  const failed = [villages, classes, kinds, crews, policies].find((answer) => !answer.ok);
  if (failed && !failed.ok) register.problem = failed.problem;
  if (villages.ok) register.villages = villages.data.items;
  if (classes.ok) register.classes = classes.data.items;
  if (kinds.ok) register.kinds = kinds.data.items;
  if (crews.ok) register.crews = crews.data.items;
  if (policies.ok) register.policies = policies.data.items;
  register.state = failed ? 'failed' : 'ready';
}

export async function reloadCrews(): Promise<void> {
  const answer = await ask(api.GET('/crews'));
  if (answer.ok) register.crews = answer.data.items;
}

export function villageName(code: string | null | undefined): string {
  if (!code) return '';
  return register.villages.find((village) => village.code === code)?.name ?? code;
}

/** Village and place as one would say them: the village once, though facilities and addresses often begin with it. */
export function placeWords(village: string | null | undefined, ...places: (string | null | undefined)[]): string {
  const name = villageName(village);
  const place = places.find((words) => words?.trim())?.trim() ?? '';
  const rest = name && place.startsWith(name) ? place.slice(name.length).replace(/^村(?=\s|\d)/, '').trim() : place;
  return [name, rest].filter(Boolean).join(' ');
}

export function crewName(id: string | null | undefined): string {
  if (!id) return '';
  const crew = register.crews.find((found) => found.id === id);
  return crew ? text(crew.name) : `#${id}`;
}

export function findKind(code: string | null | undefined): Schemas['FaultKind'] | undefined {
  return code ? register.kinds.find((kind) => kind.code === code) : undefined;
}

export function kindName(code: string | null | undefined): string {
  const kind = findKind(code);
  return kind ? text(kind.name) : (code ?? '');
}

export function findClass(code: string | null | undefined): Schemas['FacilityClass'] | undefined {
  return code ? register.classes.find((found) => found.code === code) : undefined;
}

export function className(code: string | null | undefined): string {
  const found = findClass(code);
  return found ? text(found.name) : (code ?? '');
}
