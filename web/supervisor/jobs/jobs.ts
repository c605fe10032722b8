import { onMounted, onUnmounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Problem } from '../../shared/api/client';

/** What is asked for and watched: an export, an import. */
export interface Job {
  id: string;
  rows: number;
  rows_in_all: number | null;
  ended_at: string | null;
}
type Answer<Data> = { ok: true; data: Data } | { ok: false; problem: Problem };

export const isOver = (one: Job): boolean => one.ended_at !== null;

/** How far it is, 0 to 1; nothing while nobody knows how many rows there are. */
export function shareOf(one: Job): number | undefined {
  if (one.rows_in_all === null) return undefined;
  return one.rows_in_all === 0 ? 1 : Math.min(1, one.rows / one.rows_in_all);
}

interface Watched<One> {
  own: ShallowRef<One[]>;
  problem: ShallowRef<Problem | null>;
  busy: Ref<boolean>;
  said: Ref<string>;
  look: () => Promise<void>;
  /** Asks for a new one. */
  add: (ask: () => Promise<Answer<One>>) => Promise<void>;
  /** Changes one: cancel, forget. */
  change: (asked: Promise<Answer<unknown>>) => Promise<void>;
}

/**
 * One's own jobs, looked at again as long as one of them is under way.
 * `ended` is told of each that came to its end since, and gives the words for whoever does not watch the bar.
 */
export function useJobs<One extends Job>(read: () => Promise<Answer<{ items: One[] }>>, every_ms: number, ended: (one: One) => string | Promise<string>): Watched<One> {
  const own = shallowRef<One[]>([]);
  const problem = shallowRef<Problem | null>(null);
  const busy = ref(false);
  const said = ref('');
  let timer = 0;
  let gone = false;

  async function look(): Promise<void> {
    window.clearTimeout(timer);
    const answer = await read();
    if (answer.ok) {
      const running = new Set(own.value.filter((one) => !isOver(one)).map((one) => one.id));
      own.value = answer.data.items;
      for (const one of own.value) if (running.has(one.id) && isOver(one)) said.value = (await ended(one)) || said.value;
    } else {
      problem.value = answer.problem;
    }
    window.clearTimeout(timer);
    if (!gone && own.value.some((one) => !isOver(one))) timer = window.setTimeout(() => void look(), every_ms);
  }

  async function change(asked: Promise<Answer<unknown>>): Promise<void> {
    const answer = await asked;
    problem.value = answer.ok ? null : answer.problem;
    await look();
  }

  async function add(ask: () => Promise<Answer<One>>): Promise<void> {
    busy.value = true;
    problem.value = null;
    said.value = '';
    const answer = await ask();
    busy.value = false;
    problem.value = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    // Watched from now on: a short one may be over at the first look.
    own.value = [answer.data, ...own.value];
    await look();
  }

  onMounted(look);
  onUnmounted(() => {
    gone = true;
    window.clearTimeout(timer);
  });
  return { own, problem, busy, said, look, add, change };
}
